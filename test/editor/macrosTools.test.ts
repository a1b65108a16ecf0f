import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { closeEverything } from './support/editor.ts';
import { Person } from './support/person.ts';
import { run, until, useRepository } from './support/repositories.ts';

interface Binding {
  readonly key: string;
  readonly command: string;
  readonly when?: string;
}

suite('tools for macros', () => {
  const repository = useRepository(['origin']);
  const user = vscode.ConfigurationTarget.Global;
  const settings = () => vscode.workspace.getConfiguration('plumbline');
  const userMacros = () => settings().inspect<Record<string, unknown>>('macros')?.globalValue ?? {};

  teardown(async () => {
    await closeEverything();
    await settings().update('macros', undefined, user);
  });

  test('a recording becomes a macro of the user settings that does the same', async () => {
    repository().git('branch', '--quiet', '--set-upstream-to=origin/main');
    repository().write('new.txt', 'new\n');
    using person = new Person('adds new', 'recorded');
    assert.equal((await run('startRecording')).ok, true);
    assert.equal((await run('startRecording')).reason, 'alreadyRecording');
    assert.equal((await run('stageAll')).ok, true);
    assert.equal((await run('commitPush')).ok, true);
    assert.equal((await run('sync')).ok, true);
    assert.equal((await run('stopRecording')).ok, true);
    assert.equal((await run('stopRecording')).reason, 'notRecording');
    assert.equal(person.asked.length, 2);
    // the editor reads the saved file in its own time
    await until(() => 'recorded' in userMacros());
    const recorded = userMacros()['recorded'] as { readonly steps: readonly object[] };
    assert.deepEqual(recorded.steps.map((step) => Object.keys(step)[0]), ['stage', 'lint', 'commit', 'push', 'pull', 'push']);
    repository().write('again.txt', 'again\n');
    const outcome = await run('runMacro', { macro: 'recorded', inputs: { message: 'adds again' } });
    assert.equal(outcome.ok, true, outcome.message);
    assert.equal(repository().git('log', '-1', '--format=%s'), 'adds again');
    assert.equal(repository().remoteHead('origin'), repository().head);
  });

  test('a recording without a step says so and writes nothing', async () => {
    using person = new Person();
    await run('startRecording');
    assert.equal((await run('stopRecording')).ok, true);
    assert.match(person.last.message, /Nothing was recorded/);
    assert.deepEqual(userMacros(), {});
  });

  test('a keybinding is inserted into keybindings.json, with the cursor where the key goes', async () => {
    await settings().update('macros', { 'my macro': [{ stage: 'all' }] }, user);
    assert.equal((await run('insertMacroKeybinding', 'my macro')).ok, true);
    const editor = vscode.window.activeTextEditor;
    assert.match(editor?.document.uri.path ?? '', /keybindings\.json$/);
    const bindings = parse(editor?.document.getText() ?? '') as readonly object[];
    assert.deepEqual(bindings.at(-1), { key: '', command: 'plumbline.runMacro', args: 'my macro' });
    const cursor = editor?.document.offsetAt(editor.selection.active) ?? 0;
    assert.equal(editor?.document.getText().slice(cursor - 8, cursor + 2), '"key": "",');
  });

  test('macros of other extensions come in after a preview, with what they lose, under names that are free', async () => {
    await settings().update('macros', { save: [{ stage: 'all' }] }, user);
    const foreign = {
      save: ['workbench.action.files.save', { command: 'type', args: { text: 'x' } }],
      broken: [],
    };
    // a setting that no extension has registered can only be written by hand
    await vscode.commands.executeCommand('workbench.action.openSettingsJson');
    const editor = vscode.window.activeTextEditor;
    assert(editor);
    const { document } = editor;
    const before = document.getText();
    await editor.edit((edit) => edit.insert(document.positionAt(before.indexOf('{') + 1), `// kept\n"macros": ${JSON.stringify(foreign)},`));
    await vscode.commands.executeCommand('workbench.action.files.save');
    await until(() => vscode.workspace.getConfiguration().get('macros') !== undefined);
    using person = new Person();
    const outcome = await run('importMacros');
    assert.equal(outcome.ok, true, outcome.message);
    await until(() => 'save 2' in userMacros());
    assert.deepEqual(Object.keys(userMacros()), ['save', 'save 2']);
    assert.match(person.last.message, /^1 macro is in your settings now\. 1 note tells/);
    const preview = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'plumbline-run' && uri.path.includes('Import'));
    assert.match(preview?.getText() ?? '', /## broken\n\nFrom macros\. \*\*Cannot be taken over\.\*\*/);
    assert.match(preview?.getText() ?? '', /save is called save 2 here/);
    assert.match(document.getText(), /\/\/ kept/);
    await vscode.commands.executeCommand('workbench.action.openSettingsJson');
    const { activeTextEditor } = vscode.window;
    assert(activeTextEditor);
    const all = new vscode.Range(0, 0, activeTextEditor.document.lineCount, 0);
    await activeTextEditor.edit((edit) => edit.replace(all, before));
    await vscode.commands.executeCommand('workbench.action.files.save');
  });

  test('Edit Macro opens the settings at its name', async () => {
    await settings().update('macros', { one: [{ stage: 'all' }], two: [{ stage: 'all' }] }, user);
    assert.equal((await run('editMacro', { macro: 'two' })).ok, true);
    const editor = vscode.window.activeTextEditor;
    assert.match(editor?.document.uri.path ?? '', /settings\.json$/);
    assert.match(editor?.document.lineAt(editor.selection.active.line).text ?? '', /"two"/);
  });

  test("the chord shadows no keybinding of the editor's own", async () => {
    const extension = vscode.extensions.getExtension<unknown>('plumbline.plumbline');
    const own: readonly Binding[] = extension?.packageJSON.contributes.keybindings;
    const [chord = ''] = (own[0]?.key ?? '').split(' ');
    assert(own.every(({ key, when }) => key.startsWith(`${chord} `) && when === '!terminalFocus'));
    await vscode.commands.executeCommand('workbench.action.openDefaultKeybindingsFile');
    const defaults = parse(vscode.window.activeTextEditor?.document.getText() ?? '') as readonly Binding[];
    assert(defaults.length > 500);
    const clashes = defaults.filter(({ key, command }) => key.split(' ')[0] === chord && !command.startsWith('plumbline.'));
    assert.deepEqual(clashes.filter(({ when }) => !when?.includes('terminalFocus')), []);
  });

  test('the pre-push hook lints pushes made elsewhere, and can be taken out again', async () => {
    using person = new Person();
    assert.equal((await run('installHook')).ok, true);
    assert.match(person.last.message, /^Every push from .* is linted first\.$/);
    repository().write('stack.yaml', 'Resources:\n  Bucket:\n    Type: AWS::S3::Bucke\n');
    repository().git('add', '--all');
    repository().git('commit', '--quiet', '--message=adds a stack');
    assert.throws(() => repository().git('push', '--quiet', 'origin', 'main'), /stack\.yaml:3:\d+: error E3006/);
    assert.equal((await run('uninstallHook')).ok, true);
    repository().git('push', '--quiet', 'origin', 'main');
    assert.equal(repository().remoteHead('origin'), repository().head);
    assert.equal((await run('uninstallHook')).reason, 'noHook');
  });
});
