import type { CommandSpec } from './commands.ts';
import type { DriftStatus } from './drift.ts';
import type { Logs } from './logs.ts';
import type { MacroCommands } from './macros.ts';

export interface Features {
  readonly drift: DriftStatus;
  readonly macros: MacroCommands;
  readonly logs: Logs;
}

/** Every command of the palette, by id; the manifest names the same ones. */
export function commandTable({ drift, macros, logs }: Features): Record<string, CommandSpec> {
  return {
    'plumbline.pushCurrentBranch': { needsTrust: true, run: () => macros.pushCurrentBranch() },
    'plumbline.stageCommitPush': { needsTrust: true, run: () => macros.stageCommitPush() },
    'plumbline.runMacro': { needsTrust: true, run: (argument) => macros.run(argument) },
    'plumbline.checkDrift': { needsTrust: true, run: () => drift.refresh() },
    'plumbline.showDrift': { needsTrust: true, run: () => drift.show() },
    'plumbline.showLog': { needsTrust: false, run: async () => logs.show() },
  };
}
