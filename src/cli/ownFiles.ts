import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataFolder } from '../lint/services.ts';

/** What lies beside the program that is run, be it the built one or its source. */
export class OwnFiles {
  /** The program's own file. */
  readonly program: URL;
  #build: string | undefined;

  constructor(program: URL) {
    this.program = program;
  }

  version(): string {
    return String(JSON.parse(readFileSync(new URL('../package.json', this.program), 'utf8')).version);
  }

  /** Another for every build; undefined where the program is run from its sources. */
  get build(): string | undefined {
    const file = new URL('build-id', this.program);
    if (this.#build === undefined && existsSync(file)) this.#build = readFileSync(file, 'utf8');
    return this.#build;
  }

  /** Another program, which is run by a thread of its own. */
  module(name: string): URL {
    return new URL(`${name}${path.extname(this.program.pathname)}`, this.program);
  }

  readonly dataFolder: DataFolder = (language) => fileURLToPath(new URL(`data/${language}`, this.program));
}
