import { maxScenarios } from '../conditions/logic.ts';
import { sectionEntry } from '../parser/template.ts';
import { templateRule } from './rule.ts';

/** What was not looked into since it would take too long is said, once all other rules have had their turn. */
export const unexaminedConditions = templateRule({
  id: 'plumbline_conditions_unexamined',
  severity: 'information',
  summary: 'The conditions of a template can be examined in all their combinations',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html',
  check({ template, conditions }, report) {
    const section = sectionEntry(template, 'Conditions');
    const [first, ...more] = conditions.gaveUp.filter(({ kind }) => kind === 'question');
    if (section && first) {
      const others = more.length > 0 ? ` (nor were ${more.length} more such questions)` : '';
      report({ span: section.key, message: `Whether ${listed(first.names)} can be what the template needs was not examined${others}, since it takes too many steps; it is taken to be possible` });
    }
    for (const each of conditions.gaveUp) {
      if (each.kind !== 'scenarios') continue;
      report({ span: each.span, message: `Of the combinations of ${listed(each.names)} that this depends on, only ${maxScenarios} were examined for what is required and what excludes what, since there are too many` });
    }
  },
});

/** Conditions by their names, the first few of them. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `'${name}'`).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more conditions` : shown;
}
