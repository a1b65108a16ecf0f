import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '../language/diagnostic.ts';
import { type Files, OverlayFiles, uriOf } from '../language/files.ts';
import type { LanguageService } from '../language/service.ts';
import { languageServices, type SomeServices } from './languages.ts';
import { readText, showPath, UnreadableFileError } from './read.ts';
import type { SecondThread } from './secondThread.ts';
import { turns } from './turns.ts';
import { findFiles, type FoundFiles } from './walk.ts';

/** A diagnostic and the absolute path of its file. */
export interface FileDiagnostic {
  readonly file: string;
  readonly diagnostic: Diagnostic;
}

/** A rule or parser failed on a file: a fault of ours, told so that it can be reported. */
export class LintFaultError extends Error {
  readonly reason = 'fault';
  readonly file: string;

  constructor(file: string, shown: string, cause: unknown) {
    const what = cause instanceof Error ? cause.message : String(cause);
    super(`${shown}: could not be linted because of a fault in Plumbline (${what}); please report it.`, { cause });
    this.name = 'LintFaultError';
    this.file = file;
  }
}

/** What linting some paths gave. */
export interface LintReport {
  readonly diagnostics: readonly FileDiagnostic[];
  /** Absolute paths of the files that were linted. */
  readonly linted: readonly string[];
  /** Files that were asked for by name and are of no linted language. */
  readonly ignored: readonly string[];
  /** Paths that could not be read, or linted. */
  readonly problems: readonly (UnreadableFileError | LintFaultError)[];
}

/** What linting one file gave: its diagnostics, that it is of no linted language, or why it could not be linted. */
export type FileOutcome = readonly Diagnostic[] | 'ignored' | UnreadableFileError | LintFaultError;

/** A file to lint. */
export interface FileToLint {
  /** Absolute path. */
  readonly path: string;
  /** What to lint in place of the file on disk, such as its text in a commit. */
  readonly text?: string | undefined;
}

/** What spares a linter some of the files. */
export interface LintHelp {
  readonly known?: ReadonlyMap<string, FileOutcome> | undefined;
  readonly second?: SecondThread | undefined;
}

/** Lints files with whichever language service accepts them. */
export class Linter {
  readonly services: readonly LanguageService[];
  readonly #files: Files;
  readonly #create: (files: Files) => SomeServices;
  readonly #read: typeof readText;

  /**
   * @param create builds the same services over another view of the files
   * @param read reads a file that is to be linted
   */
  constructor(services: SomeServices, create: (files: Files) => SomeServices, read = readText) {
    this.services = languageServices(services);
    this.#files = services.files;
    this.#create = create;
    this.#read = read;
  }

  /** Ends of the names of the files that can be linted, in lower case. */
  get extensions(): readonly string[] {
    return [...new Set(this.services.flatMap((service) => service.extensions))];
  }

  /** The service that a document belongs to, if any. */
  serviceFor(document: TextDocument): LanguageService | undefined {
    return this.services.find((service) => service.accepts(document));
  }

  /**
   * Lints files and, walking them, folders. One unreadable file never stops the others.
   * @param paths relative to `cwd`, or absolute
   * @throws the signal's reason when it is aborted
   */
  async lint(paths: readonly string[], cwd: string, signal?: AbortSignal): Promise<LintReport> {
    return this.lintFound(await findFiles(paths, cwd, this.extensions), cwd, signal);
  }

  /**
   * Lints what a walk has found.
   * @param help what is known of some of the files, by absolute path, and another thread that lints some of the others
   * @throws the signal's reason when it is aborted; SecondThreadError
   */
  async lintFound({ files, problems }: FoundFiles, cwd: string, signal?: AbortSignal, { known, second }: LintHelp = {}): Promise<LintReport> {
    const unknown = known ? files.filter(({ path }) => !known.has(path)) : files;
    const outcomes = await this.lintEach(unknown, cwd, signal, second?.share.take());
    if (second) {
      for (const [index, outcome] of await second.outcomes()) outcomes.set(index, outcome);
      const left = [...unknown.keys()].filter((index) => !outcomes.has(index));
      for (const [index, outcome] of await this.lintEach(unknown, cwd, signal, left)) outcomes.set(index, outcome);
    }
    const report = reportOf(files, new Map([...(known ?? []), ...byPath(unknown, outcomes)]));
    const named = new Set(files.filter((file) => file.named).map((file) => file.path));
    return { ...report, ignored: report.ignored.filter((file) => named.has(file)), problems: [...problems, ...report.problems] };
  }

