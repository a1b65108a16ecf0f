import { convert } from '../eval/convert.ts';
import { stringType } from '../eval/type.ts';
import { marked } from '../eval/value.ts';
import type { Binary, Call, Expression, ObjectExpression, Step, Template } from '../hcl/ast.ts';
import type { ModuleFile } from '../model/file.ts';
import { stringOf } from '../model/module.ts';
import { allExpressions, isBareKey } from '../model/walk.ts';
import { operand } from './fixes.ts';
import { evaluateGiven, shownText } from './given.ts';
import type { FileView } from './rule.ts';
import { tflintFamily, type TflintReport } from './tflintRule.ts';

const facts = {
  deprecated_index: 'Elements must be indexed with brackets',
  deprecated_interpolation: 'Expressions must not be wrapped in a string for nothing',
  deprecated_lookup: 'Elements must be indexed rather than looked up with two arguments',
  empty_list_equality: 'Collections must not be compared with []',
  map_duplicate_keys: 'Keys of an object must differ',
} as const;

type Report = TflintReport<keyof typeof facts>;

function checkSteps(steps: readonly Step[], report: Report): void {
  for (const step of steps) {
    if (typeof step.key !== 'number' || !step.dotted) continue;
    const { key, start, end } = step;
    report('deprecated_index', { span: { start, end }, message: 'An index belongs in brackets: this form is from before Terraform 0.12.', fixes: [{ title: `Replace with [${key}]`, preferred: true, automatic: true, edits: [{ span: { start, end }, newText: `[${key}]` }] }] });
  }
}

/** True of a string that is nothing but an expression. */
function isWrapped({ style, parts }: Template): boolean {
  return parts.length === 1 && style === 'quoted' && parts[0]?.kind === 'interpolation';
}

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

function reportWrapped(wrapped: readonly Template[], file: ModuleFile, report: Report): void {
  const all = allExpressions(file);
  const keys = new Set(all.flatMap((inner) => (inner.kind === 'object' ? inner.items.map(({ key }) => key) : [])));
  const operands = new Set(all.flatMap((inner) => operandsOf(inner)));
  for (const inner of wrapped) {
    const [part] = inner.parts;
    if (part?.kind !== 'interpolation') continue;
    const text = file.parsed.text.slice(part.value.start, part.value.end);
    // A bare name before an equals sign would be a string.
    const newText = text.includes('\n') || keys.has(inner) ? `(${text})` : operands.has(inner) ? operand(file, part.value) : text;
    report('deprecated_interpolation', {
      span: inner,
      message: 'The string is nothing but an expression: write that alone, without quotes and ${}.',
      tags: ['deprecated'],
      fixes: [{ title: 'Take the expression out of the string', preferred: true, automatic: true, edits: [{ span: inner, newText }] }],
    });
  }
}

function checkCall(call: Call, file: ModuleFile, report: Report): void {
  const [map, key] = call.args;
  if (call.name !== 'lookup' || call.args.length !== 2 || !map || !key) return;
  const newText = `${operand(file, map)}[${file.parsed.text.slice(key.start, key.end)}]`;
  report('deprecated_lookup', { span: call, message: 'lookup without a default is an old way to index a map: write map[key].', tags: ['deprecated'], fixes: [{ title: 'Index the map', preferred: true, automatic: true, edits: [{ span: call, newText }] }] });
}

function isEmptyList(expression: Expression): boolean {
  return expression.kind === 'tuple' && expression.items.length === 0;
}

function checkComparison({ operator, left, right, start, end }: Binary, file: ModuleFile, report: Report): void {
  if ((operator !== '==' && operator !== '!=') || (!isEmptyList(left) && !isEmptyList(right))) return;
  const other = isEmptyList(left) ? right : left;
  const text = `length(${file.parsed.text.slice(other.start, other.end)}) ${operator} 0`;
  const span = { start, end };
  report('empty_list_equality', { span, message: 'A list, set or map is never equal to []: compare its length with 0.', fixes: [{ title: `Replace with ${text}`, preferred: true, automatic: true, edits: [{ span, newText: text }] }] });
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

function checkKeys({ items }: ObjectExpression, view: FileView, report: Report): void {
  if (items.length < 2) return;
  const seen = new Set<string>();
  for (const { key } of items) {
    const name = keyText(key, view);
    if (name === undefined) continue;
    if (seen.has(name)) report('map_duplicate_keys', { span: key, message: `Duplicate key: "${shownText(view, name)}" is already set in this object, and the last one wins.` });
    seen.add(name);
  }
}

/** What can be wrong with single expressions: those of a file are gone through once for all. */
export const expressionRules = tflintFamily('warning', facts, (view, report) => {
  const { file } = view;
  const wrapped: Template[] = [];
  for (const inner of allExpressions(file)) {
    switch (inner.kind) {
      case 'reference':
      case 'access':
        checkSteps(inner.steps, report);
        break;
      case 'splat':
        if (inner.style === 'attribute') report('deprecated_index', { span: inner.marker, message: 'An index belongs in brackets: this form is from before Terraform 0.12.', fixes: [{ title: 'Replace with [*]', preferred: true, automatic: true, edits: [{ span: inner.marker, newText: '[*]' }] }] });
        break;
      case 'template':
        if (isWrapped(inner)) wrapped.push(inner);
        break;
      case 'call':
        checkCall(inner, file, report);
        break;
      case 'binary':
        checkComparison(inner, file, report);
        break;
      case 'object':
        checkKeys(inner, view, report);
        break;
      default:
    }
  }
  if (wrapped.length > 0 && !file.json) reportWrapped(wrapped, file, report);
}, { local: true });
