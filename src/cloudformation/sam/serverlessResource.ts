import type { Span } from '../../language/diagnostic.ts';
import { suggest } from '../../language/suggest.ts';
import { entryOf, get, type Entry, type Node } from '../../language/tree/node.ts';
import { callOf, isNoValue } from '../parser/intrinsics.ts';
import type { Resource, Template } from '../parser/template.ts';

const prefix = 'AWS::Serverless::';

/** A serverless resource with the properties that it has and those that the section Globals gives it. */
export class ServerlessResource {
  readonly resource: Resource;
  /** The type without `AWS::Serverless::`. */
  readonly kind: string;
  readonly #globals: Node | undefined;

  constructor(template: Template, resource: Resource) {
    this.resource = resource;
    this.kind = resource.type?.slice(prefix.length) ?? '';
    this.#globals = get(get(template.root, 'Globals'), this.kind);
  }

  /** The serverless resources of a template whose properties are all known. */
  static of(template: Template): ServerlessResource[] {
    return [...template.resources.values()]
      .filter(({ type, value, properties }) => type?.startsWith(prefix) && !value.incomplete && (properties ? isPlain(properties) : !isMisspelt('Properties', value)))
      .map((resource) => new ServerlessResource(template, resource));
  }

  /** Where to speak of the properties as a whole. */
  get head(): Span {
    return entryOf(this.resource.value, 'Properties')?.key ?? this.resource.key;
  }

  /** The resource's own entry of a property. */
  own(name: string): Entry | undefined {
    const entry = entryOf(this.resource.properties, name);
    return entry && !isAbsent(entry.value) ? entry : undefined;
  }

  /** The entry of a property, its own or that of Globals. Source: SAM's "Globals section of the AWS SAM template". */
  entry(name: string): Entry | undefined {
    const global = this.#ignores(name) ? undefined : entryOf(this.#globals, name);
    return this.own(name) ?? (global && !isAbsent(global.value) ? global : undefined);
  }

  /** All its properties: its own, and those of Globals that it does not have itself. */
  get properties(): Node | undefined {
    const { properties } = this.resource;
    if (this.#globals?.kind !== 'map' || (properties && properties.kind !== 'map')) return properties;
    const own = properties?.entries ?? [];
    const given = this.#globals.entries.filter(({ key, value }) => !this.#ignores(key.text) && !isAbsent(value) && !own.some((entry) => entry.key.text === key.text));
    return { ...(properties ?? this.#globals), entries: [...given, ...own] };
  }

  /** Whether neither the resource nor Globals has a property; one that is misspelt is not missing, too. */
  lacks(name: string): boolean {
    return !this.entry(name) && !isMisspelt(name, this.resource.properties);
  }

  /** The names that Globals gives to resources of this type. */
  get globalNames(): readonly string[] {
    return this.#globals?.kind === 'map' ? this.#globals.entries.map(({ key }) => key.text) : [];
  }

  #ignores(name: string): boolean {
    const ignored = get(this.resource.value, 'IgnoreGlobals');
    if (ignored?.kind === 'scalar') return ignored.text === '*';
    return ignored?.kind === 'list' && ignored.items.some((item) => item.kind === 'scalar' && item.text === name);
  }
}

/** Whether the value is a map whose entries are all that it has: no function makes it, and no syntax error hides a part. */
export function isPlain(node: Node): boolean {
  return node.kind === 'map' && !node.incomplete && !callOf(node) && !node.entries.some(({ key }) => key.text.startsWith('Fn::'));
}

function isMisspelt(name: string, node: Node | undefined): boolean {
  return node?.kind === 'map' && node.entries.some(({ key }) => key.text !== name && suggest(key.text, [name]) !== undefined);
}

function isAbsent(node: Node): boolean {
  return isNoValue(node) || (node.kind === 'scalar' && node.value === null && !node.incomplete);
}
