import type { Module } from '../model/module.ts';

/**
 * True where a module has syntax errors and the name occurs in a file that has one in a way that could declare it:
 * the declaration may be in the part that was not understood.
 */
export function isMentioned(module: Module, name: string): boolean {
  if (!module.broken) return false;
  // Names of HCL hold no character that is special in a pattern.
  const declaration = new RegExp(`"${name}"|^\\s*${name}\\s*=`, 'm');
  return module.configuration.some(({ parsed }) => parsed.problems.length > 0 && declaration.test(parsed.text));
}
