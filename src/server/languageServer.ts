import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type Connection,
  DiagnosticSeverity,
  DiagnosticTag,
  DocumentFormattingRequest,
  type InitializeParams,
  type InitializeResult,
  type Diagnostic as LspDiagnostic,
  ErrorCodes,
  type Range,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type DriftReport, DriftService } from '../drift/service.ts';
import type { Diagnostic, Edit, Severity } from '../language/diagnostic.ts';
import { DiskFiles, type Files, OverlayFiles, pathOf, uriOf } from '../language/files.ts';
import { Linter, type LintReport } from '../lint/linter.ts';
import { createServices, type DataFolder } from '../lint/services.ts';
import { type Log, redact } from '../log.ts';
import {
  driftMethod,
  type DriftParams,
  type DriftResult,
  type InitializationOptions,
  lintMethod,
  type LintParams,
  type LintResult,
  type ServerCapabilitiesExtra,
  trustMethod,
} from './protocol.ts';

/** How long typing must pause before a document is linted again, in milliseconds. */
const debounceMs = 120;

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const tags = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

/** The last comparison with AWS, and the version of each open document that it has seen. */
interface DriftState {
  readonly report: DriftReport;
  readonly versions: Map<string, number>;
}

/** What was last published for a document, and of which version of it. */
interface Published {
  readonly version: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface LanguageServerOptions {
  readonly dataFolder: DataFolder;
  /** The process's environment, in which AWS's credentials are looked for. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Maps the Language Server Protocol onto the language services; knows nothing of any language itself. */
export class LanguageServer {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  /** The open documents by path, since clients differ in how they escape a URI. */
  readonly #open = new Map<string, TextDocument>();
  readonly #linter: Linter;
  /** Over the disk alone: what a push sends is what was saved. */
  readonly #diskLinter: Linter;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #published = new Map<string, Published>();
  readonly #driftService: DriftService;
  #drift: DriftState | undefined;
  #canRegisterFormatting = false;
  #trusted = true;
  #linting = true;

  constructor(connection: Connection, { dataFolder, environment }: LanguageServerOptions) {
    this.#connection = connection;
    const now = () => new Date();
    const create = (files: Files) => createServices(files, dataFolder, now);
    const services = create(new OverlayFiles(new DiskFiles(), this.#open));
    this.#linter = new Linter(services, create);
    this.#diskLinter = new Linter(create(new DiskFiles()), create);
    this.#driftService = new DriftService({ ...services, log: consoleLog(connection), environment, now });
  }

  /** Serves until the connection ends. */
  listen(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#registerFormatting());
    connection.onNotification(trustMethod, () => {
      this.#trusted = true;
    });
    connection.onRequest(driftMethod, (params: DriftParams, token: CancellationToken) => this.#checkDrift(params, abortSignal(token)));
    this.#documents.onDidOpen(({ document }) => this.#drift?.versions.set(document.uri, document.version));
    this.#documents.onDidChangeContent(({ document }) => {
      const file = pathOf(document.uri);
      if (file) this.#open.set(file, document);
      this.#schedule(document.uri, this.#published.has(document.uri) ? debounceMs : 0);
    });
    this.#documents.onDidClose(({ document }) => this.#close(document));
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) this.#scheduleDependents(uri);
    });
    connection.onCodeAction(({ textDocument, range }) => this.#codeActions(textDocument.uri, range));
    connection.onDocumentSymbol(({ textDocument }) => {
      const document = this.#documents.get(textDocument.uri);
      return (document && this.#linter.serviceFor(document)?.symbols(document)) ?? null;
    });
    connection.onDocumentFormatting(({ textDocument }) => this.#format(textDocument.uri));
    connection.onRequest(lintMethod, async (params: LintParams, token: CancellationToken): Promise<LintResult> => {
      const report = await this.#lintOnRequest(params, abortSignal(token));
      return {
        diagnostics: report.diagnostics.map(({ file, diagnostic: { rule, severity, message, source, range } }) => ({
          file,
          rule,
          severity,
          message,
          source,
          range,
        })),
        files: report.linted.length,
        problems: report.problems.map((problem) => problem.message),
      };
    });
    this.#documents.listen(connection);
    connection.listen();
  }

  #initialize(params: InitializeParams): InitializeResult {
    const options: InitializationOptions = params.initializationOptions ?? {};
    this.#trusted = options.trusted ?? true;
    this.#linting = options.lint ?? true;
    this.#canRegisterFormatting = params.capabilities.textDocument?.formatting?.dynamicRegistration === true;
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        documentSymbolProvider: { label: 'Plumbline' },
        experimental: { lintedExtensions: this.#linter.extensions } satisfies ServerCapabilitiesExtra,
        ...(!this.#canRegisterFormatting && { documentFormattingProvider: true }),
      },
      serverInfo: { name: 'plumbline' },
    };
  }

  /** Only for the files that a service formats: a formatter for all YAML would compete with the user's own. */
  #registerFormatting(): void {
    if (!this.#canRegisterFormatting) return;
    const extensions = this.#linter.services.flatMap((service) => service.formattedExtensions ?? []);
    void this.#connection.client.register(DocumentFormattingRequest.type, {
      documentSelector: extensions.map((extension) => ({ scheme: 'file', pattern: `**/*${extension}` })),
    });
  }

