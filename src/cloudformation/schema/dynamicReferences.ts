import type { Node } from '../../language/tree/node.ts';
import type { Scope, Issue } from './scope.ts';
import type { Validator } from './validator.ts';
import { show } from './values.ts';

export const dynamicReference = /^.*\{\{(resolve:.+)\}\}.*$/m;
export const spacedReference = /\{\{\s+resolve:.+\}\}|\{\{resolve\s+:.+\}\}/;

/**
 * Checks the dynamic references (`{{resolve:ssm:name:1}}`) in a string.
 * Source: AWS CloudFormation's "Get values stored in other services using dynamic references".
 */
export function checkDynamicReferences(validator: Validator, node: Node, text: string, scope: Scope, issues: Issue[]): void {
  for (const [, reference = ''] of text.matchAll(/\{\{(resolve:.+?)\}\}/g)) {
    const problem = problemAt(validator, reference, text, scope);
    if (problem) issues.push(validator.issue(node, scope, { keyword: 'dynamicReference', rule: problem.rule, message: `${show(reference)} ${problem.message}` }));
  }
}

/** What is wrong with a reference, or with its being where it is. */
function problemAt(validator: Validator, reference: string, text: string, scope: Scope): { rule: string; message: string } | undefined {
  const parts = reference.split(':');
  const message = problemOf(parts);
  if (message !== undefined) return { rule: 'E1050', message };
  const inProperties = /^Resources\/[^/]+\/Properties(?:\/|$)/.test(scope.place.text);
  if (parts[1] === 'ssm-secure') {
    const { secureStringPlaces } = validator.facts.record('rule-tables') as { secureStringPlaces: readonly string[] };
    return secureStringPlaces.includes(scope.place.text) ? undefined : { rule: 'E1027', message: 'is a secure string, which is not resolved here' };
  }
  if (parts[1] !== 'secretsmanager' || /^Parameters\/[^/]+\/Default$/.test(scope.path)) return undefined;
  if (!inProperties) return { rule: 'E1051', message: 'is a secret, which is resolved only in the properties of a resource' };
  return wantsSecretArn(text, scope) ? { rule: 'W1051', message: 'is the secret, but the ARN of the secret is wanted' } : undefined;
}

/** Whether the ARN of a secret is wanted where a text is nothing but the secret. */
export function wantsSecretArn(text: string, { path }: Pick<Scope, 'path'>): boolean {
  const steps = path.split('/').filter((step) => !/^(?:\d+|Fn::.*)$/.test(step));
  return steps.at(-1) === 'SecretArn' && /^\{\{resolve:secretsmanager:[^{}]*(?:\$\{[^{}]*\}[^{}]*)*\}\}$/.test(text);
}

function problemOf(parts: readonly string[]): string | undefined {
  const [, service = '', name = ''] = parts;
  if (parts.length < 3) return 'has too few parts: {{resolve:service:reference}} is the least';
  switch (service) {
    case 'ssm':
    case 'ssm-secure':
      if (parts.length > 4) return 'has too many parts: {{resolve:ssm:name:version}} is the most';
      if (!/^[a-zA-Z0-9_.\-/]+$/.test(name)) return `names a parameter with characters that are not allowed: ${show(name)}`;
      if (parts[3] !== undefined && !/^\d+$/.test(parts[3])) return `has a version that is no number: ${show(parts[3])}`;
      return undefined;
    case 'secretsmanager': {
      // An ARN has six colons of its own.
      const rest = name === 'arn' ? parts.slice(9) : parts.slice(3);
      if (name === 'arn' && parts.length < 9) return 'holds an incomplete ARN';
      if (rest.length > 4) return 'has too many parts after the secret';
      if (rest[0] !== undefined && rest[0] !== '' && rest[0] !== 'SecretString') return `may only ask for 'SecretString', not ${show(rest[0])}`;
      if (rest[2] && rest[3]) return 'names both a version stage and a version id';
      return undefined;
    }
    default:
      return `asks ${show(service)}, which is none of 'ssm', 'ssm-secure' and 'secretsmanager'`;
  }
}
