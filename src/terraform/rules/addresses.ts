import { itemsOf } from '../eval/value.ts';
import type { Attribute, Block, Expression } from '../hcl/ast.ts';
import { attributeOf, blocksOf, stringOf, type Module } from '../model/module.ts';
import { isRoot } from '../model/root.ts';
import { referencesIn } from '../model/walk.ts';
import { family, type FamilyReport, type FileView } from './rule.ts';
import { addressOf, keywordOf, type Address } from './static.ts';
import { type Values, valuesOf } from './values.ts';

const facts = {
  'Invalid "moved" addresses': { demand: 'moved must go from a resource to a resource or from a module to a module', page: 'block/moved' },
  'Invalid address': { demand: 'Addresses must be those of resources or modules', page: 'block/import' },
  'Invalid address operator': { demand: 'The address of a module must name the module', page: 'block/moved' },
  // An error in Terraform 1.11 and before; newer ones let it pass.
  'Invalid import configuration': { demand: 'Modules for an older Terraform must import in the root module', page: 'block/import', severity: 'warning' },
  'Invalid import address': { demand: 'Only managed resources can be imported', page: 'block/import' },
  'Resource instance keys not allowed': { demand: 'removed must name a whole resource', page: 'block/removed' },
  'Module instance keys not allowed': { demand: 'removed must name a whole module', page: 'block/removed' },
  'Data source address not allowed': { demand: 'removed must not name a data source', page: 'block/removed' },
  'Invalid provisioner block': { demand: 'Provisioners of removed blocks must run on destroy, for a resource', page: 'block/removed' },
  // terraform validate lets the next two pass, a plan does not.
  'Redundant move statement': { demand: 'moved must lead somewhere else', page: 'block/moved', severity: 'warning' },
  'Removed resource still exists': { demand: 'What is removed must no longer be declared', page: 'block/removed', severity: 'warning' },
  'Configuration for import target does not exist': { demand: 'A module that something is imported into must be called', page: 'block/import' },
  "Invalid import 'to' expression": { demand: 'What is imported must be one instance of the resource', page: 'block/import' },
  'Invalid import provider argument': { demand: 'The provider of an import must be that of the resource, where there is one', page: 'block/import' },
  'Invalid import id argument': { demand: 'The id of an import must not be empty', page: 'block/import' },
} as const;

type Summary = keyof typeof facts;
type AddressReport = FamilyReport<Summary>;

/** What an address stands for, beyond the modules that lead to it. */
export type Target = { readonly kind: 'resource' | 'data' | 'module' | 'instance'; readonly address: Address } | { readonly problem: string; readonly summary?: AddressSummary };

/** What is wrong with an address that Terraform has a summary of its own for. */
type AddressSummary = 'Invalid address operator' | 'Resource instance keys not allowed';

const reservedRoots = new Set(['count', 'each', 'local', 'path', 'self', 'terraform', 'var', 'template', 'lazy', 'arg']);

/** Reads an address such as `module.a[0].aws_instance.b["x"]`. */
export function targetOf(address: Address, reserved: ReadonlySet<string> = reservedRoots): Target {
  const names: readonly (string | number)[] = [address.root, ...address.steps.map(({ key }) => key)];
  const dotted = (index: number) => index === 0 || address.steps[index - 1]?.dotted === true;
  let at = 0;
  let module = false;
  while (names[at] === 'module' && dotted(at)) {
    if (names.length === at + 1) return { problem: 'A module is named after the word "module".', summary: 'Invalid address operator' };
    if (typeof names[at + 1] !== 'string') return { problem: 'A module is named after the word "module".' };
    module = true;
    at += 2;
    if (at < names.length && !dotted(at)) at++;
  }
  if (module && at >= names.length) return { kind: 'module', address };
  if (names[at] === 'resource') at++;
  const data = names[at] === 'data';
  if (data) at++;
  if (at === 0 && reserved.has(address.root)) return { problem: `"${address.root}" does not name a resource.` };
  if (typeof names[at] !== 'string' || typeof names[at + 1] !== 'string' || !dotted(at + 1)) {
    return { problem: 'A resource is named by its type and, after a dot, its name.' };
  }
  const rest = names.length - (at + 2);
  if (rest > 1 || (rest === 1 && dotted(at + 2))) {
    const problem = 'Nothing but an index can follow the name of a resource.';
    // Of what is removed nothing at all can follow it.
    return reserved.size > 0 ? { problem } : { problem, summary: 'Resource instance keys not allowed' };
  }
  return { kind: data ? 'data' : rest === 1 ? 'instance' : 'resource', address };
}

