import type { Diagnostic } from '../../language/diagnostic.ts';
import type { Template } from '../parser/template.ts';
import { ignoredChecks, isOn, type Configuration } from './configuration.ts';

/**
 * The diagnostics of rules that are on, without those that a resource asks to leave out of its own lines by
 * `Metadata: cfn-lint: config: ignore_checks`. An id stands for all that begin with it.
 * Source: https://github.com/aws-cloudformation/cfn-lint#resource-based-metadata
 */
export function withoutSuppressed(template: Template, diagnostics: readonly Diagnostic[], configuration: Configuration): Diagnostic[] {
  const scopes = [...template.resources.values()]
    .map(({ key, value }) => ({ start: key.start, end: value.end, ids: ignoredChecks(value) }))
    .filter(({ ids }) => ids.length > 0);
  const begins = (ids: readonly string[], rule: string): boolean => ids.some((id) => rule.startsWith(id));
  return diagnostics.filter(({ rule, range }) => {
    if (!isOn(rule, configuration)) return false;
    if (scopes.length === 0 || begins(configuration.mandatoryChecks, rule)) return true;
    const offset = template.document.offsetAt(range.start);
    return !scopes.some(({ start, end, ids }) => offset >= start && offset <= end && begins(ids, rule));
  });
}
