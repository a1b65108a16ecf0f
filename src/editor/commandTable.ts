import type { CommandSpec } from './commands.ts';
import type { Drift } from './drift.ts';
import type { Logs } from './logs.ts';
import type { MacroCommands } from './macros.ts';

export interface Features {
  readonly drift: Drift;
  readonly macros: MacroCommands;
  readonly logs: Logs;
}

/** Every command of the palette, by id; the manifest names the same ones. */
export function commandTable({ drift, macros, logs }: Features): Record<string, CommandSpec> {
  return {
    'plumbline.pushCurrentBranch': { needsTrust: true, run: () => macros.pushCurrentBranch() },
    'plumbline.stageCommitPush': { needsTrust: true, run: () => macros.stageCommitPush() },
    'plumbline.runMacro': { needsTrust: true, run: (argument) => macros.run(argument) },
    'plumbline.checkDrift': { needsTrust: true, run: () => drift.check() },
    'plumbline.showDrift': { needsTrust: true, run: () => drift.show() },
    'plumbline.compareSubnets': { needsTrust: true, run: (node) => drift.compare(node) },
    'plumbline.showSubnetPicture': { needsTrust: true, run: (node) => drift.drawPicture(node) },
    'plumbline.copyAwsOrder': { needsTrust: true, run: (argument) => drift.copyOrder(argument) },
    'plumbline.useAwsOrderEverywhere': { needsTrust: true, run: () => drift.useOrderEverywhere() },
    'plumbline.chooseAwsProfile': { needsTrust: true, run: () => drift.chooseProfile() },
    'plumbline.chooseAwsGroup': { needsTrust: true, run: (node) => drift.chooseGroup(node) },
    'plumbline.signInToAws': { needsTrust: true, run: () => drift.signIn() },
    'plumbline.showLog': { needsTrust: false, run: async () => logs.show() },
  };
}
