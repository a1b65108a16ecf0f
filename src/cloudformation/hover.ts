import type { Hover } from 'vscode-languageserver-types';
import type { Span } from '../language/diagnostic.ts';
import { get, mapNode, type Entry, type Node } from '../language/tree/node.ts';
import { occurrenceAt, type Occurrence } from './names.ts';
import { callOf, functions, conditionFunctions, pseudoParameters } from './parser/intrinsics.ts';
import { stringOf, type Template } from './parser/template.ts';
import type { Facts, TypeSchema } from './schema/facts.ts';
import { attributeParts } from './schema/attributeParts.ts';
import { attributeSchema } from './schema/getAtt.ts';
import { partsAt, propertiesOf, propertiesSchema, valuesOf, type SchemaPart } from './schema/lookup.ts';
import { stringsOf } from './schema/pointers.ts';

/** Longest declaration that is shown in full, in lines. */
const shownLines = 20;
/** Allowed values that are listed. */
const shownValues = 30;

const reference = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
const guide = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide';

/** What pseudo parameters are. Source: AWS CloudFormation's pseudo parameters reference. */
const pseudoTexts: Readonly<Record<string, string>> = {
  'AWS::AccountId': 'The id of the account in which the stack is created, such as `123456789012`.',
  'AWS::NoValue': 'Removes the property, or the item of a list, that it is the value of.',
  'AWS::NotificationARNs': 'The list of topics that are told of the stack.',
  'AWS::Partition': 'The partition of the region: `aws`, `aws-cn` or `aws-us-gov`.',
  'AWS::Region': 'The region in which the stack is created, such as `eu-central-1`.',
  'AWS::StackId': 'The ARN of the stack.',
  'AWS::StackName': 'The name of the stack.',
  'AWS::URLSuffix': 'The domain of the region: `amazonaws.com` or `amazonaws.com.cn`.',
};

/** What is known of the thing at an offset: a name, a function, a resource type, or a property. */
export function hoverAt(template: Template, facts: Facts, offset: number): Hover | undefined {
  const occurrence = occurrenceAt(template, offset);
  const path = pathTo(template.value, offset);
  if (occurrence) {
    const text = nameText(template, facts, occurrence, path, offset);
    return text === undefined ? undefined : shown(template, occurrence.span, text);
  }
  const last = path.at(-1);
  if (!last) return undefined;
  const keys = path.map(({ step }) => step);
  if (last.isKey) {
    const { entry } = last;
    const span = entry.key.synthetic ? { start: entry.key.start, end: entry.key.end } : entry.key;
    const text = functionText(entry.key.text) ?? propertyText(template, facts, keys);
    return text === undefined ? undefined : shown(template, span, text);
  }
  const type = keys.length === 3 && keys[0] === 'Resources' && keys[2] === 'Type' ? template.resources.get(keys[1] ?? '')?.type : undefined;
  if (type !== undefined) return shown(template, last.entry.value, typeDescription(facts, type));
  const attribute = attributeAt(template, facts, path, offset);
  return attribute && shown(template, attribute.span, attribute.text);
}

interface Step {
  readonly entry: Entry;
  readonly step: string;
  /** Whether the offset is in the key; only the last step's can be. */
  readonly isKey: boolean;
}

/** The entries around an offset from the root down, items of lists as `*` in the steps. */
function pathTo(root: Node | undefined, offset: number): Step[] {
  const steps: Step[] = [];
  let node = root;
  while (node) {
    if (node.kind === 'list') {
      const item: Node | undefined = node.items.find(({ start, end }) => start <= offset && offset <= end);
      const before = steps.at(-1);
      if (!item || !before) return steps;
      steps.push({ entry: { key: before.entry.key, value: item }, step: '*', isKey: false });
      node = item;
    } else if (node.kind === 'map') {
      const entry: Entry | undefined = node.entries.find(({ key, value }) => key.start <= offset && offset <= Math.max(key.end, value.end) && (offset <= key.end || value.start <= offset || key.synthetic));
      if (!entry) return steps;
      const isKey = entry.key.start <= offset && offset <= entry.key.end;
      steps.push({ entry, step: entry.key.text, isKey });
      if (isKey) return steps;
      node = entry.value;
    } else {
      return steps;
    }
  }
  return steps;
}

function shown({ document }: Template, { start, end }: Span, value: string): Hover {
  return { contents: { kind: 'markdown', value }, range: { start: document.positionAt(start), end: document.positionAt(end) } };
}

