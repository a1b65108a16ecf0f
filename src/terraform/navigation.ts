import type { Location } from 'vscode-languageserver-types';
import type { RenameResult } from '../language/service.ts';
import type { Span } from '../language/diagnostic.ts';
import type { Block } from './hcl/ast.ts';
import type { ModuleFile } from './model/file.ts';
import { attributesOf, blocksOf, type Module } from './model/module.ts';
import { occurrenceAt, occurrencesIn, type Occurrence } from './names.ts';

interface Placed {
  readonly file: ModuleFile;
  readonly occurrence: Occurrence;
}

function allOf(module: Module, address: string): Placed[] {
  return module.files.flatMap((file) =>
    occurrencesIn(file)
      .filter((occurrence) => occurrence.address === address)
      .map((occurrence) => ({ file, occurrence })),
  );
}

function locationOf(file: ModuleFile, { start, end }: Span): Location {
  return { uri: file.document.uri, range: { start: file.document.positionAt(start), end: file.document.positionAt(end) } };
}

/** The call whose argument stands at an offset, with the argument's name: what the module that is called takes. */
function inputAt(file: ModuleFile, offset: number): { readonly call: Block; readonly name: string } | undefined {
  for (const call of blocksOf(file.body, 'module')) {
    const attribute = attributesOf(call.body).find(({ nameSpan }) => nameSpan.start <= offset && offset <= nameSpan.end);
    if (attribute) return { call, name: attribute.name };
  }
  return undefined;
}

/** Where the thing at an offset is declared; of an argument of a module call, the variable of the module that is called. */
export function definitionsAt(file: ModuleFile, module: Module, offset: number): Location[] {
  const input = inputAt(file, offset);
  const called = input && module.called(input.call.labels[0]?.text ?? '');
  const target = input && called ? { address: `var.${input.name}`, module: called } : undefined;
  const address = target?.address ?? occurrenceAt(file, offset)?.address;
  if (address === undefined) return [];
  return allOf(target?.module ?? module, address)
    .filter(({ occurrence }) => occurrence.declares)
    .map((placed) => locationOf(placed.file, placed.occurrence.span));
}

/** Where the thing at an offset is used in the module. */
export function referencesAt(file: ModuleFile, module: Module, offset: number, withDeclarations: boolean): Location[] {
  const occurrence = occurrenceAt(file, offset);
  if (!occurrence) return [];
  return allOf(module, occurrence.address)
    .filter(({ occurrence: { declares } }) => withDeclarations || !declares)
    .map((placed) => locationOf(placed.file, placed.occurrence.span));
}

/**
 * Renames the thing at an offset in every file of its module. Nothing outside the module is changed: calls of it that set
 * a renamed variable and a `moved` block for a renamed resource are the user's to write. Outputs are only used by callers
 * and are therefore refused.
 */
export function renameAt(file: ModuleFile, module: Module, offset: number, newName: string): RenameResult {
  const occurrence = occurrenceAt(file, offset);
  if (!occurrence) return { refused: 'There is nothing here that has a name: put the cursor on a variable, local value, module call or resource.' };
  const { address } = occurrence;
  if (address.startsWith('output.')) return { refused: 'Outputs are named by the modules that call this one, so they are not renamed from here.' };
  if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(newName)) return { refused: `"${newName}" is not a name: write letters, digits, _ and -, not beginning with a digit.` };
  const renamed = `${address.slice(0, address.lastIndexOf('.') + 1)}${newName}`;
  if (renamed !== address && allOf(module, renamed).some((placed) => placed.occurrence.declares)) return { refused: `${renamed} is already declared in this module; choose another name.` };
  const all = allOf(module, address);
  if (!all.some((placed) => placed.occurrence.declares)) return { refused: `${address} is not declared in this module, so it cannot be renamed.` };
  const json = all.find((placed) => placed.file.json);
  if (json) return { refused: `${address} also stands in ${json.file.name}; names in JSON are not renamed.` };
  const changes: Record<string, { range: Location['range']; newText: string }[]> = {};
  for (const placed of all) {
    const { uri, range } = locationOf(placed.file, placed.occurrence.name);
    (changes[uri] ??= []).push({ range, newText: newName });
  }
  return { edit: { changes } };
}
