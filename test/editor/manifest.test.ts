import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly title: string }[] };
  readonly activationEvents: readonly string[];
}

suite('the extension', () => {
  const extension = vscode.extensions.getExtension<unknown>('plumbline.plumbline');
  assert(extension);
  const manifest: Manifest = extension.packageJSON;
  suiteSetup(() => extension.activate());

  test('registers exactly the commands that the manifest names', async () => {
    // What the language client adds for itself is no command of the palette.
    const registered = (await vscode.commands.getCommands(true)).filter((id) => /^plumbline\.\w+$/.test(id));
    assert.deepEqual(registered.toSorted(), manifest.contributes.commands.map(({ command }) => command).toSorted());
  });

  test('does not activate for everything', () => {
    const { activationEvents } = manifest;
    assert(!activationEvents.includes('*') && !activationEvents.includes('onStartupFinished'));
  });
});
