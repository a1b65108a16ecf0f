import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  MessageType,
  type Range,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { SchemaUpdateError } from '../cloudformation/schema/update/error.ts';
import { SchemaUpdate } from '../cloudformation/schema/update/updateFile.ts';
import type { CloudFormationService } from '../cloudformation/service.ts';
import { DriftService } from '../drift/service.ts';
import type { Diagnostic } from '../language/diagnostic.ts';
import { DiskFiles, type Files, OverlayFiles, pathOf } from '../language/files.ts';
import type { KeptSchemas } from '../lint/keptSchemas.ts';
import { Linter, type LintReport } from '../lint/linter.ts';
import { environmentRegion } from '../lint/region.ts';
import { createServices, type DataFolder } from '../lint/services.ts';
import { type Log, redact } from '../log.ts';
import { CfnLintFeature } from './cfnLint.ts';
import type { ProviderSchemas } from '../terraform/schema/providers.ts';
import { ProviderSchemasFeature } from './providerSchemas.ts';
import { TerraformPeersFeature } from './terraformPeers.ts';
import { DriftFeature } from './drift.ts';
import { overlaps, shownRange, toTextEdits } from './mapping.ts';
import {
  cloudFormationMethod,
  type CloudFormationSettings,
  type InitializationOptions,
  lintEnabledMethod,
  lintMethod,
  type LintParams,
  type LintResult,
  type ServerCapabilitiesExtra,
  terraformMethod,
  type TerraformSettings,
  schemasMethod,
  trustMethod,
} from './protocol.ts';
import { LanguageFeatures } from './languageFeatures.ts';
import { Publisher } from './publisher.ts';

/** How long typing must pause before a document is linted again, in milliseconds. */
const debounceMs = 120;

/** What was last published for a document, and of which version of it. */
interface Published {
  readonly version: number;
  /** What the linters found. */
  readonly lint: readonly Diagnostic[];
  /** With what AWS's answer says. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface LanguageServerOptions {
  readonly dataFolder: DataFolder;
  /** The process's environment, in which AWS's credentials are looked for. */
  readonly environment: NodeJS.ProcessEnv;
  /** What outlasts the server, for clients that have no place of their own for it. Default: nothing does. */
  readonly kept?: Partial<KeptSchemas>;
}

/** Maps the Language Server Protocol onto the language services; knows nothing of any language itself. */
export class LanguageServer {
  readonly #connection: Connection;
  readonly #kept: Partial<KeptSchemas>;
  readonly #documents = new TextDocuments(TextDocument);
  /** The open documents by path, since clients differ in how they escape a URI. */
  readonly #open = new Map<string, TextDocument>();
  readonly #linter: Linter;
  /** Over the disk alone: what a push sends is what was saved. */
  readonly #diskLinter: Linter;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #published = new Map<string, Published>();
  readonly #publisher: Publisher;
  readonly #drift: DriftFeature;
  readonly #features: LanguageFeatures;
  readonly #cfnLint: CfnLintFeature;
  readonly #terraformPeers: TerraformPeersFeature;
  readonly #providerSchemas: ProviderSchemasFeature;
  readonly #cloudFormation: readonly CloudFormationService[];
  #schemas: SchemaUpdate | undefined;
  #linting = true;
  /** Ids of this project's own rules that are switched off. */
  #rulesOff: readonly string[] = [];