  #schedule(uri: string, delay: number): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.set(
      uri,
      setTimeout(() => {
        this.#timers.delete(uri);
        const document = this.#documents.get(uri);
        if (!document) return;
        this.#lint(document);
        this.#scheduleDependents(uri);
      }, delay),
    );
  }

  /** Lints again the other open documents that look at this one. */
  #scheduleDependents(uri: string): void {
    const changed = pathOf(uri);
    if (!changed) return;
    const open = [...this.#open.keys()];
    for (const service of this.#linter.services) {
      for (const dependent of service.dependents(changed, open)) {
        const document = this.#open.get(dependent);
        if (document && dependent !== changed) this.#scheduleLint(document.uri);
      }
    }
  }

  /** Unlike `#schedule` this does not reach on to the document's own dependents, so two documents cannot chase each other. */
  #scheduleLint(uri: string): void {
    if (this.#timers.has(uri)) return;
    this.#timers.set(
      uri,
      setTimeout(() => {
        this.#timers.delete(uri);
        const document = this.#documents.get(uri);
        if (document) this.#lint(document);
      }, 0),
    );
  }

  #lint(document: TextDocument): readonly Diagnostic[] {
    const service = this.#linting ? this.#linter.serviceFor(document) : undefined;
    const diagnostics = [...(service?.lint(document) ?? []), ...this.#driftDiagnostics(document)];
    this.#published.set(document.uri, { version: document.version, diagnostics });
    void this.#connection.sendDiagnostics({
      uri: document.uri,
      version: document.version,
      diagnostics: diagnostics.map(toLsp),
    });
    return diagnostics;
  }

  /** None once the document was edited: the verdict is about another text then, until the next comparison. */
  #driftDiagnostics(document: TextDocument): Diagnostic[] {
    const file = pathOf(document.uri);
    if (!file || !this.#drift || this.#drift.versions.get(document.uri) !== document.version) return [];
    return this.#driftService.diagnostics(this.#drift.report, file);
  }

  async #checkDrift({ paths, profile, region }: DriftParams, signal: AbortSignal): Promise<DriftResult> {
    if (!this.#trusted) {
      throw new ResponseError(ErrorCodes.InvalidRequest, 'AWS is not asked in a workspace that is not trusted.');
    }
    const versions = new Map(this.#documents.all().map((document) => [document.uri, document.version]));
    const report = await this.#driftService.check(paths, { profile, region, signal });
    this.#drift = { report, versions };
    for (const document of this.#documents.all()) this.#scheduleLint(document.uri);
    const failures = [
      ...report.targets.flatMap(({ failure }) => (failure ? [failure.message] : [])),
      ...report.problems.map(({ message }) => message),
    ];
    return {
      groups: report.groups.map(({ file, range, tool, address, name, verdict, declared, live, reason, region: place, account, stale }) => ({
        file,
        range,
        tool,
        address,
        name,
        verdict,
        declared,
        live,
        reason,
        region: place,
        account,
        stale,
      })),
      failures: [...new Set(failures)],
    };
  }

  #lintOnRequest(params: LintParams, signal: AbortSignal): Promise<LintReport> {
    // Absolute paths do not look at the working directory; it only shortens names in messages.
    const cwd = process.cwd();
    if ('files' in params) return this.#diskLinter.lintFiles(params.files, cwd, signal);
    if ('folders' in params) return this.#diskLinter.lint(params.folders, cwd, signal);
    const open = [...this.#open].map(([file, document]) => ({ path: file, text: document.getText() }));
    return this.#linter.lintFiles(open, cwd, signal);
  }

  #close(document: TextDocument): void {
    clearTimeout(this.#timers.get(document.uri));
    this.#timers.delete(document.uri);
    this.#published.delete(document.uri);
    const file = pathOf(document.uri);
    if (file) this.#open.delete(file);
    void this.#connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    this.#scheduleDependents(document.uri);
  }

  #codeActions(uri: string, range: Range): CodeAction[] {
    const document = this.#documents.get(uri);
    if (!document) return [];
    const published = this.#published.get(uri);
    const diagnostics = published?.version === document.version ? published.diagnostics : this.#lint(document);
    return diagnostics
      .filter((diagnostic) => overlaps(diagnostic.range, range))
      .flatMap((diagnostic) =>
        (diagnostic.fixes ?? []).map((fix) => ({
          title: fix.title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [toLsp(diagnostic)],
          isPreferred: fix.preferred === true,
          edit: {
            documentChanges: [
              { textDocument: { uri, version: document.version }, edits: toTextEdits(document, fix.edits) },
            ],
          },
        })),
      );
  }

  #format(uri: string): TextEdit[] {
    const document = this.#documents.get(uri);
    const service = document && this.#linter.serviceFor(document);
    if (!document || !service?.format) return [];
    const result = service.format(document);
    if ('edits' in result) return toTextEdits(document, result.edits);
    this.#connection.console.info(`${uri}: ${result.refused}`);
    return [];
  }
}

