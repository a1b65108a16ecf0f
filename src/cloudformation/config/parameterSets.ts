import path from 'node:path';
import picomatch from 'picomatch';
import { type Files, filesBelow } from '../../language/files.ts';
import { get } from '../../language/tree/node.ts';
import { parseYaml } from '../../language/tree/yaml.ts';
import { jsonOf, type Json } from '../schema/values.ts';
import type { Configuration, PathsFrom } from './configuration.ts';
import { restTime } from './finder.ts';

/** The values that configurations give to parameters; what a glob names is looked for once for all lints in quick succession. */
export class ParameterSets {
  readonly #files: Files;
  readonly #named = new Map<string, readonly string[]>();
  #freshUntil = 0;

  constructor(files: Files) {
    this.#files = files;
  }

  /** The values by name: those of `parameters` and those in `parameter_files`. */
  given({ parameters, parameterFiles }: Configuration): ReadonlyMap<string, readonly Json[]> {
    const given = new Map<string, Json[]>();
    const add = (name: string, value: Json): void => {
      given.set(name, [...(given.get(name) ?? []), value]);
    };
    for (const set of parameters) for (const [name, value] of Object.entries(set)) add(name, value);
    for (const file of parameterFiles.flatMap((each) => this.#namedBy(each))) {
      const { root } = parseYaml(this.#files.read(file) ?? '');
      for (const item of root?.kind === 'list' ? root.items : []) {
        const [key, value] = [get(item, 'ParameterKey'), get(item, 'ParameterValue')];
        if (key?.kind === 'scalar' && value) add(key.text, jsonOf(value));
      }
    }
    return given;
  }

  /** Looks for every file again. */
  forget(): void {
    this.#named.clear();
  }

  /** The files that a glob names from a folder: `*` in a part of it, `**` for any number of folders. */
  #namedBy({ folder, glob }: PathsFrom): readonly string[] {
    const { base, isGlob } = picomatch.scan(glob);
    if (!isGlob) return [path.resolve(folder, glob)];
    if (performance.now() >= this.#freshUntil) {
      this.#freshUntil = performance.now() + restTime;
      this.#named.clear();
    }
    const key = `${folder}\0${glob}`;
    const known = this.#named.get(key);
    if (known) return known;
    const matches = picomatch(path.posix.normalize(glob));
    // As in a shell, what begins with a dot is meant only where it is named; the packages of others hold no parameters of ours.
    const candidates = filesBelow(path.resolve(folder, base), this.#files, (name) => !name.startsWith('.') && name !== 'node_modules');
    const found = candidates.filter((file) => matches(path.relative(folder, file).replaceAll(path.sep, '/')));
    this.#named.set(key, found);
    return found;
  }
}
