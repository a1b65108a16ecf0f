import { ModuleScope } from '../model/scope.ts';
import type { ModuleView } from './rule.ts';
import { providerBlock } from './schemaBodies.ts';

/** What the names of the module stand for; shared by the rules that ask about values. */
export function scopeOf(view: ModuleView): ModuleScope {
  return new ModuleScope(view.module, view.facts.signatures, (kind, type) => providerBlock(view, kind, type)?.type);
}
