import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CloudFormationService } from '../../src/cloudformation/service.ts';
import { jsonOf, type Json } from '../../src/cloudformation/schema/values.ts';
import { parseTemplate } from '../../src/cloudformation/parser/template.ts';
import type { Diagnostic, Fix } from '../../src/language/diagnostic.ts';
import { applyEdits } from '../../src/language/edits.ts';
import { templateDocument } from './cloudformation.ts';

/**
 * Everything that is wrong with the fixes of a text's findings, each applied by itself to the text: the finding has to
 * be gone, no other may come, and nothing else may be changed.
 */
export function faultsOfFixes(service: CloudFormationService, text: string): { tried: string[]; faults: string[] } {
  const document = templateDocument(text);
  const found = service.lint(document);
  const tried: string[] = [];
  const faults: string[] = [];
  for (const diagnostic of found) {
    for (const fix of diagnostic.fixes ?? []) {
      tried.push(`${diagnostic.rule}: ${fix.title}`);
      for (const fault of faultsOf(service, document, found, diagnostic, fix)) faults.push(`${diagnostic.rule}, "${fix.title}": ${fault}`);
    }
  }
  return { tried, faults };
}

function faultsOf(service: CloudFormationService, document: TextDocument, found: readonly Diagnostic[], { rule, message }: Diagnostic, fix: Fix): string[] {
  const text = document.getText();
  const mended = applyEdits(text, fix.edits);
  const after = service.lint(templateDocument(mended));
  const faults: string[] = [];
  const count = (among: readonly Diagnostic[]): number => among.filter((one) => one.rule === rule && one.message === message).length;
  if (count(after) >= count(found)) faults.push('the finding is still there');
  const known = new Map<string, number>();
  for (const one of found) known.set(one.rule, (known.get(one.rule) ?? 0) + 1);
  // What is filled in is only a beginning: what is said of it is what it needs.
  const filledIn = fix.title.startsWith('Add ') ? fix.edits.map(({ span, newText }) => ({ start: span.start, end: span.start + newText.length })) : [];
  const mendedDocument = templateDocument(mended);
  for (const one of after) {
    const left = known.get(one.rule) ?? 0;
    known.set(one.rule, left - 1);
    const at = mendedDocument.offsetAt(one.range.start);
    if (left < 1 && !filledIn.some(({ start, end }) => at >= start && at <= end)) faults.push(`${one.rule} is new: ${one.message}`);
  }
  const changes = differences(valueOf(document), valueOf(mendedDocument));
  const most = fix.title.endsWith('on this line') || fix.title.startsWith('Remove the unused') ? 0 : 1;
  if (changes > most) faults.push(`${changes} values of the template are others`);
  if (text.includes('\r\n') && /(?<!\r)\n/.test(mended)) faults.push('a line has no line break of Windows');
  const notes = (of: string): number => of.split('# ünchanged').length;
  const removed = fix.edits.reduce((sum, { span }) => sum + notes(text.slice(span.start, span.end)) - 1, 0);
  if (notes(mended) < notes(text) - (fix.title.startsWith('Remove ') ? removed : 0)) faults.push('a comment is gone');
  return faults.map((fault) => `${fault}\n${excerpt(text, mended)}`);
}

function valueOf(document: TextDocument): Json {
  const { value, loops } = parseTemplate(document);
  const written = loops.written ?? value;
  return written ? jsonOf(written) : null;
}

/** How many values have to be put in, taken out or changed for the one to become the other. */
function differences(one: Json, other: Json): number {
  if (JSON.stringify(one) === JSON.stringify(other)) return 0;
  if (Array.isArray(one) && Array.isArray(other)) return listDifferences(one, other);
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object' || Array.isArray(one) || Array.isArray(other)) return 1;
  const [before, after] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  const [gone, come] = [[...before.keys()].filter((key) => !after.has(key)), [...after.keys()].filter((key) => !before.has(key))];
  const kept = [...before.keys()].filter((key) => after.has(key));
  const inside = kept.reduce((sum, key) => sum + differences(before.get(key) ?? null, after.get(key) ?? null), 0);
  // One call in the place of another.
  if (before.size === 1 && after.size === 1 && gone.length === 1) return 1;
  // A name that is changed takes its value along.
  if (gone.length === 1 && come.length === 1) return inside + 1 + differences(before.get(gone[0] ?? '') ?? null, after.get(come[0] ?? '') ?? null);
  return inside + gone.length + come.length;
}

function listDifferences(one: readonly Json[], other: readonly Json[]): number {
  if (one.length === other.length) return one.reduce<number>((sum, item, index) => sum + differences(item, other[index] ?? null), 0);
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  const rest = long.map((item) => JSON.stringify(item));
  let at = 0;
  for (const item of rest) if (at < short.length && JSON.stringify(short[at]) === item) at++;
  return at === short.length ? long.length - short.length : long.length;
}

/** What was changed, in its lines. */
function excerpt(before: string, after: string): string {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  const from = Math.max(0, start - 60);
  return `    ${JSON.stringify(before.slice(from, start + 80))}\n    ${JSON.stringify(after.slice(from, start + 140))}`;
}
