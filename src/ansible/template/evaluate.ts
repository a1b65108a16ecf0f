import {
  bounded,
  equals,
  type ListItem,
  member,
  missing,
  notDefined,
  omitted,
  type Origin,
  plainValue,
  type TextPart,
  textValue,
  toText,
  truth,
  unknown,
  type Value,
} from '../value.ts';
import { applyFilter, type FilterArguments } from './filters.ts';
import { type Arguments, type Expression, parseExpression, parseTemplate } from './parser.ts';
import { TemplateError } from './scanner.ts';

/** Where names get their values. */
export interface Names {
  lookup(name: string): Value;
}

/** The place of a template's text in its file, so that what it says has a place too. */
export interface TemplatePlace {
  readonly origin: Origin;
  /** Offset in the file of the template's first character; undefined where source and text differ. */
  readonly offset: number | undefined;
}

/**
 * The value of a template: of a single `{{ expression }}` the value itself, otherwise a text.
 * What only a run can tell is unknown, with the reason; nothing is thrown.
 */
export function evaluateTemplate(template: string, names: Names, place: TemplatePlace | undefined): Value {
  return guarded(() => {
    const parts = parseTemplate(template);
    const evaluator = new Evaluator(names, template, place);
    const [only] = parts;
    if (parts.length === 1 && only?.kind === 'expression') return asLiteral(evaluator.value(only.expression));
    const texts: TextPart[] = [];
    for (const part of parts) {
      if (part.kind === 'text') {
        texts.push({ text: part.text, slot: evaluator.place(part) });
        continue;
      }
      const value = evaluator.value(part.expression);
      if (value.kind === 'unknown') return value;
      if (value.kind === 'undefined') return notDefined(value.name);
      const text = toText(value);
      if (text === undefined) return unknown('a list or dictionary is put into a text');
      texts.push({ text, slot: evaluator.place(part) });
    }
    return asLiteral(bounded({ kind: 'text', text: texts.map(({ text }) => text).join(''), origin: place?.origin, parts: texts }));
  });
}

/** What Python's and JSON's constants are called. */
const constants: ReadonlyMap<string, Value> = new Map([
  ['true', plainValue(true)],
  ['false', plainValue(false)],
  ['null', plainValue(null)],
]);

/**
 * Of a template that comes to the text of a list or dictionary Ansible makes that list or dictionary; what is no such text
 * of nothing but literals it leaves a text.
 * https://docs.ansible.com/ansible/latest/reference_appendices/config.html#default-jinja2-native
 */
function asLiteral(value: Value): Value {
  if (value.kind !== 'text' || !/^[[{]/.test(value.text) || value.text.startsWith('{{')) return value;
  try {
    const expression = parseExpression(value.text);
    if (!isLiteral(expression)) return value;
    const lookup = (name: string): Value => constants.get(name) ?? unknown(`'${name}' is no literal`);
    return new Evaluator({ lookup }, value.text, undefined).value(expression);
  } catch (error) {
    if (error instanceof TemplateError) return value;
    throw error;
  }
}

function isLiteral(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
      return true;
    case 'name':
      return constants.has(expression.name);
    case 'list':
      return expression.items.every(isLiteral);
    case 'map':
      return expression.entries.every((entry) => entry.every(isLiteral));
    default:
      return false;
  }
}

/** The truth of a condition as `when:` holds it; undefined where it is not known. */
export function evaluateCondition(condition: string, names: Names): boolean | undefined {
  // A name that is nowhere may come from the command line or from an inventory: it is neither defined nor undefined.
  const lookup = (name: string) => {
    const value = names.lookup(name);
    return value.kind === 'undefined' ? notDefined(name) : value;
  };
  return truth(guarded(() => new Evaluator({ lookup }, condition, undefined).value(parseExpression(condition))));
}

function guarded(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError) return unknown(error.message);
    throw error;
  }
}

/** Names that Ansible fills while a play runs. */
const runTimeNames = /^(ansible_|hostvars$|groups$|group_names$|inventory_|play_hosts$|role_path$|playbook_dir$)/;
const lookups = new Set(['lookup', 'query', 'q']);

class Evaluator {
  readonly #names: Names;
  readonly #template: string;
  readonly #place: TemplatePlace | undefined;

  constructor(names: Names, template: string, place: TemplatePlace | undefined) {
    this.#names = names;
    this.#template = template;
    this.#place = place;
  }

