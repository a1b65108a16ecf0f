import { isMisread, quoting } from '../schema/fixes.ts';
import { stringsOf } from '../schema/pointers.ts';
import { show } from '../schema/values.ts';
import { placeRule } from './rule.ts';

/** An account id becomes an octal number, a version loses its last digit, an answer becomes true. */
export const misreadValue = placeRule({
  id: 'plumbline_yaml_value',
  summary: 'A string that YAML takes for something else is quoted',
  docs: 'https://yaml.org/type/',
  places: ['*'],
  wants: (node) => node.kind === 'scalar' && typeof node.value !== 'string' && isMisread(node),
  inspect(node, scope, validator, schema, report) {
    if (node.kind !== 'scalar') return;
    const types = stringsOf(schema['type']);
    const isText = types.includes('string') && !types.some((type) => type === 'boolean' || type === 'integer' || type === 'number');
    if (!isText) return;
    report(validator.issue(node, scope, { keyword: 'yamlValue', message: `YAML takes ${node.text} for ${show(node)}; quote it to keep it as it is written`, ...quoting(node, scope) }));
  },
});
