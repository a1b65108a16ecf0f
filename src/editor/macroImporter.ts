import * as vscode from 'vscode';
import { type ImportedMacro, importMacrosExtension, importMultiCommand, importRunCommands } from '../macros/import.ts';
import { parseMacros } from '../macros/language.ts';
import { CancelledError, CommandError } from './commands.ts';
import type { MacroDocuments } from './macroDocuments.ts';
import { openUserFile, parseUserFile } from './macroUserFiles.ts';
import { addMacros } from './macroWriter.ts';

/** A macro on its way into the settings. */
interface Candidate extends ImportedMacro {
  /** Where it comes from. */
  readonly source: string;
  /** Why it cannot be a macro here, a sentence each; empty where it can. */
  readonly problems: readonly string[];
}

/** Brings the macros of other extensions: shows what each becomes, then adds those that the user picks. */
export class MacroImporter {
  readonly #documents: MacroDocuments;

  constructor(documents: MacroDocuments) {
    this.#documents = documents;
  }

  /** @returns the names of the added macros */
  async run(): Promise<string[]> {
    const sources = await pickSources();
    const found = (await Promise.all(sources.map(async (source) => (await source.read()).map((macro) => ({ ...macro, source: source.label }))))).flat();
    if (!found.length) throw new CommandError('nothingToImport', `There is no macro in ${sources.map(({ label }) => label).join(' and ')}.`);
    const existing = vscode.workspace.getConfiguration('plumbline').get<Record<string, unknown>>('macros', {});
    const candidates = judged(renamed(found, Object.keys(existing)));
    await this.#documents.show('Import Macros', previewText(candidates));
    const good = candidates.filter(({ problems }) => !problems.length);
    if (!good.length) throw new CommandError('nothingToImport', 'None of these macros can be taken over; the document says why.');
    const picked = await vscode.window.showQuickPick(
      good.map((macro) => ({
        label: macro.name,
        description: macro.source,
        detail: [`${macro.macro.steps.length} steps`, ...macro.notes.map((note) => `$(warning) ${note}`)].join('  '),
        picked: true,
        macro,
      })),
      { title: 'Import Macros', placeHolder: 'Pick the macros to add; the document shows what each becomes', canPickMany: true, ignoreFocusOut: true },
    );
    if (!picked?.length) throw new CancelledError();
    const chosen = withCalled(picked.map(({ macro }) => macro), good);
    await addMacros(Object.fromEntries(chosen.map(({ name, macro }) => [name, macro])));
    const notes = chosen.reduce((sum, macro) => sum + macro.notes.length, 0);
    const lost = notes ? ` ${notes} ${notes === 1 ? 'note tells' : 'notes tell'} what to look at in the preview.` : '';
    void vscode.window.showInformationMessage(`${chosen.length} ${chosen.length === 1 ? 'macro is' : 'macros are'} in your settings now.${lost}`);
    return chosen.map(({ name }) => name);
  }
}

interface Source extends vscode.QuickPickItem {
  read(): Promise<ImportedMacro[]>;
}

async function pickSources(): Promise<readonly Source[]> {
  const configuration = vscode.workspace.getConfiguration();
  const macros = importMacrosExtension(configuration.get<unknown>('macros'));
  const multi = importMultiCommand(configuration.get<unknown>('multiCommand.commands'));
  const count = (found: readonly unknown[]) => `${found.length} found`;
  const sources: Source[] = [
    { label: 'macros', description: count(macros), detail: 'the setting macros', picked: macros.length > 0, read: async () => macros },
    { label: 'multi-command', description: count(multi), detail: 'the setting multiCommand.commands', picked: multi.length > 0, read: async () => multi },
    { label: 'runCommands', detail: 'keybindings that run several commands; keybindings.json is opened', picked: true, read: readRunCommands },
  ];
  const picked = await vscode.window.showQuickPick(sources, { title: 'Import Macros', placeHolder: 'Where from', canPickMany: true });
  if (!picked?.length) throw new CancelledError();
  return picked;
}

async function readRunCommands(): Promise<ImportedMacro[]> {
  const editor = await openUserFile('keybindings');
  const bindings = editor && parseUserFile(editor.document);
  if (!Array.isArray(bindings)) throw new CommandError('keybindingsUnreadable', 'keybindings.json cannot be read; mend its syntax first.');
  return importRunCommands(bindings);
}

/** Names that are taken get a number; what calls a macro follows it. */
function renamed<T extends ImportedMacro & { readonly source: string }>(found: readonly T[], existing: readonly string[]): T[] {
  const taken = new Set(existing);
  const names = found.map(({ name }) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
    taken.add(free);
    return free;
  });
  return found.map((one, index) => {
    const name = names[index] ?? one.name;
    const called = new Map(found.flatMap((other, at) => (other.source === one.source ? [[other.name, names[at] ?? other.name] as const] : [])));
    const notes = name === one.name ? one.notes : [...one.notes, `${one.name} is called ${name} here, because there is a macro of that name already.`];
    return { ...one, name, notes, macro: { ...one.macro, steps: one.macro.steps.map((step) => withCalls(step, called)) } };
  });
}

function withCalls(step: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof step !== 'object' || step === null) return step;
  if ('macro' in step && typeof step.macro === 'string') return { ...step, macro: names.get(step.macro) ?? step.macro };
  if ('do' in step && Array.isArray(step.do)) return { ...step, do: step.do.map((inner: unknown) => withCalls(inner, names)) };
  return step;
}

function judged(found: readonly (ImportedMacro & { readonly source: string })[]): Candidate[] {
  const { problems } = parseMacros(Object.fromEntries(found.map(({ name, macro }) => [name, macro])), 'imported');
  return found.map((one) => ({
    ...one,
    problems: problems.filter(({ macro }) => macro === undefined || macro === one.name).map(({ message }) => message),
  }));
}

/** The macros and those that they run: one without the other would be none. */
function withCalled(chosen: readonly Candidate[], all: readonly Candidate[]): Candidate[] {
  const found = new Set(chosen);
  const { macros } = parseMacros(Object.fromEntries(all.map(({ name, macro }) => [name, macro])));
  for (const one of found) {
    const calls = macros.find(({ name }) => name === one.name)?.calls ?? [];
    for (const called of all) if (calls.includes(called.name)) found.add(called);
  }
  return [...found];
}

function previewText(candidates: readonly Candidate[]): string {
  const lines = [
    '# Import of macros',
    '',
    'Nothing is changed yet. This is what each macro becomes, and what cannot be carried over.',
    ...candidates.flatMap(({ name, source, macro, notes, problems }) => [
      '',
      `## ${name}`,
      '',
      `From ${source}.${problems.length ? ' **Cannot be taken over.**' : ''}`,
      ...(problems.length + notes.length ? ['', ...[...problems, ...notes].map((note) => `- ${note}`)] : []),
      '',
      '```json',
      JSON.stringify({ [name]: macro }, undefined, 2),
      '```',
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
