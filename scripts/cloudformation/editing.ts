import { TextDocument } from 'vscode-languageserver-textdocument';
import { parseTemplate } from '../../src/cloudformation/parser/template.ts';
import type { Diagnostic } from '../../src/language/diagnostic.ts';
import { elsewhere, lastOf, type TypedState } from './keystrokes.ts';

/** A way to change a text that is more than typing on a line: the texts that come about meanwhile. */
export type Editing = (text: string, random: () => number) => Generator<EditedState>;

/** A text in the middle of a change. */
export interface EditedState extends TypedState {
  /** What was taken away: that it is missed elsewhere is right. */
  readonly gone: string;
  /** The text that the change began with. */
  readonly from: string;
  /** The text that it leads to; undefined where it is done. */
  readonly to?: string;
}

const choose = <T>(items: readonly T[], random: () => number): T | undefined => items[Math.floor(random() * items.length)];
const indentOf = (line: string): number => line.length - line.trimStart().length;
const shifted = (line: string, by: number): string => (by >= 0 ? `${' '.repeat(by)}${line}` : line.slice(Math.min(-by, indentOf(line))));

/** A line that is not blank, and the last of those that belong to it. */
function block(lines: readonly string[], random: () => number): [first: number, last: number] | undefined {
  const first = choose(lines.flatMap((line, index) => (line.trim() === '' ? [] : [index])), random);
  return first === undefined ? undefined : [first, lastOf(lines, first)];
}

/** A block is pasted below another, at the indent that it had, or at any. */
function* pasting(text: string, random: () => number): Generator<EditedState> {
  const lines = text.split('\n');
  const [source, target] = [block(lines, random), block(lines, random)];
  if (!source || !target || source[1] - source[0] > 30) return;
  const by = choose([-4, -2, -1, 0, 0, 1, 2, 4], random) ?? 0;
  const pasted = lines.slice(source[0], source[1] + 1).map((line) => shifted(line, by));
  const at = (random() < 0.5 ? target[0] : target[1]) + 1;
  const changed = lines.toSpliced(at, 0, ...pasted).join('\n');
  yield { from: text, text: changed, line: at, last: at + pasted.length - 1, added: pasted.length, typed: pasted.join('\n'), gone: '' };
}

/** Some lines are deleted, whatever they are. */
function* deleting(text: string, random: () => number): Generator<EditedState> {
  const lines = text.split('\n');
  const at = block(lines, random)?.[0];
  if (at === undefined) return;
  const count = 1 + Math.floor(random() * 4);
  const changed = lines.toSpliced(at, count);
  yield { from: text, text: changed.join('\n'), line: at, last: lastOf(changed, at), added: -count, typed: changed[at] ?? '', gone: lines.slice(at, at + count).join('\n') };
}

/** The lines of a block are moved to another indent, one after the other. */
function* indenting(text: string, random: () => number): Generator<EditedState> {
  const lines = text.split('\n');
  const [first, last] = block(lines, random) ?? [0, -1];
  const by = choose([-2, -1, 1, 2, 4], random) ?? 0;
  const upTo = (done: number): string[] => lines.map((line, index) => (index >= first && index <= done && line !== '' ? shifted(line, by) : line));
  for (let done = first; done <= Math.min(last, first + 12); done++) {
    const changed = upTo(done);
    yield { from: text, to: upTo(last).join('\n'), text: changed.join('\n'), line: first, last: Math.max(last, lastOf(changed, first)), added: 0, typed: changed.slice(first, done + 1).join('\n'), gone: lines.slice(first, last + 1).join('\n') };
  }
}

/** The lines of a block are commented out, one after the other. */
function* commenting(text: string, random: () => number): Generator<EditedState> {
  const lines = text.split('\n');
  const [first, last] = block(lines, random) ?? [0, -1];
  const upTo = (done: number): string[] => lines.map((line, index) => (index >= first && index <= done && line !== '' ? `# ${line}` : line));
  for (let done = first; done <= Math.min(last, first + 12); done++) {
    const changed = upTo(done);
    yield { from: text, to: upTo(last).join('\n'), text: changed.join('\n'), line: first, last, added: 0, typed: changed.slice(first, done + 1).join('\n'), gone: lines.slice(first, last + 1).join('\n') };
  }
}

/** A block with all that is below it is typed anew where it was, line by line, some beginnings of each line. */
function* composing(text: string, random: () => number): Generator<EditedState> {
  const lines = text.split('\n');
  const [first, last] = block(lines, random) ?? [0, -1];
  if (first === 0 || last - first > 25) return;
  const without = lines.toSpliced(first, last - first + 1);
  for (let line = first; line <= last; line++) {
    const whole = lines[line] ?? '';
    for (const share of [0, 0.3, 0.6, 0.9, 1]) {
      const indent = indentOf(whole);
      const begun = [...lines.slice(first, line), whole.slice(0, indent + Math.floor((whole.length - indent) * share))];
      yield { from: without.join('\n'), to: text, text: without.toSpliced(first, 0, ...begun).join('\n'), line: first, last: first + begun.length - 1, added: begun.length, typed: begun.join('\n'), gone: '' };
    }
  }
}

/** One character that holds the text together is deleted, or put where it does not belong. */
function* slipping(text: string, random: () => number): Generator<EditedState> {
  const places = [...text].flatMap((character, index) => (/["'{}[\]:,!-]/.test(character) ? [index] : []));
  const at = choose(places, random);
  if (at === undefined) return;
  const put = random() < 0.5 ? '' : choose(['"', '{', '}', '[', ']', ',', ':'], random) ?? '';
  const changed = text.slice(0, at) + put + text.slice(put === '' ? at + 1 : at);
  const line = text.slice(0, at).split('\n').length - 1;
  const lines = changed.split('\n');
  yield { from: text, text: changed, line, last: lastOf(lines, line), added: 0, typed: lines[line] ?? '', gone: '' };
}

export const editings: Readonly<Record<string, Editing>> = { pasting, deleting, indenting, commenting, composing, slipping };

/**
 * What is said in the states of a change about other places than those that it touches: neither of the text that the
 * change began with nor of the one that it leads to, and not because something was taken away.
 */
export function* unexpected(states: Iterable<EditedState>, lint: (text: string) => Diagnostic[]): Generator<{ state: EditedState; found: Diagnostic[] }> {
  const [known, textOf] = [new Map<string, Diagnostic[]>(), ({ rule, message }: Diagnostic): string => `${rule} ${message}`];
  const said = (text: string): Diagnostic[] => {
    const before = known.get(text) ?? lint(text);
    known.set(text, before);
    return before;
  };
  for (const state of states) {
    const before = said(state.from);
    if (before.some(({ rule }) => rule === 'E0000')) return;
    const expected = new Set(state.to === undefined ? [] : said(state.to).map(textOf));
    const found = elsewhere(before, lint(state.text), state).filter((each) => !expected.has(textOf(each)) && !isMissed(each.message, state));
    yield { state, found };
  }
}

/** Whether a finding misses what the change has taken away. */
function isMissed(message: string, { gone }: EditedState): boolean {
  const words = new Set(gone.match(/\w+/g));
  return [...message.matchAll(/'([^']+)'/g)].some(([, name = '']) => name.split(/\W+/).some((word) => words.has(word)));
}

/** Whether a text is not well-formed, which is more than a key that stands twice. */
export function isBroken(text: string): boolean {
  return parseTemplate(TextDocument.create('untitled:edited', 'cloudformation', 1, text)).problems.length > 0;
}
