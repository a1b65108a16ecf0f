import * as vscode from 'vscode';

/** How many documents are kept; the oldest goes first. */
const kept = 30;

/** Reports, plans and previews as read-only documents. */
export class MacroDocuments implements vscode.Disposable, vscode.TextDocumentContentProvider {
  static readonly scheme = 'plumbline-run';

  readonly #texts = new Map<string, string>();
  readonly #registration: vscode.Disposable;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(MacroDocuments.scheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? 'This document is no longer kept; run the macro again.\n';
  }

  /**
   * Opens a text beside nothing: in the active group, as a preview.
   * @param title names the tab
   * @param text Markdown
   */
  async show(title: string, text: string): Promise<void> {
    const at = new Date().toTimeString().slice(0, 8).replaceAll(':', '.');
    // a path segment each, so that two runs of one second are two documents
    const path = `/${this.#texts.size}-${Date.now()}/${title.replaceAll(/[/\\]/g, ' ')} ${at}.md`;
    this.#texts.set(path, text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > kept && oldest !== undefined) this.#texts.delete(oldest);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: MacroDocuments.scheme, path }));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
