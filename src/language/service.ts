import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem, DocumentSymbol, Hover, Location, Position, Range, WorkspaceEdit } from 'vscode-languageserver-types';
import type { Diagnostic, Edit, Source } from './diagnostic.ts';
import type { Files } from './files.ts';

/** What every language service is built from. */
export interface ServiceOptions {
  readonly files: Files;
  /** Folder that holds the language's generated facts (`src/<language>/schema/data`, `dist/data/<language>` once built). */
  readonly dataFolder: string;
  /** The clock, for rules that depend on the date. */
  readonly now: () => Date;
  /** The AWS region that templates are for where nothing else says so; undefined for the language's own. */
  readonly region?: string | undefined;
  /** Whether documents are looked at once each, as a command does, rather than again and again: less is kept in memory then. */
  readonly once?: boolean | undefined;
  /** Ids of rules that the user has switched off, beside what files of configuration say. */
  readonly rulesOff?: (() => readonly string[]) | undefined;
}

/** Why a document was not formatted; the message is one sentence for the user. */
export type FormatResult = { readonly edits: readonly Edit[] } | { readonly refused: string };

/** What a rename changes, or why it cannot be done; the message is one sentence for the user. */
export type RenameResult = { readonly edit: WorkspaceEdit } | { readonly refused: string };

/** The door of a linted language: the language server and the command line call nothing else. */
export interface LanguageService {
  readonly source: Source;
  /** Ends of the names of files that may be of this language, in lower case (`.tf`); `accepts` decides. */
  readonly extensions: readonly string[];
  /** True when the document is of this language, judged by its name and its content. */
  accepts(document: TextDocument): boolean;
  /** The diagnostic of a document that ends where its file stops being UTF-8, for a language that has one for that. */
  encodingProblem?(textBefore: TextDocument): Diagnostic;
  /** Every diagnostic of the document; never throws on any text. */
  lint(document: TextDocument): Diagnostic[];
  /** Forgets what it has read of files, so that whatever it needs of them it asks for again. */
  forget(): void;
  /** Of the open files, those whose diagnostics may change when `changed` does. All are absolute paths. */
  dependents(changed: string, open: readonly string[]): string[];
  /** The outline. */
  symbols(document: TextDocument): DocumentSymbol[];
  /** Ends of the names of the files that `format` takes, in lower case. */
  readonly formattedExtensions?: readonly string[];
  /** Formats the whole document, or says why it cannot. */
  format?(document: TextDocument): FormatResult;
  /** Formats the lines that a range touches, as `format` would. */
  formatRange?(document: TextDocument, range: Range): FormatResult;
  /** What is known of the thing at a position. */
  hover?(document: TextDocument, position: Position): Hover | undefined;
  /** Characters that, typed, ask for `complete` by themselves. */
  readonly completionTriggers?: readonly string[];
  /** What may be written at a position. */
  complete?(document: TextDocument, position: Position): CompletionItem[];
  /** Where the thing at a position is declared. */
  define?(document: TextDocument, position: Position): Location[];
  /** Where the thing at a position is used, and, if asked for, declared. */
  references?(document: TextDocument, position: Position, withDeclarations: boolean): Location[];
  /** Gives the thing at a position another name, wherever it is declared and used. */
  rename?(document: TextDocument, position: Position, newName: string): RenameResult;
}
