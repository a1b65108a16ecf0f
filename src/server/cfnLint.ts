import type { TextDocument } from 'vscode-languageserver-textdocument';
import { CfnLintError, mergedFindings, runCfnLint, type CfnLintMode } from '../cloudformation/peer/cfnLint.ts';
import type { Diagnostic } from '../language/diagnostic.ts';
import { ProgramError } from '../language/program.ts';
import { PeerRuns } from './peerRuns.ts';
import { TextMove } from './textMove.ts';

/** What cfn-lint said of a document, and of which text. */
interface Answer {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface CfnLintOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Shows a sentence to the user. */
  readonly warn: (message: string) => void;
  /** Publishes a document's diagnostics anew. */
  readonly publish: (document: TextDocument) => void;
}

/** Runs the user's own cfn-lint over the open templates, where the user wants it and trusts the workspace. */
export class CfnLintFeature {
  readonly #options: CfnLintOptions;
  readonly #runs: PeerRuns;
  readonly #answers = new Map<string, Answer>();
  #mode: CfnLintMode = 'off';
  #trusted = false;

  constructor(options: CfnLintOptions) {
    this.#options = options;
    this.#runs = new PeerRuns(options.warn);
  }

  get #active(): boolean {
    return this.#trusted && this.#mode !== 'off';
  }

  /** @returns whether that changes what is to be published */
  setMode(mode: CfnLintMode): boolean {
    if (mode === this.#mode) return false;
    this.#mode = mode;
    this.#runs.forget();
    if (mode === 'off') this.dispose();
    return true;
  }

  trust(): void {
    this.#trusted = true;
  }

  /** Has a template looked at once typing pauses; what still runs for an earlier text is ended. */
  schedule(document: TextDocument): void {
    const text = document.getText();
    if (!this.#active || this.#answers.get(document.uri)?.text === text) this.#runs.stop(document.uri);
    else this.#runs.schedule(document.uri, (signal) => this.#run(document, text, signal));
  }

  /** The findings of this linter with those of cfn-lint; where that has not answered, this linter's alone. */
  merged(document: TextDocument, own: readonly Diagnostic[]): readonly Diagnostic[] {
    const answer = this.#active ? this.#answers.get(document.uri) : undefined;
    if (!answer) return own;
    const move = answer.text === document.getText() ? undefined : new TextMove(answer.text, document);
    const peer = move ? answer.diagnostics.map((diagnostic) => move.diagnostic(diagnostic)).filter((diagnostic) => diagnostic !== undefined) : answer.diagnostics;
    return mergedFindings(own, peer, this.#mode);
  }

  close(uri: string): void {
    this.#runs.stop(uri);
    this.#answers.delete(uri);
  }

  dispose(): void {
    this.#runs.dispose();
    this.#answers.clear();
  }

  async #run(document: TextDocument, text: string, signal: AbortSignal): Promise<void> {
    const { uri } = document;
    try {
      const diagnostics = await runCfnLint(document, this.#options.environment, signal);
      if (signal.aborted) return;
      this.#answers.set(uri, { text, diagnostics });
    } catch (error) {
      if (signal.aborted) return;
      this.#answers.delete(uri);
      const known = error instanceof ProgramError || error instanceof CfnLintError;
      const { reason, message } = known ? error : new CfnLintError(`cfn-lint's findings cannot be shown: ${String(error)}.`);
      this.#runs.tell(reason, `${message} Plumbline's own findings are shown.`);
    }
    this.#options.publish(document);
  }
}