/** The target of an address argument; a wrong one is reported. */
function readTarget(attribute: Attribute | undefined, report: AddressReport, reserved?: ReadonlySet<string>): Extract<Target, { kind: string }> | undefined {
  if (!attribute || attribute.value.kind === 'invalid') return undefined;
  const address = addressOf(attribute.value, false);
  // What is no address at all is reported as an invalid expression.
  if (!address) return undefined;
  const target = targetOf(address, reserved);
  if ('kind' in target) return target;
  report(target.summary ?? 'Invalid address', address, target.problem);
  return undefined;
}

function checkMoved(block: Block, report: AddressReport): void {
  const from = readTarget(attributeOf(block.body, 'from'), report);
  const to = readTarget(attributeOf(block.body, 'to'), report);
  if (from && to && (from.kind === 'module') !== (to.kind === 'module')) {
    report('Invalid "moved" addresses', block.header, 'One of the two is a module and the other is not.');
  } else if (from && to && textOf(from.address) === textOf(to.address)) {
    report('Redundant move statement', block.header, 'Both addresses are the same, so nothing moves.');
  }
}

/** The index of what is imported is made of `each` where the block is repeated, and written out where it is not. */
function checkKey(block: Block, { collection, key, start, end }: Extract<Expression, { kind: 'index' }>, { values }: Values, report: AddressReport): void {
  const repeated = attributeOf(block.body, 'for_each')?.value;
  if (!repeated) {
    report('Invalid address', { start, end }, 'Without for_each the index is written out.');
    report('Invalid address', { start: collection.end, end }, 'Without for_each the index is written out.', { summary: 'Invalid expression' });
    return;
  }
  const all = values.get(repeated);
  if (!all || itemsOf(all).length === 0) return;
  for (const { root } of referencesIn(key)) if (root.text !== 'each') report('Invalid address', root, 'Only each.key and each.value can be used here.', { summary: 'Unknown variable' });
}

/** What the index of an import's target is, where it is told by what the block is repeated for. */
function keyedBy(block: Block, { values }: Values): 'count' | 'for_each' | undefined {
  const to = attributeOf(block.body, 'to')?.value;
  const repeated = attributeOf(block.body, 'for_each')?.value;
  const all = repeated && values.get(repeated);
  const [reference] = to?.kind === 'index' && to.key.kind === 'reference' ? [to.key] : [];
  if (!all || itemsOf(all).length === 0 || reference?.root.text !== 'each' || reference.steps[0]?.key !== 'key') return undefined;
  return all.type.kind === 'tuple' || all.type.kind === 'list' ? 'count' : 'for_each';
}

function checkImport(block: Block, view: FileView, report: AddressReport): void {
  const { module } = view;
  const values = view.analysis(valuesOf);
  const to = attributeOf(block.body, 'to');
  const id = attributeOf(block.body, 'id');
  if (id?.value.kind === 'literal' && id.value.value === null) report('Invalid import id argument', id.value, 'The id says which object is imported; it cannot be null.');
  if (id && stringOf(id.value) === '') report('Invalid import id argument', id.value, 'The id says which object is imported; it cannot be empty.');
  if (!isRoot(module)) report('Invalid import configuration', block.header, 'Terraform 1.11 and before import in the root module alone; for them, write the block there, with the address as it is seen from there.');
  if (!to || to.value.kind === 'invalid') return;
  if (to.value.kind === 'index') checkKey(block, to.value, values, report);
  // With for_each the index may be each.key: only what leads to it is fixed.
  const value = to.value.kind === 'index' ? to.value.collection : to.value;
  const address = addressOf(value, false);
  if (!address) {
    report('Invalid import address', to, 'A plain address is needed here, without quotes.');
    return;
  }
  const target = targetOf(address);
  if ('kind' in target && (target.kind === 'resource' || target.kind === 'instance')) checkImported(block, to, address, keyedBy(block, values), module, report);
  if ('problem' in target || target.kind === 'module') {
    report('Invalid address', to.value, 'problem' in target ? target.problem : 'The address ends with a module where a resource is needed.');
    report('Invalid import address', to, 'Only managed resources can be imported.');
  } else if (address.root === 'module' && !module.broken && !module.declared('module').has(String(address.steps[0]?.key))) {
    report('Configuration for import target does not exist', to.value, `No module "${String(address.steps[0]?.key)}" is called here.`);
  } else if (address.root === 'module' && target.kind !== 'data' && isMissingThere(address, module)) {
    report('Configuration for import target does not exist', to.value, 'The module does not declare this resource.');
  } else if (id && referencesIn(id.value).some((reference) => reference.root.text === address.root && reference.steps[0]?.key === address.steps[0]?.key)) {
    report('Invalid import id argument', id.value, 'The id cannot come from the resource that is imported.');
  } else if (target.kind === 'data') {
    report('Invalid import address', to, 'Only managed resources can be imported, not data sources.');
  }
}

