import { suggest } from '../../language/suggest.ts';
import { convert } from '../eval/convert.ts';
import type { Attribute, Block, Body, Expression } from '../hcl/ast.ts';
import { isIdentifier } from '../hcl/identifier.ts';
import { attributeOf, attributesOf, blocksOf, declaredName, type Module } from '../model/module.ts';
import { ModuleScope } from '../model/scope.ts';
import { type Target, targetOf } from './addresses.ts';
import { meant, renamed } from './fixes.ts';
import { family, type FamilyReport, type FileView } from './rule.ts';
import { addressOf, type Address, keywordOf, listItems } from './static.ts';
import { fixedValue } from './values.ts';

const tests = 'tests';
const variables = 'values/variables';

const facts = {
  'Invalid "command" keyword': { demand: 'The command of a run must be plan or apply', page: tests },
  'Invalid "mode" keyword': { demand: 'The mode of a run must be normal or refresh-only', page: tests },
  'Invalid run block name': { demand: 'Runs must have a valid name', page: tests },
  'Duplicate "run" block names': { demand: 'A test file must give each of its runs a name of its own', page: tests },
  'Multiple "variables" blocks': { demand: 'A test file must have one variables block at most', page: tests },
  'Duplicate provider block': { demand: 'A test file must configure each provider once per alias', page: tests },
  'Multiple "plan_options" blocks': { demand: 'A run must have one block of plan options at most', page: tests },
  'Multiple "module" blocks': { demand: 'A run must have one module at most', page: tests },
  'Incompatible plan options': { demand: 'A run that only refreshes must refresh', page: tests },
  'Missing target attribute': { demand: 'Overrides must say what they override', page: 'tests/mocking' },
  'Missing "source" attribute for module block': { demand: 'The module of a run must have a source', page: tests },
  'Invalid override_during value': { demand: 'Overrides must be for plan or apply', page: 'tests/mocking' },
  'Invalid override values': { demand: 'Overrides must give an object', page: 'tests/mocking' },
  'Duplicate override block': { demand: 'A target must be overridden once', page: 'tests/mocking' },
  'Duplicate mock block': { demand: 'A type must be mocked once', page: 'tests/mocking' },
  'Invalid `expect_failures` reference': { demand: 'A failure must be expected of something that has conditions', page: tests },
  'Invalid override target': { demand: 'Overrides must name a target of their kind', page: 'tests/mocking' },
  // Terraform looks at files of variables only when it plans.
  'Value for undeclared variable': { demand: 'Variables that a file gives a value must be declared', page: variables, severity: 'warning' },
  'Unsuitable value for variable': { demand: 'Values in a file of variables must fit the types of the variables', page: variables, severity: 'warning' },
} as const;

type Summary = keyof typeof facts;
type TestReport = FamilyReport<Summary>;

function checkKeyword(attribute: Attribute | undefined, words: readonly string[], summary: Summary, report: TestReport): void {
  if (!attribute || attribute.value.kind === 'invalid') return;
  const keyword = keywordOf(attribute.value);
  const quoted = keyword?.quoted === true && !(attribute.value.kind === 'template' && attribute.value.style === 'json');
  if (keyword === undefined || quoted || !words.includes(keyword.word)) report(summary, attribute.value, `One of the words ${words.join(' and ')} is needed here.`);
}

/** Reports every block but the first under each name. */
function checkRepeats(blocks: readonly Block[], nameOf: (block: Block) => string | undefined, summary: Summary, say: (name: string) => string, report: TestReport, own?: string): void {
  const seen = new Set<string>();
  for (const block of blocks) {
    const name = nameOf(block);
    if (name === undefined) continue;
    if (seen.has(name)) report(summary, block.header, say(name), own === undefined ? {} : { summary: own });
    seen.add(name);
  }
}

/** What an override of each kind can name. */
const overrides: readonly { readonly type: string; readonly fits: (target: Target) => boolean; readonly noun: string }[] = [
  { type: 'override_resource', fits: (target) => 'kind' in target && target.kind !== 'module' && !isOfData(target.address), noun: 'a resource' },
  { type: 'override_data', fits: (target) => 'kind' in target && target.kind !== 'module' && isOfData(target.address), noun: 'a data source' },
  { type: 'override_module', fits: (target) => 'kind' in target && target.kind === 'module', noun: 'a module' },
];

