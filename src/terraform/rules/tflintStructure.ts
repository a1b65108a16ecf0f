import type { Span } from '../../language/diagnostic.ts';
import { attributesOf, blocksOf, type Module } from '../model/module.ts';
import { isMap } from '../eval/value.ts';
import type { RuleConfig } from '../config.ts';
import type { FileView, Report } from './rule.ts';
import { atTheTop, mainFile, ownBlocks, tflintRule } from './tflintRule.ts';

const naming = 'terraform_naming_convention';

const formats = new Map([
  ['snake_case', /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/],
  ['mixed_snake_case', /^[a-zA-Z][a-zA-Z0-9]*(?:_[a-zA-Z0-9]+)*$/],
]);

/** How names of one kind are written. */
interface Convention {
  readonly pattern: RegExp;
  /** The end of the sentence "the name is not of the ...". */
  readonly described: string;
}

/** Blocks and what their names are called; the same words name the blocks of the rule's options. */
const named = new Map([
  ['data', 'data'],
  ['locals', 'local value'],
  ['module', 'module'],
  ['output', 'output'],
  ['resource', 'resource'],
  ['variable', 'variable'],
  ['check', 'check'],
]);

/** The convention for a kind of block; undefined where there is none, a sentence where the options cannot be understood. */
function conventionOf(config: RuleConfig, type: string): Convention | string | undefined {
  const own = config.hasOptions(naming, type) ? type : undefined;
  const text = (name: string) => {
    const data = config.option(naming, name, own)?.data;
    return typeof data === 'string' ? data : undefined;
  };
  const custom = text('custom');
  if (custom) return compiled(custom, `form ${custom}`);
  const format = text('format') ?? (own === undefined ? 'snake_case' : '');
  if (format === 'none') return undefined;
  const customFormats = config.option(naming, 'custom_formats')?.data;
  const chosen = isMap(customFormats) ? customFormats.get(format)?.data : undefined;
  if (isMap(chosen)) return compiled(String(chosen.get('regex')?.data ?? ''), `format ${String(chosen.get('description')?.data ?? format)}`);
  const pattern = formats.get(format.toLowerCase());
  return pattern ? { pattern, described: `format ${format}` } : `"${format}" is not a format of ${naming}`;
}

function compiled(regex: string, described: string): Convention | string {
  try {
    return { pattern: new RegExp(regex, 'u'), described };
  } catch {
    return `"${regex}" is not a regular expression`;
  }
}

function checkName(name: string, span: Span, noun: string, convention: Convention | string | undefined, report: Report): void {
  if (typeof convention === 'string') report({ span, message: `${convention}; mend it in .tflint.hcl.` });
  else if (convention && !convention.pattern.test(name)) report({ span, message: `The ${noun} name "${name}" is not of the ${convention.described}.` });
}

export const namingConvention = tflintRule('naming_convention', 'information', 'Names must be written as the configuration demands', (view, report) => {
  const { config } = view;
  const conventions = new Map([...named.keys()].map((type) => [type, conventionOf(config, type)]));
  for (const block of ownBlocks(view)) {
    const noun = named.get(block.type);
    if (noun === undefined) continue;
    const convention = conventions.get(block.type);
    const label = block.labels.at(-1);
    if (block.type === 'locals') for (const { name, nameSpan } of attributesOf(block.body)) checkName(name, nameSpan, noun, convention, report);
    else if (label) checkName(label.text, block.header, noun, convention, report);
    for (const data of block.type === 'check' ? blocksOf(block.body, 'data') : []) checkName(data.labels.at(-1)?.text ?? '', data.header, 'data', conventions.get('data'), report);
  }
}, { local: true });

const structure = 'terraform_standard_module_structure';

const standardFiles = new Map([
  ['variable', 'variables.tf'],
  ['output', 'outputs.tf'],
]);

/** The files that a module lacks: https://developer.hashicorp.com/terraform/language/modules/develop/structure */
function missingFiles(module: Module, outputs: boolean): string[] {
  const has = (name: string) => module.configuration.some((file) => file.name === name);
  const missing = has('main.tf') ? [] : ['Module should include a main.tf file as the primary entrypoint.'];
  for (const [type, name] of standardFiles) {
    if ((type !== 'output' || outputs) && !has(name) && module.blocks(type).length === 0) missing.push(`Module should include an empty ${name} file.`);
  }
  return missing;
}

export const standardModuleStructure = tflintRule('standard_module_structure', 'warning', 'Variables and outputs must be in files of their own', (view, report) => {
  const { file, module, config } = view;
  if (file === module.analysis(mainFile) && !module.configuration.every(({ json }) => json)) {
    for (const message of missingFiles(module, config.option(structure, 'outputs')?.data !== false)) report({ span: atTheTop, message });
  }
  // Files in JSON are made by programs, which have names of their own.
  if (!file.json) checkPlaces(view, report);
});

function checkPlaces(view: FileView, report: Report): void {
  const { file } = view;
  for (const block of ownBlocks(view)) {
    const expected = standardFiles.get(block.type);
    if (expected !== undefined && file.name !== expected) report({ span: block.header, message: `${block.type} "${block.labels[0]?.text ?? ''}" belongs in ${expected}, not in ${file.name}.` });
  }
}
