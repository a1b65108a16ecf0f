import type { TextDocument } from 'vscode-languageserver-textdocument';
import { CfnLintError, mergedFindings, runCfnLint, type CfnLintMode } from '../cloudformation/peer/cfnLint.ts';
import type { Diagnostic } from '../language/diagnostic.ts';
import { ProgramError } from '../language/program.ts';
import { TextMove } from './textMove.ts';

/** How long typing must pause before cfn-lint is started, in milliseconds. */
const pauseMs = 400;

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
  readonly #running = new Map<string, AbortController>();
  readonly #answers = new Map<string, Answer>();
  /** Failures that the user has been told of. */
  readonly #told = new Set<string>();
  #mode: CfnLintMode = 'off';
  #trusted = false;

  constructor(options: CfnLintOptions) {
    this.#options = options;
  }

  get #active(): boolean {
    return this.#trusted && this.#mode !== 'off';
  }

  /** @returns whether that changes what is to be published */
  setMode(mode: CfnLintMode): boolean {
    if (mode === this.#mode) return false;
    this.#mode = mode;
    this.#told.clear();
    if (mode === 'off') this.dispose();
    return true;
  }

  trust(): void {
    this.#trusted = true;
  }

  /** Has a template looked at once typing pauses; what still runs for an earlier text is ended. */
  schedule(document: TextDocument): void {
    this.#stop(document.uri);
    const text = document.getText();
    if (!this.#active || this.#answers.get(document.uri)?.text === text) return;
    const controller = new AbortController();
    this.#running.set(document.uri, controller);
    const timer = setTimeout(() => void this.#run(document, text, controller), pauseMs);
    controller.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
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
    this.#stop(uri);
    this.#answers.delete(uri);
  }

  dispose(): void {
    for (const uri of this.#running.keys()) this.#stop(uri);
    this.#answers.clear();
  }

  async #run(document: TextDocument, text: string, controller: AbortController): Promise<void> {
    const { uri } = document;
    try {
      const diagnostics = await runCfnLint(document, this.#options.environment, controller.signal);
      if (controller.signal.aborted) return;
      this.#answers.set(uri, { text, diagnostics });
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#answers.delete(uri);
      this.#tell(error instanceof ProgramError || error instanceof CfnLintError ? error : new CfnLintError(`cfn-lint's findings cannot be shown: ${String(error)}.`));
    }
    this.#running.delete(uri);
    this.#options.publish(document);
  }

  #tell(error: ProgramError | CfnLintError): void {
    if (this.#told.has(error.reason)) return;
    this.#told.add(error.reason);
    this.#options.warn(`${error.message} Plumbline's own findings are shown.`);
  }

  #stop(uri: string): void {
    this.#running.get(uri)?.abort();
    this.#running.delete(uri);
  }
}
