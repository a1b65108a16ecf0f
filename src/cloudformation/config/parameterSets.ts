import path from 'node:path';
import picomatch from 'picomatch';
import { type Files, filesBelow } from '../../language/files.ts';
import { get } from '../../language/tree/node.ts';
import { parseYaml } from '../../language/tree/yaml.ts';
import { jsonOf, type Json } from '../schema/values.ts';
import type { Configuration, PathsFrom } from './configuration.ts';

/** The values that a configuration gives to parameters, by name: those of `parameters` and those in `parameter_files`. */
export function givenParameters({ parameters, parameterFiles }: Configuration, files: Files): ReadonlyMap<string, readonly Json[]> {
  const given = new Map<string, Json[]>();
  const add = (name: string, value: Json): void => {
    given.set(name, [...(given.get(name) ?? []), value]);
  };
  for (const set of parameters) for (const [name, value] of Object.entries(set)) add(name, value);
  for (const file of parameterFiles.flatMap((each) => named(each, files))) {
    const { root } = parseYaml(files.read(file) ?? '');
    for (const item of root?.kind === 'list' ? root.items : []) {
      const [key, value] = [get(item, 'ParameterKey'), get(item, 'ParameterValue')];
      if (key?.kind === 'scalar' && value) add(key.text, jsonOf(value));
    }
  }
  return given;
}

/** The files that a glob names from a folder: `*` in a part of it, `**` for any number of folders. */
function named({ folder, glob }: PathsFrom, files: Files): string[] {
  const { base, isGlob } = picomatch.scan(glob);
  if (!isGlob) return [path.resolve(folder, glob)];
  const matches = picomatch(path.posix.normalize(glob));
  const from = path.resolve(folder, base);
  // As in a shell, what begins with a dot is meant only where it is named; the packages of others hold no parameters of ours.
  const candidates = filesBelow(from, files, (name) => !name.startsWith('.') && name !== 'node_modules');
  return candidates.filter((file) => matches(path.relative(folder, file).replaceAll(path.sep, '/')));
}
