import type { CommandSpec } from './commands.ts';
import type { Drift } from './drift.ts';
import type { Logs } from './logs.ts';
import type { MacroFeatures } from './macroFeatures.ts';
import type { RulePages } from './rulePages.ts';
import type { SchemaUpdates } from './schemaUpdates.ts';

export interface Features {
  readonly drift: Drift;
  readonly macros: MacroFeatures;
  readonly rulePages: RulePages;
  readonly schemas: SchemaUpdates;
  readonly logs: Logs;
}

/** Every command of the palette, by id; the manifest names the same ones. */
export function commandTable({ drift, macros, rulePages, schemas, logs }: Features): Record<string, CommandSpec> {
  return {
    ...pushTable(macros),
    ...macroTable(macros),
    'plumbline.checkDrift': {
      needsTrust: true,
      run: async () => {
        const result = await drift.check();
        macros.recording.add('plumbline.checkDrift');
        return result;
      },
    },
    'plumbline.showDrift': { needsTrust: true, run: () => drift.show() },
    'plumbline.compareSubnets': { needsTrust: true, run: (node) => drift.compare(node) },
    'plumbline.showSubnetPicture': { needsTrust: true, run: (node) => drift.drawPicture(node) },
    'plumbline.copyAwsOrder': { needsTrust: true, run: (argument) => drift.copyOrder(argument) },
    'plumbline.useAwsOrderEverywhere': { needsTrust: true, run: () => drift.useOrderEverywhere() },
    'plumbline.chooseAwsProfile': { needsTrust: true, run: () => drift.chooseProfile() },
    'plumbline.chooseAwsGroup': { needsTrust: true, run: (node) => drift.chooseGroup(node) },
    'plumbline.signInToAws': { needsTrust: true, run: () => drift.signIn() },
    'plumbline.updateSchemas': { needsTrust: false, run: () => schemas.update() },
    'plumbline.resetSchemas': { needsTrust: false, run: () => schemas.reset() },
    'plumbline.showRule': { needsTrust: false, run: (rule) => rulePages.show(rule) },
    'plumbline.showLog': { needsTrust: false, run: async () => logs.show() },
  };
}

function pushTable({ push, hooks }: MacroFeatures): Record<string, CommandSpec> {
  return {
    'plumbline.pushCurrentBranch': { needsTrust: true, run: (place) => push.pushCurrentBranch(place) },
    'plumbline.pushAllRemotes': { needsTrust: true, run: (place) => push.pushAllRemotes(place) },
    'plumbline.pushWithTags': { needsTrust: true, run: (place) => push.pushWithTags(place) },
    'plumbline.forcePushWithLease': { needsTrust: true, run: (place) => push.forcePushWithLease(place) },
    'plumbline.sync': { needsTrust: true, run: (place) => push.sync(place) },
    'plumbline.stageAll': { needsTrust: true, run: (place) => push.stageAll(place) },
    'plumbline.stageSelection': { needsTrust: true, run: () => push.stageSelection() },
    'plumbline.commitPush': { needsTrust: true, run: (place) => push.commitPush(place) },
    'plumbline.stageCommitPush': { needsTrust: true, run: (place) => push.stageCommitPush(place) },
    'plumbline.amendPush': { needsTrust: true, run: (place) => push.amendPush(place) },
    'plumbline.publishBranch': { needsTrust: true, run: (place) => push.publishBranch(place) },
    'plumbline.undoLastCommit': { needsTrust: true, run: (place) => push.undoLastCommit(place) },
    'plumbline.installHook': { needsTrust: true, run: (place) => hooks.install(place) },
    'plumbline.uninstallHook': { needsTrust: true, run: (place) => hooks.uninstall(place) },
  };
}

function macroTable({ commands, importer, recording }: MacroFeatures): Record<string, CommandSpec> {
  return {
    'plumbline.runMacro': { needsTrust: true, run: (argument) => commands.run(argument) },
    'plumbline.dryRunMacro': { needsTrust: true, run: (argument) => commands.dryRun(argument) },
    'plumbline.cancelRun': { needsTrust: true, run: async () => commands.cancel() },
    'plumbline.showRunReport': { needsTrust: true, run: () => commands.showReport() },
    'plumbline.undoLastRun': { needsTrust: true, run: () => commands.undoLastRun() },
    'plumbline.editMacro': { needsTrust: false, run: (argument) => commands.edit(argument) },
    'plumbline.insertMacroKeybinding': { needsTrust: false, run: (argument) => commands.insertKeybinding(argument) },
    'plumbline.importMacros': { needsTrust: false, run: () => importer.run() },
    'plumbline.startRecording': { needsTrust: true, run: () => recording.start() },
    'plumbline.stopRecording': { needsTrust: true, run: () => recording.stop() },
  };
}
