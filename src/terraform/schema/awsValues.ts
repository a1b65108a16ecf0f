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

interface Stored {
  readonly constraints: readonly { readonly e?: readonly string[]; readonly p?: string; readonly n?: number; readonly x?: number }[];
  readonly types: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The generated table of the values that arguments of AWS resources take. */
export class AwsValues {
  readonly #folder: string;
  readonly #constraints = new Map<number, ValueConstraint>();
  #stored: Stored | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * What an argument of a resource may be; undefined where nothing is known.
   * @param argument its name, after the names of the blocks that it stands in: `ebs_block_device.volume_type`
   */
  of(type: string, argument: string): ValueConstraint | undefined {
    const { types, constraints } = this.#table();
    const number = types[type]?.[argument];
    const stored = number === undefined ? undefined : constraints[number];
    if (number === undefined || !stored) return undefined;
    const known = this.#constraints.get(number);
    if (known) return known;
    const pattern = stored.p === undefined ? undefined : new RegExp(wholly(stored.p), 'u');
    const constraint = { values: stored.e, pattern, shortest: stored.n ?? 0, longest: stored.x ?? Infinity };
    this.#constraints.set(number, constraint);
    return constraint;
  }

  /** Every resource type of which something is known, and the names of its arguments as `of` takes them. */
  known(): readonly (readonly [type: string, paths: readonly string[]])[] {
    return Object.entries(this.#table().types).map(([type, paths]) => [type, Object.keys(paths)]);
  }

  #table(): Stored {
    this.#stored ??= JSON.parse(zlib.brotliDecompressSync(fs.readFileSync(path.join(this.#folder, 'aws-values.bin'))).toString('utf8')) as Stored;
    return this.#stored;
  }
}

/** A pattern without anchors is for all of a string, as in AWS's documentation. */
function wholly(pattern: string): string {
  return pattern.startsWith('^') || pattern.endsWith('$') ? pattern : `^(?:${pattern})$`;
}
