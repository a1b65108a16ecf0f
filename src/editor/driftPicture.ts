import * as vscode from 'vscode';
import type { DriftGroup } from '../server/driftProtocol.ts';
import type { DriftModel } from './driftModel.ts';
import { picturePage } from './driftPictureMarkup.ts';
import { keyOf, titleOf } from './driftWords.ts';

/** Panels with the picture of a group's subnets, one for each group; they follow the answers. */
export class DriftPicture implements vscode.Disposable {
  readonly #model: DriftModel;
  readonly #media: vscode.Uri;
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #listening: vscode.Disposable;

  /** @param media the folder with the style sheet */
  constructor(model: DriftModel, media: vscode.Uri) {
    this.#model = model;
    this.#media = media;
    this.#listening = model.onDidChange(() => {
      for (const group of this.#model.groups) {
        const panel = this.#panels.get(keyOf(group));
        if (panel) this.#draw(panel, group);
      }
    });
  }

  show(group: DriftGroup): void {
    const key = keyOf(group);
    const known = this.#panels.get(key);
    if (known) {
      known.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel('plumbline.subnets', `${titleOf(group)}: Subnets`, vscode.ViewColumn.Active, {
      enableScripts: false,
      enableForms: false,
      localResourceRoots: [this.#media],
    });
    this.#panels.set(key, panel);
    panel.onDidDispose(() => this.#panels.delete(key));
    this.#draw(panel, group);
  }

  dispose(): void {
    this.#listening.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #draw({ webview }: vscode.WebviewPanel, group: DriftGroup): void {
    const sheet = webview.asWebviewUri(vscode.Uri.joinPath(this.#media, 'drift.css')).toString();
    const html = picturePage(group, { sheet, source: webview.cspSource });
    if (webview.html !== html) webview.html = html;
  }
}
