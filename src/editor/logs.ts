import * as vscode from 'vscode';
import { type Log, redact } from '../log.ts';

/** One log channel per concern; every line has its credentials blotted out. */
export class Logs implements vscode.Disposable {
  /** The extension's own, and the one that `Show Log` opens. */
  readonly main: Log;
  readonly git: Log;
  readonly serverChannel: vscode.LogOutputChannel;
  readonly #channels: vscode.LogOutputChannel[] = [];
  readonly #mainChannel: vscode.LogOutputChannel;
  readonly #gitChannel: vscode.LogOutputChannel;

  constructor() {
    this.#mainChannel = this.#open('Plumbline');
    this.main = redacting(this.#mainChannel);
    this.#gitChannel = this.#open('Plumbline Git');
    this.git = redacting(this.#gitChannel);
    this.serverChannel = this.#open('Plumbline Language Server');
  }

  /** Brings the extension's own log to the front. */
  show(): void {
    this.#mainChannel.show(true);
  }

  /** Brings the log of git and macros to the front. */
  showGit(): void {
    this.#gitChannel.show(true);
  }

  dispose(): void {
    for (const channel of this.#channels) channel.dispose();
  }

  #open(name: string): vscode.LogOutputChannel {
    const channel = vscode.window.createOutputChannel(name, { log: true });
    this.#channels.push(channel);
    return channel;
  }
}

function redacting(channel: vscode.LogOutputChannel): Log {
  return {
    trace: (message) => channel.trace(redact(message)),
    debug: (message) => channel.debug(redact(message)),
    info: (message) => channel.info(redact(message)),
    warn: (message) => channel.warn(redact(message)),
    error: (message) => channel.error(redact(message)),
  };
}
