import type { Range } from 'vscode-languageserver-types';
import type { Diagnostic, Edit, Fix } from '../../language/diagnostic.ts';
import { inBreaksOf } from '../../language/edits.ts';
import { get, type ListNode, type MapNode, type Node, type ScalarNode } from '../../language/tree/node.ts';
import type { Resource, Template } from '../parser/template.ts';
import { isWithin } from '../soundFixes.ts';
import { unusedSuppression } from '../rules/suppression.ts';
import { ignoreComments, isWithinScalar, type IgnoreComment } from './ignoreComments.ts';

const steps = ['Metadata', 'cfn-lint', 'config', 'ignore_checks'] as const;

/**
 * The diagnostics, each with the fixes that leave it out: a comment at its line, and the resource's own list of rules to
 * ignore. What stops the template from being read at all cannot be ignored.
 */
export function withSuppressions(template: Template, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const ownerOf = ownersIn(template);
  const comments = diagnostics.length > 0 ? ignoreComments(template) : [];
  return diagnostics.map((diagnostic) => {
    if (diagnostic.rule.startsWith('E0') || diagnostic.rule === unusedSuppression.id) return diagnostic;
    const offset = template.document.offsetAt(diagnostic.range.start);
    const owner = ownerOf(offset);
    const fixes = [onLine(template, diagnostic, comments, owner), owner && suppression(template, owner, diagnostic.rule)].filter((fix) => fix !== undefined);
    return fixes.length > 0 ? { ...diagnostic, fixes: [...(diagnostic.fixes ?? []), ...fixes] } : diagnostic;
  });
}

/** Finds the resources that places lie in. These are mostly asked for one after the other, so each search begins where the last one ended. */
function ownersIn(template: Template): (offset: number) => Resource | undefined {
  const resources = [...template.resources.values()];
  let last = 0;
  return (offset) => {
    for (let step = 0; step < resources.length; step++) {
      const at = (last + step) % resources.length;
      const resource = resources[at];
      if (!resource || offset < resource.key.start || offset >= resource.value.end) continue;
      last = at;
      return resource;
    }
    return undefined;
  };
}

/** A comment above the line of what is shown, or of what is reported where none can stand there; or one more id in the comment that is there. */
function onLine({ text, json, value, document }: Template, { rule, range, shown = range }: Diagnostic, comments: readonly IgnoreComment[], owner: Resource | undefined): Fix | undefined {
  const lineOf = ({ start }: Range): number => document.offsetAt({ line: start.line, character: 0 });
  // Within a resource only its own values are looked at.
  const around = (start: number): Node | undefined => (owner && owner.value.start <= start && start < owner.value.end ? owner.value : value);
  const lineStart = [shown, range].map(lineOf).find((start) => {
    const node = around(start);
    return !node || !isWithinScalar(node, start);
  });
  if (json || lineStart === undefined) return undefined;
  const title = `Ignore ${rule} on this line`;
  const last = comments.find(({ line, ids }) => [range.start.line, shown.start.line].includes(line) && ids.length > 0)?.ids.at(-1);
  if (last) return { title, edits: [{ span: { start: last.span.end, end: last.span.end }, newText: `, ${rule}` }] };
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  return inBreaksOf(text, { title, edits: [{ span: { start: lineStart, end: lineStart }, newText: `${indent}# plumbline-ignore: ${rule}\n` }] });
}

function suppression(template: Template, { key, value }: Resource, rule: string): Fix | undefined {
  let node: Node = value;
  let depth = 0;
  for (let inner = get(node, steps[0]); inner && depth < steps.length; inner = get(node, steps[depth] ?? '')) {
    node = inner;
    depth++;
  }
  const edit = editOf(template.text, node, steps.slice(depth), rule);
  const fix = edit && inBreaksOf(template.text, { title: `Ignore ${rule} in '${key.text}'`, edits: [edit] });
  return fix && !isWithin(template.shared, fix) ? fix : undefined;
}

function editOf(text: string, node: Node, missing: readonly string[], rule: string): Edit | undefined {
  if (node.kind === 'scalar') return insteadOfNull(text, node, missing, rule);
  if (missing.length === 0) return intoList(text, node, rule);
  return node.kind === 'map' ? intoMap(text, node, missing, rule) : undefined;
}

/** What is missing, on one line, in the place of null, which may be written or not. */
function insteadOfNull(text: string, { value, start, end }: ScalarNode, missing: readonly string[], rule: string): Edit | undefined {
  if (value !== null) return undefined;
  const blank = start === end && !/[ \t]$/.test(text.slice(0, start)) ? ' ' : '';
  const written = inFlow(missing, rule);
  return { span: { start, end }, newText: blank + (missing.length === 0 ? written : `{${written}}`) };
}

function inFlow(missing: readonly string[], rule: string): string {
  return `${missing.map((name) => `"${name}": `).join('{')}["${rule}"]${'}'.repeat(Math.max(missing.length - 1, 0))}`;
}

function intoList(text: string, list: Node, rule: string): Edit | undefined {
  if (list.kind !== 'list') return undefined;
  const [first] = list.items;
  if (!first) return intoBrackets(text, list, `"${rule}"`);
  if (first.kind !== 'scalar') return undefined;
  const span = { start: first.start, end: first.start };
  if (list.flow) return { span, newText: first.style === 'double' ? `"${rule}", ` : `${rule}, ` };
  const indent = indentOf(text, first.start);
  return indent === undefined ? undefined : { span, newText: `${rule}\n${indent}` };
}

/** The missing maps, before the first entry of the map that is there. */
function intoMap(text: string, map: MapNode, missing: readonly string[], rule: string): Edit | undefined {
  const [first] = map.entries;
  const written = inFlow(missing, rule);
  if (!first) return intoBrackets(text, map, written);
  if (first.key.synthetic) return undefined;
  const span = { start: first.key.start, end: first.key.start };
  if (map.flow) return { span, newText: `${written}, ` };
  const indent = indentOf(text, first.key.start);
  if (indent === undefined || indent.includes('-')) return undefined;
  const lines = missing.map((name, depth) => `${depth === 0 ? '' : indent + '  '.repeat(depth)}${name}:`);
  return { span, newText: `${lines.join('\n')} [${rule}]\n${indent}` };
}

/** The first piece of an empty map or list; undefined where that has no brackets. */
function intoBrackets(text: string, { flow, end }: MapNode | ListNode, newText: string): Edit | undefined {
  if (!flow || !/[[{]\s*$/.test(text.slice(0, end - 1))) return undefined;
  return { span: { start: end - 1, end: end - 1 }, newText };
}

/** What stands before a place on its line, where that is only blanks and a dash. */
function indentOf(text: string, offset: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^ *(?:- +)?$/.test(before) ? before : undefined;
}
