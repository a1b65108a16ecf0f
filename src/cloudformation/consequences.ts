import type { Diagnostic } from '../language/diagnostic.ts';
import { functionRules } from './schema/calls.ts';
import type { Template } from './parser/template.ts';

/** Rules that miss a use of a name. */
const aboutUses: ReadonlySet<string> = new Set(['W2001', 'W7001', 'W8001']);

/** Rules that miss something by its name: a declaration or a use. */
const aboutNames: ReadonlySet<string> = new Set([
  ...aboutUses, ...Object.values(functionRules),
  'E1011', 'E3005', 'E3015', 'E3038', 'E6005', 'E6101', 'E6102', 'E1701', 'E1702', 'E8001', 'E8004', 'E8005', 'E8006', 'E8007', 'W4001',
]);

/** An entry without its colon, or with no more than the beginning of a value behind it: it is still being written. */
const unfinished = /^[\s-]*["']?([\w.:-]*?)["']?\s*(?::\s*(?:!\w*\s*)?["'[{|>-]*)?\s*$/;

/**
 * The diagnostics without those that a syntax error causes: what is missed by a name that stands in a stretch which
 * could not be understood is not missing, nor is what such a stretch may be about to name.
 */
export function withoutConsequences(template: Template, diagnostics: Diagnostic[]): Diagnostic[] {
  if (template.dropped.length === 0) return diagnostics;
  const stretches = template.dropped.map(({ start, end }) => template.text.slice(start, end));
  const names = new Set(stretches.join('\n').match(/[\w.:-]+/g)?.flatMap((word) => [word, word.replace(/:$/, ''), ...word.split(/[.:]/)]));
  const begun = stretches.flatMap((stretch) => unfinished.exec(stretch.trimStart().split('\n', 1)[0] ?? '')?.[1] || []);
  const mayBeUsed = stretches.some((stretch) => unfinished.test(stretch));
  const isHidden = (name: string): boolean => names.has(name) || begun.some((beginning) => name.startsWith(beginning));
  return diagnostics.filter(({ rule, message }) => {
    if (mayBeUsed && aboutUses.has(rule)) return false;
    if (!aboutNames.has(rule)) return true;
    return ![...message.matchAll(/'([^']+)'/g)].some(([, name = '']) => isHidden(name));
  });
}
