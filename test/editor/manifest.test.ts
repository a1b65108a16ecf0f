import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly WalkthroughStep[] }[];
  };
  readonly activationEvents: readonly string[];
}

interface WalkthroughStep {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly markdown: string };
  readonly completionEvents: readonly string[];
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

  test('the walkthrough leads to commands that exist, and its pages do', async () => {
    const commands = new Set(await vscode.commands.getCommands(true));
    for (const { id, description, media, completionEvents } of manifest.contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      const named = [...description.matchAll(/\(command:([\w.]+)/g), ...completionEvents.map((event) => /^onCommand:(.+)/.exec(event))];
      for (const command of named.flatMap((match) => match?.[1] ?? [])) assert(commands.has(command), `${id}: ${command}`);
      const page = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension.extensionUri, media.markdown));
      assert(page.length > 0, media.markdown);
    }
  });

  test('does not activate for everything', () => {
    const { activationEvents } = manifest;
    assert(!activationEvents.includes('*') && !activationEvents.includes('onStartupFinished'));
  });
});
