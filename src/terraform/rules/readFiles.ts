import type { ReadFiles } from '../eval/call.ts';
import { isRoot } from '../model/root.ts';
import type { SharedView } from './rule.ts';

/**
 * The files that functions read. Only paths that begin at the module are looked for: others begin where Terraform is run,
 * which for a module that another one calls is somewhere else.
 */
export function filesFor(view: SharedView): ReadFiles {
  const isLookedFor = (path: string) => path.startsWith('./') || (!/^[/~]|^[A-Za-z]:/.test(path) && isRoot(view.module));
  return {
    exists: (path) => !isLookedFor(path) || view.exists(path),
    read: (path) => (isLookedFor(path) ? view.read(path) : undefined),
  };
}
