import path from 'node:path';
import picomatch from 'picomatch';
import { type Files, filesBelow } from '../../language/files.ts';
import { get } from '../../language/tree/node.ts';
import { parseYaml } from '../../language/tree/yaml.ts';
import { jsonOf, type Json } from '../schema/values.ts';
import { BriefMemory } from './briefMemory.ts';
import type { Configuration, PathsFrom } from './configuration.ts';

/** The values that configurations give to parameters; what a glob names is looked for once for all lints in quick succession. */
export class ParameterSets {
  readonly #files: Files;
  readonly #named = new BriefMemory<readonly string[]>();

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
    this.#named.forget();
  }

  /** The files that a glob names from a folder: `*` in a part of it, `**` for any number of folders. */
  #namedBy({ folder, glob }: PathsFrom): readonly string[] {
    const { base, isGlob } = picomatch.scan(glob);
    if (!isGlob) return [path.resolve(folder, glob)];
    return this.#named.recall(`${folder}\0${glob}`, () => this.#find(folder, base, glob));
  }

  #find(folder: string, base: string, glob: string): readonly string[] {
    const matches = picomatch(path.posix.normalize(glob));
    // As in a shell, what begins with a dot is meant only where it is named; the packages of others hold no parameters of ours.
    const candidates = filesBelow(path.resolve(folder, base), this.#files, (name) => !name.startsWith('.') && name !== 'node_modules');
    return candidates.filter((file) => matches(path.relative(folder, file).replaceAll(path.sep, '/')));
  }
}
