import type { Fix, Span } from '../../language/diagnostic.ts';
import type { Attribute, Block, Expression } from '../hcl/ast.ts';
import { parseJson } from '../hcl/json.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, attributesOf, blocksOf, stringOf, type Module } from '../model/module.ts';
import { allowsMinor } from '../model/version.ts';
import { bodyExpressions, referencesIn } from '../model/walk.ts';
import { firstLines, removal } from './fixes.ts';
import { linksOf } from './links.ts';
import { atTheTop, mainFile, mergedAttribute, ownBlocks, tflintRule } from './tflintRule.ts';
import { fixedValue } from './values.ts';

/** True where the module has anything whose versions matter: resources beyond what Terraform brings along, calls, providers. */
function hasVersions(module: Module): boolean {
  const hasResources = ['resource', 'data', 'ephemeral'].some((type) => module.blocks(type).some(({ block }) => block.labels[0]?.text.startsWith('terraform_') === false));
  return hasResources || ['module', 'provider'].some((type) => module.blocks(type).length > 0);
}

export const commentSyntax = tflintRule('comment_syntax', 'warning', 'Comments must begin with #', ({ file }, report) => {
  if (file.json) return;
  for (const { start, end } of commentsOf(file)) {
    if (!file.parsed.text.startsWith('//', start)) continue;
    const span = { start, end };
    report({ span, message: 'The usual sign for a comment of one line is #.', fixes: [{ title: 'Begin with #', preferred: true, automatic: true, edits: [{ span: { start, end: start + 2 }, newText: '#' }] }] });
  }
});

function commentsOf(file: ModuleFile): Span[] {
  return file.parsed.comments.map(({ start, end }) => ({ start, end: file.parsed.text.slice(start, end).trimEnd().length + start }));
}

/** The type constraint that a default speaks for. */
function typeText(value: Expression | undefined): string {
  const type = value && fixedValue(value).value.type;
  switch (type?.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return type.kind;
    case 'tuple':
      return type.elements.length > 0 && type.elements.every(({ kind }) => kind === 'string') ? 'list(string)' : 'list(any)';
    case 'object':
      return type.attributes.size > 0 && [...type.attributes.values()].every(({ kind }) => kind === 'string') ? 'map(string)' : 'any';
    default:
      return value ? 'any' : 'string';
  }
}