function toLsp(diagnostic: Diagnostic): LspDiagnostic {
  return {
    range: diagnostic.range,
    severity: severities[diagnostic.severity],
    code: diagnostic.rule,
    ...(diagnostic.docs !== undefined && { codeDescription: { href: diagnostic.docs } }),
    source: 'Plumbline',
    message: diagnostic.message,
    ...(diagnostic.tags && { tags: diagnostic.tags.map((tag) => tags[tag]) }),
    ...(diagnostic.related && {
      relatedInformation: diagnostic.related.map(({ path, range, message }) => ({
        location: { uri: uriOf(path), range },
        message,
      })),
    }),
  };
}

function toTextEdits(document: TextDocument, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ span, newText }) => ({
    range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
    newText,
  }));
}

function overlaps(a: Range, b: Range): boolean {
  const before = (x: Range['start'], y: Range['start']) => x.line < y.line || (x.line === y.line && x.character < y.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}

function abortSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort(new Error('cancelled')));
  return controller.signal;
}

/** A log in the client's output channel; what is below information stays here. */
function consoleLog(connection: Connection): Log {
  return {
    trace() {},
    debug: (message) => connection.console.debug(redact(message)),
    info: (message) => connection.console.info(redact(message)),
    warn: (message) => connection.console.warn(redact(message)),
    error: (message) => connection.console.error(redact(message)),
  };
}