/** What a name stands for: its declaration, and what the reference comes to. */
function nameText(template: Template, facts: Facts, { kind, name, declares, span }: Occurrence, path: readonly Step[], offset: number): string | undefined {
  if (pseudoParameters.has(name)) return `**${name}**\n\n${pseudoTexts[name] ?? ''}\n\n[Pseudo parameters](${guide}/pseudo-parameter-reference.html)`;
  const section = kind === 'condition' ? template.conditions : kind === 'mapping' ? template.mappings : kind === 'output' ? template.outputs : template.parameters;
  const resource = kind === 'value' ? template.resources.get(name) : undefined;
  const declaration = section.get(name) ?? resource;
  if (!declaration) return undefined;
  const description = stringOf(get(declaration.value, 'Description'));
  const code = fenced(template, { start: declaration.key.start, end: declaration.value.end });
  const attribute = declares ? undefined : attributeAfter(template, facts, name, path, span, offset);
  const returned = attribute ?? (resource && !declares ? `\`Ref\` returns the resource's ${identifierText(resource.type === undefined ? undefined : facts.type(resource.type))}.` : undefined);
  const type = resource?.type === undefined ? undefined : typeDescription(facts, resource.type);
  return [description, returned, code, type].filter((part) => part !== undefined).join('\n\n');
}

/** What the attribute behind a resource's name is, in Fn::GetAtt or Fn::Sub. */
function attributeAfter(template: Template, facts: Facts, resource: string, path: readonly Step[], span: Span, offset: number): string | undefined {
  const inString = /^\.([\w.]+)/.exec(template.text.slice(span.end))?.[1];
  return attributeText(template, facts, resource, inString) ?? attributeAt(template, facts, path, offset)?.text;
}

function attributeAt(template: Template, facts: Facts, path: readonly Step[], offset: number): { span: Span; text: string } | undefined {
  const call = path.map(({ entry }) => callOf(mapNode({ start: 0, end: 0 }, [entry]))).find((each) => each?.name === 'Fn::GetAtt');
  const parts = call && attributeParts(call.argument);
  if (parts?.resource.kind !== 'scalar' || parts.attribute.kind !== 'scalar') {
    // A variable of Fn::Sub, behind its dot.
    const lineStart = template.text.lastIndexOf('\n', offset - 1) + 1;
    for (const match of template.text.slice(lineStart).split('\n', 1)[0]?.matchAll(/\$\{(\w+)\.([\w.]+)\}/g) ?? []) {
      const start = lineStart + match.index + 3 + (match[1] ?? '').length;
      const end = start + (match[2] ?? '').length;
      const text = start <= offset && offset <= end ? attributeText(template, facts, match[1] ?? '', match[2]) : undefined;
      if (text !== undefined) return { span: { start, end }, text };
    }
    return undefined;
  }
  const text = attributeText(template, facts, parts.resource.text, parts.attribute.text);
  return text === undefined ? undefined : { span: parts.attribute, text };
}

function attributeText(template: Template, facts: Facts, resource: string, attribute: string | undefined): string | undefined {
  const type = template.resources.get(resource)?.type;
  const schema = type === undefined || attribute === undefined ? undefined : facts.type(type);
  if (!schema || attribute === undefined) return undefined;
  const returned = attributeSchema(schema, attribute);
  const types = typeof returned === 'object' ? stringsOf(returned['type']) : [];
  return `**${attribute}** of ${type}${types.length > 0 ? `: ${types.map(typeText).join(' or ')}` : ''}`;
}

function identifierText(schema: TypeSchema | undefined): string {
  const [first] = schema?.primaryIdentifier ?? [];
  return first === undefined ? 'identifier' : `identifier, \`${first.replace('/properties/', '')}\``;
}

function functionText(name: string): string | undefined {
  if (!functions.has(name) && !conditionFunctions.has(name)) return undefined;
  const page = name === 'Ref' ? 'ref' : conditionFunctions.has(name) || name === 'Fn::If' ? 'conditions' : name.replace('Fn::', '').toLowerCase();
  return `**${name}**\n\n[Intrinsic functions](${guide}/intrinsic-function-reference-${page}.html)`;
}

function typeDescription(facts: Facts, type: string): string {
  const schema = facts.type(type);
  if (!schema) return `**${type}**\n\nNo type that is known.`;
  const start = propertiesSchema(facts, type);
  const required = start ? propertiesOf(partsAt(facts, start, [])).filter((property) => property.required).map(({ name }) => `\`${name}\``) : [];
  const attributes = (schema.attributes ?? []).filter((name) => !name.includes('*')).slice(0, shownValues).map((name) => `\`${name}\``);
  return [
    `**${type}**`,
    required.length > 0 ? `Required: ${required.join(', ')}.` : undefined,
    type.startsWith('AWS::Serverless::') ? undefined : `Ref returns its ${identifierText(schema)}.`,
    attributes.length > 0 ? `Fn::GetAtt knows ${attributes.join(', ')}.` : undefined,
    `[Reference](${pageOf(type)})`,
  ].filter((part) => part !== undefined).join('\n\n');
}

