import { suggest } from '../../language/suggest.ts';
import { convert } from '../eval/convert.ts';
import type { EvaluationSummary } from '../eval/traverse.ts';
import { boolType, isPrimitive, numberType, stringType } from '../eval/type.ts';
import { itemsOf, marked, type Value } from '../eval/value.ts';
import type { Block, Expression } from '../hcl/ast.ts';
import { type Place, placesOf } from '../model/contexts.ts';
import { attributeOf, blocksOf } from '../model/module.ts';
import { isRoot } from '../model/root.ts';
import { referencesIn } from '../model/walk.ts';
import { providerBlock } from './schemaBodies.ts';
import { valuesOf } from './values.ts';
import { meant, renamed } from './fixes.ts';
import { family, type FamilyReport, type FileView, type ModuleView, type RuleFacts } from './rule.ts';
import { addressOf, listItems } from './static.ts';

const references = 'expressions/references';
const calls = 'expressions/function-calls';
const fors = 'expressions/for';
const strings = 'expressions/strings';

const evaluationFacts: Record<EvaluationSummary, RuleFacts> = {
  'Unsupported attribute': { demand: 'Attributes must be ones that the value has', page: references },
  'Invalid index': { demand: 'Indexes must name elements that exist', page: references },
  'Missing map element': { demand: 'Keys must be ones that the map has', page: references },
  'Attempt to get attribute from null value': { demand: 'Null values have no attributes', page: references },
  'Attempt to index null value': { demand: 'Null values have no elements', page: references },
  'Invalid operand': { demand: 'Operands must be of the type that the operator takes', page: 'expressions/operators' },
  'Operation failed': { demand: 'Operands must not be null', page: 'expressions/operators' },
  // terraform validate lets it pass, a plan does not.
  'Division by zero': { demand: 'Divisors must not be zero', page: 'expressions/operators', severity: 'warning' },
  'Incorrect condition type': { demand: 'Conditions must be true or false', page: 'expressions/conditionals' },
  'Null condition': { demand: 'Conditions must not be null', page: 'expressions/conditionals' },
  'Inconsistent conditional result types': { demand: 'Both results of a conditional must be of one type', page: 'expressions/conditionals' },
  'Invalid template interpolation value': { demand: 'What is put into a string must have a text', page: strings },
  'Iteration over non-iterable value': { demand: 'for must go over a collection', page: fors },
  'Iteration over null value': { demand: 'for must not go over null', page: fors },
  'Invalid object key': { demand: 'Keys of a for expression must be strings', page: fors },
  'Duplicate object key': { demand: 'Keys of a for expression must differ', page: fors },
  "Invalid 'for' condition": { demand: 'The condition of a for expression must be true or false', page: fors },
  'Condition is null': { demand: 'The condition of a for expression must not be null', page: fors },
  'Null value as key': { demand: 'Keys of an object must not be null', page: 'expressions/types' },
  'Incorrect key type': { demand: 'Keys of an object must be strings', page: 'expressions/types' },
  'Ambiguous attribute key': { demand: 'Keys of an object that are not plain names must be in parentheses', page: 'expressions/types' },
  'Call to unknown function': { demand: 'Functions must exist', page: calls },
  'Unknown provider function': { demand: 'Functions of providers must be called as such', page: calls },
  'Not enough function arguments': { demand: 'Calls must have all arguments', page: calls },
  'Too many function arguments': { demand: 'Calls must have no more arguments than the function takes', page: calls },
  'Invalid function argument': { demand: 'Arguments of a call must be of the right type', page: calls },
  'Invalid expanding argument value': { demand: 'Only lists must be spread out over arguments', page: calls },
  'Error in function call': { demand: 'Calls must be able to succeed', page: calls },
};

const forEach = 'meta-arguments/for_each';

const placeFacts = {
  'Incorrect value type': { demand: 'count must be a number', page: 'meta-arguments/count' },
  'Invalid count argument': { demand: 'count must be a whole number, not negative and not null', page: 'meta-arguments/count' },
  'Invalid for_each argument': { demand: 'for_each must be a map or a set of strings', page: forEach },
  'Invalid for_each set argument': { demand: 'for_each must be a map or a set of strings', page: forEach },
  'Invalid variable validation result': { demand: 'The validation of a variable must be true or false', page: 'values/variables' },
  'Invalid error message': { demand: 'Conditions must have an error message', page: 'expressions/custom-conditions' },
  'Output refers to sensitive values': { demand: 'Outputs of a root module with sensitive values must be marked so', page: 'values/outputs' },
  'Ephemeral output not allowed': { demand: 'Outputs of a root module must not be ephemeral', page: 'values/outputs' },
  'Ephemeral value not allowed': { demand: 'Outputs with ephemeral values must be marked so', page: 'values/outputs' },
  'Value not allowed in ephemeral output': { demand: 'Outputs that are marked ephemeral must have an ephemeral value', page: 'values/outputs' },
  'Invalid use of ephemeral value': { demand: 'Ephemeral values must not be kept in the state', page: 'resources/ephemeral' },
} as const;

