import path from 'node:path';
import { TableText } from './tableText.ts';

/** What a string may be, by AWS's own service models. */
export class ValueConstraint {
  readonly values: readonly string[] | undefined;
  readonly shortest: number;
  /** Infinity where there is no limit. */
  readonly longest: number;
  readonly #source: string | undefined;
  #pattern: RegExp | undefined;

  constructor({ e: values, p: source, n: shortest = 0, x: longest = Infinity }: StoredConstraint) {
    this.values = values;
    this.shortest = shortest;
    this.longest = longest;
    this.#source = source;
  }

  /** Made when it is asked for. */
  get pattern(): RegExp | undefined {
    if (this.#source !== undefined) this.#pattern ??= new RegExp(wholly(this.#source), 'u');
    return this.#pattern;
  }
}

interface StoredConstraint {
  readonly e?: readonly string[];
  readonly p?: string;
  readonly n?: number;
  readonly x?: number;
}

/** A type's arguments, and the numbers of their constraints. */
type StoredType = Readonly<Record<string, number>>;

/** The table's parts, each a JSON text: most are never asked for. */
interface Stored {
  readonly constraints: readonly string[];
  /** Each line is the name of a type, a space, and its arguments. */
  readonly types: string;
}

/** The generated table of the values that arguments of AWS resources take. */
export class AwsValues {
  readonly #folder: string;
  readonly #constraints = new Map<number, ValueConstraint>();
  readonly #types = new Map<string, StoredType>();
  #stored: Stored | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * What an argument of a resource may be; undefined where nothing is known.
   * @param argument its name, after the names of the blocks that it stands in: `ebs_block_device.volume_type`
   */
  of(type: string, argument: string): ValueConstraint | undefined {
    const number = this.#type(type)[argument];
    if (number === undefined) return undefined;
    const known = this.#constraints.get(number);
    if (known) return known;
    const text = this.#table().constraints[number];
    if (text === undefined) return undefined;
    const constraint = new ValueConstraint(JSON.parse(text) as StoredConstraint);
    this.#constraints.set(number, constraint);
    return constraint;
  }

  /** True of a resource type of which something is known. */
  has(type: string): boolean {
    return this.#type(type) !== nothing;
  }

  /** Every resource type of which something is known, and the names of its arguments as `of` takes them. */
  known(): readonly (readonly [type: string, paths: readonly string[]])[] {
    const types = this.#table().types.split('\n').slice(1).map((line) => line.slice(0, line.indexOf(' ')));
    return types.map((type) => [type, Object.keys(this.#type(type))]);
  }

  #type(type: string): StoredType {
    const known = this.#types.get(type);
    if (known) return known;
    const stored = storedType(this.#table().types, type);
    this.#types.set(type, stored);
    return stored;
  }

  /** The file's lines: what made it, the constraints, a blank one, and the types. */
  #table(): Stored {
    if (this.#stored) return this.#stored;
    const text = new TableText(path.join(this.#folder, 'aws-values')).part();
    const end = text.indexOf('\n\n');
    this.#stored = { constraints: text.slice(text.indexOf('\n') + 1, end).split('\n'), types: text.slice(end + 1) };
    return this.#stored;
  }
}

function storedType(lines: string, type: string): StoredType {
  const before = `\n${type} `;
  const found = lines.indexOf(before);
  if (found < 0) return nothing;
  const start = found + before.length;
  const end = lines.indexOf('\n', start);
  return JSON.parse(lines.slice(start, end < 0 ? undefined : end)) as StoredType;
}

/** A pattern without anchors is for all of a string, as in AWS's documentation. */
function wholly(pattern: string): string {
  return pattern.startsWith('^') || pattern.endsWith('$') ? pattern : `^(?:${pattern})$`;
}

const nothing: StoredType = {};
