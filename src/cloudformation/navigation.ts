import type { Location } from 'vscode-languageserver-types';
import type { Span } from '../language/diagnostic.ts';
import type { RenameResult } from '../language/service.ts';
import { occurrenceAt, occurrencesIn, type Occurrence } from './names.ts';
import { pseudoParameters } from './parser/intrinsics.ts';
import { samTransform, type Template } from './parser/template.ts';

/** Where the thing at an offset is declared. */
export function definitionsAt(template: Template, offset: number): Location[] {
  return namesakes(template, offset)
    .filter(({ declares }) => declares)
    .map(({ span }) => locationOf(template, span));
}

/** Where the thing at an offset is used, and, if asked for, declared. */
export function referencesAt(template: Template, offset: number, withDeclarations: boolean): Location[] {
  return namesakes(template, offset)
    .filter(({ declares }) => withDeclarations || !declares)
    .map(({ span }) => locationOf(template, span));
}

/**
 * Renames the thing at an offset wherever the template names it. What the serverless transform generates is named after
 * its resource, and is renamed with it.
 */
export function renameAt(template: Template, offset: number, newName: string): RenameResult {
  const at = occurrenceAt(template, offset);
  if (!at) return { refused: 'There is nothing here that has a name: put the cursor on a parameter, resource, condition, mapping or output.' };
  const { kind, name } = at;
  if (pseudoParameters.has(name)) return { refused: `${name} is given by CloudFormation and keeps its name.` };
  if (!/^[A-Za-z0-9]{1,255}$/.test(newName)) return { refused: `"${newName}" is not a name: write letters and digits, at most 255.` };
  const all = occurrencesIn(template).filter((other) => other.kind === kind);
  if (!all.some((other) => other.declares && other.name === name)) return { refused: `${name} is not declared in this template, so it cannot be renamed.` };
  if (newName !== name && all.some((other) => other.declares && other.name === newName)) return { refused: `${newName} is already declared in this template; choose another name.` };
  const edits = all
    .filter((other) => other.name === name || (kind === 'value' && isGeneratedOf(template, all, name, other)))
    .map(({ span }) => ({ range: locationOf(template, { start: span.start, end: span.start + name.length }).range, newText: newName }));
  return { edit: { changes: { [template.document.uri]: edits } } };
}

/** Whether a name that is declared nowhere begins with that of a serverless resource: `FunctionRole` of `Function`. */
function isGeneratedOf(template: Template, all: readonly Occurrence[], owner: string, { name }: Occurrence): boolean {
  if (!template.transforms.includes(samTransform) || !template.resources.get(owner)?.type?.startsWith('AWS::Serverless::')) return false;
  if (!name.startsWith(owner) || all.some((other) => other.declares && other.name === name)) return false;
  // Of two resources the one with the longer name generates it.
  return ![...template.resources.values()].some((other) => other.name.length > owner.length && other.type?.startsWith('AWS::Serverless::') === true && name.startsWith(other.name));
}

function namesakes(template: Template, offset: number): Occurrence[] {
  const at = occurrenceAt(template, offset);
  return at ? occurrencesIn(template).filter(({ kind, name }) => kind === at.kind && name === at.name) : [];
}

function locationOf({ document }: Template, { start, end }: Span): Location {
  return { uri: document.uri, range: { start: document.positionAt(start), end: document.positionAt(end) } };
}
