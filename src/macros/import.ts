import { isObject } from './shape.ts';

/** A macro of another extension in our language. */
export interface ImportedMacro {
  readonly name: string;
  /** As the setting `plumbline.macros` holds it. */
  readonly macro: { readonly title?: string; readonly description?: string; readonly steps: readonly unknown[] };
  /** What could not be carried over, a sentence each; empty where nothing is lost. */
  readonly notes: readonly string[];
}

/** What a list of commands became, and what it lost on the way. */
interface Converted {
  readonly steps: unknown[];
  readonly notes: string[];
}

/**
 * Macros of the extension "macros" (geddski.macros): the value of its setting `macros`.
 * https://github.com/geddski/macros
 */
export function importMacrosExtension(setting: unknown): ImportedMacro[] {
  if (!isObject(setting)) return [];
  return Object.entries(setting).map(([name, commands]) => {
    const { steps, notes } = convertList(commands, name, new Set());
    return { name, macro: { steps }, notes };
  });
}

/**
 * Macros of the extension "multi-command" (ryuta46.multi-command): the value of its setting `multiCommand.commands`.
 * https://github.com/ryuta46/vscode-multi-command
 */
export function importMultiCommand(setting: unknown): ImportedMacro[] {
  const written = multiCommands(setting);
  const names = new Set(written.map(({ name }) => name));
  return written.map(({ name, value }) => {
    const { steps, notes } = convertList(value['sequence'], name, names);
    const seconds = typeof value['interval'] === 'number' ? value['interval'] / 1000 : 0;
    const paced = seconds > 0 ? steps.flatMap((step, index) => (index === 0 ? [step] : [{ wait: seconds }, step])) : steps;
    const languages = Array.isArray(value['languages']) ? value['languages'] : [];
    if (languages.length) {
      notes.push(`${name} ran only in files of ${languages.join(', ')}; put that into the when clause of its keybinding.`);
    }
    const { label, description } = value;
    return {
      name: shortName(name),
      macro: {
        ...(typeof label === 'string' ? { title: label } : {}),
        ...(typeof description === 'string' ? { description } : {}),
        steps: paced,
      },
      notes,
    };
  });
}

/** Keybindings that run the editor's own `runCommands`: the content of keybindings.json. */
export function importRunCommands(keybindings: unknown): ImportedMacro[] {
  if (!Array.isArray(keybindings)) return [];
  return keybindings.flatMap((binding: unknown) => {
    if (!isObject(binding) || binding['command'] !== 'runCommands') return [];
    const key = String(binding['key'] ?? 'no key');
    const args = isObject(binding['args']) ? binding['args'] : {};
    const { steps, notes } = convertList(args['commands'], key, new Set());
    if (typeof binding['when'] === 'string') {
      notes.push(`${key} was bound when ${binding['when']}; give the new keybinding the same clause.`);
    }
    return [{ name: `runCommands ${key}`, macro: { steps }, notes }];
  });
}

/** The setting is a list of objects with a name each, or an object of them. */
function multiCommands(setting: unknown): { name: string; value: Record<string, unknown> }[] {
  if (Array.isArray(setting)) {
    return setting.flatMap((value: unknown) =>
      isObject(value) && typeof value['command'] === 'string' ? [{ name: value['command'], value }] : [],
    );
  }
  if (!isObject(setting)) return [];
  return Object.entries(setting).flatMap(([name, value]) => (isObject(value) ? [{ name, value }] : []));
}

function shortName(command: string): string {
  return command.replace(/^multiCommand\./, '');
}

/** @param macros names of commands that are macros themselves */
function convertList(commands: unknown, name: string, macros: ReadonlySet<string>): Converted {
  if (!Array.isArray(commands)) {
    return { steps: [], notes: [`${name} has no list of commands, so there is nothing to take over.`] };
  }
  const converted = commands.map((command: unknown, index) => convert(command, `${name}, command ${index + 1}`, macros));
  return { steps: converted.flatMap(({ steps }) => steps), notes: converted.flatMap(({ notes }) => notes) };
}

function convert(written: unknown, place: string, macros: ReadonlySet<string>): Converted {
  if (typeof written === 'string') return { steps: [stepFor(written, undefined, macros)], notes: [] };
  if (!isObject(written) || typeof written['command'] !== 'string') {
    return { steps: [], notes: [`${place} is neither a command nor an object with one: ${JSON.stringify(written)}.`] };
  }
  const { command, args, repeat, onSuccess, onFail, variableSubstitution, ...rest } = written;
  const notes: string[] = [];
  const steps = special(String(command), args, place, macros, notes) ?? [stepFor(String(command), args, macros)];
  if (onSuccess !== undefined) {
    const after = convertList(onSuccess, `${place}, onSuccess`, macros);
    steps.push(...after.steps);
    notes.push(...after.notes);
  }
  if (onFail !== undefined) {
    notes.push(`${place} had commands for its failure (onFail), which a macro here does not run: it stops. They were ${JSON.stringify(onFail)}.`);
  }
  if (variableSubstitution === true) notes.push(`${place} substituted variables; check that \${...} in it means the same here.`);
  const odd = Object.keys(rest);
  if (odd.length) notes.push(`${place} had ${odd.join(', ')}, which has no meaning here.`);
  const times = typeof repeat === 'number' ? Math.floor(repeat) : 1;
  if (times <= 1) return { steps, notes };
  return { steps: [{ forEach: Array.from({ length: times }, (_, index) => String(index + 1)), do: steps }], notes };
}

/** Commands that the extensions themselves understand. */
function special(
  command: string,
  args: unknown,
  place: string,
  macros: ReadonlySet<string>,
  notes: string[],
): unknown[] | undefined {
  if (command === '$delay') {
    const delay = isObject(args) ? Number(args['delay']) : Number.NaN;
    if (Number.isFinite(delay)) return [{ wait: delay / 1000 }];
    notes.push(`${place} is a delay without a number of milliseconds.`);
    return [];
  }
  if (command === 'extension.multiCommand.execute' && isObject(args)) {
    if (typeof args['command'] === 'string') return [stepFor(args['command'], undefined, macros)];
    const { steps, notes: lost } = convertList(args['sequence'], place, macros);
    notes.push(...lost);
    return steps;
  }
  return undefined;
}

function stepFor(command: string, args: unknown, macros: ReadonlySet<string>): unknown {
  if (macros.has(command)) return { macro: shortName(command) };
  return args === undefined ? command : { command, args: [args] };
}
