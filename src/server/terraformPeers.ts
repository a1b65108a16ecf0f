import path from 'node:path';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '../language/diagnostic.ts';
import { DiskFiles, pathOf } from '../language/files.ts';
import { ProgramError } from '../language/program.ts';
import { mergedFindings, type PeerAnswer, PeerError } from '../terraform/peer/answer.ts';
import { isSameRule, runTflint } from '../terraform/peer/tflint.ts';
import { runValidate, saysTheSame } from '../terraform/peer/validate.ts';
import { PeerRuns } from './peerRuns.ts';
import type { PeerMode, TerraformSettings } from './protocol.ts';
import { TextMove } from './textMove.ts';

const peers = {
  validate: { run: runValidate, isSame: saysTheSame },
  tflint: { run: runTflint, isSame: isSameRule },
} as const;

type Peer = keyof typeof peers;

const names = Object.keys(peers) as Peer[];

export interface TerraformPeersOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** The open documents by path. */
  readonly open: ReadonlyMap<string, TextDocument>;
  /** Shows a sentence to the user. */
  readonly warn: (message: string) => void;
  /** Publishes a document's diagnostics anew. */
  readonly publish: (document: TextDocument) => void;
}

/**
 * Runs the user's own `terraform validate` and `tflint` over the folders of open documents, where the user wants it and
 * trusts the workspace. They read what is on disk, so they run when a document is opened or saved.
 */
export class TerraformPeersFeature {
  readonly #options: TerraformPeersOptions;
  readonly #runs: PeerRuns;
  readonly #disk = new DiskFiles();
  /** By program and folder. */
  readonly #answers = new Map<string, PeerAnswer>();
  #modes: Readonly<Record<Peer, PeerMode>> = { validate: 'off', tflint: 'off' };
  #trusted = false;

  constructor(options: TerraformPeersOptions) {
    this.#options = options;
    this.#runs = new PeerRuns(options.warn);
  }

  trust(): void {
    this.#trusted = true;
    this.#lookAtAll();
  }

  configure({ validate = 'off', tflint = 'off' }: TerraformSettings): void {
    const before = this.#modes;
    this.#modes = { validate, tflint };
    if (names.every((peer) => before[peer] === this.#modes[peer])) return;
    this.#runs.forget();
    for (const peer of names) {
      if (this.#modes[peer] !== 'off') continue;
      for (const key of this.#answers.keys()) if (key.startsWith(`${peer} `)) this.#answers.delete(key);
    }
    this.#lookAtAll();
  }

  /** Has the folder of a file looked at, soon. */
  look(file: string): void {
    if (!this.#trusted) return;
    const folder = path.dirname(file);
    for (const peer of names) {
      if (this.#modes[peer] !== 'off') this.#runs.schedule(keyOf(peer, folder), (signal) => this.#run(peer, folder, signal));
    }
  }

  /** The findings of this linter with those of the programs that have answered. */
  merged(document: TextDocument, own: readonly Diagnostic[]): readonly Diagnostic[] {
    const file = pathOf(document.uri);
    if (file === undefined) return own;
    let merged = own;
    for (const peer of names) {
      const found = this.#answers.get(keyOf(peer, path.dirname(file)))?.files.get(file);
      if (!found) continue;
      const move = found.text === document.getText() ? undefined : new TextMove(found.text, document);
      const diagnostics = move ? found.diagnostics.map((diagnostic) => move.diagnostic(diagnostic)).filter((diagnostic) => diagnostic !== undefined) : found.diagnostics;
      merged = mergedFindings(merged, diagnostics, peers[peer].isSame);
    }
    return merged;
  }

  /** Forgets a folder of which no document is open any more. */
  close(file: string): void {
    const folder = path.dirname(file);
    if ([...this.#options.open.keys()].some((open) => path.dirname(open) === folder)) return;
    for (const peer of names) {
      this.#runs.stop(keyOf(peer, folder));
      this.#answers.delete(keyOf(peer, folder));
    }
  }

  dispose(): void {
    this.#runs.dispose();
    this.#answers.clear();
  }

  #lookAtAll(): void {
    const folders = new Map([...this.#options.open.keys()].filter((file) => file.endsWith('.tf')).map((file) => [path.dirname(file), file]));
    for (const file of folders.values()) this.look(file);
  }

  async #run(peer: Peer, folder: string, signal: AbortSignal): Promise<void> {
    const key = keyOf(peer, folder);
    try {
      const answer = await peers[peer].run(folder, (file) => this.#disk.read(file), this.#options.environment, signal);
      if (signal.aborted) return;
      this.#answers.set(key, answer);
      if (answer.notice !== undefined) this.#runs.tell(`${peer} ${answer.notice}`, answer.notice);
    } catch (error) {
      if (signal.aborted) return;
      this.#answers.delete(key);
      const known = error instanceof ProgramError || error instanceof PeerError;
      const { reason, message } = known ? error : new PeerError(`What ${peer} finds cannot be shown: ${String(error)}.`);
      this.#runs.tell(`${peer} ${reason}`, `${message} Plumbline's own findings are shown.`);
    }
    for (const [file, document] of this.#options.open) if (path.dirname(file) === folder) this.#options.publish(document);
  }
}

function keyOf(peer: Peer, folder: string): string {
  return `${peer} ${folder}`;
}
