import type { Fix, Span } from '../../language/diagnostic.ts';
import { convert } from '../eval/convert.ts';
import { stringType } from '../eval/type.ts';
import { marked } from '../eval/value.ts';
import type { Block, Expression, Step } from '../hcl/ast.ts';
import { parseJson } from '../hcl/json.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, attributesOf, blocksOf, stringOf, type Module } from '../model/module.ts';
import { allowsMinor } from '../model/version.ts';
import { allExpressions, bodyExpressions, expressionsOf, fileReferences, isBareKey, referencesIn } from '../model/walk.ts';
import { evaluateGiven, shownText } from './given.ts';
import type { FileView } from './rule.ts';
import { firstLines, operand, removal } from './fixes.ts';
import { addressOf } from './static.ts';
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

function isOldIndex({ key, dotted }: Step): boolean {
  return dotted && typeof key === 'number';
}

function hasOldIndex(expression: Expression): boolean {
  if (expression.kind === 'splat') return expression.style === 'attribute';
  return (expression.kind === 'reference' || expression.kind === 'access') && expression.steps.some(isOldIndex);
}

export const deprecatedIndex = tflintRule('deprecated_index', 'warning', 'Elements must be indexed with brackets', ({ file }, report) => {
  for (const inner of allExpressions(file).filter(hasOldIndex)) {
    const steps = inner.kind === 'reference' || inner.kind === 'access' ? inner.steps.filter(isOldIndex) : [];
    for (const { key, start, end } of steps) {
      report({ span: { start, end }, message: 'An index belongs in brackets: this form is from before Terraform 0.12.', fixes: [{ title: `Replace with [${key}]`, preferred: true, automatic: true, edits: [{ span: { start, end }, newText: `[${key}]` }] }] });
    }
    if (inner.kind === 'splat' && inner.style === 'attribute') {
      report({ span: inner.marker, message: 'An index belongs in brackets: this form is from before Terraform 0.12.', fixes: [{ title: 'Replace with [*]', preferred: true, automatic: true, edits: [{ span: inner.marker, newText: '[*]' }] }] });
    }
  }
}, { local: true });

/** What an operator, a step or an index is applied to. */
function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'conditional':
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case 'binary':
      return [expression.left, expression.right];
    case 'unary':
      return [expression.operand];
    case 'access':
    case 'splat':
      return [expression.source];
    case 'index':
      return [expression.collection];
    default:
      return [];
  }
}

export const deprecatedInterpolation = tflintRule('deprecated_interpolation', 'warning', 'Expressions must not be wrapped in a string for nothing', ({ file }, report) => {
  if (file.json) return;
  const wrapped = expressionsOf(file, 'template').filter(({ style, parts: [part, more] }) => style === 'quoted' && part?.kind === 'interpolation' && !more);
  if (wrapped.length === 0) return;
  const keys = new Set(expressionsOf(file, 'object').flatMap(({ items }) => items.map(({ key }) => key)));
  const operands = new Set(allExpressions(file).flatMap((inner) => operandsOf(inner)));
  for (const inner of wrapped) {
    const [part] = inner.parts;
    if (part?.kind !== 'interpolation') continue;
    const text = file.parsed.text.slice(part.value.start, part.value.end);
    // A bare name before an equals sign would be a string.
    const newText = text.includes('\n') || keys.has(inner) ? `(${text})` : operands.has(inner) ? operand(file, part.value) : text;
    report({
      span: inner,
      message: 'The string is nothing but an expression: write that alone, without quotes and ${}.',
      tags: ['deprecated'],
      fixes: [{ title: 'Take the expression out of the string', preferred: true, automatic: true, edits: [{ span: inner, newText }] }],
    });
  }
}, { local: true });

export const deprecatedLookup = tflintRule('deprecated_lookup', 'warning', 'Elements must be indexed rather than looked up with two arguments', ({ file }, report) => {
  for (const inner of expressionsOf(file, 'call')) {
    if (inner.name !== 'lookup' || inner.args.length !== 2) continue;
    const [map, key] = inner.args;
    if (!map || !key) continue;
    const newText = `${operand(file, map)}[${file.parsed.text.slice(key.start, key.end)}]`;
    report({ span: inner, message: 'lookup without a default is an old way to index a map: write map[key].', tags: ['deprecated'], fixes: [{ title: 'Index the map', preferred: true, automatic: true, edits: [{ span: inner, newText }] }] });
  }
}, { local: true });

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

export const emptyListEquality = tflintRule('empty_list_equality', 'warning', 'Collections must not be compared with []', ({ file }, report) => {
  for (const inner of expressionsOf(file, 'binary')) {
    if (inner.operator !== '==' && inner.operator !== '!=') continue;
    const isEmpty = (side: Expression) => side.kind === 'tuple' && side.items.length === 0;
    if (!isEmpty(inner.left) && !isEmpty(inner.right)) continue;
    const other = isEmpty(inner.left) ? inner.right : inner.left;
    const text = `length(${file.parsed.text.slice(other.start, other.end)}) ${inner.operator} 0`;
    report({ span: inner, message: 'A list, set or map is never equal to []: compare its length with 0.', fixes: [{ title: `Replace with ${text}`, preferred: true, automatic: true, edits: [{ span: inner, newText: text }] }] });
  }
}, { local: true });

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

