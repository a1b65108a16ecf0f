import path from 'node:path';
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  CodeLensRefreshRequest,
  type Connection,
  ErrorCodes,
  type Hover,
  type InitializeParams,
  type InlayHint,
  InlayHintRefreshRequest,
  type Position,
  type Range,
  ResponseError,
  type ServerCapabilities,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Cure } from '../drift/cure.ts';
import { groupDiagnostics } from '../drift/diagnostics.ts';
import { planFixes } from '../drift/fix.ts';
import { applyEdits } from '../language/edits.ts';
import type { CheckOptions, DriftReport, DriftService, GroupReport } from '../drift/service.ts';
import { type Environment, listProfiles, sharedFiles } from '../drift/target.ts';
import { chooseTarget } from '../drift/targets.ts';
import type { Diagnostic, Edit } from '../language/diagnostic.ts';
import { type Files, pathOf, uriOf } from '../language/files.ts';
import {
  askCommand,
  type AwsProfiles,
  awsProfilesMethod,
  type DriftChanged,
  driftChangedMethod,
  type DriftFixes,
  driftFixesMethod,
  type DriftGroup,
  driftMethod,
  type DriftParams,
  type DriftPlace,
  type DriftResult,
} from './driftProtocol.ts';
import { copyable, placesOf, toResult } from './driftResult.ts';
import { hoverText, lensTitle } from './driftText.ts';
import { overlaps, toTextEdits } from './mapping.ts';
import type { InitializationOptions } from './protocol.ts';
import { follow } from './driftFollow.ts';
import { TextMove } from './textMove.ts';

/** How long typing must pause before the declarations are read again, in milliseconds; a slow reading takes longer pauses. */
const pauseMs = 300;

/** How often the age in the code lenses is brought up to date, in milliseconds. */
const agingMs = 60_000;

/** What was asked, and the comparison with the answer; made anew when a declaration changes. */
interface State {
  readonly params: DriftParams;
  readonly report: DriftReport;
  readonly result: DriftResult;
  /** The texts of the open documents that the report is about, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface DriftFeatureOptions {
  readonly connection: Connection;
  readonly service: DriftService;
  readonly files: Files;
  /** The open documents, by path. */
  readonly open: ReadonlyMap<string, TextDocument>;
  readonly environment: Environment;
  readonly now: () => Date;
  /** Publishes the diagnostics of every open document again. */
  readonly publish: () => void;
}

/** Drift in the protocol: answers about Auto Scaling groups, and what is shown of them in the text. */
export class DriftFeature {
  readonly #options: DriftFeatureOptions;
  /** By the first of the paths that were asked about. */
  readonly #states = new Map<string, State>();
  #client: InitializationOptions = {};
  #folders: readonly string[] = [];
  #refreshes: readonly string[] = [];
  #tellsFolders = false;
  #trusted = true;
  #ansibleVersion: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #aging: NodeJS.Timeout | undefined;
  #readingMs = 0;

  constructor(options: DriftFeatureOptions) {
    this.#options = options;
  }

