import {
  type Connection,
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  ErrorCodes,
  type InitializeParams,
  type Position,
  ResponseError,
  type ServerCapabilities,
  type TextDocuments,
  type TextEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FormatResult, LanguageService } from '../language/service.ts';
import type { Linter } from '../lint/linter.ts';
import { toTextEdits } from './mapping.ts';

/** What a person asks about a place in a document, mapped onto the document's language service. */
export class LanguageFeatures {
  readonly #connection: Connection;
  readonly #documents: TextDocuments<TextDocument>;
  readonly #linter: Linter;
  #canRegisterFormatting = false;

  constructor(connection: Connection, documents: TextDocuments<TextDocument>, linter: Linter) {
    this.#connection = connection;
    this.#documents = documents;
    this.#linter = linter;
  }

  initialize(params: InitializeParams): ServerCapabilities {
    this.#canRegisterFormatting = params.capabilities.textDocument?.formatting?.dynamicRegistration === true;
    return {
      documentSymbolProvider: { label: 'Plumbline' },
      hoverProvider: true,
      completionProvider: { triggerCharacters: [...new Set(this.#linter.services.flatMap(({ completionTriggers }) => completionTriggers ?? []))] },
      definitionProvider: true,
      referencesProvider: true,
      renameProvider: true,
      ...(!this.#canRegisterFormatting && { documentFormattingProvider: true, documentRangeFormattingProvider: true }),
    };
  }

  /** Formatting is offered for the files that a service formats: for all YAML it would compete with the user's own. */
  initialized(): void {
    if (!this.#canRegisterFormatting) return;
    const extensions = this.#linter.services.flatMap((service) => service.formattedExtensions ?? []);
    const documentSelector = extensions.map((extension) => ({ scheme: 'file', pattern: `**/*${extension}` }));
    void this.#connection.client.register(DocumentFormattingRequest.type, { documentSelector });
    void this.#connection.client.register(DocumentRangeFormattingRequest.type, { documentSelector });
  }

  listen(): void {
    const connection = this.#connection;
    connection.onDocumentSymbol(({ textDocument }) => this.#ask(textDocument.uri, (service, document) => service.symbols(document)));
    connection.onCompletion(({ textDocument, position, context }) =>
      this.#ask(textDocument.uri, (service, document) => {
        // A character that means something in one language is typed in the others, too.
        const trigger = context?.triggerCharacter;
        return trigger === undefined || service.completionTriggers?.includes(trigger) ? service.complete?.(document, position) : undefined;
      }),
    );
    connection.onDefinition(({ textDocument, position }) =>
      this.#ask(textDocument.uri, (service, document) => service.define?.(document, position)),
    );
    connection.onReferences(({ textDocument, position, context }) =>
      this.#ask(textDocument.uri, (service, document) => service.references?.(document, position, context.includeDeclaration)),
    );
    connection.onRenameRequest(({ textDocument, position, newName }) =>
      this.#ask(textDocument.uri, (service, document) => {
        const result = service.rename?.(document, position, newName);
        if (!result) return undefined;
        if ('edit' in result) return result.edit;
        throw new ResponseError(ErrorCodes.InvalidRequest, result.refused);
      }),
    );
    connection.onDocumentFormatting(({ textDocument }) =>
      this.#ask(textDocument.uri, (service, document) => this.#edits(document, service.format?.(document))),
    );
    connection.onDocumentRangeFormatting(({ textDocument, range }) =>
      this.#ask(textDocument.uri, (service, document) => this.#edits(document, service.formatRange?.(document, range))),
    );
  }

  /** What the document's language says of the thing at a position. */
  hover(document: TextDocument, position: Position) {
    return this.#linter.serviceFor(document)?.hover?.(document, position);
  }

  #ask<Answer>(uri: string, question: (service: LanguageService, document: TextDocument) => Answer | undefined): Answer | null {
    const document = this.#documents.get(uri);
    const service = document && this.#linter.serviceFor(document);
    return (service && question(service, document)) ?? null;
  }

  #edits(document: TextDocument, result: FormatResult | undefined): TextEdit[] {
    if (!result) return [];
    if ('edits' in result) return toTextEdits(document, result.edits);
    this.#connection.console.info(`${document.uri}: ${result.refused}`);
    return [];
  }
}
