import type { Finding, Found } from '../../language/rule.ts';
import type { FileView, TerraformRule } from './rule.ts';

/** The rules that are on, and whom to ask for what they find: of a family, one rule speaks for all. */
export class ActiveRules {
  /** Those that look at each top-level block alone. */
  readonly local: readonly TerraformRule[];
  /** Those that look at a file as a whole. */
  readonly wide: readonly TerraformRule[];
  readonly #rules: ReadonlyMap<string, TerraformRule>;
  readonly #order: ReadonlyMap<Found['rule'], number>;

  constructor(rules: readonly TerraformRule[]) {
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
    this.#order = new Map(rules.map((rule, index) => [rule, index]));
    const speakers = [...new Map(rules.map((rule) => [rule.check, rule])).values()];
    this.local = speakers.filter(({ local }) => local);
    this.wide = speakers.filter(({ local }) => !local);
  }

  /** What some of them, and the rest of their families, find. */
  ask(speakers: readonly TerraformRule[], view: FileView): Found[] {
    const found: Found[] = [];
    let asked: TerraformRule;
    const report = (finding: Finding): void => {
      const rule = asked.members || finding.rule === undefined ? asked : this.#rules.get(finding.rule);
      if (rule) found.push({ rule, finding });
    };
    for (asked of speakers) asked.check(view, report);
    return found;
  }

  /** In the order of the rules. */
  sorted(found: readonly Found[]): Found[] {
    const place = ({ rule }: Found) => this.#order.get(rule) ?? 0;
    return found.toSorted((a, b) => place(a) - place(b));
  }
}
