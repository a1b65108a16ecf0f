import { type Depth, ModuleScope } from '../model/scope.ts';
import { filesFor } from './readFiles.ts';
import type { SharedView } from './rule.ts';
import { providerBlock } from './schemaBodies.ts';

/** What the names of the module stand for to Terraform's validation; shared by the rules that ask about values. */
export function scopeOf(view: SharedView): ModuleScope {
  return scopeAt(view, 'validate');
}

/** What the names of the module stand for once there is a plan. */
export function plannedScopeOf(view: SharedView): ModuleScope {
  return scopeAt(view, 'plan');
}

function scopeAt(view: SharedView, depth: Depth): ModuleScope {
  return new ModuleScope(view.module, view.facts.signatures, (kind, type) => providerBlock(view, kind, type)?.type, depth, { files: filesFor(view) });
}