  constructor(connection: Connection, { dataFolder, environment, kept = {} }: LanguageServerOptions) {
    this.#connection = connection;
    this.#publisher = new Publisher(connection);
    this.#kept = kept;
    const now = () => new Date();
    const schemas = new Map<string, ProviderSchemas>();
    const create = (files: Files, once: boolean) => {
      const created = createServices(files, dataFolder, now, { once, region: environmentRegion(environment), environment, rulesOff: () => this.#rulesOff, providers: schemas });
      created.cloudformation.useSchemas(this.#schemas);
      return created;
    };
    // Whoever asks for a lint of files or folders looks at each once.
    const createOnce = (files: Files) => create(files, true);
    const files = new OverlayFiles(new DiskFiles(), this.#open);
    const services = create(files, false);
    this.#linter = new Linter(services, createOnce);
    this.#features = new LanguageFeatures(connection, this.#documents, this.#linter);
    const diskServices = createOnce(new DiskFiles());
    this.#diskLinter = new Linter(diskServices, createOnce);
    this.#cloudFormation = [services.cloudformation, diskServices.cloudformation];
    const ansibleVersion = () => this.#drift.ansibleVersion;
    const service = new DriftService({ ...services, log: consoleLog(connection), environment, now, ansibleVersion });
    const publish = () => this.#documents.all().forEach((document) => void this.#publish(document));
    const peers = {
      environment,
      open: this.#open,
      warn: (message: string) => this.#warn(message),
      publish: (document: TextDocument) => void this.#publish(document),
    };
    this.#cfnLint = new CfnLintFeature(peers);
    this.#terraformPeers = new TerraformPeersFeature(peers);
    this.#providerSchemas = new ProviderSchemasFeature({
      environment,
      open: this.#open,
      schemas,
      log: (message) => connection.console.warn(redact(message)),
      lint: (document) => void this.#lint(document),
    });
    this.#drift = new DriftFeature({ connection, service, files, open: this.#open, environment, now, publish });
  }

  /** Serves until the connection ends. */
  listen(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => {
      this.#features.initialized();
      this.#drift.initialized();
    });
    connection.onNotification(trustMethod, () => {
      this.#drift.trust();
      this.#cfnLint.trust();
      this.#terraformPeers.trust();
      this.#providerSchemas.trust();
      this.#lintAll();
    });
    connection.onNotification(schemasMethod, (file: string) => {
      this.#useSchemas(file);
      this.#lintAll();
    });
    connection.onNotification(cloudFormationMethod, (settings: CloudFormationSettings) => {
      this.#configure(settings);
      this.#lintAll();
    });
    connection.onNotification(terraformMethod, (settings: TerraformSettings) => {
      this.#configureTerraform(settings);
      for (const document of this.#documents.all()) void this.#publish(document);
    });
    connection.onNotification(lintEnabledMethod, (enabled: boolean) => {
      this.#linting = enabled;
      this.#lintAll();
    });
    this.#drift.listen();
    connection.onShutdown(() => {
      this.#drift.dispose();
      this.#cfnLint.dispose();
      this.#terraformPeers.dispose();
      this.#providerSchemas.dispose();
    });
    this.#documents.onDidChangeContent(({ document }) => {
      const file = pathOf(document.uri);
      if (file) this.#open.set(file, document);
      this.#schedule(document.uri, this.#published.has(document.uri) ? debounceMs : 0);
      this.#drift.changed(document.uri);
    });
    this.#documents.onDidOpen(({ document }) => this.#askTerraformPeers(document));
    this.#documents.onDidSave(({ document }) => this.#askTerraformPeers(document));
    this.#documents.onDidClose(({ document }) => this.#close(document));
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) this.#scheduleDependents(uri);
    });
    connection.onCodeAction(({ textDocument, range }) => this.#codeActions(textDocument.uri, range));
    connection.onHover(({ textDocument, position }) => {
      const document = this.#documents.get(textDocument.uri);
      return document && (this.#drift.hover(document, position) ?? this.#features.hover(document, position));
    });
    this.#features.listen();
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
    const options: InitializationOptions = { ...this.#kept, ...(params.initializationOptions as InitializationOptions | undefined) };
    this.#linting = options.lint ?? true;
    this.#configureTerraform(options.terraform ?? {});
    if (options.providerSchemas !== undefined) this.#providerSchemas.keepIn(options.providerSchemas);
    if (options.trusted ?? true) {
      this.#cfnLint.trust();
      this.#terraformPeers.trust();
      this.#providerSchemas.trust();
    }
    this.#configure(options.cloudformation ?? {});
    if (options.schemas !== undefined) this.#useSchemas(options.schemas);
    this.#publisher.rulePages = options.rulePages;
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        ...this.#features.initialize(params),
        ...this.#drift.initialize(params, options),
        experimental: { lintedExtensions: this.#linter.extensions } satisfies ServerCapabilitiesExtra,
      },
      serverInfo: { name: 'plumbline' },
    };
  }

  #configure({ cfnLint = 'off', rules = {} }: CloudFormationSettings): void {
    this.#cfnLint.setMode(cfnLint);
    this.#rulesOff = Object.keys(rules).filter((rule) => rules[rule] === false);
  }

  #configureTerraform(settings: TerraformSettings): void {
    this.#terraformPeers.configure(settings);
    this.#providerSchemas.configure(settings.providerSchemas ?? true);
  }

  /** Takes up the schemas of a file; the built-in ones alone where there is none, or it cannot be read. */
  #useSchemas(file: string): void {
    this.#schemas = undefined;
    try {
      this.#schemas = SchemaUpdate.read(file);
    } catch (error) {
      if (!(error instanceof SchemaUpdateError)) throw error;
      this.#warn(error.message);
    }
    for (const service of this.#cloudFormation) service.useSchemas(this.#schemas);
  }

  #warn(message: string): void {
    void this.#connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
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

  #askTerraformPeers(document: TextDocument): void {
    const file = pathOf(document.uri);
    if (file && this.#linting && this.#linter.serviceFor(document)?.source === 'terraform') {
      this.#terraformPeers.look(file);
      this.#providerSchemas.look(file);
    }
  }

  #lintAll(): void {
    for (const document of this.#documents.all()) this.#lint(document);
  }

  #lint(document: TextDocument): readonly Diagnostic[] {
    this.#published.delete(document.uri);
    if (this.#linting && this.#linter.serviceFor(document)?.source === 'cloudformation') this.#cfnLint.schedule(document);
    else this.#cfnLint.close(document.uri);
    return this.#publish(document);
  }

  /** Publishes what is known of a document; it is linted only where this version was not. */
  #publish(document: TextDocument): readonly Diagnostic[] {
    const { uri, version } = document;
    const known = this.#published.get(uri);
    const lint = known?.version === version ? known.lint : this.#lintDocument(document);
    const diagnostics = [...this.#cfnLint.merged(document, this.#terraformPeers.merged(document, lint)), ...this.#drift.diagnostics(document)];
    this.#published.set(uri, { version, lint, diagnostics });
    this.#publisher.publish(document, diagnostics);
    return diagnostics;
  }

  #lintDocument(document: TextDocument): readonly Diagnostic[] {
    if (!this.#linting) return [];
    try {
      return this.#linter.serviceFor(document)?.lint(document) ?? [];
    } catch (error) {
      // A fault of ours in one document; ending here would take the diagnostics of all the others along.
      this.#connection.console.error(`${document.uri}: ${redact(error instanceof Error ? (error.stack ?? error.message) : String(error))}`);
      return [];
    }
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
    this.#cfnLint.close(document.uri);
    const file = pathOf(document.uri);
    if (file) {
      this.#open.delete(file);
      this.#terraformPeers.close(file);
    }
    this.#publisher.clear(document.uri);
    this.#scheduleDependents(document.uri);
    this.#drift.changed(document.uri);
  }

  #codeActions(uri: string, range: Range): CodeAction[] {
    const document = this.#documents.get(uri);
    if (!document) return [];
    const published = this.#published.get(uri);
    const diagnostics = published?.version === document.version ? published.diagnostics : this.#lint(document);
    const fixes = diagnostics
      .filter((diagnostic) => [diagnostic.range, shownRange(diagnostic)].some((own) => overlaps(own, range)))
      .flatMap((diagnostic) =>
        (diagnostic.fixes ?? []).map((fix) => ({
          title: fix.title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [this.#publisher.toLsp(diagnostic)],
          isPreferred: fix.preferred === true,
          edit: {
            documentChanges: [
              { textDocument: { uri, version: document.version }, edits: toTextEdits(document, fix.edits) },
            ],
          },
        })),
      );
    return [...fixes, ...this.#drift.codeActions(document, range)];
  }
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
