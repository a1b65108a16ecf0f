import * as vscode from 'vscode';
import type { DriftGroup } from '../server/driftProtocol.ts';
import type { DriftModel } from './driftModel.ts';
import { keyOf, titleOf } from './driftWords.ts';

const scheme = 'plumbline-drift';

type Side = 'declared' | 'aws';

/** The declared subnets of a group and AWS's beside each other in a diff editor, one subnet a line. */
export class DriftDiff implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #model: DriftModel;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: vscode.Disposable[];
  /** The documents that are open, which follow the answers. */
  readonly #shown = new Map<string, vscode.Uri>();

  readonly onDidChange = this.#changed.event;

  constructor(model: DriftModel) {
    this.#model = model;
    this.#disposables = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())),
      model.onDidChange(() => {
        for (const uri of this.#shown.values()) this.#changed.fire(uri);
      }),
    ];
  }

  async show(group: DriftGroup): Promise<void> {
    await vscode.commands.executeCommand('vscode.diff', uriOf(group, 'declared'), uriOf(group, 'aws'), `${titleOf(group)}: declared ↔ AWS`);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    this.#shown.set(uri.toString(), uri);
    const group = this.#model.groups.find((known) => keyOf(known) === uri.query);
    if (!group) return 'The group is no longer declared.\n';
    const ids = uri.fragment === 'declared' ? group.declared : group.live;
    return ids.map((id) => `${[id, group.zones[id]].filter(Boolean).join('  ')}\n`).join('');
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

function uriOf(group: DriftGroup, side: Side): vscode.Uri {
  const name = titleOf(group).replaceAll(/[\\/]/g, '-');
  return vscode.Uri.from({ scheme, path: `/${name} (${side === 'aws' ? 'AWS' : side})`, query: keyOf(group), fragment: side });
}
