import { ModuleScope } from '../model/scope.ts';
import type { FileView } from './rule.ts';
import { providerBlock } from './schemaBodies.ts';

/** What the names of the module stand for; shared by the rules that ask about values. */
export function scopeOf(view: FileView): ModuleScope {
  return new ModuleScope(view.module, view.facts.signatures, (kind, type) => providerBlock(view, kind, type)?.type);
}
