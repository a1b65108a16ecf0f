import type { Diagnostic, Span } from '../language/diagnostic.ts';
import { get } from '../language/tree/node.ts';
import { functionRules } from './schema/calls.ts';
import type { Template } from './parser/template.ts';

/** Rules that miss a use of a name. */
const aboutUses: ReadonlySet<string> = new Set(['W2001', 'W7001', 'W8001']);

/** Rules that miss something by its name: a declaration or a use. */
const aboutNames: ReadonlySet<string> = new Set([
  ...aboutUses, ...Object.values(functionRules),
  'E1011', 'E3005', 'E3024', 'E3015', 'E3038', 'E6005', 'E6101', 'E6102', 'E1701', 'E1702', 'E8001', 'E8004', 'E8005', 'E8006', 'E8007', 'W4001',
]);

/** Sections whose entries others name. */
const sectionsOfNames: ReadonlySet<string> = new Set(['Parameters', 'Mappings', 'Conditions', 'Resources']);

/** An entry without its colon, or with no more than the beginning of a value behind it: it is still being written. */
const unfinished = /^[\s-]*["']?([\w.:-]*?)["']?\s*(?::\s*(?:!\w*\s*)?["'[{|>-]*)?\s*$/;

/**
 * The diagnostics without those that a syntax error causes: what is missed by a name that stands in a stretch which
 * could not be understood is not missing, nor is what such a stretch may be about to name.
 */
export function withoutConsequences(template: Template, diagnostics: Diagnostic[]): Diagnostic[] {
  if (template.dropped.length === 0) return diagnostics;
  const stretches = template.dropped.map(({ start, end }) => template.text.slice(start, end));
  const names = new Set(stretches.join('\n').match(/[\w.:-]+/g)?.flatMap((word) => [word, word.replace(/:$/, ''), ...word.split(/[.:]/)]));
  const begun = stretches.flatMap((stretch) => unfinished.exec(stretch.trimStart().split('\n', 1)[0] ?? '')?.[1] || []);
  const mayBeUsed = stretches.some(isUnfinished);
  const isNameless = template.dropped.some((stretch) => lacksName(template, stretch));
  const isHidden = (name: string): boolean => isNameless || names.has(name) || begun.some((beginning) => name.startsWith(beginning));
  return diagnostics.filter(({ rule, message }) => {
    if (mayBeUsed && aboutUses.has(rule)) return false;
    if (!aboutNames.has(rule)) return true;
    return ![...message.matchAll(/'([^']+)'/g)].some(([, name = '']) => isHidden(name));
  });
}

/** Whether the line that a stretch begins with is still being written: more may follow on it. */
function isUnfinished(stretch: string): boolean {
  if (unfinished.test(stretch)) return true;
  const [line = ''] = stretch.trimStart().split('\n', 1);
  const unquoted = line.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '');
  const [opened, closed] = [/[{[]/g, /[}\]]/g].map((bracket) => unquoted.match(bracket)?.length ?? 0);
  return (opened ?? 0) > (closed ?? 0) || /(?:^|[\s:[{,-])["']/.test(unquoted) || /!\w*\s*$/.test(unquoted);
}

/**
 * Whether a stretch is what is below a name that is not there (yet): it stands deeper than the names of its section, or
 * it begins a second time with what belongs to one of them.
 */
function lacksName(template: Template, { start, end }: Span): boolean {
  const { text } = template;
  const section = template.root?.entries.findLast(({ key }) => key.start < start);
  if (!section || !sectionsOfNames.has(section.key.text)) return false;
  const column = (offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);
  const first = start + Math.max(text.slice(start, end).search(/\S/), 0);
  const name = section.value.kind === 'map' ? section.value.entries.findLast(({ key }) => key.start < first)?.key : undefined;
  if (!name) return true;
  const begins = get(section.value, name.text);
  const depth = begins?.kind === 'map' ? begins.entries[0]?.key : undefined;
  const stretch = text.slice(first, end).trimEnd();
  // A line that is there twice is no beginning.
  const isTwice = text.slice(0, first).trimEnd().endsWith(stretch.replace(/,$/, ''));
  const isSecond = depth !== undefined && /^["']?Type["']?\s*:/.test(stretch) && column(first) === column(depth.start) && !isTwice;
  const isOrphan = section.value.incomplete === true && column(first) > column(name.start) && (name.end < first || name.start > first);
  return isSecond || isOrphan;
}
