import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import { cursorAt, type Cursor } from './cursor.ts';
import { functions, pseudoParameters } from './parser/intrinsics.ts';
import { parameterTypes } from './parser/parameterTypes.ts';
import { languageExtensions, samTransform, type Template } from './parser/template.ts';
import type { Facts } from './schema/facts.ts';
import { partsAt, propertiesOf, propertiesSchema, readOnlyNames, valuesOf, type PropertyFacts, type SchemaPart } from './schema/lookup.ts';
import { stringsOf } from './schema/pointers.ts';
import { typeText } from './hover.ts';

/** Sections whose entries all have one schema. */
const sectionSchemas: ReadonlyMap<string, string> = new Map([
  ['Parameters', 'parameters/configuration'], ['Resources', 'resources/configuration'], ['Outputs', 'outputs/configuration'], ['Rules', 'rules/configuration'],
]);
/** The functions that templates use most. */
const commonFunctions = ['Ref', 'Fn::Sub', 'Fn::GetAtt', 'Fn::If', 'Fn::Join', 'Fn::FindInMap', 'Fn::ImportValue', 'Fn::Select'];
const conditionNames = ['Fn::Equals', 'Fn::Not', 'Fn::And', 'Fn::Or', 'Condition', 'Ref', 'Fn::FindInMap'];
const deletionPolicies = ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'];

/** One thing that may be written. */
interface Choice {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  /** What is written in YAML, where it is not the label; in JSON the label is always quoted. */
  readonly plain?: string;
  /** For a key: what a value of it looks like. */
  readonly value?: 'scalar' | 'map' | 'list';
  /** What comes first is offered first; of one rank by this order, else by name. */
  readonly rank?: number;
  readonly order?: number;
}

/** What may be written at an offset of a template. */
export function completionsAt(template: Template, facts: Facts, offset: number): CompletionItem[] {
  return new Completion(template, facts, offset).items();
}

class Completion {
  readonly #template: Template;
  readonly #facts: Facts;
  readonly #offset: number;
  readonly #cursor: Cursor;
  /** The line up to the cursor. */
  readonly #line: string;

  constructor(template: Template, facts: Facts, offset: number) {
    this.#template = template;
    this.#facts = facts;
    this.#offset = offset;
    this.#cursor = cursorAt(template.text, offset);
    this.#line = template.text.slice(template.text.lastIndexOf('\n', offset - 1) + 1, offset);
  }