  /** The capabilities that drift adds. */
  initialize(params: InitializeParams, options: InitializationOptions): Partial<ServerCapabilities> {
    this.#client = options;
    this.#trusted = options.trusted ?? true;
    this.#folders = (params.workspaceFolders ?? []).flatMap(({ uri }) => pathOf(uri) ?? []);
    const { codeLens, inlayHint, workspaceFolders } = params.capabilities.workspace ?? {};
    this.#tellsFolders = workspaceFolders === true;
    this.#refreshes = [
      ...(codeLens?.refreshSupport ? [CodeLensRefreshRequest.method] : []),
      ...(inlayHint?.refreshSupport ? [InlayHintRefreshRequest.method] : []),
    ];
    return {
      codeLensProvider: {},
      hoverProvider: true,
      inlayHintProvider: true,
      ...(options.askCommand === undefined && { executeCommandProvider: { commands: [askCommand] } }),
    };
  }

  /** Of the Ansible in force, as a setting has it. */
  get ansibleVersion(): string | undefined {
    return this.#ansibleVersion;
  }

  listen(): void {
    const { connection, environment } = this.#options;
    connection.onRequest(driftMethod, (params: DriftParams, token: CancellationToken) => this.#check(params, abortSignal(token)));
    connection.onRequest(driftFixesMethod, () => this.#fixes());
    connection.onRequest(awsProfilesMethod, async (): Promise<AwsProfiles> => ({ profiles: await listProfiles(environment), ...sharedFiles(environment) }));
    connection.onCodeLens(({ textDocument }) => this.#lenses(textDocument.uri));
    connection.languages.inlayHint.on(({ textDocument, range }) => this.#hints(textDocument.uri, range));
    connection.onExecuteCommand(async ({ command }, token) => {
      if (command === askCommand) await this.#askAgain(abortSignal(token));
    });
  }

  trust(): void {
    this.#trusted = true;
  }

  /** To be called once the client is ready: from then on it says which folders come and go. */
  initialized(): void {
    if (!this.#tellsFolders) return;
    this.#options.connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = removed.flatMap(({ uri }) => pathOf(uri) ?? []);
      this.#folders = [...this.#folders.filter((folder) => !gone.includes(folder)), ...added.flatMap(({ uri }) => pathOf(uri) ?? [])];
      for (const folder of gone) this.#states.delete(folder);
      this.#show();
    });
  }

  /** A declaring text has changed or was closed: compares again with AWS's last answer, which is not asked. */
  changed(uri: string): void {
    const file = pathOf(uri);
    if (!file || ![...this.#states.values()].some(({ params }) => covers(params.paths, file))) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#readAgain().catch((error: unknown) => this.#options.connection.console.error(`drift: ${String(error)}`));
      },
      Math.max(pauseMs, 2 * this.#readingMs),
    );
  }

  /** What AWS's last answer says about a document; moved along with a text that has changed since. */
  diagnostics(document: TextDocument): Diagnostic[] {
    const file = pathOf(document.uri);
    if (!file) return [];
    return [...this.#states.values()].flatMap(({ report, texts }) => {
      const diagnostics = groupDiagnostics(report.groups, file, this.#reader(texts));
      const before = texts.get(file);
      if (before === undefined || before === document.getText()) return diagnostics;
      const move = new TextMove(before, document);
      return diagnostics.flatMap((diagnostic) => move.diagnostic(diagnostic) ?? []);
    });
  }

  /** The cure where the list is written in another file than its group, and copying. */
  codeActions(document: TextDocument, range: Range): CodeAction[] {
    return this.#placesIn(document).flatMap(({ group, report, range: place, texts }) => {
      // Anywhere on the line where the list begins: the key before it is as good a place to ask.
      if (!overlaps({ start: { line: place.start.line, character: 0 }, end: place.end }, range)) return [];
      const { cure } = report;
      const isElsewhere = cure && cure.file !== pathOf(document.uri) && texts.get(cure.file) === this.#options.open.get(cure.file)?.getText();
      const elsewhere = isElsewhere ? this.#cureElsewhere(cure) : undefined;
      const { copyCommand } = this.#client;
      const text = copyable(report, group);
      return [
        ...(elsewhere ? [elsewhere] : []),
        ...(text !== undefined && copyCommand !== undefined
          ? [{ title: text.title, kind: CodeActionKind.QuickFix, command: { title: text.title, command: copyCommand, arguments: [text.text] } }]
          : []),
      ];
    });
  }

  /** The declared order and AWS's, side by side. */
  hover(document: TextDocument, position: Position): Hover | undefined {
    const at = { start: position, end: position };
    const here = this.#placesIn(document).filter(({ range }) => overlaps(range, at));
    const [first] = here;
    if (!first) return undefined;
    const now = this.#options.now();
    return { contents: { kind: 'markdown', value: here.map(({ group }) => hoverText(group, now)).join('\n\n---\n\n') }, range: first.range };
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#aging);
  }

  async #check(params: DriftParams, signal: AbortSignal): Promise<DriftResult> {
    if (!this.#trusted) throw new ResponseError(ErrorCodes.InvalidRequest, 'AWS is not asked in a workspace that is not trusted.');
    this.#ansibleVersion = params.ansibleVersion;
    const texts = this.#texts();
    const report = await this.#options.service.check(params.paths, { ...optionsOf(params), signal });
    const { result } = this.#keep(params, report, texts);
    const changed = [...this.#options.open].find(([file, document]) => texts.get(file) !== document.getText());
    if (changed) this.changed(changed[1].uri);
    return result;
  }

  /** Reads the declarations again and compares them with what AWS said last. */
  async #readAgain(): Promise<void> {
    const { connection, service } = this.#options;
    const started = performance.now();
    for (const [key, state] of this.#states) {
      const { params } = state;
      const texts = this.#texts();
      const read = await service.check(params.paths, { ...optionsOf(params), ask: false });
      // An answer of AWS that came meanwhile is newer.
      if (this.#states.get(key) !== state) continue;
      const { result } = this.#keep(params, follow(state.report, read), texts);
      void connection.sendNotification(driftChangedMethod, { paths: params.paths, result } satisfies DriftChanged);
    }
    this.#readingMs = performance.now() - started;
  }

  #keep(params: DriftParams, report: DriftReport, texts: ReadonlyMap<string, string>): State {
    const state: State = { params, report, texts, result: toResult(report, this.#reader(texts)) };
    this.#states.set(params.paths[0] ?? '', state);
    this.#show();
    return state;
  }

  /** Has the client draw again what is shown of the answers, and from time to time their age. */
  #show(): void {
    this.#options.publish();
    this.#refresh();
    clearInterval(this.#aging);
    if ([...this.#states.values()].some(({ report }) => report.groups.length)) {
      this.#aging = setInterval(() => this.#refresh(), agingMs).unref();
    }
  }

  #refresh(): void {
    const { connection } = this.#options;
    for (const method of this.#refreshes) {
      connection.sendRequest(method).catch((error: unknown) => connection.console.warn(`${method}: ${String(error)}`));
    }
  }

  async #askAgain(signal: AbortSignal): Promise<void> {
    const asked = [...this.#states.values()].map(({ params }) => params);
    const questions: DriftParams[] = asked.length ? asked : this.#folders.map((folder) => ({ paths: [folder] }));
    for (const params of questions) {
      const { failures } = await this.#check(params, signal);
      for (const failure of failures) this.#options.connection.window.showWarningMessage(failure);
    }
  }

  async #fixes(): Promise<DriftFixes> {
    await this.#readAgain();
    const groups = [...this.#states.values()].flatMap(({ report }) => report.groups);
    const { files, left } = planFixes(groups);
    const cures = groups.flatMap((group) => (group.cure && !left.some((other) => other.group === group) ? [group.cure] : []));
    return {
      files: files.map(({ file, groups: names }) => ({
        file,
        edits: this.#textEdits(file, wholeLists(cures.filter((cure) => cure.file === file), this.#options.files.read(file) ?? '')),
        groups: names,
      })),
      left: left.map(({ group: { file, line, name }, reason }) => ({ file, line, name, reason })),
    };
  }

  #cureElsewhere({ file, edits }: Cure): CodeAction {
    const uri = uriOf(file);
    return {
      title: `Use AWS's order, in ${path.basename(file)}`,
      kind: CodeActionKind.QuickFix,
      isPreferred: true,
      edit: {
        documentChanges: [
          { textDocument: { uri, version: this.#options.open.get(file)?.version ?? null }, edits: this.#textEdits(file, edits) },
        ],
      },
    };
  }

  #textEdits(file: string, edits: readonly Edit[]): TextEdit[] {
    return toTextEdits(TextDocument.create(uriOf(file), '', 0, this.#options.files.read(file) ?? ''), edits);
  }

  #lenses(uri: string): CodeLens[] {
    const document = this.#document(uri);
    if (!document) return [];
    const now = this.#options.now();
    const command = this.#client.askCommand ?? askCommand;
    return this.#placesIn(document).map(({ group, range }) => ({ range, command: { title: lensTitle(group, now), command } }));
  }

  #hints(uri: string, range: Range): InlayHint[] {
    const document = this.#document(uri);
    const file = pathOf(uri);
    if (!document || !file) return [];
    const hints = new Map<number, InlayHint>();
    for (const { report, result, texts } of this.#states.values()) {
      const move = new TextMove(texts.get(file) ?? document.getText(), document);
      for (const [i, { declaration }] of report.groups.entries()) {
        for (const { id, slot } of declaration.subnets.items) {
          const zone = result.groups[i]?.zones[id];
          const span = slot?.file === file ? move.span(slot.span) : undefined;
          if (!zone || !span) continue;
          const position = document.positionAt(span.end);
          if (overlaps({ start: position, end: position }, range)) hints.set(span.end, { position, label: zone, paddingLeft: true });
        }
      }
    }
    return [...hints.values()];
  }

  /** Where groups are declared, and where their lists are written, in a document as it is now. */
  #placesIn(document: TextDocument): { group: DriftGroup; report: GroupReport; range: Range; texts: State['texts'] }[] {
    const file = pathOf(document.uri);
    return [...this.#states.values()].flatMap(({ report, result, texts }) => {
      const before = (file && texts.get(file)) ?? document.getText();
      const move = new TextMove(before, document);
      return report.groups.flatMap((own, i) => {
        const group = result.groups[i];
        if (!group) return [];
        return placesOf(group)
          .filter((place: DriftPlace) => place.file === file)
          .flatMap((place) => {
            const range = move.range(place.range);
            return range ? [{ group, report: own, range, texts }] : [];
          });
      });
    });
  }

  #document(uri: string): TextDocument | undefined {
    const file = pathOf(uri);
    return file === undefined ? undefined : this.#options.open.get(file);
  }

  /** Reads files as they were when the texts of the open ones were kept. */
  #reader(texts: State['texts']): (file: string) => string | undefined {
    return (file) => texts.get(file) ?? this.#options.files.read(file);
  }

  #texts(): Map<string, string> {
    return new Map([...this.#options.open].map(([file, document]) => [file, document.getText()]));
  }
}

/** One edit for each list, so that nobody who picks from a preview takes half of an exchange. */
function wholeLists(cures: readonly Cure[], text: string): Edit[] {
  const lists = new Map<number, Edit>();
  for (const { edits } of cures) {
    const start = Math.min(...edits.map(({ span }) => span.start));
    const end = Math.max(...edits.map(({ span }) => span.end));
    const moved = edits.map(({ span, newText }) => ({ newText, span: { start: span.start - start, end: span.end - start } }));
    lists.set(start, { span: { start, end }, newText: applyEdits(text.slice(start, end), moved) });
  }
  return [...lists.values()];
}

function optionsOf({ paths, profile, region, zones, targets, pins, proxy }: DriftParams): CheckOptions {
  const [folder] = paths;
  return {
    profile,
    region,
    zones,
    proxy,
    ...(targets?.length && folder !== undefined && { targetFor: chooseTarget(targets, folder) }),
    ...(pins && { pins: new Map(Object.entries(pins)) }),
  };
}

function covers(paths: readonly string[], file: string): boolean {
  return paths.some((covered) => file === covered || file.startsWith(covered.endsWith(path.sep) ? covered : `${covered}${path.sep}`));
}

function abortSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort(new Error('cancelled')));
  return controller.signal;
}
