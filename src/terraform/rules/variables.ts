import { convert } from '../eval/convert.ts';
import { readType } from '../eval/typeExpression.ts';
import { anyType, type Type } from '../eval/type.ts';
import type { Block, Expression } from '../hcl/ast.ts';
import { attributeOf, blocksOf, declaredName, stringOf, type DeclaringType, type PlacedBlock } from '../model/module.ts';
import { meant, renamed } from './fixes.ts';
import { family, type FamilyReport, type FileView } from './rule.ts';
import { listItems } from './static.ts';
import { fixedValue } from './values.ts';

const facts = {
  'Invalid type specification': { demand: 'Type constraints must be types', page: 'expressions/type-constraints' },
  'Invalid quoted type constraints': { demand: 'Type constraints must be written without quotes', page: 'expressions/type-constraints' },
  'Invalid legacy variable type hint': { demand: 'Type constraints must be written without quotes', page: 'expressions/type-constraints' },
  'Invalid default value for variable': { demand: 'Defaults must fit the type of their variable', page: 'values/variables' },
  'Invalid default value for optional attribute': { demand: 'Defaults must fit the type of their attribute', page: 'expressions/type-constraints' },
  'Missing base variable declaration to override': { demand: 'An override file must override variables that exist', page: 'files/override' },
  'Missing base output definition to override': { demand: 'An override file must override outputs that exist', page: 'files/override' },
  'Missing base local value definition to override': { demand: 'An override file must override local values that exist', page: 'files/override' },
  'Missing module call to override': { demand: 'An override file must override module calls that exist', page: 'files/override' },
  'Missing resource to override': { demand: 'An override file must override resources that exist', page: 'files/override' },
  'Missing data resource to override': { demand: 'An override file must override data sources that exist', page: 'files/override' },
  'Missing base provider configuration for override': { demand: 'An override file must override aliased provider configurations that exist', page: 'files/override' },
  'Unsupported override': { demand: 'An override file must not change depends_on', page: 'files/override' },
  "Can't override check blocks": { demand: 'An override file must not hold check blocks', page: 'files/override' },
  "Cannot override 'moved' blocks": { demand: 'An override file must not hold moved blocks', page: 'files/override' },
  "Cannot override 'import' blocks": { demand: 'An override file must not hold import blocks', page: 'files/override' },
} as const;

type Summary = keyof typeof facts;
type VariableReport = FamilyReport<Summary>;

const typeWords = new Set(['string', 'list', 'map']);

/** The type that a variable's `type` argument states; quoted ones are the old form. */
function checkTypeExpression(value: Expression, report: VariableReport): Type {
  const quoted = value.kind === 'template' ? stringOf(value) : undefined;
  if (quoted !== undefined) {
    if (typeWords.has(quoted)) {
      const type = quoted === 'string' ? 'string' : `${quoted}(string)`;
      report('Invalid quoted type constraints', value, `Write ${type}, without quotes.`, {
        fixes: [{ title: `Replace with ${type}`, preferred: true, edits: [{ span: value, newText: type }] }],
      });
    } else {
      report('Invalid legacy variable type hint', value, 'Write the type without quotes.');
    }
    return anyType;
  }
  const { type, defaults } = readType(value, (span, detail, near) => report('Invalid type specification', span, detail + meant(near), { fixes: renamed(span, near) }));
  for (const { value: defaultValue, type: attributeType } of defaults) {
    const conversion = convert(fixedValue(defaultValue).value, attributeType);
    if ('reason' in conversion) report('Invalid default value for optional attribute', defaultValue, `The default does not fit the type: ${conversion.reason}.`);
  }
  return type;
}

