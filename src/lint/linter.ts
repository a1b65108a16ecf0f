import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '../language/diagnostic.ts';
import { type Files, OverlayFiles, uriOf } from '../language/files.ts';
import type { LanguageService } from '../language/service.ts';
import { readText, showPath, UnreadableFileError } from './read.ts';
import { languageServices, type Services } from './services.ts';
import { findFiles } from './walk.ts';

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

/** A file to lint. */
export interface FileToLint {
  /** Absolute path. */
  readonly path: string;
  /** What to lint in place of the file on disk, such as its text in a commit. */
  readonly text?: string | undefined;
}

/** Lints files with whichever language service accepts them. */
export class Linter {
  readonly services: readonly LanguageService[];
  readonly #files: Files;
  readonly #create: (files: Files) => Services;

  /** @param create builds the same services over another view of the files */
  constructor(services: Services, create: (files: Files) => Services) {
    this.services = languageServices(services);
    this.#files = services.files;
    this.#create = create;
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
   * @param prepare gets the absolute paths of all files that were found, before the first is linted
   * @throws the signal's reason when it is aborted; what `prepare` throws
   */
  async lint(paths: readonly string[], cwd: string, signal?: AbortSignal, prepare?: (files: readonly string[]) => Promise<void>): Promise<LintReport> {
    const { files, problems } = await findFiles(paths, cwd, this.extensions);
    await prepare?.(files.map((file) => file.path));
    const named = new Set(files.filter((file) => file.named).map((file) => file.path));
    const report = await this.#lintEach(this.services, files, cwd, signal);
    return {
      ...report,
      ignored: report.ignored.filter((file) => named.has(file)),
      problems: [...problems, ...report.problems],
    };
  }

  /**
   * Lints files of which some have another text than the disk's; they also see each other's texts.
   * @throws the signal's reason when it is aborted
   */
  async lintFiles(files: readonly FileToLint[], cwd: string, signal?: AbortSignal): Promise<LintReport> {
    const texts = new Map(
      files.flatMap(({ path: file, text }) => (text === undefined ? [] : [[file, { getText: () => text }] as const])),
    );
    const services = texts.size ? languageServices(this.#create(new OverlayFiles(this.#files, texts))) : this.services;
    return this.#lintEach(services, files, cwd, signal);
  }

  async #lintEach(
    services: readonly LanguageService[],
    files: readonly FileToLint[],
    cwd: string,
    signal: AbortSignal | undefined,
  ): Promise<LintReport> {
    const diagnostics: FileDiagnostic[] = [];
    const linted: string[] = [];
    const ignored: string[] = [];
    const problems: (UnreadableFileError | LintFaultError)[] = [];
    for (const { file, shown, text: read } of readAhead(files, cwd)) {
      signal?.throwIfAborted();
      let text: string;
      try {
        text = await read;
      } catch (error) {
        if (!(error instanceof UnreadableFileError)) throw error;
        const diagnostic = encodingDiagnostic(services, error);
        if (diagnostic) {
          linted.push(file.path);
          diagnostics.push({ file: file.path, diagnostic });
        } else {
          problems.push(error);
        }
        continue;
      }
      const document = TextDocument.create(uriOf(file.path), '', 0, text);
      const service = services.find((candidate) => candidate.accepts(document));
      if (!service) {
        ignored.push(file.path);
        continue;
      }
      try {
        for (const diagnostic of withoutRepeats(service.lint(document))) diagnostics.push({ file: file.path, diagnostic });
        linted.push(file.path);
      } catch (error) {
        problems.push(new LintFaultError(file.path, shown, error));
      }
    }
    return { diagnostics, linted, ignored, problems };
  }
}

/** Files that are read while others are linted. */
const filesAhead = 16;

/** The files in their order, each with its text on the way. */
function* readAhead(files: readonly FileToLint[], cwd: string): Generator<{ file: FileToLint; shown: string; text: Promise<string> }> {
  const read = (file: FileToLint) => {
    const shown = showPath(file.path, cwd);
    const text = file.text === undefined ? readText(file.path, shown) : Promise.resolve(file.text);
    // Whoever awaits it hears of a failure; until then it is none that nobody cares for.
    text.catch(() => {});
    return { file, shown, text };
  };
  const ahead = files.slice(0, filesAhead).map(read);
  for (const [at] of files.entries()) {
    const next = files[at + filesAhead];
    if (next) ahead.push(read(next));
    const current = ahead.shift();
    if (current) yield current;
  }
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
