import type { Module } from '../model/module.ts';
import { possibleNames } from '../model/surface.ts';

/**
 * True where a module has syntax errors and the name occurs in a file that has one in a way that could declare it:
 * the declaration may be in the part that was not understood.
 */
export function isMentioned(module: Module, name: string): boolean {
  return module.broken && module.configuration.some((file) => file.parsed.problems.length > 0 && file.analysis(possibleNames).has(name));
}
