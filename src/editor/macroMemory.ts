import type * as vscode from 'vscode';

const recentKey = 'plumbline.recentMacros';
const approvedKey = 'plumbline.approvedMacros';
const keptApprovals = 200;

/** What is remembered of macros in a workspace, across windows and restarts. */
export class MacroMemory {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** Names of macros, last used first; some may be gone from the settings. */
  get recent(): readonly string[] {
    return this.#state.get<readonly string[]>(recentKey, []);
  }

  async use(name: string): Promise<void> {
    await this.#state.update(recentKey, [name, ...this.recent.filter((other) => other !== name)].slice(0, 50));
  }

  /** @param fingerprint of the macro as it is now, see `fingerprint` */
  isApproved(fingerprint: string): boolean {
    return this.#approved.includes(fingerprint);
  }

  async approve(fingerprint: string): Promise<void> {
    await this.#state.update(approvedKey, [fingerprint, ...this.#approved].slice(0, keptApprovals));
  }

  get #approved(): readonly string[] {
    return this.#state.get<readonly string[]>(approvedKey, []);
  }
}