/** True of the address of a data source or of one of its instances, in whichever module. */
function isOfData({ root, steps }: Address): boolean {
  const names = [root, ...steps.filter(({ dotted }) => dotted).map(({ key }) => key)];
  return names.at(-3) === 'data';
}

function overridden({ body }: Block): string | undefined {
  const value = attributeOf(body, 'target')?.value;
  const address = value && addressOf(value, false);
  return address && [address.root, ...address.steps.map(({ key }) => String(key))].join('.');
}

/** What an override gives, and when; of a mock only the latter is looked at before a plan. */
function checkGiven({ body }: Block, name: string | undefined, report: TestReport): void {
  const during = attributeOf(body, 'override_during');
  checkKeyword(during, ['plan', 'apply'], 'Invalid override_during value', report);
  const value = name === undefined ? undefined : attributeOf(body, name)?.value;
  if (value && !isObject(value)) report('Invalid override values', value, 'An object is needed here.', { summary: `Invalid ${name} attribute` });
}

/** False of what is certainly no object: null, what has another type, and what is not written out. */
function isObject(expression: Expression): boolean {
  if (expression.kind === 'reference') return false;
  const { type, data } = fixedValue(expression).value;
  return data !== null && ['object', 'map', 'any'].includes(type.kind);
}

/** What has conditions that can fail: https://developer.hashicorp.com/terraform/language/tests#expecting-failures */
function checkExpected(run: Block, report: TestReport): void {
  const value = attributeOf(run.body, 'expect_failures')?.value;
  for (const item of (value && listItems(value)) ?? []) {
    const address = addressOf(item, true);
    if (!address) continue;
    const { root, steps } = address;
    const named = steps.slice(0, root === 'data' ? 2 : 1).filter(({ key, dotted }) => typeof key === 'string' && dotted).length;
    if (named < (root === 'data' ? 2 : 1)) report('Invalid `expect_failures` reference', item, `What "${root}" holds is named after a dot.`, { summary: 'Invalid reference' });
    else if (withoutConditions.has(root)) report('Invalid `expect_failures` reference', item, `"${root}" has no conditions that could fail.`);
  }
}

const withoutConditions = new Set(['local', 'path', 'each', 'count', 'self', 'terraform', 'run', 'module']);

function checkOverrides({ body }: { readonly body: Block['body'] }, report: TestReport): void {
  for (const { type, fits, noun } of overrides) {
    checkRepeats(blocksOf(body, type), overridden, 'Duplicate override block', (name) => `"${name}" is overridden before.`, report, `Duplicate ${type} block`);
    for (const block of blocksOf(body, type)) {
      checkGiven(block, type === 'override_module' ? 'outputs' : 'values', report);
      const target = attributeOf(block.body, 'target');
      if (!target) {
        if (!block.broken) report('Missing target attribute', block.header, `A block "${type}" has a target: the address of ${noun}.`);
        continue;
      }
      const address = addressOf(target.value, false);
      const read = address && targetOf(address);
      if (!read) continue;
      if ('problem' in read) report('Invalid override target', target.value, read.problem, { summary: read.summary ?? 'Invalid address' });
      else if (!fits(read)) report('Invalid override target', target.value, `The target is not the address of ${noun}.`);
    }
  }
}

function checkOptions({ body }: Block, report: TestReport): void {
  const [mode, refresh] = [attributeOf(body, 'mode'), attributeOf(body, 'refresh')];
  checkKeyword(mode, ['normal', 'refresh-only'], 'Invalid "mode" keyword', report);
  // What Terraform cannot read counts as false.
  const refreshes = !refresh || refresh.value.kind === 'invalid' || fixedValue(refresh.value).value.data === true;
  if (refresh && !refreshes && mode && keywordOf(mode.value)?.word === 'refresh-only') report('Incompatible plan options', refresh, 'In the mode refresh-only there has to be a refresh.');
}

