import path from 'node:path';
import type { Files } from '../../../language/files.ts';
import type { StaticValue } from '../value.ts';

/** The instances of one resource by their key; `''` for a resource without `count` and `for_each`. */
type Instances = Map<string | number, ReadonlyMap<string, StaticValue>>;

/** What a local state says of resources, by address without index (`module.a.data.aws_subnets.x`). */
export class TerraformState {
  readonly #resources: ReadonlyMap<string, Instances>;

  constructor(resources: ReadonlyMap<string, Instances>) {
    this.#resources = resources;
  }

  /** The value that an expression sees under a resource's address; undefined where the state does not have it. */
  value(address: string): StaticValue | undefined {
    const instances = this.#resources.get(address);
    if (!instances) return undefined;
    const keys = [...instances.keys()];
    if (keys.every((key) => key === '')) return instances.get('');
    if (keys.every((key) => typeof key === 'number'))
      return keys.toSorted((a, b) => a - b).map((key) => instances.get(key) ?? null);
    return new Map([...instances].map(([key, attributes]) => [String(key), attributes]));
  }

  /** An attribute of one instance, as text. */
  text(address: string, suffix: string, attribute: string): string | undefined {
    const key: unknown = suffix ? JSON.parse(suffix.slice(1, -1)) : '';
    const value =
      typeof key === 'string' || typeof key === 'number' ? this.#resources.get(address)?.get(key)?.get(attribute) : undefined;
    return typeof value === 'string' ? value : undefined;
  }
}

/**
 * Reads the local state of a root module: that of the chosen workspace, or what `terraform show -json` wrote into a file
 * beside the module.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export function readState(files: Files, folder: string): TerraformState | undefined {
  const workspace = files.read(path.join(folder, '.terraform', 'environment'))?.trim();
  const local =
    workspace && workspace !== 'default'
      ? path.join(folder, 'terraform.tfstate.d', workspace, 'terraform.tfstate')
      : path.join(folder, 'terraform.tfstate');
  const text = files.read(local);
  if (text !== undefined) return stateOf(parse(text));
  for (const name of files.list(folder)) {
    if (!name.endsWith('.json') || name.endsWith('.tf.json') || name.endsWith('.tfvars.json')) continue;
    const shown = files.read(path.join(folder, name));
    if (shown?.includes('"format_version"') && shown.includes('"root_module"')) return shownState(parse(shown));
  }
  return undefined;
}

type Json = null | string | number | boolean | Json[] | { [key: string]: Json | undefined };

/** JSON as parsed; nothing for a text that is none: a state that cannot be read is no state. */
function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function object(json: Json | undefined): { [key: string]: Json | undefined } {
  return json !== null && typeof json === 'object' && !Array.isArray(json) ? json : {};
}

function list(json: Json | undefined): Json[] {
  return Array.isArray(json) ? json : [];
}

function add(resources: Map<string, Instances>, address: string, key: Json | undefined, attributes: Json | undefined): void {
  const value = staticValue(attributes ?? null);
  const instances = resources.get(address) ?? new Map<string | number, ReadonlyMap<string, StaticValue>>();
  if (value instanceof Map) instances.set(typeof key === 'string' || typeof key === 'number' ? key : '', value);
  resources.set(address, instances);
}

/** `terraform.tfstate`, version 4. */
function stateOf(json: Json): TerraformState | undefined {
  const { version, resources } = object(json);
  if (version !== 4) return undefined;
  const found = new Map<string, Instances>();
  for (const entry of list(resources)) {
    const { module, mode, type, name, instances } = object(entry);
    const address = [module, mode === 'data' ? 'data' : undefined, type, name]
      .filter((part) => typeof part === 'string')
      .join('.');
    for (const instance of list(instances)) {
      const { index_key: key, attributes } = object(instance);
      add(found, address, key, attributes);
    }
  }
  return new TerraformState(found);
}

/** `terraform show -json`. */
function shownState(json: Json): TerraformState {
  const found = new Map<string, Instances>();
  const visit = (module: Json | undefined) => {
    const { address: prefix, resources, child_modules: children } = object(module);
    for (const entry of list(resources)) {
      const { mode, type, name, index, values } = object(entry);
      const address = [prefix, mode === 'data' ? 'data' : undefined, type, name]
        .filter((part) => typeof part === 'string')
        .join('.');
      add(found, address, index, values);
    }
    for (const child of list(children)) visit(child);
  };
  visit(object(object(json)['values'])['root_module']);
  return new TerraformState(found);
}

function staticValue(json: Json): StaticValue {
  if (Array.isArray(json)) return json.map(staticValue);
  if (json !== null && typeof json === 'object')
    return new Map(Object.entries(json).map(([key, value]) => [key, staticValue(value ?? null)]));
  return json;
}
