import type { Diagnostic } from '../../language/diagnostic.ts';
import type { Template } from './template.ts';

/** Rules that miss something by its name: a declaration, a use, a property. */
const aboutNames: ReadonlySet<string> = new Set([
  'E1001', 'E1010', 'E1011', 'E1019', 'E1020', 'E1022', 'E2001', 'E3001', 'E3003', 'E3005', 'E3014', 'E3015', 'E3058', 'E6002', 'E6005',
  'E6101', 'E1701', 'E1702', 'E8001', 'E8004', 'E8005', 'E8006', 'W2001', 'W4001', 'W7001', 'W8001',
]);

/**
 * The diagnostics without those that a syntax error causes: what is missed by a name that stands in a stretch which
 * could not be understood is not missing.
 */
export function withoutConsequences(template: Template, diagnostics: Diagnostic[]): Diagnostic[] {
  if (template.dropped.length === 0) return diagnostics;
  const text = template.dropped.map(({ start, end }) => template.text.slice(start, end)).join('\n');
  const names = new Set(text.match(/[\w.:-]+/g)?.flatMap((word) => [word, word.replace(/:$/, ''), ...word.split(/[.:]/)]));
  return diagnostics.filter(({ rule, message }) => {
    if (!aboutNames.has(rule)) return true;
    return ![...message.matchAll(/'([^']+)'/g)].some(([, name = '']) => names.has(name));
  });
}
