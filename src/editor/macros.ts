import type { Macro } from '../macros/language.ts';
import type { RunReport } from '../macros/run.ts';
import { CommandError } from './commands.ts';
import { insertKeybinding } from './macroKeybinding.ts';
import type { MacroMemory } from './macroMemory.ts';
import type { MacroRunner } from './macroRunner.ts';
import type { MacroSettings } from './macroSettings.ts';
import { undoLastRun } from './macroUndo.ts';
import { sourceControlRoot } from './repositories.ts';

/**
 * The commands for the macros of the settings. Each takes the macro's name, `{ macro, inputs }`, or nothing to let the
 * user pick.
 */
export class MacroCommands {
  readonly #runner: MacroRunner;
  readonly #settings: MacroSettings;
  readonly #memory: MacroMemory;

  constructor(runner: MacroRunner, settings: MacroSettings, memory: MacroMemory) {
    this.#runner = runner;
    this.#settings = settings;
    this.#memory = memory;
  }

  /** Runs a macro. */
  async run(argument: unknown): Promise<RunReport> {
    const { macro, inputs } = await this.#chosen(argument, 'Run Macro');
    const { macros } = this.#settings.read();
    const repository = await this.#runner.repositoryIfAny(argument);
    await this.#memory.use(macro.name);
    const ofWorkspace = this.#settings.namesOfWorkspace();
    return this.#runner.run({ macro, macros, repository, inputs, recorded: [{ macro: macro.name }], ofWorkspace });
  }

  /** Opens what a macro would do as a document; nothing is done, and nothing asked. */
  async dryRun(argument: unknown): Promise<void> {
    const { macro, inputs } = await this.#chosen(argument, 'Dry Run Macro');
    const { macros } = this.#settings.read();
    await this.#runner.plan({ macro, macros, repository: await this.#runner.repositoryIfAny(argument), inputs, recorded: [] });
  }

  /** Stops what runs in this window; what is done stays done. */
  cancel(): void {
    this.#runner.cancel();
  }

  /** Opens the settings at a macro. */
  async edit(argument: unknown): Promise<void> {
    const { name } = readArgument(argument);
    await this.#settings.edit(name ?? (await this.#settings.pick('Edit Macro')).name);
  }

  /** Inserts a keybinding for a macro into keybindings.json, where the user types the key. */
  async insertKeybinding(argument: unknown): Promise<void> {
    const { macro } = await this.#chosen(argument, 'Insert Keybinding for Macro');
    await insertKeybinding(macro);
  }

  /** Opens the report of the last run in this window. */
  async showReport(): Promise<void> {
    const { last } = this.#runner;
    if (!last) throw new CommandError('noRun', 'No macro has run in this window yet, so there is no report.');
    await this.#runner.showReport(last);
  }

  /** Undoes the last run in the repository, after showing what that does. */
  async undoLastRun(): Promise<void> {
    await undoLastRun(await this.#runner.repository());
  }

  async #chosen(argument: unknown, title: string): Promise<{ macro: Macro; inputs: Record<string, string> }> {
    const { name, inputs } = readArgument(argument);
    return { macro: name === undefined ? await this.#settings.pick(title) : this.#settings.find(name), inputs };
  }
}

function readArgument(argument: unknown): { name: string | undefined; inputs: Record<string, string> } {
  if (argument === undefined || argument === null || sourceControlRoot(argument)) return { name: undefined, inputs: {} };
  if (typeof argument === 'string') return { name: argument, inputs: {} };
  if (typeof argument === 'object' && 'macro' in argument && typeof argument.macro === 'string') {
    const inputs = 'inputs' in argument && typeof argument.inputs === 'object' && argument.inputs !== null ? argument.inputs : {};
    return { name: argument.macro, inputs: Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, String(value)])) };
  }
  throw new CommandError('badCall', 'A macro command takes the name of a macro, or { "macro": "name", "inputs": { ... } }.');
}
