import type { Edit, Severity, Span } from '../../language/diagnostic.ts';
import type { Attribute, Block, Expression, Step } from '../hcl/ast.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, attributesOf, blocksOf, stringOf, type Module } from '../model/module.ts';
import { requirementOf } from '../model/providers.ts';
import { allExpressions, bodyExpressions, fileReferences, isBareKey, referencesIn } from '../model/walk.ts';
import type { FileView, Report, TerraformRule } from './rule.ts';
import { fixedValue } from './values.ts';

/** A rule of tflint's Terraform ruleset, under its name. */
function tflintRule(
  name: string,
  severity: Severity,
  summary: string,
  check: (view: FileView, report: Report) => void,
  reach: Pick<TerraformRule, 'local'> = {},
): TerraformRule {
  return {
    id: `terraform_${name}`,
    severity,
    summary,
    docs: `https://github.com/terraform-linters/tflint-ruleset-terraform/blob/main/docs/rules/terraform_${name}.md`,
    ...reach,
    check(view, report) {
      if (view.file.role === 'configuration' || view.file.role === 'override') check(view, report);
    },
  };
}

/** The file in which a finding about the module as a whole is shown: the one that says most about it. */
function mainFile(module: Module): ModuleFile | undefined {
  const files = module.files.filter(({ role }) => role === 'configuration');
  return files.find(({ name }) => /^(?:terraform|versions|main)\.tf(?:\.json)?$/.test(name)) ?? files[0];
}

/** A place at the beginning of the file for what concerns the module. */
const atTheTop: Span = { start: 0, end: 0 };

/** True where the module manages or reads anything beyond what Terraform brings along. */
function hasResources(module: Module): boolean {
  return ['resource', 'data'].some((type) => module.blocks(type).some(({ block }) => block.labels[0]?.text.startsWith('terraform_') === false));
}

export const commentSyntax = tflintRule('comment_syntax', 'warning', 'Comments must begin with #', ({ file }, report) => {
  if (file.json) return;
  for (const { start, end } of commentsOf(file)) {
    if (!file.parsed.text.startsWith('//', start)) continue;
    const span = { start, end };
    report({ span, message: 'Single line comments should begin with #.', fixes: [{ title: 'Begin with #', preferred: true, edits: [{ span: { start, end: start + 2 }, newText: '#' }] }] });
  }
});

function commentsOf(file: ModuleFile): Span[] {
  return file.parsed.comments.map(({ start, end }) => ({ start, end: file.parsed.text.slice(start, end).trimEnd().length + start }));
}

export const deprecatedIndex = tflintRule('deprecated_index', 'warning', 'Elements must be indexed with brackets', ({ file }, report) => {
  for (const inner of allExpressions(file)) {
    const steps: readonly Step[] = inner.kind === 'reference' || inner.kind === 'access' ? inner.steps : [];
    for (const { key, dotted, start, end } of steps) {
      if (!dotted || typeof key !== 'number') continue;
      report({ span: { start, end }, message: 'List items should be accessed using square brackets.', fixes: [{ title: `Replace with [${key}]`, preferred: true, edits: [{ span: { start, end }, newText: `[${key}]` }] }] });
    }
    if (inner.kind === 'splat' && inner.style === 'attribute') {
      report({ span: inner.marker, message: 'List items should be accessed using square brackets.', fixes: [{ title: 'Replace with [*]', preferred: true, edits: [{ span: inner.marker, newText: '[*]' }] }] });
    }
  }
}, { local: true });

export const deprecatedInterpolation = tflintRule('deprecated_interpolation', 'warning', 'Expressions must not be wrapped in a string for nothing', ({ file }, report) => {
  if (file.json) return;
  for (const inner of allExpressions(file)) {
    if (inner.kind !== 'template' || inner.style !== 'quoted') continue;
    const [part, more] = inner.parts;
    if (part?.kind !== 'interpolation' || more) continue;
    const text = file.parsed.text.slice(part.value.start, part.value.end);
    report({
      span: inner,
      message: 'Interpolation-only expressions are deprecated: write the expression without quotes and ${}.',
      tags: ['deprecated'],
      fixes: [{ title: 'Take the expression out of the string', preferred: true, edits: [{ span: inner, newText: text.includes('\n') ? `(${text})` : text }] }],
    });
  }
}, { local: true });

