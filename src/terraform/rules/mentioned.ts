import type { Module } from '../model/module.ts';
import { possibleNames } from '../model/surface.ts';

/**
 * True where a name occurs in a way that could declare it, in a part of the module that was not understood: nothing is
 * said about references to it then.
 */
export function isMentioned(module: Module, name: string): boolean {
  return module.configuration.some((file) => file.analysis(possibleNames).has(name));
}
