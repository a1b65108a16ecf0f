/** A part of a JSON schema (draft 7, which the editor's settings understand). */
export type JsonSchema = { readonly [key: string]: unknown };

/** One thing that is wrong with a value; the message is one sentence that begins with the place. */
export interface ShapeProblem {
  /** Where, from the value's beginning, such as `ship.steps[2].push.to[1]`. */
  readonly path: string;
  readonly message: string;
}

export type ReportProblem = (problem: ShapeProblem) => void;

/** What a JSON value must look like: it reads such values and describes itself as a JSON schema. */
export interface Shape<T> {
  /** The value as read, or undefined after at least one problem was reported. */
  parse(value: unknown, path: string, report: ReportProblem): T | undefined;
  readonly schema: JsonSchema;
}

/** What a shape reads. */
export type Read<S> = S extends Shape<infer T> ? T : never;

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  const type = typeof value;
  return type === 'object' ? 'an object' : type === 'string' ? 'a text' : `a ${type}`;
}

function mismatch(value: unknown, path: string, wanted: string, report: ReportProblem): undefined {
  report({ path, message: `${path} must be ${wanted}, but is ${kindOf(value)}.` });
  return undefined;
}

/** A text that is not empty. */
export function text(description: string): Shape<string> {
  return {
    parse(value, path, report) {
      if (typeof value !== 'string') return mismatch(value, path, `a text (${description})`, report);
      if (value.trim() !== '') return value;
      report({ path, message: `${path} is empty; it must be ${description}.` });
      return undefined;
    },
    schema: { type: 'string', minLength: 1, description },
  };
}

export function flag(description: string): Shape<boolean> {
  return {
    parse: (value, path, report) => (typeof value === 'boolean' ? value : mismatch(value, path, 'true or false', report)),
    schema: { type: 'boolean', description },
  };
}

/** A number between two bounds, both included. */
export function number(description: string, minimum: number, maximum: number): Shape<number> {
  return {
    parse(value, path, report) {
      if (typeof value !== 'number') return mismatch(value, path, `a number (${description})`, report);
      if (value >= minimum && value <= maximum) return value;
      report({ path, message: `${path} must be between ${minimum} and ${maximum}, but is ${value}.` });
      return undefined;
    },
    schema: { type: 'number', minimum, maximum, description },
  };
}

/** One of some texts. */
export function choice<const T extends string>(description: string, values: readonly T[]): Shape<T> {
  return {
    parse(value, path, report) {
      const found = values.find((candidate) => candidate === value);
      if (found !== undefined) return found;
      const wanted = `one of ${values.map((candidate) => `"${candidate}"`).join(', ')}`;
      if (typeof value !== 'string') return mismatch(value, path, wanted, report);
      report({ path, message: `${path} must be ${wanted}, but is ${JSON.stringify(value)}.` });
      return undefined;
    },
    schema: { enum: values, description },
  };
}

/** Any JSON value. */
export const anything: Shape<unknown> = { parse: (value) => value, schema: {} };

/** Exactly `true`: a key that stands for itself. */
export function literalTrue(description: string): Shape<true> {
  return {
    parse: (value, path, report) => (value === true ? true : mismatch(value, path, 'true', report)),
    schema: { const: true, description },
  };
}

export function list<T>(item: Shape<T>, description: string, minItems = 1): Shape<T[]> {
  return {
    parse(value, path, report) {
      if (!Array.isArray(value)) return mismatch(value, path, `a list (${description})`, report);
      if (value.length < minItems) {
        report({ path, message: `${path} is empty; it must hold at least ${minItems} of: ${description}.` });
        return undefined;
      }
      const items = value.map((entry, index) => item.parse(entry, `${path}[${index}]`, report));
      return items.some((entry) => entry === undefined) ? undefined : (items as T[]);
    },
    schema: { type: 'array', items: item.schema, minItems, description },
  };
}

/** An object with any keys and values of one shape. */
export function record<T>(item: Shape<T>, description: string): Shape<Record<string, T>> {
  return {
    parse(value, path, report) {
      if (!isObject(value)) return mismatch(value, path, `an object (${description})`, report);
      const entries = Object.entries(value).map(([key, entry]) => [key, item.parse(entry, member(path, key), report)]);
      return entries.some(([, entry]) => entry === undefined)
        ? undefined
        : (Object.fromEntries(entries) as Record<string, T>);
    },
    schema: { type: 'object', additionalProperties: item.schema, description },
  };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type ReadFields<Required extends Fields, Optional extends Fields> = {
  [K in keyof Required]: Read<Required[K]>;
} & { [K in keyof Optional]?: Read<Optional[K]> | undefined };

/** An object with known keys. */
export function object<R extends Fields, O extends Fields = Record<never, never>>(
  description: string,
  required: R,
  optional: O = {} as O,
): Shape<ReadFields<R, O>> {
  const known: Fields = { ...required, ...optional };
  return {
    parse(value, path, report) {
      if (!isObject(value)) return mismatch(value, path, `an object (${description})`, report);
      let sound = true;
      const found: Record<string, unknown> = {};
      for (const key of Object.keys(required)) {
        if (value[key] !== undefined) continue;
        sound = false;
        report({ path, message: `${path} needs "${key}".` });
      }
      for (const [key, entry] of Object.entries(value)) {
        const shape = Object.hasOwn(known, key) ? known[key] : undefined;
        if (!shape) {
          sound = false;
          const names = Object.keys(known).map((name) => `"${name}"`);
          report({
            path: member(path, key),
            message: `${path} cannot have "${key}"; it may have ${names.join(', ')}.`,
          });
          continue;
        }
        const read = shape.parse(entry, member(path, key), report);
        if (read === undefined) sound = false;
        else found[key] = read;
      }
      return sound ? (found as ReadFields<R, O>) : undefined;
    },
    schema: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(known).map(([key, shape]) => [key, shape.schema])),
      ...(Object.keys(required).length ? { required: Object.keys(required) } : {}),
      additionalProperties: false,
      description,
    },
  };
}

/**
 * The first shape whose kind of JSON value fits, so that a problem is told in that shape's words.
 * @param options each with a test of the raw value
 */
export function either<T>(
  description: string,
  ...options: readonly { when(value: unknown): boolean; shape: Shape<T> }[]
): Shape<T> {
  return {
    parse(value, path, report) {
      const option = options.find((candidate) => candidate.when(value));
      return option ? option.shape.parse(value, path, report) : mismatch(value, path, description, report);
    },
    schema: { anyOf: options.map((option) => option.shape.schema), description },
  };
}

/** Turns what a shape reads into something else. */
export function map<A, B>(shape: Shape<A>, change: (value: A) => B): Shape<B> {
  return {
    parse(value, path, report) {
      const read = shape.parse(value, path, report);
      return read === undefined ? undefined : change(read);
    },
    schema: shape.schema,
  };
}

/** A shape that refers to itself: `name` is its place under the schema's definitions. */
export function lazy<T>(name: string, shape: () => Shape<T>): Shape<T> {
  return {
    parse: (value, path, report) => shape().parse(value, path, report),
    schema: { $ref: `#/definitions/${name}` },
  };
}

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isList = (value: unknown): value is unknown[] => Array.isArray(value);
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
export const isNumber = (value: unknown): value is number => typeof value === 'number';

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The path of a member: `path.key`, or `path["odd key"]`. */
export function member(path: string, key: string): string {
  return /^[A-Za-z_$][\w$-]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
