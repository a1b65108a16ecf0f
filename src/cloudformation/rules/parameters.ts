import { get, type Node } from '../../language/tree/node.ts';
import { parameterKind, parameterTypes } from '../parser/parameterTypes.ts';
import type { Parameter } from '../parser/template.ts';
import { didYouMean, suggest } from '../../language/suggest.ts';
import { jsonOf, show } from '../schema/values.ts';
import { placeRule, schemaRule, templateRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html';

export const parameterStructure = schemaRule({ id: 'E2001', summary: 'A parameter has a type and only the attributes that parameters of it have', docs });
/** Source: AWS CloudFormation quotas. */
const maxParameters = 200;

export const parameterCount = templateRule({
  id: 'E2010',
  summary: 'A template has no more parameters than CloudFormation takes',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html',
  check({ template }, report) {
    const first = [...template.parameters.values()][maxParameters];
    if (first) report({ span: first.key, message: `The template has ${template.parameters.size} parameters; ${maxParameters} is the most` });
  },
});
export const parameterNameLength = schemaRule({ id: 'E2011', summary: 'A parameter has a name no longer than CloudFormation takes', docs });

/** The type of a parameter is one that CloudFormation knows. */
export const parameterType = placeRule({
  id: 'E2002',
  summary: 'A parameter has a type that exists',
  docs,
  places: ['Parameters/*/Type'],
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || parameterKind(node.value)) return;
    if (isUnofficial(node.value)) return;
    const similar = suggest(node.value, parameterTypes());
    report(validator.issue(node, scope, { keyword: 'enum', message: `${show(node)} is no type of parameter${didYouMean(similar)}` }));
  },
});

/** Types of lists and stored values that are accepted, though nobody documents them. */
export const unofficialType = placeRule({
  id: 'W2002',
  summary: 'A parameter has a type that is documented',
  docs,
  places: ['Parameters/*/Type'],
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || parameterKind(node.value) || !isUnofficial(node.value)) return;
    report(validator.issue(node, scope, { keyword: 'enum', message: `${show(node)} is no documented type of parameter; its values are not checked` }));
  },
});

function isUnofficial(type: string): boolean {
  return type.startsWith('AWS::SSM::Parameter::Value<') || type.startsWith('List<');
}

/** A parameter that nothing refers to. */
export const unusedParameter = templateRule({
  id: 'W2001',
  summary: 'A parameter is used',
  docs,
  check({ template, uses }, report) {
    // A macro may use parameters in ways that the template does not show.
    if (template.transforms.length > 0) return;
    const used = new Set(uses.filter((use) => use.kind === 'Ref').map((use) => use.name));
    for (const { name, key } of template.parameters.values()) {
      if (!used.has(name)) report({ span: key, message: `Parameter '${name}' is not used`, tags: ['unnecessary'] });
    }
  },
});

/** The default is one of the values that the parameter allows. */
export const defaultValue = templateRule({
  id: 'E2015',
  summary: 'The default of a parameter is a value that the parameter allows',
  docs,
  check({ validator }, report) {
    for (const parameter of validator.parameters.values()) {
      const key = parameter.value.kind === 'map' ? parameter.value.entries.findLast((entry) => entry.key.text === 'Default')?.key : undefined;
      const value = get(parameter.value, 'Default');
      if (key && value && value.kind !== 'scalar' && get(parameter.value, 'AllowedValues')?.kind === 'list') {
        report({ span: key, message: 'Default is not one of AllowedValues' });
      }
      if (!key || value?.kind !== 'scalar' || value.value === null) continue;
      const isList = parameter.type !== undefined && parameterKind(parameter.type) === 'list';
      const parts: (string | number | boolean)[] = isList ? String(value.value).split(',').map((part) => part.trim()) : [value.value];
      const wrong = parts.flatMap((part) => refusals(parameter, part, value, (pattern, text) => validator.patterns.compile(`^(?:${pattern})`)?.test(text) ?? true));
      // A list may also be meant as a whole.
      if (isList && wrong.length > 0 && refusals(parameter, value.value, value, () => true).length === 0) continue;
      for (const message of new Set(wrong)) report({ span: validator.spanOf(value, key), message });
    }
  },
});

/** Why a parameter does not take a value, one sentence each. */
export function refusals(parameter: Parameter, value: string | number | boolean, node: Node, matches: (pattern: string, text: string) => boolean, what = 'Default'): string[] {
  const messages: string[] = [];
  const constraint = (name: string): Node | undefined => get(parameter.value, name);
  const pattern = constraint('AllowedPattern');
  const text = String(value);
  if (pattern?.kind === 'scalar' && typeof pattern.value === 'string' && pattern.value !== '' && !matches(pattern.value, text)) {
    messages.push(`${what} '${text}' does not match AllowedPattern`);
  }
  const allowed = constraint('AllowedValues');
  if (allowed?.kind === 'list' && !allowed.incomplete && allowed.items.length > 0 && !allowed.items.some((item) => same(jsonOf(item), value, node))) {
    messages.push(`${what} '${text}' is not one of AllowedValues`);
  }
  const number = (name: string): number | undefined => {
    const limit = constraint(name);
    return limit?.kind === 'scalar' && typeof limit.value === 'number' && Number.isInteger(limit.value) ? limit.value : undefined;
  };
  const [least, most, shortest, longest] = [number('MinValue'), number('MaxValue'), number('MinLength'), number('MaxLength')];
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (least !== undefined && least !== 0 && value < least) messages.push(`${what} ${text} is less than MinValue`);
    if (most !== undefined && value > most) messages.push(`${what} ${text} is greater than MaxValue`);
  }
  if (shortest !== undefined && text.length < shortest) messages.push(`${what} is shorter than MinLength`);
  if (longest !== undefined && text.length > longest) messages.push(`${what} is longer than MaxLength`);
  return messages;
}

function same(allowed: unknown, value: string | number | boolean, node: Node): boolean {
  return allowed === value || (typeof value === 'string' && node.kind === 'scalar' && node.value !== value && String(allowed) === value);
}
