import type { Expression, ForExpression, Splat, Step, TemplatePart } from '../../../terraform/hcl/ast.ts';
import { asText, bounded, isList, isMap, type StaticValue, Unknown, unknownIn } from '../value.ts';
import { callFunction } from './functions.ts';

/** Where references of an expression lead. */
export interface References {
  /** The value of `root.steps...` as far as `taken` steps; undefined for a name that is none of the module's. */
  resolve(root: string, steps: readonly Step[]): { readonly value: StaticValue; readonly taken: number };
}

const maxDepth = 200;

/** Evaluates an expression of Terraform without running anything; what depends on a run is unknown, with the reason. */
export function evaluate(expression: Expression, references: References): StaticValue {
  return new Evaluator(references).value(expression);
}

class Evaluator {
  readonly #references: References;
  readonly #names: ReadonlyMap<string, StaticValue>;
  #depth = 0;

  constructor(references: References, names: ReadonlyMap<string, StaticValue> = new Map()) {
    this.#references = references;
    this.#names = names;
  }

  value(expression: Expression): StaticValue {
    if (this.#depth >= maxDepth) return new Unknown('an expression is nested too deeply');
    this.#depth++;
    const value = bounded(this.#value(expression));
    this.#depth--;
    return value;
  }

  #value(expression: Expression): StaticValue {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'template':
        return this.#template(expression.parts);
      case 'tuple':
        return expression.items.map((item) => this.value(item));
      case 'object':
        return this.#object(expression);
      case 'for':
        return this.#for(expression);
      case 'call':
        return this.#call(expression);
      case 'conditional':
        return this.#conditional(expression);
      case 'binary':
        return this.#binary(expression);
      case 'unary':
        return this.#unary(expression);
      case 'parentheses':
        return this.value(expression.inner);
      case 'reference':
        return this.#reference(expression);
      case 'access':
        return access(this.value(expression.source), expression.steps);
      case 'index':
        return member(this.value(expression.collection), this.value(expression.key));
      case 'splat':
        return this.#splat(expression);
      case 'invalid':
        return new Unknown('it has a syntax error');
    }
  }

