import type { Diagnostic, Edit, Source, Span } from '../language/diagnostic.ts';
import { diagnosticsOf, type Finding, type Found } from '../language/rule.ts';
import type { RuleConfig } from './config.ts';
import type { FilePart } from './model/parts.ts';
import { surfaceOf } from './model/surface.ts';
import type { FileView, TerraformRule } from './rules/rule.ts';

/** How many surroundings are told apart; a module that is edited has one at a time. */
const keptSurroundings = 16;

/** The share of a file's blocks from which on a look at the whole file is taken. */
const wholeShare = 0.5;

/** What was found in a block, and on what condition it holds. */
interface Kept {
  readonly found: readonly Found[];
  readonly surroundings: object;
  readonly rules: readonly TerraformRule[];
  readonly config: RuleConfig;
  /** Files that were asked for, and whether they were there. */
  readonly asked: ReadonlyMap<string, boolean>;
  /** Where the block began and the text ended. */
  readonly start: number;
  readonly textEnd: number;
}

/**
 * Runs rules over files. What a rule that is `local` says of a block is kept with the block and moves along with it, for
 * as long as neither the block nor what it can see of the module changes: a keystroke costs the block that it is in.
 */
export class FileLinter {
  /** By what they are, so that what was found in them is known again by identity. The oldest leave first. */
  readonly #surroundings = new Map<string, object>();

  /** @param rules the same array for as long as the same rules are on */
  lint(view: FileView, rules: readonly TerraformRule[], source: Source): Diagnostic[] {
    const { file } = view;
    if (file.json || file.role !== 'configuration') return diagnosticsOf(run(rules, view), file.document, source);
    const wide = run(
      rules.filter((rule) => !rule.local),
      view,
    );
    const local = rules.filter((rule) => rule.local);
    const found = [...wide, ...this.#findLocal(view, rules, local)];
    const order = new Map<Found['rule'], number>(rules.map((rule, index) => [rule, index]));
    found.sort((a, b) => (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0));
    return diagnosticsOf(found, file.document, source);
  }

  #findLocal(view: FileView, rules: readonly TerraformRule[], local: readonly TerraformRule[]): Found[] {
    const { file } = view;
    const conditions = { rules, surroundings: this.#surroundingsOf(view), config: view.config, textEnd: file.parsed.text.length };
    const kept = file.parts.map((part) => keptOf(part, view, conditions));
    // Where most of a file is new, one look at all of it costs less than one at each block.
    if (kept.filter((entry) => entry === undefined).length > file.parts.length * wholeShare) {
      const found = run(local, view);
      for (const [part, own] of byPart(found, file.parts)) keep(part, own, { ...conditions, asked: view.asked });
      return found;
    }
    const { loose } = file;
    const found = loose ? run(local, view.of(loose)) : [];
    for (const [index, part] of file.parts.entries()) found.push(...(kept[index] ?? findIn(part, view, local, conditions)));
    return found;
  }

  /** One object for everything that the findings in a block can depend on beside the block, the rules and files. */
  #surroundingsOf({ module, file, now, providers }: FileView): object {
    // Fixes that add to the end of the file begin with a line break where there is none.
    const key = `${now.toISOString().slice(0, 10)} ${providers?.id} ${file.parsed.text.endsWith('\n')}\n${surfaceOf(module)}`;
    const surroundings = this.#surroundings.get(key) ?? {};
    this.#surroundings.delete(key);
    this.#surroundings.set(key, surroundings);
    const [oldest] = this.#surroundings.keys();
    if (this.#surroundings.size > keptSurroundings && oldest !== undefined) this.#surroundings.delete(oldest);
    return surroundings;
  }
}

function run(rules: readonly TerraformRule[], view: FileView): Found[] {
  const found: Found[] = [];
  for (const rule of rules) rule.check(view, (finding) => found.push({ rule, finding }));
  return found;
}

type Conditions = Omit<Kept, 'found' | 'asked' | 'start'>;

/** What was found in a block, moved to where it is now; undefined where it no longer holds. */
function keptOf(part: FilePart, view: FileView, { rules, surroundings, config, textEnd }: Conditions): readonly Found[] | undefined {
  const kept = part.memory.get(FileLinter) as Kept | undefined;
  if (kept?.surroundings !== surroundings || kept.rules !== rules || kept.config !== config || !stillThere(kept.asked, view)) return undefined;
  const by: Move = { from: kept.textEnd, block: part.block.start - kept.start, end: textEnd - kept.textEnd };
  return by.block === 0 && by.end === 0 ? kept.found : kept.found.map(({ rule, finding }) => ({ rule, finding: moved(finding, by) }));
}

function findIn(part: FilePart, view: FileView, local: readonly TerraformRule[], conditions: Conditions): readonly Found[] {
  const inner = view.of(part.file);
  const found = run(local, inner);
  keep(part, found, { ...conditions, asked: inner.asked });
  return found;
}

function keep(part: FilePart, found: readonly Found[], conditions: Conditions & Pick<Kept, 'asked'>): void {
  const { block } = part;
  if (!found.every(({ finding }) => isMovable(finding, block, conditions.textEnd))) return;
  part.memory.set(FileLinter, { ...conditions, found, start: block.start } satisfies Kept);
}

/** What was found in each of the blocks, which are in order. */
function byPart(found: readonly Found[], parts: readonly FilePart[]): Map<FilePart, Found[]> {
  const groups = new Map(parts.map((part): [FilePart, Found[]] => [part, []]));
  let at = 0;
  for (const entry of found.toSorted((a, b) => a.finding.span.start - b.finding.span.start)) {
    const { start } = entry.finding.span;
    while ((parts[at + 1]?.block.start ?? Infinity) <= start) at++;
    const part = parts[at];
    if (part && part.block.start <= start && start <= part.block.end) groups.get(part)?.push(entry);
  }
  return groups;
}

function stillThere(asked: ReadonlyMap<string, boolean>, view: FileView): boolean {
  for (const [file, exists] of asked) if (view.exists(file) !== exists) return false;
  return true;
}

/** By how much places move: those in the block, and those at the end of the text, which was at `from`. */
interface Move {
  readonly from: number;
  readonly block: number;
  readonly end: number;
}

/** True where every place of a finding is in its block or at the end of the text. */
function isMovable({ span, fixes = [], related }: Finding, block: Span, textEnd: number): boolean {
  const within = (place: Span) => place.start >= block.start && place.end <= block.end && place.end < textEnd;
  return !related && within(span) && fixes.every(({ edits }) => edits.every((edit) => within(edit.span) || edit.span.start === textEnd));
}

function moved(finding: Finding, by: Move): Finding {
  if (!finding.fixes) return { ...finding, span: movedSpan(finding.span, by) };
  const fixes = finding.fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit): Edit => ({ ...edit, span: movedSpan(edit.span, by) })) }));
  return { ...finding, span: movedSpan(finding.span, by), fixes };
}

function movedSpan({ start, end }: Span, by: Move): Span {
  const distance = start === by.from ? by.end : by.block;
  return { start: start + distance, end: end + distance };
}
