import { get, type Entry, type Node } from '../../language/tree/node.ts';
import { resourceRule } from './rule.ts';

/** Properties that hold secrets, whatever they belong to. */
const secretProperties: ReadonlySet<string> = new Set([
  'AccountPassword', 'AdminPassword', 'ADDomainJoinPassword', 'CrossRealmTrustPrincipalPassword', 'KdcAdminPassword', 'Password', 'DbPassword',
  'MasterUserPassword', 'PasswordParam',
]);

export const password = resourceRule({
  id: 'W2501',
  summary: 'A password is not written into the template, and its parameter has NoEcho',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html',
  check({ properties }, { template, validator }, report) {
    for (const entry of secretsIn(properties)) {
      const { value } = entry;
      const span = validator.spanOf(value, entry.key);
      if (value.kind === 'scalar' && typeof value.value === 'string') {
        const isReference = /\{\{resolve:.+\}\}/.test(value.value);
        if (!isReference) report({ span, message: `'${entry.key.text}' is written into the template; use a dynamic reference` });
        else if (/\{\{resolve:ssm:/.test(value.value)) report({ span, message: `'${entry.key.text}' comes from a stored parameter that is not secret` });
      }
      const name = value.kind === 'map' && value.entries.length === 1 ? get(value, 'Ref') : undefined;
      const parameter = name?.kind === 'scalar' ? template.parameters.get(name.text) : undefined;
      if (!parameter) continue;
      const noEcho = parameter.entry('NoEcho')?.value;
      if (noEcho?.kind === 'scalar' && noEcho.value !== false && noEcho.value !== null) continue;
      report({ span: parameter.key, message: `'${parameter.name}' is used as '${entry.key.text}', so NoEcho should be true` });
    }
  },
});

function secretsIn(node: Node | undefined, found: Entry[] = []): Entry[] {
  if (node?.kind === 'list') for (const item of node.items) secretsIn(item, found);
  if (node?.kind !== 'map') return found;
  for (const entry of node.entries) {
    if (secretProperties.has(entry.key.text)) found.push(entry);
    secretsIn(entry.value, found);
  }
  return found;
}
