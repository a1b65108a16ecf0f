import * as vscode from 'vscode';

type Asked = { readonly message: string; readonly detail: string; readonly buttons: readonly string[] };

/**
 * Answers what the extension asks, as a person would, since nobody sits before the editor host. Buttons and texts are
 * given in the order of the questions; a question too many is closed unanswered.
 */
export class Person implements Disposable {
  /** Messages that were shown, with the buttons they offered. */
  readonly asked: Asked[] = [];
  /** The labels of each pick that was shown. */
  readonly picks: string[][] = [];
  readonly #window = vscode.window as unknown as Record<string, unknown>;
  readonly #originals = new Map<string, unknown>();

  /** @param answers a button of a message or row of a pick, by its (whole) label, or the text for an input box */
  constructor(...answers: readonly string[]) {
    const queue = [...answers];
    const next = (labels: readonly string[]) => (labels.includes(queue[0] ?? '') ? queue.shift() : undefined);
    const message = async (text: string, ...rest: readonly (string | vscode.MessageOptions)[]) => {
      const options = rest.find((part) => typeof part === 'object');
      const buttons = rest.filter((part) => typeof part === 'string');
      this.asked.push({ message: text, detail: options?.detail ?? '', buttons });
      return next(buttons);
    };
    for (const name of ['showErrorMessage', 'showWarningMessage', 'showInformationMessage']) this.#replace(name, message);
    this.#replace('showInputBox', async () => queue.shift());
    this.#replace('showQuickPick', async (items: readonly (string | vscode.QuickPickItem)[], options?: vscode.QuickPickOptions) => {
      const labels = items.map((item) => (typeof item === 'string' ? item : item.label));
      this.picks.push(labels);
      if (options?.canPickMany) return items;
      const chosen = next(labels);
      return chosen === undefined ? undefined : items[labels.indexOf(chosen)];
    });
  }

  /** The last message. */
  get last(): Asked {
    const last = this.asked.at(-1);
    if (!last) throw new Error('Nothing was asked.');
    return last;
  }

  [Symbol.dispose](): void {
    for (const [name, original] of this.#originals) this.#window[name] = original;
  }

  #replace(name: string, by: unknown): void {
    this.#originals.set(name, this.#window[name]);
    this.#window[name] = by;
  }
}
