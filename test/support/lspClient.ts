import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { uriOf } from '../../src/language/files.ts';
import { LanguageServer } from '../../src/server/languageServer.ts';
import { dataFolder } from './services.ts';

/** A client that speaks the real protocol to a language server in this process. */
export class LspClient {
  readonly connection: ProtocolConnection;
  readonly #published = new Map<string, { version: number | undefined; diagnostics: Diagnostic[] }>();
  readonly #publications = new Map<string, number>();
  readonly #waiters: (() => void)[] = [];
  readonly #versions = new Map<string, number>();

  private constructor(connection: ProtocolConnection) {
    this.connection = connection;
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
      this.#published.set(uri, { version, diagnostics });
      this.#publications.set(uri, this.publications(uri) + 1);
      for (const wake of this.#waiters.splice(0)) wake();
    });
  }

  static async start(initializationOptions: unknown = {}, environment: NodeJS.ProcessEnv = {}, folders: readonly string[] = []): Promise<LspClient> {
    const up = new PassThrough();
    const down = new PassThrough();
    new LanguageServer(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), { dataFolder, environment }).listen();
    const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    connection.listen();
    const client = new LspClient(connection);
    const workspaceFolders = folders.map((folder) => ({ uri: uriOf(folder), name: folder }));
    await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {}, initializationOptions, workspaceFolders });
    await connection.sendNotification('initialized', {});
    return client;
  }

  async open(uri: string, languageId: string, text: string): Promise<void> {
    this.#versions.set(uri, 1);
    await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Replaces the whole text. */
  async change(uri: string, text: string): Promise<void> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** The diagnostics of the document once they satisfy `wanted` (default: once those of its newest version are there). */
  async diagnostics(uri: string, wanted: (diagnostics: Diagnostic[]) => boolean = () => true): Promise<Diagnostic[]> {
    for (;;) {
      const published = this.#published.get(uri);
      const current = published && (published.version === undefined || published.version === this.#versions.get(uri));
      if (current && wanted(published.diagnostics)) return published.diagnostics;
      await new Promise<void>((resolve) => void this.#waiters.push(resolve));
    }
  }

  /** How often diagnostics of the document were published. */
  publications(uri: string): number {
    return this.#publications.get(uri) ?? 0;
  }

  dispose(): void {
    this.connection.dispose();
  }
}
