import { groupedBy } from '../../language/group.ts';
import type { RelatedPlace, Span } from '../../language/diagnostic.ts';
import type { ModuleFile } from '../model/file.ts';
import { blocksOf, declaredName, type DeclaringType, type Module, type PlacedBlock } from '../model/module.ts';
import { languageDocs, type FileView, type Report, type TerraformRule } from './rule.ts';

/** Something that a module may declare once. */
interface Declared {
  readonly file: ModuleFile;
  readonly span: Span;
}

/** Declarations of one thing, and what is said of each but the first. */
interface Group {
  readonly declared: readonly Declared[];
  readonly message: string;
}

/** @param repeatedIn what a module declares more than once */
function duplicateRule(id: string, summary: string, page: string, repeatedIn: (module: Module) => readonly Group[]): TerraformRule {
  return {
    id,
    severity: 'error',
    summary,
    docs: languageDocs(page),
    check(view, report) {
      for (const { declared, message } of view.module.analysis(repeatedIn)) reportRepeats(view, declared, message, report);
    },
  };
}

/** Reports every declaration in the file under check that another one of the same thing comes before. */
function reportRepeats(view: FileView, group: readonly Declared[], message: string, report: Report): void {
  const [first, ...repeats] = group.filter(({ file }) => file.role !== 'override');
  if (!first) return;
  for (const { file, span } of repeats) if (file === view.file) report({ span, message, related: [place(first)] });
}

function place({ file: { path, document }, span }: Declared): RelatedPlace {
  const range = { start: document.positionAt(span.start), end: document.positionAt(span.end) };
  return { path, range, message: 'First declared here.' };
}

/** Blocks of a type by what they declare; the data sources of checks share their names with those of the module. */
function declarationsIn(module: Module, type: DeclaringType): Iterable<readonly [name: string | undefined, placed: readonly PlacedBlock[]]> {
  const checked = type === 'data' ? module.blocks('check').flatMap(({ block, file }) => blocksOf(block.body, 'data').map((data) => ({ block: data, file }))) : [];
  return checked.length > 0 ? groupedBy([...module.blocks(type), ...checked], ({ block }) => declaredName(block)) : module.declared(type);
}

function duplicateBlock(type: DeclaringType, id: string, summary: string, page: string, message: (name: string) => string): TerraformRule {
  return duplicateRule(id, summary, page, (module) => {
    const groups: Group[] = [];
    for (const [name, placed] of declarationsIn(module, type)) {
      if (name !== undefined && placed.length > 1) groups.push({ declared: placed.map(({ block, file }) => ({ file, span: block.header })), message: message(name) });
    }
    return groups;
  });
}

export const duplicateVariable = duplicateBlock(
  'variable',
  'terraform_duplicate_variable_declaration',
  'A module must declare each variable once',
  'values/variables',
  (name) => `Duplicate variable declaration: The variable "${name}" is already declared in this module.`,
);

export const duplicateOutput = duplicateBlock(
  'output',
  'terraform_duplicate_output_definition',
  'A module must define each output once',
  'values/outputs',
  (name) => `Duplicate output definition: The output "${name}" is already defined in this module.`,
);

export const duplicateModuleCall = duplicateBlock(
  'module',
  'terraform_duplicate_module_call',
  'A module must give each of its module calls a name of its own',
  'modules/syntax',
  (name) => `Duplicate module call: A module call "${name}" already exists in this module.`,
);

export const duplicateProvider = duplicateBlock(
  'provider',
  'terraform_duplicate_provider_configuration',
  'A module must configure each provider once per alias',
  'providers/configuration',
  (name) => `Duplicate provider configuration: ${name} is already configured; give further configurations an alias of their own.`,
);

function duplicateResource(type: 'resource' | 'data' | 'ephemeral', noun: string): TerraformRule {
  return duplicateBlock(
    type,
    `terraform_duplicate_${type}_configuration`,
    `A module must declare each ${noun} once`,
    type === 'data' ? 'data-sources' : type === 'resource' ? 'resources/syntax' : 'resources/ephemeral',
    (name) => {
      const [kind, label] = name.split('.');
      return `Duplicate ${type} "${kind}" configuration: A ${noun} "${label}" of this type is already declared in this module.`;
    },
  );
}

export const duplicateManagedResource = duplicateResource('resource', 'resource');
export const duplicateDataSource = duplicateResource('data', 'data source');
export const duplicateEphemeralResource = duplicateResource('ephemeral', 'ephemeral resource');

export const duplicateCheck = duplicateBlock(
  'check',
  'terraform_duplicate_check_configuration',
  'A module must give each check a name of its own',
  'checks',
  (name) => `Duplicate check "${name}" configuration: A check of this name already exists in this module.`,
);

export const duplicateLocal = duplicateRule('terraform_duplicate_local_value_definition', 'A module must define each local value once', 'values/locals', ({ locals }) => {
  const groups: Group[] = [];
  for (const [name, placed] of locals) {
    if (placed.length < 2) continue;
    const message = `Duplicate local value definition: The local value "${name}" is already defined in this module.`;
    groups.push({ declared: placed.map(({ attribute: { start, end }, file }) => ({ file, span: { start, end } })), message });
  }
  return groups;
});

/** Of blocks inside all `terraform` blocks there is one, whatever they say. */
function duplicateSetting(type: string, id: string, summary: string, page: string, message: string): TerraformRule {
  return duplicateRule(id, summary, page, (module) => {
    const declared = module.blocks('terraform').flatMap(({ block, file }) => blocksOf(block.body, type).map((inner) => ({ file, span: inner.header })));
    return declared.length > 1 ? [{ declared, message }] : [];
  });
}

export const duplicateRequiredProviders = duplicateSetting(
  'required_providers',
  'terraform_duplicate_required_providers_configuration',
  'A module must state its required providers in one block',
  'providers/requirements',
  'Duplicate required providers configuration: A module has one required_providers block; merge the two.',
);

export const duplicateBackend = duplicateSetting(
  'backend',
  'terraform_duplicate_backend_configuration',
  'A module must have one backend at most',
  'backend',
  'Duplicate backend configuration: A module has one backend; remove the others.',
);