/** Whether a default fits its variable, as this file alone tells it. */
function checkDefault({ block }: PlacedBlock, type: Type, report: VariableReport): void {
  const value = attributeOf(block.body, 'default')?.value;
  if (!value || value.kind === 'invalid') return;
  const { value: evaluated } = fixedValue(value);
  const nullable = attributeOf(block.body, 'nullable')?.value;
  if (evaluated.data === null && nullable?.kind === 'literal' && nullable.value === false) {
    report('Invalid default value for variable', value, 'The variable cannot be null, so neither can its default.');
    return;
  }
  const conversion = convert(evaluated, type);
  if ('reason' in conversion) report('Invalid default value for variable', value, `The default does not fit the type: ${conversion.reason}.`);
}

function typeOf({ block }: PlacedBlock): Type | undefined {
  const value = attributeOf(block.body, 'type')?.value;
  if (!value || value.kind === 'invalid') return undefined;
  return readType(value, () => undefined).type;
}

/** Whether the default and the type of a variable still fit each other with what this override file says of either. */
function checkOverriddenDefault(block: Block, placed: readonly PlacedBlock[], report: VariableReport): void {
  if (!attributeOf(block.body, 'default') && !attributeOf(block.body, 'type')) return;
  const until = placed.slice(0, placed.findIndex((entry) => entry.block === block) + 1);
  const type = until.map((entry) => typeOf(entry)).findLast((entry) => entry !== undefined);
  const value = until.flatMap((entry) => attributeOf(entry.block.body, 'default')?.value ?? []).at(-1);
  if (!type || !value || until.length < 2) return;
  const conversion = convert(fixedValue(value).value, type);
  if ('reason' in conversion) {
    report('Invalid default value for variable', block.header, `With what this file changes, the default no longer fits the type: ${conversion.reason}.`);
  }
}

const overridable = new Map<string, Summary>([
  ['variable', 'Missing base variable declaration to override'],
  ['output', 'Missing base output definition to override'],
  ['module', 'Missing module call to override'],
  ['resource', 'Missing resource to override'],
  ['data', 'Missing data resource to override'],
  ['provider', 'Missing base provider configuration for override'],
]);

const notOverridable = new Map<string, Summary>([
  ['check', "Can't override check blocks"],
  ['moved', "Cannot override 'moved' blocks"],
  ['import', "Cannot override 'import' blocks"],
]);

function checkOverrides({ file, module }: FileView, report: VariableReport): void {
  const missing = (entries: readonly { file: { role: string } }[] | undefined) => !entries?.some((entry) => entry.file.role === 'configuration');
  for (const block of blocksOf(file.body)) {
    const forbidden = notOverridable.get(block.type);
    if (forbidden) report(forbidden, block.header, 'Move the block to a file of another name.');
    if (module.broken) continue;
    const summary = overridable.get(block.type);
    const name = declaredName(block);
    if (summary && name !== undefined && (block.type !== 'provider' || name.includes('.')) && missing(module.declared(block.type as DeclaringType).get(name))) {
      report(summary, block.header, `Nothing else in the module declares "${name}".`);
    }
    const waits = attributeOf(block.body, 'depends_on')?.value;
    const [first] = (waits && listItems(waits)) ?? [];
    if (first) report('Unsupported override', first, 'What a block waits for cannot be overridden.');
    if (block.type !== 'locals') continue;
    for (const item of block.body.items) {
      if (item.kind === 'attribute' && missing(module.locals.get(item.name))) {
        report('Missing base local value definition to override', item, `Nothing else in the module defines "${item.name}".`);
      }
    }
  }
}

export const variableRules = family<Summary>(facts, (view, report) => {
  const { file, module } = view;
  if (file.role !== 'configuration' && file.role !== 'override') return;
  for (const block of blocksOf(file.body, 'variable')) {
    const typeValue = attributeOf(block.body, 'type')?.value;
    const type = typeValue && typeValue.kind !== 'invalid' ? checkTypeExpression(typeValue, report) : anyType;
    checkDefault({ block, file }, type, report);
    if (file.role === 'override') checkOverriddenDefault(block, module.declared('variable').get(declaredName(block) ?? '') ?? [], report);
  }
  if (file.role === 'override') checkOverrides(view, report);
});