  #reference({ root, steps }: Expression & { kind: 'reference' }): StaticValue {
    const local = this.#names.get(root.text);
    if (local !== undefined) return access(local, steps);
    const { value, taken } = this.#references.resolve(root.text, steps);
    return access(value, steps.slice(taken));
  }

  #template(parts: readonly TemplatePart[]): StaticValue {
    const [only] = parts;
    // "${x}" alone is x itself, whatever its type.
    if (parts.length === 1 && only?.kind === 'interpolation') return this.value(only.value);
    let text = '';
    for (const part of parts) {
      if (part.kind === 'text') {
        text += part.value;
        continue;
      }
      if (part.kind === 'for') return new Unknown('a text is built by a %{ for }');
      const value = part.kind === 'interpolation' ? this.value(part.value) : this.#ifDirective(part);
      if (value instanceof Unknown) return value;
      const shown = asText(value);
      if (shown === undefined) return new Unknown('something other than a text is put into a text');
      text += shown;
    }
    return bounded(text);
  }

  #ifDirective(part: TemplatePart & { kind: 'if' }): StaticValue {
    const condition = this.value(part.condition);
    if (typeof condition !== 'boolean')
      return condition instanceof Unknown ? condition : new Unknown('a condition is not understood');
    return this.#template(condition ? part.whenTrue : part.whenFalse);
  }

  #object({ items }: Expression & { kind: 'object' }): StaticValue {
    const map = new Map<string, StaticValue>();
    for (const { key, value } of items) {
      const name = key.kind === 'reference' && key.steps.length === 0 ? key.root.text : asText(this.value(key));
      if (name === undefined) return new Unknown('a key of an object is not known');
      map.set(name, this.value(value));
    }
    return map;
  }

  #for(expression: ForExpression): StaticValue {
    const collection = this.value(expression.collection);
    const entries = entriesOf(collection);
    if (entries instanceof Unknown) return entries;
    const list: StaticValue[] = [];
    const map = new Map<string, StaticValue>();
    for (const [key, value] of entries) {
      if (value instanceof Unknown && value.many) {
        list.push(value);
        continue;
      }
      const names = new Map(this.#names).set(expression.value.text, value);
      if (expression.key) names.set(expression.key.text, key);
      const inner = new Evaluator(this.#references, names);
      const wanted = expression.condition ? inner.value(expression.condition) : true;
      if (wanted instanceof Unknown) return wanted;
      if (wanted !== true) continue;
      const result = inner.value(expression.result);
      if (!expression.resultKey) list.push(result);
      else {
        const name = asText(inner.value(expression.resultKey));
        if (name === undefined) return new Unknown('a key of a for expression is not known');
        const group = map.get(name);
        map.set(name, expression.grouped ? [...(group !== undefined && isList(group) ? group : []), result] : result);
      }
    }
    return expression.resultKey ? map : list;
  }

  #call({ name, args, expanded }: Expression & { kind: 'call' }): StaticValue {
    const values = args.map((argument) => this.value(argument));
    if (!expanded) return callFunction(name, values);
    const last = values.pop();
    if (last === undefined || !isList(last)) return new Unknown('an argument that is spread out is not known');
    return callFunction(name, [...values, ...last]);
  }

  #conditional({ condition, whenTrue, whenFalse }: Expression & { kind: 'conditional' }): StaticValue {
    const known = this.value(condition);
    if (known === true || known === 'true') return this.value(whenTrue);
    if (known === false || known === 'false') return this.value(whenFalse);
    return known instanceof Unknown ? known : new Unknown('a condition is not understood');
  }

  #unary({ operator, operand }: Expression & { kind: 'unary' }): StaticValue {
    const value = this.value(operand);
    if (operator === '!' && typeof value === 'boolean') return !value;
    if (operator === '-' && typeof value === 'number') return -value;
    return value instanceof Unknown ? value : new Unknown('a calculation is not understood');
  }

  #binary({ operator, left, right }: Expression & { kind: 'binary' }): StaticValue {
    const a = this.value(left);
    const b = this.value(right);
    // Only one side needs to be known where it decides.
    if (operator === '&&' && (a === false || b === false)) return false;
    if (operator === '||' && (a === true || b === true)) return true;
    const unknown = unknownIn(a) ?? unknownIn(b);
    if (unknown) return new Unknown(unknown.reason);
    if (operator === '==' || operator === '!=') return equal(a, b) === (operator === '==');
    if (typeof a === 'boolean' && typeof b === 'boolean') return operator === '&&' ? a && b : a || b;
    return calculate(operator, Number(asText(a)), Number(asText(b)));
  }

  #splat({ source, each }: Splat): StaticValue {
    const value = this.value(source);
    if (value instanceof Unknown) return new Unknown(value.reason);
    // A splat takes a single value for a list of it, and null for an empty one.
    const items = isList(value) ? value : value === null ? [] : [value];
    return items.map((item) =>
      each.reduce<StaticValue>(
        (current, step) => (typeof step.key === 'object' ? member(current, this.value(step.key)) : member(current, step.key)),
        item,
      ),
    );
  }
}

function calculate(operator: string, a: number, b: number): StaticValue {
  if (Number.isNaN(a) || Number.isNaN(b)) return new Unknown('a calculation is not understood');
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return new Unknown('a calculation is not understood');
  }
}

function equal(a: StaticValue, b: StaticValue): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i] ?? null));
  if (isMap(a) && isMap(b)) return a.size === b.size && [...a].every(([key, value]) => equal(value, b.get(key) ?? null));
  return a === b;
}

/** Keys and values in Terraform's order of iteration; a list counts from 0. */
export function entriesOf(collection: StaticValue): readonly (readonly [StaticValue, StaticValue])[] | Unknown {
  if (isList(collection)) return collection.map((value, i) => [i, value]);
  if (isMap(collection)) return [...collection].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return collection instanceof Unknown ? collection : new Unknown('a loop over something other than a list or a map');
}

function access(value: StaticValue, steps: readonly Step[]): StaticValue {
  return steps.reduce<StaticValue>((current, { key }) => member(current, key), value);
}

function member(value: StaticValue, key: StaticValue): StaticValue {
  if (value instanceof Unknown) return new Unknown(value.reason, { failed: value.failed });
  if (key instanceof Unknown) return key;
  if (isList(value)) {
    const index = typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : key;
    // Behind something of unknown length, no position is known.
    const gap = value.find((item) => item instanceof Unknown && item.many);
    if (gap instanceof Unknown) return new Unknown(gap.reason);
    const item = typeof index === 'number' ? value[index] : undefined;
    return item === undefined ? new Unknown(`there is no item ${String(key)}`, { failed: true }) : item;
  }
  const name = asText(key);
  const found = isMap(value) && name !== undefined ? value.get(name) : undefined;
  return found === undefined ? new Unknown(`there is no '${name ?? 'such key'}'`, { failed: true }) : found;
}