  /** The place in the file of a stretch of the template. */
  place({ start, end }: { start: number; end: number }): Origin | undefined {
    if (this.#place?.offset === undefined) return undefined;
    const { origin, offset } = this.#place;
    return { file: origin.file, span: { start: offset + start, end: offset + end }, raw: this.#template.slice(start, end) };
  }

  value(expression: Expression): Value {
    return bounded(this.#value(expression));
  }

  #value(expression: Expression): Value {
    switch (expression.kind) {
      case 'literal':
        return typeof expression.value === 'string'
          ? textValue(expression.value, this.place(expression))
          : plainValue(expression.value);
      case 'name':
        return this.#name(expression.name);
      case 'list':
        return this.#list(expression);
      case 'map':
        return this.#map(expression);
      case 'member':
        return member(this.value(expression.target), this.value(expression.key));
      case 'slice':
        return this.#slice(expression);
      case 'call':
        return this.#call(expression);
      case 'filter':
        return applyFilter(expression.name, this.value(expression.target), this.#arguments(expression.args));
      case 'test':
        return this.#test(expression);
      case 'not':
        return boolean(negate(truth(this.value(expression.operand))), 'a condition is known only when it runs');
      case 'minus':
        return numeric(plainValue(0), this.value(expression.operand), (a, b) => a - b);
      case 'choice':
        return this.#choice(expression);
      case 'binary':
        return this.#binary(expression);
    }
  }

  #name(name: string): Value {
    if (name === omitted) return { kind: 'undefined', name };
    const value = this.#names.lookup(name);
    if (value.kind === 'undefined' && runTimeNames.test(name)) return unknown(`'${name}' is known only when the play runs`);
    return value;
  }

  #list(expression: Expression & { kind: 'list' }): Value {
    const origin = this.place(expression);
    return {
      kind: 'list',
      items: expression.items.map((item) => ({ value: this.value(item), slot: this.place(item) })),
      written: origin && { origin, style: 'inline' },
    };
  }

  #map(expression: Expression & { kind: 'map' }): Value {
    const entries = new Map<string, Value>();
    for (const [key, value] of expression.entries) {
      const name = toText(this.value(key));
      if (name === undefined) return unknown('a key of a dictionary is known only when the play runs');
      entries.set(name, this.value(value));
    }
    return { kind: 'map', entries };
  }

  #slice(expression: Expression & { kind: 'slice' }): Value {
    const target = this.value(expression.target);
    const bounds = [0, 1, 2].map((i) => {
      const bound = expression.bounds[i];
      const value = bound && this.value(bound);
      return value?.kind === 'plain' && typeof value.value === 'number' ? value.value : value && Number.NaN;
    });
    if (bounds.some((bound) => Number.isNaN(bound)) || (bounds[2] ?? 1) !== 1)
      return unknown('the bounds of a slice are not known');
    if (target.kind === 'list') return { kind: 'list', items: target.items.slice(bounds[0], bounds[1]) };
    if (target.kind === 'text') return textValue(target.text.slice(bounds[0], bounds[1]));
    return missing(target, 'a slice of it');
  }

  #arguments(args: Arguments): FilterArguments {
    return {
      positional: args.positional.map((argument) => this.value(argument)),
      named: new Map([...args.named].map(([name, argument]) => [name, this.value(argument)])),
    };
  }

  #call({ target, args }: Expression & { kind: 'call' }): Value {
    if (target.kind === 'name') {
      const [kind, name, ...others] = args.positional;
      if (target.name === 'lookup' && kind && name && !others.length && !args.named.size && toText(this.value(kind)) === 'vars') {
        const variable = toText(this.value(name));
        if (variable !== undefined) return this.#name(variable);
      }
      if (lookups.has(target.name)) return unknown(`${target.name}() is known only when the play runs`);
      return unknown(`${target.name}() is not understood`);
    }
    if (target.kind !== 'member' || target.key.kind !== 'literal' || typeof target.key.value !== 'string')
      return unknown('a call is not understood');
    const method = target.key.value;
    const self = this.value(target.target);
    const values = this.#arguments(args);
    if (self.kind === 'unknown' || self.kind === 'undefined') return missing(self, `${method}()`);
    const asFilter: Readonly<Record<string, string>> = {
      split: 'split',
      strip: 'trim',
      lower: 'lower',
      upper: 'upper',
      replace: 'replace',
    };
    const [first, second] = values.positional;
    if (self.kind === 'text' && Object.hasOwn(asFilter, method)) return applyFilter(asFilter[method] ?? method, self, values);
    if (self.kind === 'text' && method === 'join' && first)
      return applyFilter('join', first, { positional: [self], named: new Map() });
    if (self.kind === 'map' && method === 'get' && first) {
      const key = toText(first);
      if (key !== undefined) return self.entries.get(key) ?? second ?? plainValue(null);
    }
    if (self.kind === 'map' && method === 'values')
      return { kind: 'list', items: [...self.entries.values()].map((value) => ({ value })) };
    if (self.kind === 'map' && method === 'keys')
      return { kind: 'list', items: [...self.entries.keys()].map((key) => ({ value: textValue(key) })) };
    return unknown(`${method}() is not understood`);
  }

  #test({ target, name, args }: Expression & { kind: 'test' }): Value {
    const value = this.value(target);
    const [argument] = this.#arguments(args).positional;
    const reason = `whether it is ${name} is not known`;
    switch (name.replace(/^ansible\.builtin\./, '')) {
      case 'defined':
        return boolean(value.kind === 'unknown' ? undefined : value.kind !== 'undefined', reason);
      case 'undefined':
        return boolean(value.kind === 'unknown' ? undefined : value.kind === 'undefined', reason);
      case 'none':
        return boolean(value.kind === 'unknown' ? undefined : value.kind === 'plain' && value.value === null, reason);
      case 'string':
        return boolean(value.kind === 'unknown' ? undefined : value.kind === 'text', reason);
      case 'mapping':
        return boolean(value.kind === 'unknown' ? undefined : value.kind === 'map', reason);
      case 'iterable':
      case 'sequence':
        return boolean(
          value.kind === 'unknown' ? undefined : value.kind === 'list' || value.kind === 'text' || value.kind === 'map',
          reason,
        );
      case 'equalto':
      case 'eq':
      case 'sameas':
        return boolean(argument && equals(value, argument), reason);
      default:
        return unknown(reason);
    }
  }

  #choice({ condition, chosen, otherwise }: Expression & { kind: 'choice' }): Value {
    const holds = truth(this.value(condition));
    if (holds === undefined) return unknown('a condition is known only when the play runs');
    if (holds) return this.value(chosen);
    return otherwise ? this.value(otherwise) : { kind: 'undefined', name: 'the missing else' };
  }

  #binary({ operator, left, right }: Expression & { kind: 'binary' }): Value {
    if (operator === 'or' || operator === 'and') {
      const first = this.value(left);
      const known = truth(first);
      if (known === undefined) return first;
      return known === (operator === 'or') ? first : this.value(right);
    }
    const a = this.value(left);
    const b = this.value(right);
    for (const side of [a, b]) {
      if (side.kind === 'unknown') return side;
      if (side.kind === 'undefined') return notDefined(side.name);
    }
    switch (operator) {
      case '==':
        return boolean(equals(a, b), 'a comparison is known only when the play runs');
      case '!=':
        return boolean(negate(equals(a, b)), 'a comparison is known only when the play runs');
      case 'in':
        return contains(b, a);
      case '~':
        return concatenate([a, b]);
      case '+':
        if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', items: [...a.items, ...b.items] };
        if (a.kind === 'text' && b.kind === 'text') return concatenate([a, b]);
        return numeric(a, b, (x, y) => x + y);
      case '-':
        return numeric(a, b, (x, y) => x - y);
      case '*':
        return numeric(a, b, (x, y) => x * y);
      case '/':
        return numeric(a, b, (x, y) => x / y);
      case '//':
        return numeric(a, b, (x, y) => Math.floor(x / y));
      case '%':
        // Python's remainder has the sign of the divisor.
        return numeric(a, b, (x, y) => x - y * Math.floor(x / y));
      case '**':
        return numeric(a, b, (x, y) => x ** y);
      case '<':
        return ordered(a, b, (order) => order < 0);
      case '<=':
        return ordered(a, b, (order) => order <= 0);
      case '>':
        return ordered(a, b, (order) => order > 0);
      case '>=':
        return ordered(a, b, (order) => order >= 0);
    }
  }
}

