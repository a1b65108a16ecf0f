import { configurationSchema } from '../schema/core.ts';
import type { ModuleFile } from './file.ts';

/**
 * Names that stand where a declaration could have them and that nothing declares, sorted: anywhere in a file with a
 * syntax error, and in blocks of a type that there is not, which may be a misspelt one.
 */
export function possibleNames({ parsed: { text, problems }, body }: ModuleFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const block of body.blocks) {
    if (configurationSchema.blocks.has(block.type)) continue;
    for (const name of [...block.labels.map((label) => label.text), ...block.body.attributes.map((attribute) => attribute.name)]) names.add(name);
  }
  if (problems.length === 0) return names;
  for (const [, quoted, set] of text.matchAll(/"([\p{ID_Start}_][\p{ID_Continue}-]*)"|^[^\S\n]*([\p{ID_Start}_][\p{ID_Continue}-]*)[^\S\n]*=/gmu)) {
    names.add(quoted ?? set ?? '');
  }
  return new Set([...names].toSorted());
}
