import path from 'node:path';
import picomatch from 'picomatch';
import type { Files } from '../../language/files.ts';
import { get } from '../../language/tree/node.ts';
import { parseYaml } from '../../language/tree/yaml.ts';
import { jsonOf, type Json } from '../schema/values.ts';
import type { Configuration } from './configuration.ts';

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

/** The files that a path names, whose last part may be a glob. */
function named(file: string, files: Files): string[] {
  const [folder, name] = [path.dirname(file), path.basename(file)];
  if (!/[*?[]/.test(name)) return [file];
  return files.list(folder).filter((each) => picomatch.isMatch(each, name)).map((each) => path.join(folder, each));
}
