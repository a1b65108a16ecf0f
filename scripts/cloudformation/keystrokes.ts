import type { Diagnostic } from '../../src/language/diagnostic.ts';

/** A text while one of its lines is being typed. */
export interface TypedState {
  readonly text: string;
  /** The line at the caret, from 0. */
  readonly line: number;
  /** The last line of what belongs to it: the lines below that are indented deeper. */
  readonly last: number;
  /** Lines that were added to the text. */
  readonly added: number;
  /** What stands on the line so far. */
  readonly typed: string;
}

const maxStatesOfLine = 12;

/** The texts that come about while so many lines, chosen at random, are typed: in place, or anew below their like. */
export function* typedStates(text: string, count: number, random: () => number): Generator<TypedState> {
  const lines = text.split('\n');
  const candidates = lines.flatMap((line, index) => (line.trim() === '' ? [] : [index]));
  for (let number = 0; number < count && candidates.length > 0; number++) {
    const line = candidates[Math.floor(random() * candidates.length)] ?? 0;
    const whole = lines[line] ?? '';
    const indent = whole.length - whole.trimStart().length;
    const isNew = random() < 0.3;
    const at = isNew ? lastOf(lines, line) + 1 : line;
    const step = Math.max(1, Math.ceil((whole.length - indent) / maxStatesOfLine));
    for (let end = indent; end < whole.length; end += step) {
      const typed = whole.slice(0, end);
      const changed = lines.toSpliced(at, isNew ? 0 : 1, typed);
      yield { text: changed.join('\n'), line: at, last: lastOf(changed, at), added: isNew ? 1 : 0, typed };
    }
  }
}

/** The last line of what belongs to a line: the lines below that are indented deeper. */
export function lastOf(lines: readonly string[], index: number): number {
  const indentOf = (line: string): number => line.length - line.trimStart().length;
  const indent = indentOf(lines[index] ?? '');
  let last = index;
  for (let at = index + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    if (indentOf(line) <= indent) break;
    last = at;
  }
  return last;
}

/** What is said after a keystroke that was not said before and is about another place, the syntax apart. */
export function elsewhere(before: readonly Diagnostic[], after: readonly Diagnostic[], state: TypedState): Diagnostic[] {
  const key = ({ rule, message }: Diagnostic, line: number): string => `${rule}@${line}@${message}`;
  const known = new Set(before.map((each) => key(each, each.range.start.line >= state.line ? each.range.start.line + state.added : each.range.start.line)));
  return after.filter((each) => {
    const { line } = each.range.start;
    return each.rule !== 'E0000' && (line < state.line || line > state.last) && !known.has(key(each, line));
  });
}
