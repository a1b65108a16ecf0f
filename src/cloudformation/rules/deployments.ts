import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOf, type Files } from '../../language/files.ts';
import { entryOf, get, listNode, type Entry, type Node } from '../../language/tree/node.ts';
import { parameterKind } from '../parser/parameterTypes.ts';
import { parseTemplate, sectionEntry, stringOf, type Parameter, type Template } from '../parser/template.ts';
import { didYouMean, suggest } from '../../language/suggest.ts';
import type { Report } from '../../language/rule.ts';
import { documentKind } from '../parser/recognise.ts';
import { stringNode } from '../schema/resolution.ts';
import { isLoosely, type Json } from '../schema/values.ts';
import { refusals } from './parameters.ts';
import { deploymentRule, type Linting } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-concepts-terms.html';

/** The template that a file of parameters is for, as .cfnlintrc says, or that a deployment file names: beside it, or from a folder above it, since paths are from the repository's root. */
function namedTemplate({ template, files, configuration }: Pick<Linting, 'template' | 'configuration'> & { readonly files: Files }): Template | undefined {
  if (configuration.parametersOf !== undefined) {
    const text = files.read(configuration.parametersOf);
    return text === undefined ? undefined : parseTemplate(TextDocument.create(template.document.uri, '', 0, text));
  }
  const own = pathOf(template.document.uri);
  const name = stringOf(get(template.root, 'template-file-path'));
  if (own === undefined || name === undefined) return undefined;
  for (let folder = path.dirname(own); ; folder = path.dirname(folder)) {
    const file = path.resolve(folder, name);
    const text = files.read(file);
    if (text !== undefined) return parseTemplate(TextDocument.create(template.document.uri, '', 0, text));
    if (folder === path.dirname(folder)) return undefined;
  }
}

export const deploymentStructure = deploymentRule({
  id: 'E0100',
  about: ['deployment'],
  summary: 'A deployment file names a template, and says parameters and tags in the way that Git sync reads',
  docs,
  check(linting, report) {
    const { template, validator, facts } = linting;
    for (const { span, message } of template.problems) report({ span, message });
    if (!template.root) return;
    const schema = facts.schema('other:deployment_files/git_sync');
    const scope = validator.rootScope().at({ place: validator.place('DeploymentFile/*'), here: { start: template.root.start, end: template.root.start } }).under({ root: schema, functions: new Set<string>(), strict: false });
    for (const { span, message } of validator.run(template.root, schema, scope, { default: 'E0100' })) report({ span, message });
    const name = entryOf(template.root, 'template-file-path');
    if (name?.value.kind === 'scalar' && pathOf(template.document.uri) !== undefined && !namedTemplate(linting)) {
      report({ span: validator.spanOf(name.value, name.key), message: `There is no template '${name.value.text}' in this folder or one above it` });
    }
  },
});

/** A file of parameters as the AWS command line takes it, a list of names and values. */
export const parameterFile = deploymentRule({
  id: 'E0200',
  about: ['parameters'],
  summary: 'A file of parameters is a list of names and values',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html',
  check({ template }, report) {
    for (const { span, message } of template.problems) report({ rule: 'E0000', span, message });
    for (const item of template.value?.kind === 'list' ? template.value.items : []) {
      if (item.incomplete) continue;
      const missing = ['ParameterKey', 'ParameterValue'].filter((name) => !entryOf(item, name));
      // An update takes over a value that the stack has already.
      if (missing.length === 0 || (missing[0] === 'ParameterValue' && get(item, 'UsePreviousValue'))) continue;
      report({ span: item, message: `Every parameter of the file has 'ParameterKey' and 'ParameterValue'; here ${missing.map((name) => `'${name}'`).join(' and ')} is missing` });
    }
  },
});

/** The names and values that a file gives to a template. */
function givenIn({ value, root }: Template): Entry[] {
  if (value?.kind !== 'list') {
    const given = get(root, 'parameters');
    return given?.kind === 'map' ? [...given.entries] : [];
  }
  return value.items.flatMap((item) => {
    const [key, given] = [get(item, 'ParameterKey'), get(item, 'ParameterValue')];
    return key?.kind === 'scalar' && given ? [{ key, value: given }] : [];
  });
}