/** A name as the beginning of a description: `vpc_id` is "Vpc id." */
function inWords(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** How many blocks of a type have each description. */
function descriptionsOf(type: 'output' | 'variable'): (module: Module) => ReadonlyMap<string, number> {
  return (module) => {
    const counts = new Map<string, number>();
    for (const { block, file } of module.blocks(type)) {
      const text = file.role === 'override' ? undefined : stringOf(attributeOf(block.body, 'description')?.value);
      if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return counts;
  };
}

function documented(type: 'output' | 'variable') {
  const id = `documented_${type}s`;
  const counted = descriptionsOf(type);
  return tflintRule(id, 'information', `Each ${type} must have a description`, (view, report) => {
    const { file, module, config } = view;
    const counts = config.option(`terraform_${id}`, 'unique')?.data === true ? module.analysis(counted) : undefined;
    for (const block of ownBlocks(view, type)) {
      const name = block.labels[0]?.text ?? '';
      const description = mergedAttribute(view, block, 'description');
      const text = stringOf(description?.value);
      if (description && text !== '') {
        if (text !== undefined && (counts?.get(text) ?? 0) > 1) report({ span: attributeOf(block.body, 'description') ?? block.header, message: `The ${type} "${name}" is described as another one is: "${text}"` });
      } else if (!block.broken) {
        const fixes = description || file.json ? [] : [{ title: 'Add a description', edits: [firstLines(file, block, [`description = "${inWords(name === '' ? type : name)}"`])] }];
        report({ span: block.header, message: `The ${type} "${name}" has no description.`, fixes });
      }
    }
  });
}

export const documentedOutputs = documented('output');
export const documentedVariables = documented('variable');

export const jsonSyntax = tflintRule('json_syntax', 'warning', 'A configuration in JSON must be one object', ({ file }, report) => {
  if (!file.json) return;
  const { text, problems } = file.parsed;
  const start = text.search(/\S/);
  if (text[start] !== '[') return;
  const fixes = problems.length === 0 ? joinedObjects(text) : [];
  report({ span: { start, end: start + 1 }, message: 'The whole file is an array, where an object is usual.', fixes });
});

/** The fix that makes one object of a list of objects: what several of them have becomes a list. */
function joinedObjects(text: string): Fix[] {
  const values = new Map<string, string[]>();
  for (const { name, value } of parseJson(text).roots.flatMap(({ properties }) => properties)) {
    const written = (value.kind === 'array' ? value.items : [value]).map(({ start, end }) => text.slice(start, end));
    values.set(name, [...(values.get(name) ?? []), ...written]);
  }
  const properties = [...values].map(([name, list]) => `  ${JSON.stringify(name)}: ${list.length === 1 ? list[0] : `[\n    ${list.join(',\n    ')}\n  ]`}`);
  return [{ title: 'Make it one object', edits: [{ span: { start: 0, end: text.length }, newText: `{\n${properties.join(',\n')}\n}\n` }] }];
}

const requiredVersionId = 'terraform_required_version';

export const requiredVersion = tflintRule('required_version', 'warning', 'Modules must state the versions of Terraform that they work with', ({ file, module, config }, report) => {
  // What nothing depends on need not say so, unless the configuration asks for it.
  if (module.broken || !(module.analysis(hasVersions) || config.isStated(requiredVersionId))) return;
  const settings = module.blocks('terraform');
  if (settings.some(({ block }) => attributeOf(block.body, 'required_version'))) return;
  const [first] = settings;
  if (file === (first?.file ?? module.analysis(mainFile))) report({ span: first?.block.header ?? atTheTop, message: 'No terraform block says which versions of Terraform the module is for: required_version is missing.' });
});

export const typedVariables = tflintRule('typed_variables', 'warning', 'Variables must have a type', (view, report) => {
  const { file } = view;
  for (const block of ownBlocks(view, 'variable')) {
    if (block.broken || attributeOf(block.body, 'type') || mergedAttribute(view, block, 'type')) continue;
    const type = typeText(attributeOf(block.body, 'default')?.value);
    const fixes = file.json ? [] : [{ title: `Add type = ${type}`, preferred: true, edits: [firstLines(file, block, [`type = ${type}`])] }];
    report({ span: block.header, message: `The variable "${block.labels[0]?.text ?? ''}" has no type.`, fixes });
  }
}, { local: true });

/** What the whole module refers to: `var.x`, `local.y`, `data.t.n`, provider configurations. */
function mentionsOf(module: Module): ReadonlySet<string> {
  const mentions = new Set<string>();
  for (const file of module.files) {
    if (file.role === 'lock' || file.role === 'variables') continue;
    for (const part of file.parts) for (const name of linksOf(part).mentions) mentions.add(name);
  }
  return mentions;
}

/** What is declared, where, and of a local value, which one in its block. */
interface Declaration {
  readonly address: string;
  readonly block: Block;
  readonly local?: Attribute;
}

function declarationsIn(block: Block): Declaration[] {
  const [label, second] = block.labels;
  switch (block.type) {
    case 'variable':
      return label ? [{ address: `var.${label.text}`, block }] : [];
    case 'data':
      return label && second ? [{ address: `data.${label.text}.${second.text}`, block }] : [];
    case 'check':
      return blocksOf(block.body, 'data').flatMap(declarationsIn);
    case 'locals':
      return attributesOf(block.body).map((local) => ({ address: `local.${local.name}`, block, local }));
    case 'provider': {
      const alias = stringOf(attributeOf(block.body, 'alias')?.value);
      return label && alias !== undefined ? [{ address: `${label.text}.${alias}`, block }] : [];
    }
    default:
      return [];
  }
}

/** What kind of thing is declared, and what it is called in a message. */
function described({ address, block: { type, labels, body } }: Declaration): { readonly what: string; readonly name: string } {
  const first = `${type} "${labels[0]?.text}"`;
  switch (type) {
    case 'variable':
      return { what: 'variable', name: first };
    case 'data':
      return { what: 'data source', name: `${first} "${labels[1]?.text}"` };
    case 'provider':
      return { what: 'provider configuration', name: `${first} with alias "${stringOf(attributeOf(body, 'alias')?.value)}"` };
    default:
      return { what: 'local value', name: address };
  }
}

/** What override files change: it cannot be removed without them. */
function overriddenIn(module: Module): ReadonlySet<string> {
  const overrides = module.files.filter(({ role }) => role === 'override');
  return new Set(overrides.flatMap(({ body }) => body.blocks.flatMap((block) => declarationsIn(block).map(({ address }) => address))));
}

export const unusedDeclarations = tflintRule('unused_declarations', 'warning', 'What is declared must be used', (view, report) => {
  const { file, module } = view;
  if (module.broken) return;
  const mentions = module.analysis(mentionsOf);
  for (const declaration of ownBlocks(view).flatMap(declarationsIn)) {
    const { address, block, local } = declaration;
    if (mentions.has(address)) continue;
    const { what, name } = described(declaration);
    const stays = file.json || module.analysis(overriddenIn).has(address);
    const fixes = stays ? [] : removal(file, local ?? block, what).map((fix) => ({ ...fix, automatic: true }));
    report({ span: local?.nameSpan ?? block.header, message: `Nothing uses ${name}.`, tags: ['unnecessary'], fixes });
  }
});

/** True where Terraform 1.0, in whose remote runs each workspace is called "default", may run the module. */
function allowsFirst(module: Module): boolean {
  const constraints = module.blocks('terraform').flatMap(({ block }) => stringOf(attributeOf(block.body, 'required_version')?.value) ?? []);
  return constraints.length > 0 && constraints.every((constraint) => allowsMinor(constraint, 1, 0));
}

/** Whether remote runs may be of Terraform 1.0. */
function mayRunFirstRemotely(module: Module): boolean {
  const remote = module.blocks('terraform').some(({ block }) => blocksOf(block.body, 'backend').some(({ labels }) => labels[0]?.text === 'remote'));
  return remote && allowsFirst(module);
}

export const workspaceRemote = tflintRule('workspace_remote', 'warning', 'terraform.workspace must not be used with the remote backend of Terraform 1.0', ({ file, module }, report) => {
  // Every block asks.
  if (!module.analysis(mayRunFirstRemotely)) return;
  for (const expression of bodyExpressions(file.body)) {
    for (const { root, steps, start, end } of referencesIn(expression)) {
      if (root.text === 'terraform' && steps[0]?.key === 'workspace') {
        report({ span: { start, end }, message: 'In remote runs of Terraform 1.0 terraform.workspace is always "default".' });
      }
    }
  }
}, { local: true });
