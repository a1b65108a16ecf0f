import path from 'node:path';
import type { Module } from './module.ts';

/** How many folders up a caller is looked for. */
const furthest = 3;

/**
 * True where no module in a folder above calls this one. Terraform takes every folder that it is run in for a root; a
 * folder that another one calls is meant to be called.
 */
export function isRoot(module: Module): boolean {
  let folder = module.folder;
  for (let level = 0; level < furthest; level++) {
    const parent = path.dirname(folder);
    if (parent === folder) return true;
    folder = parent;
    if (module.isCalledFrom(folder)) return false;
  }
  return true;
}
