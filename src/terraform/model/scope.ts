import { evaluateConstant } from '../eval/constant.ts';
import type { ReadFiles } from '../eval/call.ts';
import { convert } from '../eval/convert.ts';
import { evaluate, type Resolved, type Scope } from '../eval/evaluate.ts';
import type { Signature } from '../eval/signatures.ts';
import { readType } from '../eval/typeExpression.ts';
import { anyType, boolType, listOf, mapOf, numberType, objectOf, stringType, type Type } from '../eval/type.ts';
import { isMap, objectValue, stringValue, unknown, type Value } from '../eval/value.ts';
import type { Reference } from '../hcl/ast.ts';
import type { Context } from './contexts.ts';
import { attributeOf, type Module, type PlacedBlock } from './module.ts';
import { fileReferences } from './walk.ts';

/** The type of what a resource's block gives, by kind (resource, data, ephemeral) and type; undefined where it is not known. */
export type ResourceType = (kind: string, type: string) => Type | undefined;

/**
 * How far the type of what a provider gives is believed: Terraform looks no further than the attributes that are named
 * before it has a plan (`validate`); with a plan each has the type that the schema says.
 */
export type Depth = 'validate' | 'plan';

/** What variables are set to, as far as that is known; undefined where it is not. */
export type VariableValues = (name: string) => Value | undefined;

/** Where values come from beside the module itself. */
export interface ScopeSources {
  /** Without it, variables are known by their types alone, as before a plan. */
  readonly given?: VariableValues;
  readonly files?: ReadFiles;
}

/** How many local values are evaluated inside one another; of a longer chain those at its end come first, or it would exhaust the stack. */
const deepestChain = 50;

interface Local {
  readonly value: Value;
  /** True where it depends on how deep the scope is. */
  readonly planTellsMore: boolean;
}

/** What the names of one module stand for, as far as it is known without a plan. */
export class ModuleScope {
  readonly #module: Module;
  readonly #signatures: ReadonlyMap<string, Signature>;
  readonly #resourceType: ResourceType;
  readonly #planned: boolean;
  /** Which outputs of the modules that it calls are ephemeral Terraform knows with a plan. */
  readonly #knowsOutputs: boolean;
  readonly #variables = new Map<string, () => Value>();
  readonly #locals = new Map<string, () => Local>();
  readonly #calls = new Map<string, () => Value>();
  readonly #loops = new Loops();
  readonly #given: VariableValues | undefined;
  readonly #files: ReadFiles | undefined;
  #toldByPlan = 0;

  constructor(module: Module, signatures: ReadonlyMap<string, Signature>, resourceType: ResourceType, depth: Depth, { given, files }: ScopeSources = {}) {
    this.#module = module;
    this.#signatures = signatures;
    this.#resourceType = resourceType;
    this.#planned = depth === 'validate';
    this.#knowsOutputs = depth === 'plan';
    this.#given = given;
    this.#files = files;
  }

  /**
   * How many times a name was resolved that may stand for something else at another depth. What is evaluated without any
   * is the same at each.
   */
  get toldByPlan(): number {
    return this.#toldByPlan;
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
        if (name === 'applying') return { value: { ...unknown(boolType), ephemeral: true }, steps: 1 };
        return name === 'workspace' ? { value: stringValue('default'), steps: 1 } : undefined;
      case 'count':
        return { value: unknown(numberType), steps: 1 };
      case 'each':
        return { value: unknown(name === 'key' ? stringType : anyType), steps: 1 };
      case 'module':
        return name === undefined ? undefined : this.#callOf(name, reference);
      case 'self': {
        this.#toldByPlan++;
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
    const typed = this.#module.declared('variable').get(name)?.findLast(({ block }) => attributeOf(block.body, 'type'));
    const value = typed && attributeOf(typed.block.body, 'type')?.value;
    return value ? readType(value, () => undefined).type : anyType;
  }

  #variable(name: string): Value {
    return (this.#variables.get(name) ?? this.#keep(this.#variables, name, () => this.#variableValue(name)))();
  }

  #variableValue(name: string): Value {
    const placed = this.#module.declared('variable').get(name) ?? [];
    const type = this.variableType(name);
    const given = this.#given?.(name);
    const conversion = given && convert(given, type);
    const value = conversion && 'value' in conversion ? conversion.value : unknown(type);
    return { ...value, sensitive: isSet(placed, 'sensitive'), ephemeral: isSet(placed, 'ephemeral') };
  }

