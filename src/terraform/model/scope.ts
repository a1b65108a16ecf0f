import { evaluateConstant } from '../eval/constant.ts';
import { evaluate, type Resolved, type Scope } from '../eval/evaluate.ts';
import type { Signature } from '../eval/signatures.ts';
import { readType } from '../eval/typeExpression.ts';
import { anyType, listOf, mapOf, numberType, objectOf, stringType, type Type } from '../eval/type.ts';
import { isMap, objectValue, stringValue, unknown, type Value } from '../eval/value.ts';
import type { Reference } from '../hcl/ast.ts';
import type { Context } from './contexts.ts';
import { attributeOf, type Module, type PlacedBlock } from './module.ts';

/** The type of what a resource's block gives, by kind (resource, data, ephemeral) and type; undefined where it is not known. */
export type ResourceType = (kind: string, type: string) => Type | undefined;

/**
 * How far the type of what a provider gives is believed: Terraform looks no further than the attributes that are named
 * before it has a plan (`validate`); with a plan each has the type that the schema says.
 */
export type Depth = 'validate' | 'plan';

/** What the names of one module stand for, as far as it is known without a plan. */
export class ModuleScope {
  readonly #module: Module;
  readonly #signatures: ReadonlyMap<string, Signature>;
  readonly #resourceType: ResourceType;
  readonly #planned: boolean;
  readonly #variables = new Map<string, Value>();
  readonly #locals = new Map<string, Value>();
  readonly #calls = new Map<string, Value>();

  constructor(module: Module, signatures: ReadonlyMap<string, Signature>, resourceType: ResourceType, depth: Depth) {
    this.#module = module;
    this.#signatures = signatures;
    this.#resourceType = resourceType;
    this.#planned = depth === 'validate';
  }

  /** The scope of an expression in this module; without a context, that of a local value. */
  at(context: Context | undefined): Scope {
    return { resolve: (reference) => this.#resolve(reference, context) };
  }

  #resolve(reference: Reference, context: Context | undefined): Resolved | undefined {
    const { root, steps } = reference;
    const key = steps[0]?.key;
    const name = typeof key === 'string' ? key : undefined;
    switch (root.text) {
      case 'var':
        return name === undefined ? undefined : { value: this.#variable(name), steps: 1 };
      case 'local':
        return name === undefined ? undefined : { value: this.#local(name), steps: 1 };
      case 'path':
        // Where the root module and the working directory are is known to whoever runs Terraform.
        return { value: name === 'module' ? stringValue('.') : unknown(stringType), steps: 1 };
      case 'terraform':
        return name === 'workspace' ? { value: stringValue('default'), steps: 1 } : undefined;
      case 'count':
        return { value: unknown(numberType), steps: 1 };
      case 'each':
        return { value: unknown(name === 'key' ? stringType : anyType), steps: 1 };
      case 'module':
        return name === undefined ? undefined : this.#callOf(name, reference);
      case 'self': {
        const [type] = context?.owner.labels ?? [];
        return type && { value: unknown(this.#resourceType(context?.owner.type ?? '', type.text) ?? anyType), steps: 0, planned: this.#planned };
      }
      case 'data':
      case 'resource':
      case 'ephemeral':
        return this.#resource(reference, root.text, steps[0]?.key, steps[1]?.key, 2);
      default:
        return this.#resource(reference, 'resource', root.text, steps[0]?.key, 1);
    }
  }

  /** The type of a variable; `any` where none is stated. */
  variableType(name: string): Type {
    for (const { block } of [...(this.#module.declared('variable').get(name) ?? [])].toReversed()) {
      const value = attributeOf(block.body, 'type')?.value;
      if (value) return readType(value, () => undefined).type;
    }
    return anyType;
  }

  #variable(name: string): Value {
    const known = this.#variables.get(name);
    if (known) return known;
    const placed = this.#module.declared('variable').get(name) ?? [];
    const value = { ...unknown(this.variableType(name)), sensitive: isSet(placed, 'sensitive'), ephemeral: isSet(placed, 'ephemeral') };
    this.#variables.set(name, value);
    return value;
  }

  #local(name: string): Value {
    const known = this.#locals.get(name);
    if (known) return known;
    // Stands in while the value is being found, should it lead back to itself.
    this.#locals.set(name, unknown());
    const placed = this.#module.locals.get(name)?.at(-1);
    if (!placed) return unknown();
    // What is wrong with it is told where it stands; what is made of it is not known then.
    let failed = false;
    const evaluated = evaluate(placed.attribute.value, {
      scope: this.at(undefined),
      signatures: this.#signatures,
      report: () => {
        failed = true;
      },
    });
    const value = failed ? unknown() : evaluated;
    this.#locals.set(name, value);
    return value;
  }

  /** Of a module that is called once only a plan says that it has no instances to index. */
  #callOf(name: string, { steps }: Reference): Resolved | undefined {
    const value = this.#call(name);
    const next = steps[1];
    const indexed = next && !(next.dotted && typeof next.key === 'string');
    return indexed && isMap(value.data) ? undefined : { value, steps: 1 };
  }

  #call(name: string): Value {
    const known = this.#calls.get(name) ?? this.#outputsOf(name);
    this.#calls.set(name, known);
    return known;
  }

  #outputsOf(name: string): Value {
    const called = this.#module.called(name);
    const placed = this.#module.declared('module').get(name);
    if (!called || !placed || called.broken) return unknown();
    const outputs = new Map([...called.declared('output')].map(([output, blocks]) => [output, { ...unknown(), ephemeral: isSet(blocks, 'ephemeral') }]));
    const type = objectOf(new Map([...outputs.keys()].map((output) => [output, anyType])));
    if (placed.some(({ block }) => attributeOf(block.body, 'count'))) return unknown(listOf(type));
    if (placed.some(({ block }) => attributeOf(block.body, 'for_each'))) return unknown(mapOf(type));
    return objectValue(outputs);
  }

  #resource(
    reference: Reference,
    kind: 'resource' | 'data' | 'ephemeral',
    type: unknown,
    name: unknown,
    steps: number,
  ): Resolved | undefined {
    if (typeof type !== 'string' || typeof name !== 'string') return undefined;
    const placed = this.#module.declared(kind).get(`${type}.${name}`);
    if (!placed) return undefined;
    const object = this.#resourceType(kind, type);
    if (!object) return undefined;
    // How many instances there are, and under what names, only a plan tells; of one that is picked the type is known.
    if (placed.some(({ block }) => attributeOf(block.body, 'count') ?? attributeOf(block.body, 'for_each'))) {
      const next = reference.steps[steps];
      return next && !(next.dotted && typeof next.key === 'string') ? { value: unknown(object), steps: steps + 1, planned: this.#planned } : undefined;
    }
    const value = unknown(object);
    return { value: kind === 'ephemeral' ? { ...value, ephemeral: true } : value, steps, planned: this.#planned };
  }
}

function isSet(placed: readonly PlacedBlock[], argument: string): boolean {
  return placed.some(({ block }) => {
    const value = attributeOf(block.body, argument)?.value;
    return value !== undefined && evaluateConstant(value).data === true;
  });
}
