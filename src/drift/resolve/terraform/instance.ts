import { type Block, type Body, type BodyItem, ParsedBody, type Step } from '../../../terraform/hcl/ast.ts';
import { attributeOf, type Module, type PlacedBlock } from '../../../terraform/model/module.ts';
import { type StaticValue, Unknown, isList, isMap } from '../value.ts';
import { entriesOf, evaluate, type References } from './evaluate.ts';
import { convert } from './convert.ts';
import type { TerraformState } from './state.ts';

/** One instance of a block with `count` or `for_each`: what its address ends with and what `count` and `each` are in it. */
export interface Instance {
  /** `[0]`, `["a"]` or nothing. */
  readonly suffix: string;
  readonly names: ReadonlyMap<string, StaticValue>;
  /** Set where it is not known how many instances there are: this one stands for all. */
  readonly conditional: boolean;
}

/** Instances of one block that are looked at; Terraform itself is slow beyond. */
const maxInstances = 1_000;

/** How a module is called. */
export interface ModuleCall {
  /** `module.network.module.subnets`, or nothing for a root module. */
  readonly address: string;
  /** Values of variables, from the caller or from variables files. */
  readonly inputs: ReadonlyMap<string, StaticValue>;
  /** True where it is not known whether there is such an instance. */
  readonly conditional: boolean;
  /** The `aws` providers that the caller passes, by their name here: `aws` or `aws.alias`. */
  readonly providers: ReadonlyMap<string, PlacedProvider>;
}

/** A provider block and the module instance that it is written in. */
export interface PlacedProvider {
  readonly block: Block;
  readonly owner: ModuleInstance;
}

export interface ModuleInstanceOptions extends ModuleCall {
  readonly module: Module;
  /** The value of `module.NAME`. */
  readonly outputsOf: (name: string) => StaticValue;
  /** The root module's, where there is one. */
  readonly state: TerraformState | undefined;
}

/** A module as it is called from one place: the files, and the values of its variables. */
export class ModuleInstance implements References {
  readonly module: Module;
  readonly address: string;
  readonly conditional: boolean;
  readonly providers: ReadonlyMap<string, PlacedProvider>;
  readonly #inputs: ReadonlyMap<string, StaticValue>;
  readonly #outputsOf: (name: string) => StaticValue;
  readonly #state: TerraformState | undefined;
  readonly #locals = new Map<string, StaticValue>();
  readonly #open = new Set<string>();

  constructor({ module, address, inputs, outputsOf, conditional, providers, state }: ModuleInstanceOptions) {
    this.module = module;
    this.address = address;
    this.conditional = conditional;
    this.providers = providers;
    this.#inputs = inputs;
    this.#outputsOf = outputsOf;
    this.#state = state;
  }

  /** The value of an argument of a block; null where it has none. */
  argument(body: Body, name: string, instance?: Instance): StaticValue {
    const attribute = attributeOf(body, name);
    if (!attribute) return null;
    return evaluate(attribute.value, instance ? this.#within(instance) : this);
  }

  #within({ names }: Instance): References {
    return {
      resolve: (root, steps) => {
        const value = names.get(root);
        return value === undefined ? this.resolve(root, steps) : { value, taken: 0 };
      },
    };
  }

  /** The instances of a block. */
  instances({ body }: Block): Instance[] {
    const count = attributeOf(body, 'count');
    const forEach = attributeOf(body, 'for_each');
    if (count) return countInstances(evaluate(count.value, this));
    if (forEach) return eachInstances(evaluate(forEach.value, this));
    return [{ suffix: '', names: new Map(), conditional: false }];
  }