  /**
   * Lints files of which some have another text than the disk's; they also see each other's texts.
   * @throws the signal's reason when it is aborted
   */
  async lintFiles(files: readonly FileToLint[], cwd: string, signal?: AbortSignal): Promise<LintReport> {
    const texts = new Map(
      files.flatMap(({ path: file, text }) => (text === undefined ? [] : [[file, { getText: () => text }] as const])),
    );
    const linter = texts.size ? new Linter(this.#create(new OverlayFiles(this.#files, texts)), this.#create) : this;
    return reportOf(files, byPath(files, await linter.lintEach(files, cwd, signal)));
  }

  /**
   * What each file gave, by its index.
   * @param indices which files are linted; all where none are given
   * @throws the signal's reason when it is aborted
   */
  async lintEach(
    files: readonly FileToLint[],
    cwd: string,
    signal?: AbortSignal,
    indices: Iterable<number> = files.keys(),
  ): Promise<Map<number, FileOutcome>> {
    const outcomes = new Map<number, FileOutcome>();
    const turn = turns();
    for (const index of indices) {
      await turn();
      signal?.throwIfAborted();
      const file = files[index];
      if (file) outcomes.set(index, this.#lintFile(file, showPath(file.path, cwd)));
    }
    return outcomes;
  }

  #lintFile(file: FileToLint, shown: string): FileOutcome {
    let text: string;
    try {
      text = file.text ?? this.#read(file.path, shown);
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      const diagnostic = encodingDiagnostic(this.services, error);
      return diagnostic ? [diagnostic] : error;
    }
    const document = TextDocument.create(uriOf(file.path), '', 0, text);
    try {
      const service = this.serviceFor(document);
      return service ? withoutRepeats(service.lint(document)) : 'ignored';
    } catch (error) {
      return new LintFaultError(file.path, shown, error);
    }
  }
}

function byPath(files: readonly FileToLint[], outcomes: ReadonlyMap<number, FileOutcome>): Map<string, FileOutcome> {
  return new Map([...outcomes].map(([index, outcome]) => [files[index]?.path ?? '', outcome]));
}

/** @param outcomes by path */
function reportOf(files: readonly FileToLint[], outcomes: ReadonlyMap<string, FileOutcome>): LintReport {
  const diagnostics: FileDiagnostic[] = [];
  const linted: string[] = [];
  const ignored: string[] = [];
  const problems: (UnreadableFileError | LintFaultError)[] = [];
  for (const { path: file } of files) {
    const outcome = outcomes.get(file);
    if (outcome instanceof Error) problems.push(outcome);
    else if (outcome === 'ignored') ignored.push(file);
    else if (outcome) {
      linted.push(file);
      for (const diagnostic of outcome) diagnostics.push({ file, diagnostic });
    }
  }
  return { diagnostics, linted, ignored, problems };
}

/** What the file's language says of a text that stops being UTF-8; undefined for other failures and other languages. */
function encodingDiagnostic(services: readonly LanguageService[], error: UnreadableFileError): Diagnostic | undefined {
  if (error.reason !== 'notUtf8') return undefined;
  const textBefore = TextDocument.create(uriOf(error.file), '', 0, error.textBefore);
  return services.find((service) => service.encodingProblem && service.accepts(textBefore))?.encodingProblem?.(textBefore);
}

/** What says the same of the same range only once: an editor shows such apart, a list does not. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ rule, message, range }) => {
    const key = JSON.stringify([rule, message, range]);
    return !seen.has(key) && seen.add(key);
  });
}
