import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/** Records of one chunk are read together, so a chunk stays small enough to be unpacked in about a millisecond. */
const chunkBytes = 100_000;

/** Collects records by name and writes them as an index (JSON) and a blob of compressed chunks. */
export class FactsWriter {
  readonly #records = new Map<string, { group: string; json: string }>();
  readonly #regions: string[] = [];
  readonly #regionSets: string[] = [];
  readonly #types = new Map<string, number>();

  /** @param group records of one group share chunks, so that what is used together is read together */
  add(name: string, group: string, value: unknown): void {
    this.#records.set(name, { group, json: JSON.stringify(value) });
  }

  has(name: string): boolean {
    return this.#records.has(name);
  }

  setRegions(regions: readonly string[]): void {
    this.#regions.push(...regions);
  }

  /** @param regions where the type can be used; undefined: not known, so everywhere */
  addType(type: string, schema: unknown, regions: readonly string[] | undefined): void {
    const available = regions ? this.#regions.filter((region) => regions.includes(region)) : this.#regions;
    const set = this.#regions.map((region) => (available.includes(region) ? '1' : '0')).join('');
    if (!this.#regionSets.includes(set)) this.#regionSets.push(set);
    this.#types.set(type, this.#regionSets.indexOf(set));
    this.add(`type:${type}`, `type:${type.split('::').slice(0, 2).join('::')}`, schema);
  }

  write(folder: string, sources: Readonly<Record<string, string>>): { records: number; index: number; blob: number } {
    const groups = new Map<string, [string, string][]>();
    for (const [name, { group, json }] of this.#records) {
      const members = groups.get(group) ?? [];
      members.push([name, json]);
      groups.set(group, members);
    }
    const chunks: string[] = [];
    const chunkOf: Record<string, number> = {};
    for (const members of groups.values()) {
      let size = Number.POSITIVE_INFINITY;
      for (const [name, json] of members) {
        if (size + json.length > chunkBytes) {
          chunks.push('');
          size = 0;
        }
        const at = chunks.length - 1;
        chunks[at] += `${chunks[at] ? ',' : ''}${JSON.stringify(name)}:${json}`;
        chunkOf[name] = at;
        size += json.length;
      }
    }
    const packed = chunks.map((chunk) =>
      zlib.brotliCompressSync(Buffer.from(`{${chunk}}`), {
        params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 },
      }),
    );
    const index = JSON.stringify({
      generatedBy: 'scripts/generate-cloudformation-facts.ts',
      sources,
      regions: this.#regions,
      regionSets: this.#regionSets,
      types: Object.fromEntries([...this.#types].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      chunks: packed.map((chunk) => chunk.length),
      records: chunkOf,
    });
    const blob = Buffer.concat(packed);
    fs.writeFileSync(path.join(folder, 'index.json'), `${index}\n`);
    fs.writeFileSync(path.join(folder, 'facts.bin'), blob);
    return { records: this.#records.size, index: index.length, blob: blob.length };
  }
}