type Summary = EvaluationSummary | keyof typeof placeFacts;
type Report = FamilyReport<Summary>;

function checkCount(value: Value, place: Place, _view: FileView, report: Report): void {
  const { expression } = place;
  if (value.data === null) {
    report('Invalid count argument', expression, 'The value is null; a number is needed.');
    return;
  }
  if (marked(value, 'ephemeral')) {
    report('Invalid count argument', expression, 'The value is ephemeral, and how many there are is kept in the state.');
    return;
  }
  const conversion = convert(value, numberType);
  if ('reason' in conversion) {
    report('Incorrect value type', expression, `A number is needed: ${conversion.reason}.`);
    return;
  }
  const { data } = conversion.value;
  if (typeof data !== 'number') return;
  if (data < 0) report('Invalid count argument', expression, 'There cannot be fewer than none.');
  else if (!Number.isInteger(data)) report('Invalid count argument', expression, 'A whole number is needed.');
}

function checkForEach(value: Value, { expression }: Place, _view: FileView, report: Report): void {
  const { type, data } = value;
  if (data === null) {
    report('Invalid for_each argument', expression, 'The value is null; a map or a set of strings is needed.');
  } else if (value.sensitive || (value.ephemeral && type.kind === 'set')) {
    if (value.sensitive) report('Invalid for_each argument', expression, 'The value is sensitive, and the keys would be shown in every address.');
    if (value.ephemeral && type.kind === 'set') report('Invalid for_each argument', expression, 'The value is ephemeral, and what instances there are is kept in the state.');
  } else if (type.kind === 'set') {
    if (type.element.kind !== 'string' && type.element.kind !== 'any') {
      report('Invalid for_each set argument', expression, `A set of strings is needed, not a set of ${type.element.kind}.`);
    } else if (itemsOf(value).some((item) => item.data === null)) {
      report('Invalid for_each set argument', expression, 'The set holds null.');
    }
  } else if (type.kind !== 'map' && type.kind !== 'object' && type.kind !== 'any') {
    const hint = type.kind === 'tuple' || type.kind === 'list' ? ' Write toset(...) around a list of strings.' : '';
    report('Invalid for_each argument', expression, `A map or a set of strings is needed, not a ${type.kind}.${hint}`);
  }
}

function checkOutput(value: Value, { block, expression }: Place, view: FileView, report: Report): void {
  // Anything but true and false is wrong, and told as such.
  const isTrue = (argument: string) => {
    const { value: flag } = attributeOf(block.body, argument) ?? {};
    return flag !== undefined && !(flag.kind === 'literal' && flag.value === false);
  };
  const root = view.shared(viewIsRoot);
  if (isTrue('ephemeral')) {
    if (root) report('Ephemeral output not allowed', block.header, 'Nothing takes the outputs of a root module but the state, which keeps nothing ephemeral.');
    else if (!value.ephemeral && isCertain(value, expression)) report('Value not allowed in ephemeral output', expression, 'The value is not ephemeral; leave out ephemeral = true.');
  } else if (marked(value, 'ephemeral')) {
    report('Ephemeral value not allowed', expression, 'The value is ephemeral; the output must say so with ephemeral = true.');
  }
  if (root && marked(value, 'sensitive') && !isTrue('sensitive')) {
    report('Output refers to sensitive values', block.header, 'The output would show a sensitive value; set sensitive = true.');
  }
}

/** What may be ephemeral without our knowing: an attribute of what only its provider knows, and outputs of modules. */
function isCertain({ data, type }: Value, expression: Expression): boolean {
  if (data !== undefined) return true;
  return type.kind !== 'any' && !referencesIn(expression).some(({ root }) => root.text === 'module' || root.text === 'ephemeral');
}

function viewIsRoot({ module }: ModuleView): boolean {
  return isRoot(module);
}

/** Before a plan Terraform looks at what the condition of a variable's validation is, and at no other. */
function checkCondition(value: Value, { expression, context }: Place, _view: FileView, report: Report): void {
  if (value.data === undefined || value.data === null) return;
  const conversion = convert(value, boolType);
  if (!('reason' in conversion)) return;
  const detail = `A condition is true or false: ${conversion.reason}.`;
  if (context.condition === 'validation') report('Invalid variable validation result', expression, detail);
  else report('Incorrect condition type', expression, detail, { severity: 'warning' });
}