function checkTestFile({ file }: FileView, report: TestReport): void {
  const runs = blocksOf(file.body, 'run');
  for (const run of runs) {
    const [label] = run.labels;
    if (label && !isIdentifier(label.text)) report('Invalid run block name', label, 'A name begins with a letter or an underscore and goes on with letters, digits, underscores and dashes.');
    checkKeyword(attributeOf(run.body, 'command'), ['plan', 'apply'], 'Invalid "command" keyword', report);
    for (const options of blocksOf(run.body, 'plan_options')) checkOptions(options, report);
    checkRepeats(blocksOf(run.body, 'plan_options'), () => 'plan_options', 'Multiple "plan_options" blocks', () => 'Put all options of the run into one block.', report);
    checkRepeats(blocksOf(run.body, 'module'), () => 'module', 'Multiple "module" blocks', () => 'A run is of one module.', report);
    for (const { header, body, broken } of blocksOf(run.body, 'module')) {
      if (!attributeOf(body, 'source') && !broken) report('Missing "source" attribute for module block', header, 'Say where the module is: a path or an address.');
    }
    checkExpected(run, report);
    checkOverrides(run, report);
  }
  for (const provider of blocksOf(file.body, 'mock_provider')) {
    for (const type of ['mock_resource', 'mock_data']) {
      const mocks = blocksOf(provider.body, type);
      checkRepeats(mocks, ({ labels }) => labels[0]?.text, 'Duplicate mock block', (name) => `"${name}" is mocked before.`, report, `Duplicate ${type} block`);
      for (const mock of mocks) checkGiven(mock, undefined, report);
    }
    checkGiven(provider, undefined, report);
    checkOverrides(provider, report);
  }
  checkRepeats(runs, (block) => block.labels[0]?.text, 'Duplicate "run" block names', (name) => `There is a run "${name}" before.`, report);
  checkRepeats(blocksOf(file.body, 'variables'), () => 'variables', 'Multiple "variables" blocks', () => 'Put all variables of the file into one block.', report);
  const providers = file.body.blocks.filter(({ type }) => type === 'provider' || type === 'mock_provider');
  checkRepeats(providers, (block) => declaredName({ ...block, type: 'provider' }), 'Duplicate provider block', (name) => `The provider "${name}" is configured or mocked before.`, report);
  checkOverrides(file, report);
}

/** A file of variables belongs to the module beside it; without one it may be for any other. */
function checkVariables(view: FileView, report: TestReport): void {
  const { file, module } = view;
  if (module.configuration.length === 0 || module.broken) return;
  checkDeclared(file.body, [], view, report);
  checkValues(file.body, view, report);
}

/** @param more names that are declared elsewhere */
function checkDeclared(body: Body, more: readonly string[], { module }: FileView, report: TestReport): void {
  const declared = module.declared('variable');
  for (const { name, nameSpan } of attributesOf(body)) {
    if (declared.has(name) || more.includes(name)) continue;
    const near = suggest(name, [...declared.keys()].filter((known) => !attributeOf(body, known)));
    report('Value for undeclared variable', nameSpan, `There is no variable "${name}" in this module.${meant(near)}`, { fixes: renamed(nameSpan, near) });
  }
}

function checkValues(body: Body, { module, facts: { signatures } }: FileView, report: TestReport): void {
  const scope = new ModuleScope(module, signatures, () => undefined, 'validate');
  for (const { name, value } of attributesOf(body)) {
    const conversion = module.declared('variable').has(name) ? convert(fixedValue(value).value, scope.variableType(name)) : undefined;
    if (conversion && 'reason' in conversion) report('Unsuitable value for variable', value, `"${name}": ${conversion.reason}.`, { related: placesOfVariable(module, name) });
  }
}

/** The values that a test gives to the module beside it; what only the test itself uses stands among those of the file. */
function checkTestVariables(view: FileView, report: TestReport): void {
  const { file, module } = view;
  if (module.configuration.length === 0 || module.broken) return;
  const ofFile = blocksOf(file.body, 'variables');
  for (const { body } of ofFile) checkValues(body, view, report);
  for (const run of blocksOf(file.body, 'run')) {
    if (blocksOf(run.body, 'module').length > 0) continue;
    for (const { body } of blocksOf(run.body, 'variables')) {
      checkDeclared(body, ofFile.flatMap((block) => attributesOf(block.body).map(({ name }) => name)), view, report);
      checkValues(body, view, report);
    }
  }
}

function placesOfVariable(module: Module, name: string) {
  return (module.declared('variable').get(name) ?? []).slice(0, 1).map(({ block: { header }, file: { path, document } }) => ({
    path,
    range: { start: document.positionAt(header.start), end: document.positionAt(header.end) },
    message: 'Declared here.',
  }));
}

/** What can be wrong with files that stand beside a configuration: tests, and values for its variables. */
export const testRules = family<Summary>(facts, (view, report) => {
  if (view.file.role === 'test') {
    checkTestFile(view, report);
    checkTestVariables(view, report);
  } else if (view.file.role === 'variables') checkVariables(view, report);
});
