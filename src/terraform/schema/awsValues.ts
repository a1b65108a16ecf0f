import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/** What a string may be, by AWS's own service models. */
export interface ValueConstraint {
  readonly values: readonly string[] | undefined;
  readonly pattern: RegExp | undefined;
  readonly shortest: number;
  /** Infinity where there is no limit. */
  readonly longest: number;
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
  readonly types: ReadonlyMap<string, string>;
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
    const { e: values, p, n = 0, x = Infinity } = JSON.parse(text) as StoredConstraint;
    const constraint = { values, pattern: p === undefined ? undefined : new RegExp(wholly(p), 'u'), shortest: n, longest: x };
    this.#constraints.set(number, constraint);
    return constraint;
  }

  /** Every resource type of which something is known, and the names of its arguments as `of` takes them. */
  known(): readonly (readonly [type: string, paths: readonly string[]])[] {
    return [...this.#table().types.keys()].map((type) => [type, Object.keys(this.#type(type))]);
  }

  #type(type: string): StoredType {
    const known = this.#types.get(type);
    if (known) return known;
    const text = this.#table().types.get(type);
    if (text === undefined) return nothing;
    const stored = JSON.parse(text) as StoredType;
    this.#types.set(type, stored);
    return stored;
  }

  /** The file's lines: what made it, the constraints, a blank one, and the types, each after its name. */
  #table(): Stored {
    if (this.#stored) return this.#stored;
    const lines = zlib.brotliDecompressSync(fs.readFileSync(path.join(this.#folder, 'aws-values.bin'))).toString('utf8').split('\n');
    const end = lines.indexOf('');
    const types = lines.slice(end + 1).map((line): [string, string] => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)];
    });
    this.#stored = { constraints: lines.slice(1, end), types: new Map(types) };
    return this.#stored;
  }
}

/** A pattern without anchors is for all of a string, as in AWS's documentation. */
function wholly(pattern: string): string {
  return pattern.startsWith('^') || pattern.endsWith('$') ? pattern : `^(?:${pattern})$`;
}

const nothing: StoredType = {};