/** Before a plan Terraform looks at the messages of checks and outputs only. */
function checkMessage(value: Value, { expression, context }: Place, _view: FileView, report: Report): void {
  const early = context.condition === 'assert' || context.owner.type === 'output';
  if (value.data !== null && !('reason' in convert(value, stringType))) return;
  report('Invalid error message', expression, value.data === null ? 'The message is null.' : 'The message is no string.', early ? {} : { severity: 'warning' });
}

/** True where a variable of the module that is called does not say that it is ephemeral. */
function takesNothingEphemeral({ module }: FileView, call: Block, variable: string): boolean {
  const placed = module.called(call.labels[0]?.text ?? '')?.declared('variable').get(variable);
  const isEphemeral = ({ body }: Block) => {
    const value = attributeOf(body, 'ephemeral')?.value;
    return value?.kind === 'literal' && value.value === true;
  };
  return placed !== undefined && !placed.some(({ block }) => isEphemeral(block));
}

/** Checks what is known of the value of a place. */
type Check = (value: Value, place: Place, view: FileView, report: Report) => void;

const repetitionChecks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['count', checkCount],
  ['for_each', checkForEach],
]);

const conditionChecks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['condition', checkCondition],
  ['error_message', checkMessage],
]);

/** How a place is checked; undefined of most. */
function checkOf({ block, name, context }: Place): Check | undefined {
  if (context.condition) return conditionChecks.get(name);
  if (block !== context.owner) return undefined;
  switch (block.type) {
    case 'resource':
      return repetitionChecks.get(name) ?? (block.labels[0]?.text === 'terraform_data' ? checkStored : undefined);
    case 'data':
    case 'ephemeral':
      return repetitionChecks.get(name);
    case 'output':
      return name === 'value' ? checkOutput : undefined;
    case 'module':
      return checkInput;
    case 'import':
      return checkImport;
    default:
      return undefined;
  }
}

function checkStored(value: Value, { name, expression }: Place, _view: FileView, report: Report): void {
  if (marked(value, 'ephemeral')) report('Invalid use of ephemeral value', expression, `"${name}" is kept in the state, where nothing ephemeral can go.`);
}

function checkInput(value: Value, place: Place, view: FileView, report: Report): void {
  const { block, name, expression } = place;
  repetitionChecks.get(name)?.(value, place, view, report);
  if (marked(value, 'ephemeral') && takesNothingEphemeral(view, block, name)) {
    report('Ephemeral value not allowed', expression, `"${name}" of the module would keep the value; declare that variable with ephemeral = true.`);
  }
}

function checkImport(value: Value, { name, expression }: Place, _view: FileView, report: Report): void {
  if (name === 'for_each' && isPrimitive(value.type)) report('Invalid for_each argument', expression, `A collection is needed, not a ${value.type.kind}.`);
  if (name === 'id' && 'reason' in convert(value, stringType)) report('Incorrect value type', expression, 'The id of what is imported is a string.');
}

export const evaluationRules = family<Summary>({ ...evaluationFacts, ...placeFacts }, (view, report) => {
  const { values, planned, problems } = view.analysis(valuesOf);
  for (const { summary, span, detail, late, meant: near } of problems) {
    const fixes = near ? renamed(near.span, near.text) : [];
    report(summary, span, detail, { fixes, ...(late && { severity: 'warning' }) });
  }
  let told = false;
  const tell: Report = (...finding) => {
    told = true;
    report(...finding);
  };
  const warn: Report = (summary, span, detail, extras) => report(summary, span, detail, { ...extras, severity: 'warning' });
  for (const place of placesOf(view.file)) {
    const check = checkOf(place);
    const value = check && values.get(place.expression);
    if (!value) continue;
    told = false;
    check(value, place, view, tell);
    const later = planned.get(place.expression);
    if (!told && later) check(later, place, view, warn);
  }
  for (const block of blocksOf(view.file.body, 'resource')) checkIgnored(block, view, report);
}, { local: true });

/** Attributes in ignore_changes are those of the resource. */
function checkIgnored(block: Block, view: FileView, report: Report): void {
  for (const lifecycle of blocksOf(block.body, 'lifecycle')) {
    const value = attributeOf(lifecycle.body, 'ignore_changes')?.value;
    const items = value && listItems(value);
    const schema = items && providerBlock(view, 'resource', block.labels[0]?.text ?? '')?.schema;
    if (!schema || schema.open || schema.partial) continue;
    for (const item of items) {
      const { root, start, quoted } = addressOf(item, true) ?? {};
      if (root === undefined || start === undefined || schema.attributes.has(root) || schema.blocks.has(root)) continue;
      const near = suggest(root, [...schema.attributes.keys(), ...schema.blocks.keys()]);
      report('Unsupported attribute', item, `The resource has no argument or block "${root}".${meant(near)}`, { fixes: quoted === true ? [] : renamed({ start, end: start + root.length }, near) });
    }
  }
}