/** The page of a resource type in AWS's reference. */
function pageOf(type: string): string {
  const [vendor = '', service = '', resource = ''] = type.split('::').map((part) => part.toLowerCase());
  if (service === 'serverless') return `https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-${resource}.html`;
  return `${reference}/${vendor === 'aws' ? 'aws' : vendor}-resource-${service}-${resource}.html`;
}

/** What is known of a property from its type's schema. */
function propertyText(template: Template, facts: Facts, path: readonly string[]): string | undefined {
  const [section, name = '', attribute, ...steps] = path.filter((step, at) => step !== 'Fn::If' && !(step === '*' && path[at - 1] === 'Fn::If'));
  const type = section === 'Resources' && attribute === 'Properties' ? template.resources.get(name)?.type : undefined;
  const start = type === undefined ? undefined : propertiesSchema(facts, type);
  const schema = type === undefined ? undefined : facts.type(type);
  const property = steps.at(-1);
  if (!start || !schema || type === undefined || property === undefined || property === '*') return undefined;
  const found = propertiesOf(partsAt(facts, start, steps.slice(0, -1))).find((each) => each.name === property);
  if (!found) return undefined;
  const parts = found.parts.flatMap((part) => partsAt(facts, part, []));
  return [
    `**${property}**: ${typesOf(parts)}`,
    `${found.required ? 'Required.' : 'Optional.'} ${updateText(schema, steps)}`,
    ...limitsOf(parts),
    `[${type}](${pageOf(type)})`,
  ].join('\n\n');
}

/** What changing a property does to the resource. Sources: `createOnlyProperties` and their kin in AWS's resource schemas. */
function updateText(schema: TypeSchema, path: readonly string[]): string {
  const pointer = `/properties/${path.join('/')}`;
  const covers = (keyword: string): boolean => stringsOf(schema[keyword]).some((each) => pointer === each || pointer.startsWith(`${each}/`));
  if (covers('readOnlyProperties')) return 'Set by AWS alone.';
  if (covers('createOnlyProperties')) return 'A change replaces the resource.';
  if (covers('conditionalCreateOnlyProperties')) return 'Some changes replace the resource.';
  return schema['createOnlyProperties'] === undefined ? '' : 'A change does not replace the resource.';
}

function typesOf(parts: readonly SchemaPart[]): string {
  const types = [...new Set(parts.flatMap(({ schema }) => stringsOf(schema['type'])))];
  return types.length > 0 ? types.map(typeText).join(' or ') : 'any value';
}

/** A type of JSON Schema in YAML's words. */
export function typeText(type: string): string {
  return type === 'array' ? 'list' : type === 'object' ? 'map' : type;
}

/** What a value has to be like, one line each. */
function limitsOf(parts: readonly SchemaPart[]): string[] {
  const lines: string[] = [];
  const values = valuesOf(parts).filter((value) => typeof value !== 'boolean');
  if (values.length > 0) lines.push(`One of ${values.slice(0, shownValues).map((value) => `\`${value}\``).join(', ')}${values.length > shownValues ? `, and ${values.length - shownValues} more` : ''}.`);
  const limit = (keyword: string): string | undefined => {
    const value = parts.map(({ schema }) => schema[keyword]).find((each) => each !== undefined);
    return value === undefined ? undefined : String(value);
  };
  const range = (least: string, most: string, words: string): void => {
    const [from, to] = [limit(least), limit(most)];
    if (from !== undefined && to !== undefined) lines.push(`${from} to ${to}${words}.`);
    else if (from !== undefined) lines.push(`At least ${from}${words}.`);
    else if (to !== undefined) lines.push(`At most ${to}${words}.`);
  };
  range('minLength', 'maxLength', ' characters');
  range('minimum', 'maximum', '');
  range('minItems', 'maxItems', ' items');
  const pattern = limit('pattern');
  if (pattern !== undefined) lines.push(`Pattern: \`${pattern}\``);
  return lines;
}

function fenced({ text, json }: Template, { start, end }: Span): string {
  const lines = text.slice(text.lastIndexOf('\n', start - 1) + 1, end).trimEnd().split('\n');
  const indent = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  const cut = lines.slice(0, shownLines).map((line) => (line.slice(0, indent).trim() === '' ? line.slice(indent) : line));
  return `\`\`\`${json ? 'json' : 'yaml'}\n${[...cut, ...(lines.length > shownLines ? ['...'] : [])].join('\n')}\n\`\`\``;
}
