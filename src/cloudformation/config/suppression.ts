import type { Diagnostic } from '../../language/diagnostic.ts';
import { get, type Node } from '../../language/tree/node.ts';
import type { Template } from '../parser/template.ts';

/**
 * The diagnostics without those that the template itself asks to leave out: `Metadata: cfn-lint: config: ignore_checks`
 * of the template, and of a resource for its own lines. An id stands for all that begin with it.
 * Source: https://github.com/aws-cloudformation/cfn-lint#template-based-metadata
 */
export function withoutSuppressed(template: Template, diagnostics: Diagnostic[]): Diagnostic[] {
  const everywhere = ignoredChecks(template.root);
  const scopes = [...template.resources.values()]
    .map(({ key, value }) => ({ start: key.start, end: value.end, ids: ignoredChecks(value) }))
    .filter(({ ids }) => ids.length > 0);
  if (everywhere.length === 0 && scopes.length === 0) return diagnostics;
  const matches = (ids: readonly string[], rule: string): boolean => ids.some((id) => rule.startsWith(id));
  return diagnostics.filter(({ rule, range }) => {
    if (matches(everywhere, rule)) return false;
    const offset = template.document.offsetAt(range.start);
    return !scopes.some(({ start, end, ids }) => offset >= start && offset <= end && matches(ids, rule));
  });
}

function ignoredChecks(owner: Node | undefined): string[] {
  const config = get(get(get(owner, 'Metadata'), 'cfn-lint'), 'config');
  const checks = get(config, 'ignore_checks');
  const items = checks?.kind === 'list' ? checks.items : [];
  return items.flatMap((item) => (item.kind === 'scalar' && item.text !== '' ? [item.text] : []));
}