function boolean(value: boolean | undefined, reason: string): Value {
  return value === undefined ? unknown(reason) : plainValue(value);
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function concatenate(values: readonly Value[]): Value {
  const parts: TextPart[] = [];
  for (const value of values) {
    // Only a template's own text leaves None out.
    const text = value.kind === 'plain' && value.value === null ? 'None' : toText(value);
    if (text === undefined) return unknown('a list or dictionary is put into a text');
    if (value.kind === 'text' && value.parts) parts.push(...value.parts);
    else parts.push({ text });
  }
  return { kind: 'text', text: parts.map(({ text }) => text).join(''), parts };
}

function contains(container: Value, value: Value): Value {
  if (container.kind === 'list') {
    const results = container.items.map((item: ListItem) => equals(item.value, value));
    if (results.includes(true)) return plainValue(true);
    return boolean(results.includes(undefined) ? undefined : false, 'the content of a list is known only when the play runs');
  }
  const text = toText(value);
  if (container.kind === 'text' && value.kind === 'text') return plainValue(container.text.includes(value.text));
  if (container.kind === 'map' && text !== undefined) return plainValue(container.entries.has(text));
  return unknown('a comparison is not understood');
}

function numeric(a: Value, b: Value, operate: (a: number, b: number) => number): Value {
  for (const side of [a, b]) if (side.kind === 'unknown') return side;
  if (a.kind !== 'plain' || b.kind !== 'plain' || a.value === null || b.value === null)
    return unknown('a calculation is not understood');
  return plainValue(operate(Number(a.value), Number(b.value)));
}

function ordered(a: Value, b: Value, decide: (order: number) => boolean): Value {
  if (a.kind === 'text' && b.kind === 'text') return plainValue(decide(a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  if (a.kind === 'plain' && b.kind === 'plain' && a.value !== null && b.value !== null)
    return plainValue(decide(Number(a.value) - Number(b.value)));
  return unknown('a comparison is not understood');
}