  resolve(root: string, steps: readonly Step[]): { value: StaticValue; taken: number } {
    const name = String(steps[0]?.key ?? '');
    switch (root) {
      case 'var':
        return { value: this.#guarded(`var.${name}`, () => this.#variable(name)), taken: 1 };
      case 'local':
        return { value: this.#guarded(`local.${name}`, () => this.#local(name)), taken: 1 };
      case 'module':
        return { value: this.#guarded(`module.${name}`, () => this.#outputsOf(name)), taken: 1 };
      case 'path':
        return { value: name === 'module' ? this.module.folder : new Unknown(`path.${name} is not known`), taken: 1 };
      case 'terraform':
        return { value: new Unknown('the workspace is chosen when Terraform runs'), taken: steps.length };
      default:
        return this.#resource(root, steps);
    }
  }

  /** A resource or data source, as the state has it. */
  #resource(root: string, steps: readonly Step[]): { value: StaticValue; taken: number } {
    const taken = root === 'data' ? 2 : 1;
    const address = [this.address, root, ...steps.slice(0, taken).map(({ key }) => key)].filter(Boolean).join('.');
    const value = this.#state?.value(address);
    if (value !== undefined) return { value, taken };
    const reference = [root, ...steps.map(({ key }) => key)].join('.');
    const where = this.#state ? 'which does not have it' : 'and there is none here';
    return { value: new Unknown(`${reference} is known only to Terraform's state, ${where}`), taken: steps.length };
  }

  /** A value that leads back to itself is unknown, not endless. */
  #guarded(name: string, find: () => StaticValue): StaticValue {
    if (this.#open.has(name)) return new Unknown(`${name} is defined by itself`);
    this.#open.add(name);
    const value = find();
    this.#open.delete(name);
    return value;
  }

  #variable(name: string): StaticValue {
    const input = this.#inputs.get(name);
    const placed = this.module.declared('variable').get(name);
    const block = placed && mergeBlocks(placed);
    const fallback = block && attributeOf(block.body, 'default');
    // Null is a value like any other, unless the variable says otherwise.
    const nullable = block && attributeOf(block.body, 'nullable')?.value;
    const takesNull = nullable === undefined || evaluate(nullable, this) !== false;
    if (input !== undefined && (input !== null || takesNull || !fallback)) return typed(block, input, this);
    if (fallback) return typed(block, evaluate(fallback.value, this), this);
    return new Unknown(`the variable ${name} has no value in these files`);
  }

  #local(name: string): StaticValue {
    const known = this.#locals.get(name);
    if (known !== undefined) return known;
    const placed = this.module.locals.get(name)?.at(-1);
    const value = placed ? evaluate(placed.attribute.value, this) : new Unknown(`local.${name} is not declared`);
    this.#locals.set(name, value);
    return value;
  }
}

/**
 * A block as its override files leave it: their arguments replace those of the same name, their nested blocks those of
 * the same type.
 * https://developer.hashicorp.com/terraform/language/files/override
 */
export function mergeBlocks(placed: readonly PlacedBlock[]): Block | undefined {
  const [first, ...overrides] = placed.map(({ block }) => block);
  return overrides.reduce<Block | undefined>((base, override) => base && overridden(base, override), first);
}

function overridden(base: Block, override: Block): Block {
  const keyOf = (item: BodyItem) => (item.kind === 'attribute' ? `attribute ${item.name}` : `block ${item.type}`);
  const replaced = new Set(override.body.items.map(keyOf));
  return {
    ...base,
    body: new ParsedBody([...base.body.items.filter((item) => !replaced.has(keyOf(item))), ...override.body.items], base.body),
  };
}

/** The value of a variable as its type makes it. */
function typed(declared: Block | undefined, value: StaticValue, references: References): StaticValue {
  const type = declared && attributeOf(declared.body, 'type')?.value;
  return type ? convert(value, type, references) : value;
}

function countInstances(count: StaticValue): Instance[] {
  const number = typeof count === 'string' ? Number(count) : count;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0) {
    const reason = count instanceof Unknown ? count.reason : 'count is not a number';
    const index = new Unknown(reason);
    return [{ suffix: '[*]', names: new Map([['count', new Map([['index', index]])]]), conditional: true }];
  }
  return Array.from({ length: Math.min(number, maxInstances) }, (_, i) => ({
    suffix: `[${i}]`,
    names: new Map([['count', new Map<string, StaticValue>([['index', i]])]]),
    conditional: false,
  }));
}

function eachInstances(collection: StaticValue): Instance[] {
  const entries = isList(collection) || isMap(collection) ? entriesOf(collection) : collection;
  if (!Array.isArray(entries) || (isList(collection) && collection.some((item) => typeof item !== 'string'))) {
    const unknown = new Unknown(collection instanceof Unknown ? collection.reason : 'for_each is not known');
    return [
      {
        suffix: '[*]',
        names: new Map([
          [
            'each',
            new Map([
              ['key', unknown],
              ['value', unknown],
            ]),
          ],
        ]),
        conditional: true,
      },
    ];
  }
  return (entries as readonly (readonly [StaticValue, StaticValue])[]).slice(0, maxInstances).map(([index, value]) => {
    const key = typeof index === 'string' ? index : value;
    return {
      suffix: `[${JSON.stringify(key)}]`,
      names: new Map([
        [
          'each',
          new Map<string, StaticValue>([
            ['key', key],
            ['value', value],
          ]),
        ],
      ]),
      conditional: false,
    };
  });
}