export const deprecatedLookup = tflintRule('deprecated_lookup', 'warning', 'Elements must be indexed rather than looked up with two arguments', ({ file }, report) => {
  for (const inner of allExpressions(file)) {
    if (inner.kind !== 'call' || inner.name !== 'lookup' || inner.args.length !== 2) continue;
    const [map, key] = inner.args.map(({ start, end }) => file.parsed.text.slice(start, end));
    report({ span: inner, message: 'Lookup with 2 arguments is deprecated: index the map.', tags: ['deprecated'], fixes: [{ title: 'Index the map', preferred: true, edits: [{ span: inner, newText: `${map}[${key}]` }] }] });
  }
}, { local: true });

/** The edit that makes a line the first one in a top-level block. */
function atTheBeginning({ body, start, end }: Block, line: string): Edit {
  const at = body.start + 1;
  // A block on one line is opened up.
  const onOneLine = end - start > 0 && body.items.length === 0 && end - at <= 2;
  return { span: { start: at, end: onOneLine ? end - 1 : at }, newText: onOneLine ? `\n  ${line}\n` : `\n  ${line}` };
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

function documented(type: 'output' | 'variable') {
  return tflintRule(`documented_${type}s`, 'information', `Each ${type} must have a description`, ({ file }, report) => {
    for (const block of blocksOf(file.body, type)) {
      const description = attributeOf(block.body, 'description')?.value;
      if (block.broken || (description && stringOf(description) !== '')) continue;
      const fixes = description || file.json ? [] : [{ title: 'Add a description', edits: [atTheBeginning(block, 'description = ""')] }];
      report({ span: block.header, message: `\`${block.labels[0]?.text ?? ''}\` ${type} has no description.`, fixes });
    }
  }, { local: true });
}

export const documentedOutputs = documented('output');
export const documentedVariables = documented('variable');

export const emptyListEquality = tflintRule('empty_list_equality', 'warning', 'Collections must not be compared with []', ({ file }, report) => {
  for (const inner of allExpressions(file)) {
    if (inner.kind !== 'binary' || (inner.operator !== '==' && inner.operator !== '!=')) continue;
    const isEmpty = (side: Expression) => side.kind === 'tuple' && side.items.length === 0;
    if (!isEmpty(inner.left) && !isEmpty(inner.right)) continue;
    const other = isEmpty(inner.left) ? inner.right : inner.left;
    const text = `length(${file.parsed.text.slice(other.start, other.end)}) ${inner.operator === '==' ? '== 0' : '> 0'}`;
    report({ span: inner, message: 'Comparing a collection with an empty list is invalid. To detect an empty collection, check its length.', fixes: [{ title: `Replace with ${text}`, preferred: true, edits: [{ span: inner, newText: text }] }] });
  }
}, { local: true });

export const jsonSyntax = tflintRule('json_syntax', 'warning', 'A configuration in JSON must be one object', ({ file }, report) => {
  if (!file.json) return;
  const start = file.parsed.text.search(/\S/);
  if (file.parsed.text[start] === '[') report({ span: { start, end: start + 1 }, message: 'The root of a configuration in JSON should be an object.' });
});

export const mapDuplicateKeys = tflintRule('map_duplicate_keys', 'warning', 'Keys of an object must differ', ({ file }, report) => {
  for (const inner of allExpressions(file)) {
    if (inner.kind !== 'object') continue;
    const seen = new Set<string>();
    for (const { key } of inner.items) {
      const name = isBareKey(key) && key.kind === 'reference' ? key.root.text : (stringOf(key) ?? (key.kind === 'literal' ? key.text : undefined));
      if (name === undefined) continue;
      if (seen.has(name)) report({ span: key, message: `Duplicate key: "${name}" is already set in this object, and the last one wins.` });
      seen.add(name);
    }
  }
}, { local: true });

/** A source in a git or Mercurial repository, and the revision that it names. */
function revisionOf(source: string): { readonly revision: string | undefined } | undefined {
  const git = /^(?:git::|git@|github\.com\/|bitbucket\.org\/)|\.git(?:\?|\/\/|$)/.test(source);
  const mercurial = source.startsWith('hg::');
  if (!git && !mercurial) return undefined;
  const query = new URLSearchParams(source.split('?')[1] ?? '');
  return { revision: query.get(mercurial ? 'rev' : 'ref') ?? undefined };
}

export const modulePinnedSource = tflintRule('module_pinned_source', 'warning', 'Modules from a repository must be pinned to a revision', ({ file }, report) => {
  for (const block of blocksOf(file.body, 'module')) {
    const value = attributeOf(block.body, 'source')?.value;
    const source = stringOf(value);
    const repository = source === undefined ? undefined : revisionOf(source);
    if (!value || !repository) continue;
    const name = block.labels[0]?.text ?? '';
    if (repository.revision === undefined) report({ span: value, message: `Module source "${source}" is not pinned: add ?ref= with a tag or commit to the module "${name}".` });
    else if (['main', 'master', 'default', 'develop'].includes(repository.revision)) report({ span: value, message: `Module source "${source}" uses a default branch as ref (${repository.revision}), which moves.` });
  }
}, { local: true });

export const moduleShallowClone = tflintRule('module_shallow_clone', 'warning', 'Modules pinned to a version of a repository must be cloned shallowly', ({ file }, report) => {
  for (const block of blocksOf(file.body, 'module')) {
    const value = attributeOf(block.body, 'source')?.value;
    const source = stringOf(value);
    const revision = source === undefined || source.startsWith('hg::') ? undefined : revisionOf(source)?.revision;
    if (!value || revision === undefined || !/^v?\d+\.\d+/.test(revision) || /[?&]depth=1(?:&|$)/.test(source ?? '')) continue;
    report({ span: value, message: `Module source "${source}" should enable shallow cloning by adding depth=1.` });
  }
}, { local: true });

export const moduleVersion = tflintRule('module_version', 'warning', 'Modules of a registry must state a version', ({ file }, report) => {
  for (const block of blocksOf(file.body, 'module')) {
    const source = stringOf(attributeOf(block.body, 'source')?.value);
    if (source === undefined || !/^(?:[\w.-]+\.[\w.-]+\/)?[\w-]+\/[\w-]+\/[a-z0-9]+(?:\/\/.*)?$/.test(source) || source.startsWith('.')) continue;
    if (/^(?:github\.com|bitbucket\.org)\//.test(source) || attributeOf(block.body, 'version')) continue;
    report({ span: block.header, message: `Module "${block.labels[0]?.text ?? ''}" should specify a version.` });
  }
}, { local: true });

const snakeCase = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

export const namingConvention = tflintRule('naming_convention', 'information', 'Names must be in snake case', ({ file }, report) => {
  const check = (name: string, kind: string, span: Span) => {
    if (!snakeCase.test(name)) report({ span, message: `${kind} name \`${name}\` must match the following format: snake_case.` });
  };
  for (const block of blocksOf(file.body)) {
    const label = block.labels.at(-1);
    if (block.type === 'locals') for (const { name, nameSpan } of attributesOf(block.body)) check(name, 'local value', nameSpan);
    else if (label && ['resource', 'data', 'module', 'variable', 'output', 'check', 'ephemeral'].includes(block.type)) check(label.text, block.type, block.header);
  }
}, { local: true });

/** Local names of the providers that the module uses, with a place for each. */
function usedProviders(file: ModuleFile, module: Module): Map<string, { readonly block: Block }> {
  const used = new Map<string, { readonly block: Block }>();
  for (const block of blocksOf(file.body)) {
    const [label] = block.labels;
    if (!label || !['resource', 'data', 'ephemeral', 'provider'].includes(block.type)) continue;
    const stated = attributeOf(block.body, 'provider')?.value;
    const name = block.type === 'provider' ? label.text : stated?.kind === 'reference' ? stated.root.text : label.text.split('_')[0];
    if (name && name !== 'terraform' && !requirementOf(module, name).source.startsWith('terraform.io/') && !used.has(name)) used.set(name, { block });
  }
  return used;
}

function requiredProvider(module: Module, name: string): Attribute | undefined {
  for (const { block } of module.blocks('terraform')) {
    for (const required of blocksOf(block.body, 'required_providers')) {
      const attribute = attributeOf(required.body, name);
      if (attribute) return attribute;
    }
  }
  return undefined;
}

export const requiredProviders = tflintRule('required_providers', 'warning', 'Providers must be required with a source and a version', (view, report) => {
  for (const [name, { block }] of usedProviders(view.file, view.module)) {
    const required = requiredProvider(view.module, name);
    if (!required) {
      report({ span: block.header, message: `Missing version constraint for provider "${name}" in \`required_providers\`.` });
    }
  }
  for (const { block, file } of view.module.blocks('terraform')) {
    if (file !== view.file) continue;
    for (const required of blocksOf(block.body, 'required_providers')) {
      for (const { name, value, nameSpan } of attributesOf(required.body)) {
        if (value.kind !== 'object') {
          report({ span: nameSpan, message: `Legacy version constraint for provider "${name}" in \`required_providers\`: write an object with source and version.` });
          continue;
        }
        const keys = value.items.map(({ key }) => (key.kind === 'reference' ? key.root.text : stringOf(key)));
        if (!keys.includes('source')) report({ span: nameSpan, message: `Missing \`source\` for provider "${name}" in \`required_providers\`.` });
        if (!keys.includes('version') && !keys.includes('configuration_aliases')) report({ span: nameSpan, message: `Missing version constraint for provider "${name}" in \`required_providers\`.` });
      }
    }
  }
});

export const requiredVersion = tflintRule('required_version', 'warning', 'Modules must state the versions of Terraform that they work with', ({ file, module }, report) => {
  if (file !== module.analysis(mainFile) || !module.analysis(hasResources) || module.broken) return;
  const settings = module.blocks('terraform');
  if (settings.some(({ block }) => attributeOf(block.body, 'required_version'))) return;
  const block = settings.find((entry) => entry.file === file)?.block;
  report({ span: block?.header ?? atTheTop, message: 'terraform "required_version" attribute is required.' });
});

const standardFiles = new Map([
  ['variable', 'variables.tf'],
  ['output', 'outputs.tf'],
]);

export const standardModuleStructure = tflintRule('standard_module_structure', 'information', 'Variables and outputs must be in files of their own', ({ file }, report) => {
  for (const block of blocksOf(file.body)) {
    const expected = standardFiles.get(block.type);
    if (expected !== undefined && file.name.replace(/\.json$/, '') !== expected && file.role === 'configuration') {
      report({ span: block.header, message: `${block.type} "${block.labels[0]?.text ?? ''}" should be moved from ${file.name} to ${expected}.` });
    }
  }
});

export const typedVariables = tflintRule('typed_variables', 'warning', 'Variables must have a type', ({ file }, report) => {
  if (file.role !== 'configuration') return;
  for (const block of blocksOf(file.body, 'variable')) {
    if (block.broken || attributeOf(block.body, 'type')) continue;
    const type = typeText(attributeOf(block.body, 'default')?.value);
    const fixes = file.json ? [] : [{ title: `Add type = ${type}`, preferred: true, edits: [atTheBeginning(block, `type = ${type}`)] }];
    report({ span: block.header, message: `\`${block.labels[0]?.text ?? ''}\` variable has no type.`, fixes });
  }
}, { local: true });

/** What the whole module refers to: `var.x`, `local.y`, `data.t.n`, provider names. */
function mentionsOf(module: Module): ReadonlySet<string> {
  return new Set(module.files.flatMap((file) => [...file.analysis(mentionsIn)]));
}

function mentionsIn(file: ModuleFile): ReadonlySet<string> {
  if (file.role === 'lock' || file.role === 'variables') return new Set();
  return new Set(file.parts.flatMap((part) => [...part.remember(mentionsInBlock)]));
}

function mentionsInBlock(file: ModuleFile): ReadonlySet<string> {
  const mentions = new Set<string>();
  for (const block of file.body.blocks) {
    // A variable that only its own validation looks at is unused.
    const own = block.type === 'variable' ? `var.${block.labels[0]?.text ?? ''}` : undefined;
    for (const { root, steps } of [...fileReferences(file).values()].flat()) {
      const [first, second] = steps;
      let name = first ? `${root.text}.${first.key}` : root.text;
      if (second && (root.text === 'data' || root.text === 'ephemeral')) name += `.${second.key}`;
      if (name !== own) mentions.add(name).add(root.text);
    }
  }
  return mentions;
}

function removal(file: ModuleFile, { start, end }: Span, what: string) {
  const { text } = file.parsed;
  const lineEnd = text.indexOf('\n', end);
  return [{ title: `Remove the ${what}`, edits: [{ span: { start: text.lastIndexOf('\n', start - 1) + 1, end: lineEnd < 0 ? text.length : lineEnd + 1 }, newText: '' }] }];
}

export const unusedDeclarations = tflintRule('unused_declarations', 'warning', 'What is declared must be used', ({ file, module }, report) => {
  if (module.broken) return;
  const mentions = module.analysis(mentionsOf);
  const unused = (what: string, name: string, span: Span, whole: Span) =>
    report({ span, message: `${what} "${name}" is declared but not used.`, tags: ['unnecessary'], fixes: removal(file, whole, what) });
  for (const block of blocksOf(file.body)) {
    const [type, name] = block.labels;
    if (block.type === 'variable' && type && !mentions.has(`var.${type.text}`)) unused('variable', type.text, block.header, block);
    if (block.type === 'data' && type && name && !mentions.has(`data.${type.text}.${name.text}`)) unused('data', name.text, block.header, block);
    if (block.type === 'locals') {
      for (const attribute of attributesOf(block.body)) {
        if (!mentions.has(`local.${attribute.name}`)) unused('local', attribute.name, attribute.nameSpan, attribute);
      }
    }
    const alias = block.type === 'provider' ? stringOf(attributeOf(block.body, 'alias')?.value) : undefined;
    if (alias !== undefined && type && !mentions.has(`${type.text}.${alias}`)) unused('provider', `${type.text}.${alias}`, block.header, block);
  }
});

export const unusedRequiredProviders = tflintRule('unused_required_providers', 'warning', 'Required providers must be used', ({ file, module }, report) => {
  const used = new Set(module.configuration.flatMap((entry) => [...usedProviders(entry, module).keys()]));
  const mentions = module.analysis(mentionsOf);
  for (const block of blocksOf(file.body, 'terraform')) {
    for (const required of blocksOf(block.body, 'required_providers')) {
      for (const attribute of attributesOf(required.body)) {
        if (used.has(attribute.name) || mentions.has(attribute.name)) continue;
        const aliased = attribute.value.kind === 'object' && attribute.value.items.some(({ key }) => key.kind === 'reference' && key.root.text === 'configuration_aliases');
        if (!aliased) report({ span: attribute.nameSpan, message: `provider '${attribute.name}' is declared in required_providers but not used by the module.`, tags: ['unnecessary'] });
      }
    }
  }
});

export const workspaceRemote = tflintRule('workspace_remote', 'warning', 'terraform.workspace must not be used with the remote backend', ({ file, module }, report) => {
  const remote = module.blocks('terraform').some(({ block }) => blocksOf(block.body, 'backend').some(({ labels }) => labels[0]?.text === 'remote'));
  if (!remote) return;
  for (const expression of bodyExpressions(file.body)) {
    for (const { root, steps, start, end } of referencesIn(expression)) {
      if (root.text === 'terraform' && steps[0]?.key === 'workspace') {
        report({ span: { start, end }, message: 'terraform.workspace should not be used with a \'remote\' backend: it is always "default" there.' });
      }
    }
  }
}, { local: true });
