import type { RelatedPlace, Span } from '../../language/diagnostic.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributesOf, blocksOf, declaredName, type DeclaringType, type Module, type PlacedBlock } from '../model/module.ts';
import { languageDocs, type FileView, type Report, type TerraformRule } from './rule.ts';

/** Something that a module may declare once. */
interface Declared {
  readonly file: ModuleFile;
  readonly span: Span;
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

/** The data sources of checks, which share their names with those of the module. */
function checkedIn(module: Module): PlacedBlock[] {
  return module.blocks('check').flatMap(({ block, file }) => blocksOf(block.body, 'data').map((data) => ({ block: data, file })));
}

function duplicateBlock(type: DeclaringType, id: string, summary: string, page: string, message: (name: string) => string): TerraformRule {
  return {
    id,
    severity: 'error',
    summary,
    docs: languageDocs(page),
    check(view, report) {
      const declared = view.module.declared(type);
      const checked = type === 'data' ? checkedIn(view.module) : [];
      const own = [...blocksOf(view.file.body, type), ...checked.filter(({ file }) => file === view.file).map(({ block }) => block)];
      for (const name of new Set(own.map((block) => declaredName(block)))) {
        const placed = name === undefined ? [] : [...(declared.get(name) ?? []), ...checked.filter(({ block }) => declaredName(block) === name)];
        if (name !== undefined && placed.length > 1) {
          reportRepeats(view, placed.map(({ block, file }) => ({ file, span: block.header })), message(name), report);
        }
      }
    },
  };
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

export const duplicateLocal: TerraformRule = {
  id: 'terraform_duplicate_local_value_definition',
  severity: 'error',
  summary: 'A module must define each local value once',
  docs: languageDocs('values/locals'),
  check(view, report) {
    const names = blocksOf(view.file.body, 'locals').flatMap(({ body }) => attributesOf(body).map(({ name }) => name));
    for (const name of new Set(names)) {
      const placed = view.module.locals.get(name) ?? [];
      if (placed.length < 2) continue;
      const group = placed.map(({ attribute: { start, end }, file }) => ({ file, span: { start, end } }));
      reportRepeats(view, group, `Duplicate local value definition: The local value "${name}" is already defined in this module.`, report);
    }
  },
};

/** Blocks of one type inside all `terraform` blocks, those of override files left out. */
function settings(module: Module, type: string): Declared[] {
  return module.blocks('terraform').flatMap(({ block, file }) => blocksOf(block.body, type).map((inner) => ({ file, span: inner.header })));
}

function duplicateSetting(type: string, id: string, summary: string, page: string, message: string): TerraformRule {
  return {
    id,
    severity: 'error',
    summary,
    docs: languageDocs(page),
    check(view, report) {
      reportRepeats(view, settings(view.module, type), message, report);
    },
  };
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