export const deploymentParameters = deploymentRule({
  id: 'E2900',
  about: ['deployment', 'parameters', 'template'],
  summary: 'A file that gives a template its parameters gives values that they take',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
  check(linting, report) {
    const { template, validator } = linting;
    if (documentKind(template.text) === 'template') {
      for (const set of linting.configuration.parameters) checkSet(linting, set, report);
      return;
    }
    const named = namedTemplate(linting);
    if (!named?.root || named.problems.length > 0) return;
    const given = givenIn(template);
    const names = new Set(given.map(({ key }) => key.text));
    const list = template.value?.kind === 'list' ? template.value : undefined;
    const kept = (list?.items ?? []).flatMap((item) => (get(item, 'UsePreviousValue') ? (stringOf(get(item, 'ParameterKey')) ?? []) : []));
    const place = list ? { start: list.start, end: list.start + 1 } : (entryOf(template.root, 'parameters') ?? entryOf(template.root, 'template-file-path'))?.key;
    for (const { name, value } of named.parameters.values()) {
      if (place && !get(value, 'Default') && !names.has(name) && !kept.includes(name)) report({ span: place, message: `The parameter '${name}' of the template has no default, and is not given` });
    }
    for (const entry of given) {
      const parameter = named.parameters.get(entry.key.text);
      if (!parameter) {
        const similar = suggest(entry.key.text, named.parameters.keys());
        report({ span: entry.key, message: `The template has no parameter '${entry.key.text}'${didYouMean(similar)}` });
        continue;
      }
      for (const message of new Set(problemsOf(linting, parameter, entry))) report({ span: validator.spanOf(entry.value, entry.key), message });
    }
  },
});

/** What a template makes of values that its configuration gives (`parameters`). */
function checkSet(linting: Linting, set: Readonly<Record<string, Json>>, report: Report): void {
  const { template } = linting;
  const place = sectionEntry(template, 'Parameters')?.key ?? { start: 0, end: 0 };
  for (const parameter of template.parameters.values()) {
    const { name, value, key } = parameter;
    const given = Object.hasOwn(set, name) ? set[name] : undefined;
    if (given === undefined) {
      if (!value.incomplete && !get(value, 'Default')) report({ span: key, message: `The parameter '${name}' has no default, and 'parameters' of the configuration does not give it` });
      continue;
    }
    for (const message of new Set(problemsOf(linting, parameter, { key, value: nodeOf(given, key) }))) report({ span: key, message: `${message} ('parameters' of the configuration)` });
  }
  for (const name of Object.keys(set)) {
    if (!template.parameters.has(name) && template.problems.length === 0) report({ span: place, message: `'parameters' of the configuration gives '${name}', which is no parameter of this template` });
  }
}

/** A value as a node at a place. */
function nodeOf(value: Json, place: Node): Node {
  if (Array.isArray(value)) return listNode(place, (value as readonly Json[]).map((item) => nodeOf(item, place)));
  const text = typeof value === 'object' ? '' : String(value);
  return { ...stringNode(text, place), value: typeof value === 'object' ? null : value };
}

/** Why a parameter does not take a value. */
function problemsOf({ validator }: Linting, parameter: Parameter, { value }: Entry): string[] {
  const isList = parameter.type !== undefined && parameterKind(parameter.type) === 'list';
  if (value.kind !== 'scalar' && !(isList && value.kind === 'list')) return [`'${parameter.name}' is ${isList ? 'a list' : 'a single value'}`];
  const parts: readonly Node[] = value.kind === 'list' ? value.items : [value];
  const isNumber = /^(?:List<)?Number>?$/.test(parameter.type ?? '');
  return parts.flatMap((part) => {
    if (part.kind !== 'scalar' || part.value === null) return [`'${parameter.name}' has a value that is no string or number`];
    const texts = isList && value.kind === 'scalar' ? part.text.split(',').map((text) => text.trim()) : [part.text];
    return texts.flatMap((text) => {
      if (isNumber && !isLoosely({ ...part, value: text }, 'number')) return [`'${text}' is no number`];
      const typed = isNumber ? Number(text) : text;
      return refusals(parameter, typed, part, (pattern, tested) => validator.patterns.compile(`^(?:${pattern})$`)?.test(tested) ?? true, 'Value');
    });
  });
}
