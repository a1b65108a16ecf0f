import type { Diagnostic, Edit, Source, Span } from '../language/diagnostic.ts';
import { diagnosticsOf, type Finding, type Found } from '../language/rule.ts';
import type { RuleConfig } from './config.ts';
import type { FilePart } from './model/parts.ts';
import { Answers, type Asked, Surfaces } from './model/questions.ts';
import { WatchedModule } from './model/watched.ts';
import type { ActiveRules } from './rules/active.ts';
import { type AskedFiles, FileView } from './rules/rule.ts';

/** What was found in a block, and on what condition it holds. */
interface Kept {
  readonly found: readonly Found[];
  readonly circumstances: string;
  readonly rules: ActiveRules;
  readonly config: RuleConfig;
  /** What the module was asked. */
  readonly asked: Asked;
  /** Files that were asked for, and what was there. */
  readonly files: AskedFiles;
  /** Where the block began and the text ended. */
  readonly start: number;
  readonly textEnd: number;
}

/**
 * Runs rules over files. What a rule that is `local` says of a block is kept with the block and moves along with it, for
 * as long as neither the block changes nor what the module answers to what was asked about it: a keystroke costs the
 * block that it is in, a new declaration those that look for its name.
 */
export class FileLinter {
  readonly #keeps: boolean;
  readonly #surfaces = new Surfaces();

  /** @param keeps whether files are linted again and again, so that it pays to keep what was found */
  constructor(keeps = true) {
    this.#keeps = keeps;
  }

  /** @param rules the same object for as long as the same rules are on */
  lint(view: FileView, rules: ActiveRules, source: Source): Diagnostic[] {
    const { file } = view;
    const keeps = this.#keeps && !file.json && file.role === 'configuration';
    const local = keeps ? this.#findLocal(view, rules) : run(rules, 'local', view);
    return diagnosticsOf(rules.sorted([...run(rules, 'wide', view), ...local]), file.document, source);
  }

  #findLocal(view: FileView, rules: ActiveRules): Found[] {
    const { file, module, config } = view;
    const answers = new Answers(module, this.#surfaces);
    const conditions = { rules, config, circumstances: circumstancesOf(view), textEnd: file.parsed.text.length };
    const { loose } = file;
    const found = loose ? run(rules, 'local', view.of(loose)) : [];
    const watched = new WatchedModule(module, answers);
    const whole = new FileView(file, { ...view, module: watched });
    for (const part of file.parts) {
      const kept = keptOf(part, view, answers, conditions);
      if (kept) {
        found.push(...kept);
        continue;
      }
      const inner = whole.of(part.file);
      const { result, asked } = watched.watch(() => run(rules, 'local', inner));
      found.push(...result);
      keep(part, result, { ...conditions, asked, files: inner.asked });
    }
    return found;
  }
}

/** Everything that the findings in a block can depend on beside the block, the rules, and what the module answers. */
function circumstancesOf({ file, now, providers }: FileView): string {
  // Fixes that add to the end of the file begin with a line break where there is none.
  return `${now.toISOString().slice(0, 10)} ${providers?.id} ${file.parsed.text.endsWith('\n')}`;
}

function run(rules: ActiveRules, reach: 'local' | 'wide', view: FileView): Found[] {
  return rules.ask(rules[reach], view).map(({ rule, finding }) => ({ rule, finding: moved(finding, nowhere) }));
}

type Conditions = Omit<Kept, 'found' | 'asked' | 'files' | 'start'>;

/** What was found in a block, moved to where it is now; undefined where it no longer holds. */
function keptOf(part: FilePart, view: FileView, answers: Answers, { rules, circumstances, config, textEnd }: Conditions): readonly Found[] | undefined {
  const kept = part.memory.get(FileLinter) as Kept | undefined;
  if (kept?.circumstances !== circumstances || kept.rules !== rules || kept.config !== config || !stillThere(kept.files, view)) return undefined;
  if (!answers.hold(kept.asked)) return undefined;
  const by: Move = { from: kept.textEnd, block: part.block.start - kept.start, end: textEnd - kept.textEnd };
  return by.block === 0 && by.end === 0 ? kept.found : kept.found.map(({ rule, finding }) => ({ rule, finding: moved(finding, by) }));
}

function keep(part: FilePart, found: readonly Found[], conditions: Conditions & Pick<Kept, 'asked' | 'files'>): void {
  const { block } = part;
  if (!found.every(({ finding }) => isMovable(finding, block, conditions.textEnd))) return;
  part.memory.set(FileLinter, { ...conditions, found, start: block.start } satisfies Kept);
}

function stillThere({ existing, texts }: AskedFiles, view: FileView): boolean {
  for (const [file, exists] of existing) if (view.exists(file) !== exists) return false;
  for (const [file, text] of texts) if (view.read(file) !== text) return false;
  return true;
}

/** By how much places move: those in the block, and those at the end of the text, which was at `from`. */
interface Move {
  readonly from: number;
  readonly block: number;
  readonly end: number;
}

/** Leaves places where they are; what rules give for a place may be a whole expression, which nobody else needs. */
const nowhere: Move = { from: -1, block: 0, end: 0 };

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