/** True of a resource in a module that is called here and does not declare it. */
function isMissingThere({ steps }: Address, module: Module): boolean {
  const called = module.called(String(steps[0]?.key));
  const names = steps.slice(1).filter(({ dotted }) => dotted).map(({ key }) => String(key));
  if (!called || called.broken || names[0] === 'module' || names.length !== 2) return false;
  return !called.declared('resource').has(names.join('.'));
}

/** What is imported into a resource of this module: as many instances as it has, by the keys that it has. */
function checkImported(block: Block, to: Attribute, { root, steps }: Address, keyed: 'count' | 'for_each' | undefined, module: Module, report: AddressReport): void {
  const placed = module.declared('resource').get(`${root}.${String(steps[0]?.key)}`);
  if (!placed) return;
  const sets = (argument: string) => placed.some((entry) => attributeOf(entry.block.body, argument) !== undefined);
  const repeatedBy = sets('count') ? 'count' : sets('for_each') ? 'for_each' : undefined;
  const key = steps[1]?.key;
  const needed = key === undefined ? keyed : typeof key === 'number' ? 'count' : 'for_each';
  if (key === undefined && to.value.kind !== 'index' && repeatedBy !== undefined) {
    report("Invalid import 'to' expression", to.value, `The resource sets ${repeatedBy}, so an index must say which of its instances is meant.`);
  } else if (needed !== undefined && needed !== repeatedBy) {
    report("Invalid import 'to' expression", to.value, `The resource does not set ${needed}, so it has no instance of this index.`);
  }
  const provider = attributeOf(block.body, 'provider');
  if (provider) report('Invalid import provider argument', provider, 'The resource is declared and has its own provider; only one that is yet to be generated takes it from here.');
}

/** An address in one spelling, whatever its place. */
function textOf({ root, steps }: Address): string {
  return [root, ...steps.map(({ key }) => JSON.stringify(key))].join('.');
}

function checkRemoved(block: Block, module: Module, report: AddressReport): void {
  // Terraform reads any word as the type of what was removed.
  const from = readTarget(attributeOf(block.body, 'from'), report, new Set());
  if (!from) return;
  const last = from.address.steps.at(-1);
  if (from.kind === 'instance' && last) report('Resource instance keys not allowed', last, 'The whole resource is removed; leave out the index.');
  const instance = from.address.steps.find(({ dotted }, index) => !dotted && from.address.root === 'module' && (from.kind === 'module' || index < from.address.steps.length - 1));
  if (instance) report('Module instance keys not allowed', instance, 'The module as a whole is meant; leave out the index.');
  const declared = from.kind === 'resource' ? module.declared('resource').has(`${from.address.root}.${String(from.address.steps[0]?.key)}`) : from.kind === 'module' && from.address.steps.length === 1 && module.declared('module').has(String(from.address.steps[0]?.key));
  if (declared) report('Removed resource still exists', from.address, 'Its block is still there: remove one of the two.');
  if (from.kind === 'data') report('Data source address not allowed', from.address, 'A data source is only read; just remove its block.');
  for (const provisioner of blocksOf(block.body, 'provisioner')) {
    const when = attributeOf(provisioner.body, 'when');
    if (from.kind === 'module') {
      report('Invalid provisioner block', provisioner.header, 'Provisioners need a resource, and this removes a module.');
    } else if (!when || keywordOf(when.value)?.word !== 'destroy') {
      report('Invalid provisioner block', provisioner.header, 'Nothing is created here: set when = destroy.');
    }
  }
}

/** Imports of one address, in all files of the module. */
function checkRepeatedImports({ file, module }: FileView, report: FamilyReport<'Duplicate import configuration'>): void {
  const seen = new Set<string>();
  for (const { block, file: of } of module.blocks('import')) {
    const to = attributeOf(block.body, 'to');
    const address = to && addressOf(to.value, false);
    if (!to || !address || attributeOf(block.body, 'for_each')) continue;
    const name = textOf(address);
    if (seen.has(name) && of === file) {
      const shown = [address.root, ...address.steps.map(({ key, dotted }) => (dotted ? `.${key}` : `[${JSON.stringify(key)}]`))].join('');
      report('Duplicate import configuration', to.value, 'Another block imports it, too.', { summary: `Duplicate import configuration for "${shown}"` });
    }
    seen.add(name);
  }
}

export const repeatedImportRules = family({ 'Duplicate import configuration': { demand: 'A resource must be imported once', page: 'block/import' } }, (view, report) => {
  if (view.file.role === 'configuration') checkRepeatedImports(view, report);
});

export const addressRules = family<Summary>(facts, (view, report) => {
  const { file, module } = view;
  if (file.role !== 'configuration' && file.role !== 'override') return;
  for (const block of blocksOf(file.body)) {
    if (block.type === 'moved') checkMoved(block, report);
    if (block.type === 'import') checkImport(block, view, report);
    if (block.type === 'removed') checkRemoved(block, module, report);
  }
}, { local: true });
