import type { Node } from '../../language/tree/node.ts';
import { parseYaml } from '../../language/tree/yaml.ts';
import { placed } from '../schema/resolution.ts';
import { places } from './extension.ts';
import { placeRule } from './rule.ts';

export const documentStructure = placeRule({
  id: 'E3051',
  summary: 'The content of a document is one that Systems Manager reads',
  docs: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html',
  places: places(['AWS::SSM::Document/P/Content']),
  inspect(node, scope, validator, _schema, report) {
    const content = contentOf(node);
    if (typeof content === 'string') {
      report(validator.issue(node, scope, { keyword: 'type', message: content }));
      return;
    }
    const schema = validator.facts.schema('other:ssm/document');
    const functions = content === node ? scope.functions : new Set<string>();
    for (const issue of validator.run(content, schema, scope.under({ functions, strict: false, root: schema }), { default: 'E3051' })) report(issue);
  },
});

/** The document itself, which may be JSON or YAML in a string; what is wrong with the text where it is none. */
function contentOf(node: Node): Node | string {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  // YAML takes JSON too.
  const { root, problems } = parseYaml(node.value);
  if (problems[0]) return `The content is neither JSON nor YAML: ${problems[0].message}`;
  if (root?.kind !== 'map') return 'The content holds no document: it has to be an object';
  return placed(root, node);
}