  items(): CompletionItem[] {
    const variable = /\$\{([\w:]*(?:\.[\w.]*)?)$/.exec(this.#line)?.[1];
    if (variable !== undefined) return this.#names(variable, this.#targets(variable, true));
    const { isText, json, isKey } = this.#cursor;
    // A value of YAML stands behind a blank.
    if (isText || (!json && /[^:\s]:$/.test(this.#line) && this.#cursor.prefix === '')) return [];
    const [, tag, argument = ''] = json ? [] : (/!(\w+)\s+["']?([\w:.]*)$/.exec(this.#line) ?? []);
    if (tag !== undefined && ['Ref', 'GetAtt', 'Condition'].includes(tag)) return this.#names(argument, this.#argument(tag === 'GetAtt' ? 'Fn::GetAtt' : tag, argument));
    const bang = json ? undefined : /(?:^|[\s[,])(!\w*)$/.exec(this.#line)?.[1];
    if (bang !== undefined) return this.#names(bang, this.#tags());
    if (isKey) return this.#keys(this.#keyChoices());
    const argumentChoices = this.#longArgument();
    return this.#values(argumentChoices ?? this.#valueChoices());
  }

  /** What the argument of a function in its long form, or in brackets, may be; undefined where it is none. */
  #longArgument(): Choice[] | undefined {
    const { key, path, index, prefix, before } = this.#cursor;
    if (key === 'Ref' || key === 'Fn::GetAtt' || (key === 'Condition' && path[0] === 'Conditions')) return this.#argument(key, prefix);
    const call = path.at(-1);
    if (index === undefined || call === undefined) return undefined;
    if (call === 'Fn::GetAtt') return index === 0 ? this.#resources() : this.#attributes(before[0] ?? '');
    if (call === 'Fn::If') return index === 0 ? this.#conditions() : this.#valueChoices();
    if (call === 'Fn::FindInMap') {
      const { mappings } = this.#template;
      if (index === 0) return [...mappings.keys()].map((label) => ({ label, kind: CompletionItemKind.Struct }));
      const mapping = mappings.get(before[0] ?? '')?.value;
      const tops = mapping?.kind === 'map' ? mapping.entries : [];
      const keys = index === 1 ? tops.map(({ key: top }) => top.text) : tops.flatMap(({ value }) => (value.kind === 'map' ? value.entries.map(({ key: second }) => second.text) : []));
      return [...new Set(keys)].map((label) => ({ label, kind: CompletionItemKind.EnumMember }));
    }
    return undefined;
  }

  /** What `Ref`, `Fn::GetAtt` or `Condition` may name; written is what stands there so far. */
  #argument(name: string, written: string): Choice[] {
    if (name === 'Condition') return this.#conditions();
    if (name === 'Ref') return this.#targets(written, false);
    const dot = written.indexOf('.');
    return dot < 0 ? this.#resources() : this.#attributes(written.slice(0, dot), `${written.slice(0, dot)}.`);
  }

  /** What Ref knows, and behind a dot what a resource has. */
  #targets(written: string, withAttributes: boolean): Choice[] {
    const dot = written.indexOf('.');
    if (withAttributes && dot >= 0) return this.#attributes(written.slice(0, dot), `${written.slice(0, dot)}.`);
    const parameters = [...this.#template.parameters.values()].map(({ name, type }): Choice => ({ label: name, kind: CompletionItemKind.Variable, detail: `parameter, ${type ?? 'no type'}` }));
    // A string has no place for a list, nor for nothing.
    const suitable = [...pseudoParameters].filter((name) => !withAttributes || (name !== 'AWS::NoValue' && name !== 'AWS::NotificationARNs'));
    const pseudo = suitable.map((label): Choice => ({ label, kind: CompletionItemKind.Constant, detail: 'pseudo parameter', rank: 2 }));
    // Conditions and rules are decided before there are resources.
    const resources = ['Conditions', 'Rules'].includes(this.#cursor.path[0] ?? '') ? [] : this.#resources();
    return [...parameters, ...resources, ...pseudo];
  }

  #resources(): Choice[] {
    const own = this.#cursor.path[0] === 'Resources' ? this.#cursor.path[1] : undefined;
    return [...this.#template.resources.values()].filter(({ name }) => name !== own).map(({ name, type }) => ({ label: name, kind: CompletionItemKind.Class, detail: type ?? 'no type' }));
  }

  #attributes(resource: string, before = ''): Choice[] {
    const type = this.#template.resources.get(resource)?.type;
    const names = (type === undefined ? undefined : this.#facts.type(type)?.attributes) ?? [];
    return names.filter((name) => !name.includes('*')).map((name) => ({ label: `${before}${name}`, kind: CompletionItemKind.Property, detail: type ?? '' }));
  }

  #conditions(): Choice[] {
    return [...this.#template.conditions.keys()].map((label) => ({ label, kind: CompletionItemKind.Event }));
  }

  #keyChoices(): Choice[] {
    const { path, siblings } = this.#cursor;
    const last = path.at(-1) ?? '';
    if (last.startsWith('Fn::') || last === 'Ref') return [];
    const parts = this.#parts(path);
    const type = path.length === 3 && path[2] === 'Properties' ? this.#typeOf(path[1]) : undefined;
    const readOnly = type === undefined ? undefined : readOnlyNames(this.#facts.type(type) ?? {});
    const properties = propertiesOf(parts, readOnly).filter(({ name }) => !siblings.has(name));
    const choices = properties.map((property) => this.#keyChoice(property));
    if (path.length === 0 && this.#template.transforms.includes(samTransform) && !siblings.has('Globals')) choices.push({ label: 'Globals', kind: CompletionItemKind.Module, value: 'map' });
    const isFunctionPlace = siblings.size === 0 && path.length > 1 && (path[0] === 'Conditions' || (path[0] === 'Outputs' && last === 'Value') || path.includes('Properties'));
    return isFunctionPlace ? [...choices, ...longNames(this.#template, path[0]).map((label): Choice => ({ label, kind: CompletionItemKind.Function, value: label === 'Ref' || label === 'Condition' ? 'scalar' : 'list', rank: 2 }))] : choices;
  }

  #keyChoice({ name, parts, required }: PropertyFacts): Choice {
    const { path } = this.#cursor;
    const types = new Set(parts.flatMap((part) => partsAt(this.#facts, part, [])).flatMap(({ schema }) => stringsOf(schema['type'])));
    const isMap = path.length === 0 ? !['AWSTemplateFormatVersion', 'Description', 'Transform'].includes(name) : (types.has('object') && !types.has('string')) || (path.length === 2 && ['Properties', 'Metadata'].includes(name));
    const value = isMap ? 'map' : types.has('array') && !types.has('string') ? 'list' : 'scalar';
    const kind = path.length === 0 ? CompletionItemKind.Module : CompletionItemKind.Field;
    const detail = `${required ? 'required ' : ''}${types.size > 0 ? [...types].map(typeText).join(' or ') : ''}`.trim();
    return { label: name, kind, value, rank: required ? 0 : 1, ...(detail === '' ? {} : { detail }) };
  }

  #valueChoices(): Choice[] {
    const { path, key, siblings } = this.#cursor;
    const own = key ?? path.at(-1) ?? '';
    const isItem = key === undefined;
    const owner = isItem ? path.slice(0, -1) : path;
    const [section, , attribute] = path;
    const named = (labels: Iterable<string>, kind: CompletionItemKind): Choice[] => [...labels].map((label) => ({ label, kind }));
    if (owner.length === 0) {
      if (own === 'AWSTemplateFormatVersion') return [{ label: '2010-09-09', plain: '"2010-09-09"', kind: CompletionItemKind.Constant }];
      if (own === 'Transform') return named([samTransform, languageExtensions, 'AWS::Include'], CompletionItemKind.Constant);
    }
    if (owner.length === 2 || (isItem && path.length === 4)) {
      const name = isItem ? attribute : own;
      if (section === 'Parameters' && name === 'Type') return named(parameterTypes(), CompletionItemKind.TypeParameter);
      if (section === 'Parameters' && name === 'NoEcho') return named(['true', 'false'], CompletionItemKind.EnumMember);
      if ((section === 'Resources' || section === 'Outputs') && name === 'Condition') return this.#conditions();
      if (section === 'Resources' && name === 'Type') return named(this.#types(), CompletionItemKind.Class);
      if (section === 'Resources' && name === 'DependsOn') return this.#resources();
      if (section === 'Resources' && (name === 'DeletionPolicy' || name === 'UpdateReplacePolicy')) return named(deletionPolicies, CompletionItemKind.EnumMember);
    }
    const parts = this.#parts(isItem ? path : [...path, own]);
    const values = valuesOf(parts).map((value): Choice => ({ label: String(value), kind: CompletionItemKind.EnumMember, ...(typeof value === 'string' ? {} : { plain: String(value) }) }));
    if (isItem && siblings.size === 0) {
      for (const property of propertiesOf(parts)) values.push({ ...this.#keyChoice(property), plain: `${property.name}: ` });
    }
    return this.#cursor.json || this.#cursor.prefix !== '' ? values : [...values, ...this.#tags().map((choice) => ({ ...choice, rank: 3 }))];
  }

  /** The functions that may be called here, in their short form. */
  #tags(): Choice[] {
    return longNames(this.#template, this.#cursor.path[0]).map((name, at): Choice => {
      const label = `!${name.replace('Fn::', '')}`;
      return { label, plain: `${label} `, kind: CompletionItemKind.Function, order: at };
    });
  }

  #types(): string[] {
    const isServerless = this.#template.transforms.includes(samTransform);
    return this.#facts.types().filter((type) => type.includes('::') && (isServerless || !type.startsWith('AWS::Serverless::')));
  }

  #typeOf(resource: string | undefined): string | undefined {
    if (resource === undefined) return undefined;
    const known = this.#template.resources.get(resource)?.type;
    if (known !== undefined) return known;
    // A resource that could not be read as a whole still says its type on a line of its own.
    const lines = this.#template.text.split('\n');
    const start = lines.findIndex((line) => line.trim().replaceAll(/["':]/g, '') === resource);
    const indent = /^ */.exec(lines[start] ?? '')?.[0].length ?? 0;
    for (const line of start < 0 ? [] : lines.slice(start + 1)) {
      if (line.trim() !== '' && !line.startsWith(' '.repeat(indent + 1))) return undefined;
      const type = /^ *["']?Type["']? *: *["']?([\w:]+)/.exec(line)?.[1];
      if (type !== undefined) return type;
    }
    return undefined;
  }

  /** The schemas of the value at a path. */
  #parts(path: readonly string[]): SchemaPart[] {
    const facts = this.#facts;
    const steps = path.filter((step, at) => !(step === 'Fn::If' || (step === '*' && path[at - 1] === 'Fn::If')));
    const [section = '', name, attribute] = steps;
    const schemaOf = (record: string): SchemaPart | undefined => {
      const schema = facts.schema(record);
      return typeof schema === 'object' ? { schema, root: schema } : undefined;
    };
    if (steps.length === 0) {
      const root = schemaOf('other:template/configuration');
      return root ? [root] : [];
    }
    if (section === 'Globals') {
      const globals = schemaOf('sam-globals');
      return globals ? partsAt(facts, globals, steps.slice(1)) : [];
    }
    if (section === 'Resources' && attribute === 'Properties') {
      const type = this.#typeOf(name);
      const start = type === undefined ? undefined : propertiesSchema(facts, type);
      return start ? partsAt(facts, start, steps.slice(3)) : [];
    }
    const record = sectionSchemas.get(section);
    const start = record === undefined || steps.length < 2 ? undefined : schemaOf(`other:${record}`);
    return start ? partsAt(facts, start, steps.slice(1)) : [];
  }

  /** Choices that stand for what is written before the cursor. */
  #names(written: string, choices: readonly Choice[]): CompletionItem[] {
    const after = /^[\w:.]*/.exec(this.#template.text.slice(this.#offset, this.#offset + 300))?.[0].length ?? 0;
    return choices.map((choice) => this.#item(choice, { start: this.#offset - written.length, end: this.#offset + after }, choice.plain ?? choice.label));
  }

  #values(choices: readonly Choice[]): CompletionItem[] {
    const { json, word } = this.#cursor;
    const { text } = this.#template;
    const isQuoted = /["']/.test(text[word.start] ?? '');
    const own = json || !isQuoted ? word : { start: word.start + 1, end: word.end > this.#offset && /["']/.test(text[word.end - 1] ?? '') ? word.end - 1 : word.end };
    return choices.map((choice) => this.#item(choice, own, json && !/^(?:true|false|-?\d+)$/.test(choice.plain ?? '') ? JSON.stringify(choice.label) : isQuoted ? choice.label : (choice.plain ?? choice.label)));
  }

  #keys(choices: readonly Choice[]): CompletionItem[] {
    const { json, word, hasColon, column, flow } = this.#cursor;
    const indent = ' '.repeat(column + 2);
    return choices.map((choice) => {
      const name = json ? JSON.stringify(choice.label) : choice.label;
      if (hasColon) return this.#item(choice, word, name);
      const empty = choice.value === 'map' ? '{}' : choice.value === 'list' ? '[]' : json ? '""' : '';
      if (json || flow) return this.#item(choice, word, `${name}: ${empty}`);
      const value = choice.value === 'map' ? `:\n${indent}` : choice.value === 'list' ? `:\n${indent}- ` : ': ';
      return this.#item(choice, word, `${name}${value}`);
    });
  }

  #item({ label, kind, detail, rank = 1, order }: Choice, { start, end }: { start: number; end: number }, newText: string): CompletionItem {
    const { document, text } = this.#template;
    const typed = text.slice(start, end);
    return {
      label, kind, sortText: `${rank}${order === undefined ? '' : String(order).padStart(2, '0')}${label}`,
      // What is typed with a quote is looked for with it.
      filterText: /^["']/.test(typed) ? `${typed[0]}${label}` : label,
      textEdit: { range: { start: document.positionAt(start), end: document.positionAt(end) }, newText },
      ...(detail === undefined ? {} : { detail }),
    };
  }
}

/** The functions that may be called in a section, those first that are most used. */
function longNames(template: Template, section: string | undefined): string[] {
  const extended = template.transforms.includes(languageExtensions);
  const own = section === 'Conditions' ? conditionNames : [...new Set([...commonFunctions, ...functions])];
  return own.filter((name) => extended || (name !== 'Fn::Length' && name !== 'Fn::ToJsonString'));
}