/** The string that a key of an object is; undefined where that is not known. */
function keyText(key: Expression, view: FileView): string | undefined {
  if (isBareKey(key) && key.kind === 'reference') return key.root.text;
  if (key.kind === 'literal') return key.text;
  const plain = stringOf(key);
  if (plain !== undefined) return plain;
  const value = evaluateGiven(view, key);
  const conversion = marked(value, 'sensitive') || value.data === null ? undefined : convert(value, stringType);
  return conversion && 'value' in conversion && typeof conversion.value.data === 'string' ? conversion.value.data : undefined;
}

export const mapDuplicateKeys = tflintRule('map_duplicate_keys', 'warning', 'Keys of an object must differ', (view, report) => {
  for (const inner of expressionsOf(view.file, 'object')) {
    if (inner.items.length < 2) continue;
    const seen = new Set<string>();
    for (const { key } of inner.items) {
      const name = keyText(key, view);
      if (name === undefined) continue;
      if (seen.has(name)) report({ span: key, message: `Duplicate key: "${shownText(view, name)}" is already set in this object, and the last one wins.` });
      seen.add(name);
    }
  }
}, { local: true });

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

/** What the whole module refers to: `var.x`, `local.y`, `data.t.n`, provider names. */
function mentionsOf(module: Module): ReadonlySet<string> {
  const mentions = new Set<string>();
  for (const file of module.files) {
    if (file.role === 'lock' || file.role === 'variables') continue;
    for (const part of file.parts) part.remember(mentionsInBlock).forEach((name) => mentions.add(name));
  }
  return mentions;
}

function mentionsInBlock(file: ModuleFile): ReadonlySet<string> {
  const mentions = new Set<string>();
  for (const block of file.body.blocks) {
    // A variable that only its own validation looks at is unused.
    const own = block.type === 'variable' ? `var.${block.labels[0]?.text ?? ''}` : undefined;
    fileReferences(file).forEach((references) => {
      for (const { root, steps } of references) {
        const first = steps[0];
        const second = steps[1];
        let name = first ? `${root.text}.${first.key}` : root.text;
        if (second && (root.text === 'data' || root.text === 'ephemeral')) name += `.${second.key}`;
        if (name !== own) mentions.add(name).add(root.text);
      }
    });
  }
  for (const block of file.body.blocks) for (const name of configurationsNamedIn(block)) mentions.add(name);
  return mentions;
}

/** The provider configurations that a block names, `name.alias`: in quotes or not, and those of a provider that is called `null`. */
function configurationsNamedIn({ body }: Block): string[] {
  const passed = attributeOf(body, 'providers')?.value;
  const named = [attributeOf(body, 'provider')?.value, ...(passed?.kind === 'object' ? passed.items.map(({ value }) => value) : [])];
  const own = named.flatMap((value) => {
    const address = value && addressOf(value, true);
    return address ? [`${address.root}.${address.steps[0]?.key}`] : [];
  });
  return [...own, ...blocksOf(body, 'data').flatMap(configurationsNamedIn)];
}

interface Declaration {
  readonly address: string;
  readonly what: string;
  readonly name: string;
  /** What is underlined. */
  readonly span: Span;
  readonly whole: Span;
}

function declarationsIn(block: Block): Declaration[] {
  const [label, second] = block.labels;
  switch (block.type) {
    case 'variable':
      return label ? [{ address: `var.${label.text}`, what: 'variable', name: `variable "${label.text}"`, span: block.header, whole: block }] : [];
    case 'data':
      return label && second ? [{ address: `data.${label.text}.${second.text}`, what: 'data source', name: `data "${label.text}" "${second.text}"`, span: block.header, whole: block }] : [];
    case 'check':
      return blocksOf(block.body, 'data').flatMap(declarationsIn);
    case 'locals':
      return attributesOf(block.body).map((attribute) => ({ address: `local.${attribute.name}`, what: 'local value', name: `local.${attribute.name}`, span: attribute.nameSpan, whole: attribute }));
    case 'provider': {
      const alias = stringOf(attributeOf(block.body, 'alias')?.value);
      return label && alias !== undefined ? [{ address: `${label.text}.${alias}`, what: 'provider configuration', name: `provider "${label.text}" with alias "${alias}"`, span: block.header, whole: block }] : [];
    }
    default:
      return [];
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
  for (const { address, what, name, span, whole } of ownBlocks(view).flatMap(declarationsIn)) {
    if (mentions.has(address)) continue;
    const stays = file.json || module.analysis(overriddenIn).has(address);
    const fixes = stays ? [] : removal(file, whole, what).map((fix) => ({ ...fix, automatic: true }));
    report({ span, message: `Nothing uses ${name}.`, tags: ['unnecessary'], fixes });
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
