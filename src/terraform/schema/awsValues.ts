import path from 'node:path';
import { Table } from './table.ts';

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
type Arguments = ReadonlyMap<string, number>;

/** The generated table of the values that arguments of AWS resources take. */
export class AwsValues {
  readonly #folder: string;
  readonly #constraints = new Map<number, ValueConstraint>();
  readonly #types = new Map<string, Arguments>();
  #table: Table | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * What an argument of a resource may be; undefined where nothing is known.
   * @param argument its name, after the names of the blocks that it stands in: `ebs_block_device.volume_type`
   */
  of(type: string, argument: string): ValueConstraint | undefined {
    const number = this.#type(type).get(argument);
    if (number === undefined) return undefined;
    const known = this.#constraints.get(number);
    if (known) return known;
    const table = this.#read();
    const constraint = new ValueConstraint(table.at(table.names.length + number) as StoredConstraint);
    this.#constraints.set(number, constraint);
    return constraint;
  }

  /** True of a resource type of which something is known. */
  has(type: string): boolean {
    return this.#type(type) !== nothing;
  }

  /** Every resource type of which something is known, and the names of its arguments as `of` takes them. */
  known(): readonly (readonly [type: string, paths: readonly string[]])[] {
    return this.#read().names.map((type) => [type, [...this.#type(type).keys()]]);
  }

  #type(type: string): Arguments {
    const known = this.#types.get(type);
    if (known) return known;
    const stored = this.#read().named(type) as Readonly<Record<string, number>> | undefined;
    const found = stored ? new Map(Object.entries(stored)) : nothing;
    this.#types.set(type, found);
    return found;
  }

  /** The types, and after them the constraints. */
  #read(): Table {
    this.#table ??= Table.read(path.join(this.#folder, 'aws-values'));
    return this.#table;
  }
}

/** A pattern without anchors is for all of a string, as in AWS's documentation. */
function wholly(pattern: string): string {
  return pattern.startsWith('^') || pattern.endsWith('$') ? pattern : `^(?:${pattern})$`;
}

const nothing: Arguments = new Map();
