import { fileURLToPath } from 'node:url';
import type { HookCommand } from '../git/hooks.ts';
import { launcherVariable } from '../launcherVariable.ts';
import { computingCommands } from './computing.ts';
import type { Command, TerminalIo } from './io.ts';
import type { Commands } from './main.ts';
import type { OwnFiles } from './ownFiles.ts';

/** All commands, as the general help lists them. */
export function allCommands(own: OwnFiles): Commands {
  return {
    ...computingCommands(own),
    drift: {
      summary: 'compare the subnets of Auto Scaling groups with AWS',
      load: async () => {
        const { driftCommand, driftHelp } = await import('./drift.ts');
        return { run: await overServices((args, io) => driftCommand(args, io, own.version())), help: driftHelp };
      },
    },
    run: {
      summary: 'run a macro of .vscode/settings.json',
      load: async () => {
        const { runCommand, runHelp } = await import('./run.ts');
        return { run: await overServices(runCommand), help: runHelp };
      },
    },
    undo: {
      summary: 'take back what the last macro did here',
      load: async () => {
        const { undoCommand, undoHelp } = await import('./undo.ts');
        return { run: undoCommand, help: undoHelp };
      },
    },
    hook: {
      summary: 'lint before every push, whoever pushes',
      load: async () => {
        const { hookCommand, hookHelp } = await import('./hook.ts');
        // started from the editor's terminal, the program and the script are the editor's and move with its updates
        const launcher = process.env[launcherVariable];
        const self: HookCommand = launcher ? [launcher] : [process.execPath, fileURLToPath(own.program)];
        const run: Command = (args, io) => hookCommand(args, io, self);
        return { run: await overServices(run), help: hookHelp };
      },
    },
    'update-schemas': {
      summary: "fetch AWS's CloudFormation schemas of today",
      load: async () => {
        const { schemasCommand, schemasHelp } = await import('./schemas.ts');
        return { run: schemasCommand, help: schemasHelp };
      },
    },
    lsp: {
      summary: 'language server for other editors',
      load: async () => {
        const { lspCommand, lspHelp } = await import('./lsp.ts');
        return { run: lspCommand, help: lspHelp };
      },
    },
  };
}

/** A command with the language services, which take a while to load. */
async function overServices(command: Command): Promise<(args: string[], io: TerminalIo) => Promise<number>> {
  const { withServices } = await import('./withServices.ts');
  return async (args, io) => command(args, await withServices(io));
}
