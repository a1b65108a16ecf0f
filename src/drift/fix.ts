import type { Edit } from '../language/diagnostic.ts';
import type { GroupReport } from './service.ts';

/** The edits of one file that cure every order in it. */
export interface FilePlan {
  /** Absolute path. */
  readonly file: string;
  /** Without overlaps, in order of position. */
  readonly edits: readonly Edit[];
  /** Names of the groups that are cured. */
  readonly groups: readonly string[];
}

/** What "Use AWS's order" everywhere would do. */
export interface FixPlan {
  readonly files: readonly FilePlan[];
  /** Groups whose order differs and that are left alone, each with the reason, a sentence. */
  readonly left: readonly { readonly group: GroupReport; readonly reason: string }[];
}

/** Plans the cures of all groups of a report whose order differs; nothing is written. */
export function planFixes(groups: readonly GroupReport[]): FixPlan {
  const files = new Map<string, { edits: Edit[]; groups: string[] }>();
  const left: { group: GroupReport; reason: string }[] = [];
  for (const group of groups) {
    if (group.verdict !== 'order') continue;
    const { cure } = group;
    if (!cure) {
      left.push({ group, reason: 'The list is put together from several places; change their order by hand.' });
      continue;
    }
    if (group.stale) {
      left.push({ group, reason: 'AWS did not answer this time; its last order may be out of date.' });
      continue;
    }
    const plan = files.get(cure.file) ?? { edits: [], groups: [] };
    // Groups that share a list share its cure, or there is none.
    const added = cure.edits.filter((edit) => !plan.edits.some((other) => isSame(edit, other)));
    if (
      added.some((edit) => plan.edits.some((other) => overlaps(edit, other))) ||
      (added.length > 0 && added.length < cure.edits.length)
    ) {
      left.push({ group, reason: 'Another group uses the same list, and AWS has it in another order there.' });
      continue;
    }
    plan.edits.push(...added);
    plan.groups.push(group.name);
    files.set(cure.file, plan);
  }
  return {
    files: [...files].map(([file, { edits, groups: names }]) => ({
      file,
      edits: edits.toSorted((a, b) => a.span.start - b.span.start),
      groups: names,
    })),
    left,
  };
}

function isSame(a: Edit, b: Edit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.newText === b.newText;
}

function overlaps(a: Edit, b: Edit): boolean {
  return a.span.start < b.span.end && b.span.start < a.span.end;
}