  /** Keeps how a name is looked up, which is done when its value is first asked for. */
  #keep<T>(known: Map<string, () => T>, name: string, look: () => T): () => T {
    const kept = this.#module.once(look);
    known.set(name, kept);
    return kept;
  }

  /** What leads back to itself is not known, nor is what else lies on the way. */
  #local(name: string): Value {
    if (this.#loops.isClosedBy(name)) {
      // All local values decide whether there is a loop.
      this.#module.blocks('locals');
      this.#toldByPlan++;
      return unknown();
    }
    const local = (this.#locals.get(name) ?? this.#keep(this.#locals, name, () => this.#localLookedUp(name)))();
    if (local.planTellsMore) this.#toldByPlan++;
    return local.value;
  }

  #localLookedUp(name: string): Local {
    const before = this.#toldByPlan;
    const value = this.#loops.evaluate(name, () => {
      if (this.#loops.depth > deepestChain) for (const needed of this.#neededBy(name)) this.#local(needed);
      return this.#localValue(name);
    }) ?? unknown();
    return { value, planTellsMore: this.#toldByPlan > before };
  }

  /** The local values that one needs, with those that they need before them, as far as they have not been asked for. */
  #neededBy(name: string): readonly string[] {
    const order: string[] = [];
    const seen = new Set([name]);
    const path = [{ name, needs: this.#namedBy(name) }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.needs.pop();
      if (next === undefined) {
        order.push(top.name);
        path.pop();
      } else if (!seen.has(next) && !this.#locals.has(next)) {
        seen.add(next);
        path.push({ name: next, needs: this.#namedBy(next) });
      }
    }
    return order.slice(0, -1);
  }

  /** The local values that the expression of one names. */
  #namedBy(name: string): string[] {
    const placed = this.#module.locals.get(name)?.at(-1);
    const references = (placed && fileReferences(placed.file).get(placed.attribute.value)) ?? [];
    return references.flatMap(({ root, steps }) => (root.text === 'local' && typeof steps[0]?.key === 'string' ? [steps[0].key] : []));
  }

  #localValue(name: string): Value {
    const placed = this.#module.locals.get(name)?.at(-1);
    if (!placed) return unknown();
    // What is wrong with it is told where it stands; what is made of it is not known then.
    let failed = false;
    const evaluated = evaluate(placed.attribute.value, {
      scope: this.at(undefined),
      signatures: this.#signatures,
      ...(this.#files && { files: this.#files }),
      report: () => {
        failed = true;
      },
    });
    return failed ? unknown() : evaluated;
  }

  /** Of a module that is called once only a plan says that it has no instances to index. */
  #callOf(name: string, { steps }: Reference): Resolved | undefined {
    this.#toldByPlan++;
    const value = this.#call(name);
    const next = steps[1];
    const indexed = next && !(next.dotted && typeof next.key === 'string');
    return indexed && isMap(value.data) ? undefined : { value, steps: 1 };
  }

  #call(name: string): Value {
    return (this.#calls.get(name) ?? this.#keep(this.#calls, name, () => this.#outputsOf(name)))();
  }

  #outputsOf(name: string): Value {
    const called = this.#module.called(name);
    const placed = this.#module.declared('module').get(name);
    if (!called || !placed || called.broken) return unknown();
    const outputs = new Map([...called.declared('output')].map(([output, blocks]) => [output, { ...unknown(), ephemeral: this.#knowsOutputs && isSet(blocks, 'ephemeral') }]));
    const type = objectOf(new Map([...outputs.keys()].map((output) => [output, anyType])));
    if (placed.some(({ block }) => attributeOf(block.body, 'count'))) return unknown(listOf(type));
    if (placed.some(({ block }) => attributeOf(block.body, 'for_each'))) return unknown(mapOf(type));
    // Before a plan it is not known that there is such an object.
    return this.#knowsOutputs ? objectValue(outputs) : unknown(type);
  }

  #resource(
    reference: Reference,
    kind: 'resource' | 'data' | 'ephemeral',
    type: unknown,
    name: unknown,
    steps: number,
  ): Resolved | undefined {
    if (typeof type !== 'string' || typeof name !== 'string') return undefined;
    const address = `${type}.${name}`;
    const placed = this.#module.declared(kind).get(address) ?? (kind === 'data' && this.#module.checkedData.has(address) ? [] : undefined);
    const object = placed && this.#resourceType(kind, type);
    if (!object) return undefined;
    this.#toldByPlan++;
    // How many instances there are, and under what names, only a plan tells; of one that is picked the type is known.
    if (placed.some(({ block }) => attributeOf(block.body, 'count') ?? attributeOf(block.body, 'for_each'))) {
      const next = reference.steps[steps];
      // That the index is missing is said elsewhere.
      const indexed = next && !(next.dotted && typeof next.key === 'string');
      return next && { value: unknown(object), steps: indexed ? steps + 1 : steps, planned: this.#planned };
    }
    const value = unknown(object);
    return { value: kind === 'ephemeral' ? { ...value, ephemeral: true } : value, steps, planned: this.#planned };
  }
}

/**
 * Finds the names whose values lead back to themselves while values are being found, each once, whichever is asked for
 * first (Tarjan's strongly connected components).
 */
class Loops {
  /** Names whose values are being found, outermost first. */
  readonly #open: string[] = [];
  /** Of the open names and of those found on a way that leads back to one of them: how far down in `#open` it leads. */
  readonly #lowest = new Map<string, number>();
  readonly #looped = new Set<string>();

  /** How many names are open. */
  get depth(): number {
    return this.#open.length;
  }

  /** True where a name leads back to one that is open; then all from there on are in a loop. */
  isClosedBy(name: string): boolean {
    const lowest = this.#lowest.get(name);
    if (lowest === undefined) return false;
    for (const open of this.#open.slice(lowest)) {
      this.#looped.add(open);
      this.#lowest.set(open, Math.min(lowest, this.#lowest.get(open) ?? lowest));
    }
    return true;
  }

  /** The value of a name; undefined where it is in a loop. */
  evaluate(name: string, evaluateName: () => Value): Value | undefined {
    const depth = this.#open.length;
    this.#open.push(name);
    this.#lowest.set(name, depth);
    const value = evaluateName();
    this.#open.pop();
    if (this.#lowest.get(name) === depth) {
      for (const [other, lowest] of this.#lowest) if (lowest >= depth) this.#lowest.delete(other);
    }
    return this.#looped.has(name) ? undefined : value;
  }
}

function isSet(placed: readonly PlacedBlock[], argument: string): boolean {
  return placed.some(({ block }) => {
    const value = attributeOf(block.body, argument)?.value;
    return value !== undefined && evaluateConstant(value).data === true;
  });
}
