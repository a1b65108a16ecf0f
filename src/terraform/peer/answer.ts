import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position } from 'vscode-languageserver-types';
import { uriOf } from '../../language/files.ts';
import { graphemesOf } from '../../language/graphemes.ts';
import type { Diagnostic } from '../../language/diagnostic.ts';

/** A program of the user's own ran over a folder and gave no findings that could be read; the message is one sentence for the user. */
export class PeerError extends Error {
  readonly reason = 'crashed';

  constructor(message: string) {
    super(message);
    this.name = 'PeerError';
  }
}

/** What a program of the user's own says of the files of a folder, as they were on disk. */
export interface PeerAnswer {
  /** By absolute path: the file's text then, and its findings. */
  readonly files: ReadonlyMap<string, { readonly text: string; readonly diagnostics: readonly Diagnostic[] }>;
  /** What keeps the program from saying all it could; one sentence for the user. */
  readonly notice: string | undefined;
}

/** The findings of one run, by file. */
export class AnswerBuilder {
  readonly #read: (file: string) => string | undefined;
  readonly #files = new Map<string, { readonly text: string; readonly document: TextDocument; readonly diagnostics: Diagnostic[] }>();

  /** @param read a file's text on disk; undefined where there is none */
  constructor(read: (file: string) => string | undefined) {
    this.#read = read;
  }

  /** @param file absolute; a finding in a file that cannot be read has no place and is left out */
  add(file: string, finding: (document: TextDocument) => Omit<Diagnostic, 'source'>): void {
    let entry = this.#files.get(file);
    if (!entry) {
      const text = this.#read(file);
      if (text === undefined) return;
      entry = { text, document: TextDocument.create(uriOf(file), 'terraform', 0, text), diagnostics: [] };
      this.#files.set(file, entry);
    }
    entry.diagnostics.push({ ...finding(entry.document), source: 'terraform' });
  }

  answer(notice: string | undefined): PeerAnswer {
    return { files: this.#files, notice };
  }
}

/** HCL counts columns in characters as they are seen, the protocol in UTF-16 units. Both from 1 here. */
export function placeIn(document: TextDocument, line: number, column: number): Position {
  const from = document.offsetAt({ line: line - 1, character: 0 });
  const text = document.getText().slice(from, document.offsetAt({ line, character: 0 }));
  const before = graphemesOf(text).slice(0, column - 1);
  return document.positionAt(from + before.reduce((length, { length: own }) => length + own, 0));
}

/** The findings of both: each of the program's that has no other on the same line that says the same. */
export function mergedFindings(own: readonly Diagnostic[], peer: readonly Diagnostic[], isSame: (own: Diagnostic, peer: Diagnostic) => boolean): Diagnostic[] {
  return [...own, ...peer.filter((finding) => !own.some((known) => known.range.start.line === finding.range.start.line && isSame(known, finding)))];
}


/** The last line that a program wrote to tell of its failure, at most 300 characters of it. */
export function lastWords(stderr: string): string {
  const [said] = stderr.trim().split('\n').slice(-1);
  return said ? `: ${said.slice(0, 300)}` : '';
}
