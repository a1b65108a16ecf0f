import { didYouMean, suggestValue } from '../../language/suggest.ts';
import { changing } from '../schema/fixes.ts';
import { stringsOf } from '../schema/pointers.ts';
import { show } from '../schema/values.ts';
import { someOf } from '../schema/words.ts';
import { placeRule } from './rule.ts';

/** Where AWS's resource schemas name no values, its APIs do; the table has those as `apiValues`. */
export const unlistedValue = placeRule({
  id: 'plumbline_unlisted_value',
  summary: "A property has one of the values that the service's API lists",
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html',
  places: ['*'],
  wants: (node, schema) => schema['apiValues'] !== undefined && node.kind === 'scalar' && typeof node.value === 'string' && node.value !== '',
  inspect(node, scope, validator, schema, report) {
    const listed = stringsOf(schema['apiValues']);
    if (node.kind !== 'scalar') return;
    // Many a service takes its values in any case, and CloudFormation writes some as one word.
    const value = plain(node.text);
    if (listed.some((each) => plain(each) === value)) return;
    const similar = suggestValue(node.text, listed);
    const hint = similar === undefined ? `: ${someOf(listed)}` : didYouMean(similar);
    const fix = scope.resolved ? {} : changing(validator, node, similar);
    report(validator.issue(node, scope, { keyword: 'apiValues', message: `${show(node)} is none of the values that the service's API lists${hint}`, ...fix }));
  },
});

function plain(value: string): string {
  return value.replaceAll(/[-_ ]/g, '').toLowerCase();
}
