import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { KeptSchemas } from '../lint/keptSchemas.ts';
import type { Log } from '../log.ts';
import {
  type AwsProfiles,
  awsProfilesMethod,
  type DriftChanged,
  driftChangedMethod,
  type DriftFixes,
  driftFixesMethod,
  driftMethod,
  type DriftParams,
  type DriftResult,
} from '../server/driftProtocol.ts';
import {
  cloudFormationMethod,
  type InitializationOptions,
  lintEnabledMethod,
  lintMethod,
  type LintParams,
  type LintResult,
  type ServerCapabilitiesExtra,
  terraformMethod,
  schemasMethod,
  trustMethod,
} from '../server/protocol.ts';
import { RulePages } from './rulePages.ts';
import type { Settings } from './settings.ts';

/** Texts with one of these may be something to lint; anything else never starts the server. */
const relevant = /AWSTemplateFormatVersion|AWS::|\b(?:ec2_asg|autoscaling_group)\b/;

const languages = ['yaml', 'json', 'jsonc', 'cloudformation', 'dockercompose', 'ansible', 'plaintext'];

const documentSelector = [
  ...['terraform', 'terraform-vars', 'terraform-test', ...languages].flatMap((language) => [
    { scheme: 'file', language },
    { scheme: 'untitled', language },
  ]),
  { scheme: 'file', pattern: '**/*.{tf,tfvars,tf.json,tftest.hcl,tfmock.hcl,tfquery.hcl,template}' },
];

/** The language server's process, started when a document first calls for it. */
export class ServerClient implements vscode.Disposable {
  readonly #module: string;
  readonly #channel: vscode.LogOutputChannel;
  readonly #log: Log;
  readonly #settings: Settings;
  readonly #kept: KeptSchemas;
  readonly #disposables: vscode.Disposable[] = [];
  readonly #driftChanged = new vscode.EventEmitter<DriftChanged>();
  #client: Promise<LanguageClient> | undefined;

  /** The declarations have changed since AWS answered. */
  readonly onDidChangeDrift = this.#driftChanged.event;

  /**
   * @param module path of the built server
   * @param kept where schemas are that outlast the server
   */
  constructor(module: string, channel: vscode.LogOutputChannel, log: Log, settings: Settings, kept: KeptSchemas) {
    this.#module = module;
    this.#channel = channel;
    this.#log = log;
    this.#settings = settings;
    this.#kept = kept;
  }

  /** Starts the server for the open documents if one calls for it, and from then on when one is opened or written. */
  watch(): void {
    const consider = (document: vscode.TextDocument) => {
      if (this.#client || !this.#settings.lintEnabled || !callsForServer(document)) return;
      // `start` has logged a failure, and the client has shown it.
      this.start().catch(() => undefined);
    };
    this.#disposables.push(
      vscode.workspace.onDidOpenTextDocument(consider),
      vscode.workspace.onDidChangeTextDocument(({ document }) => consider(document)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        void this.#client?.then((client) => client.sendNotification(trustMethod));
      }),
      this.#settings.onDidChangeCloudFormation(() => {
        void this.#client?.then((client) => client.sendNotification(cloudFormationMethod, this.#settings.cloudFormation));
      }),
      this.#settings.onDidChangeTerraform(() => {
        void this.#client?.then((client) => client.sendNotification(terraformMethod, this.#settings.terraform));
      }),
      this.#settings.onDidChangeLint(() => {
        void this.#client?.then((client) => client.sendNotification(lintEnabledMethod, this.#settings.lintEnabled));
        vscode.workspace.textDocuments.forEach(consider);
      }),
    );
    vscode.workspace.textDocuments.forEach(consider);
  }

  /** Starts the server, once. */
  start(): Promise<LanguageClient> {
    this.#client ??= this.#launch().catch((error: unknown) => {
      // The next document, or the next command, tries again.
      this.#client = undefined;
      this.#log.error(`language server: ${String(error)}`);
      throw error;
    });
    return this.#client;
  }

  /** Ends of the names of the files that the server lints, in lower case. */
  async lintedExtensions(): Promise<readonly string[]> {
    const experimental: unknown = (await this.start()).initializeResult?.capabilities.experimental;
    return (experimental as ServerCapabilitiesExtra).lintedExtensions;
  }

  /** Says that the updated CloudFormation schemas have changed; a server that is not there yet reads them at its start. */
  useSchemas(file: string): void {
    void this.#client?.then((client) => client.sendNotification(schemasMethod, file));
  }

  /** Lints for a macro or a push. */
  lint(params: LintParams, token?: vscode.CancellationToken): Promise<LintResult> {
    return this.#request(lintMethod, params, token);
  }

  /** Compares the declared groups with AWS. */
  drift(params: DriftParams, token?: vscode.CancellationToken): Promise<DriftResult> {
    return this.#request(driftMethod, params, token);
  }

  /** What "Use AWS's order" would do to every list, given the last answers. */
  driftFixes(): Promise<DriftFixes> {
    return this.#request(driftFixesMethod, {}, undefined);
  }

  /** The profiles of the shared AWS configuration, as the server's environment has it. */
  awsProfiles(): Promise<AwsProfiles> {
    return this.#request(awsProfilesMethod, {}, undefined);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#driftChanged.dispose();
    void this.#client?.then((client) => client.dispose());
  }

  async #request<Result>(method: string, params: object, token: vscode.CancellationToken | undefined): Promise<Result> {
    const client = await this.start();
    // An undefined token would be sent as a second parameter.
    return token ? client.sendRequest<Result>(method, params, token) : client.sendRequest<Result>(method, params);
  }

  async #launch(): Promise<LanguageClient> {
    const started = performance.now();
    // many windows never need it, and it takes longer to load than all the rest of the extension
    const { LanguageClient: Client, RevealOutputChannelOn, TransportKind } = await import('vscode-languageclient/node');
    const initializationOptions: InitializationOptions = {
      trusted: vscode.workspace.isTrusted,
      lint: this.#settings.lintEnabled,
      cloudformation: this.#settings.cloudFormation,
      terraform: this.#settings.terraform,
      ...this.#kept,
      askCommand: 'plumbline.checkDrift',
      copyCommand: 'plumbline.copyAwsOrder',
      rulePages: RulePages.link,
    };
    const client = new Client(
      'plumbline',
      'Plumbline',
      { module: this.#module, transport: TransportKind.ipc },
      {
        documentSelector,
        initializationOptions,
        outputChannel: this.#channel,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/{*.tf,*.tfvars,*.tfvars.json,*.tf.json,.tflint.hcl,.tflint.json,.cfnlintrc,.cfnlintrc.yaml,.cfnlintrc.yml}') },
      },
    );
    client.onNotification(driftChangedMethod, (changed: DriftChanged) => this.#driftChanged.fire(changed));
    await client.start();
    this.#log.info(`language server started in ${Math.round(performance.now() - started)} ms`);
    return client;
  }
}

function callsForServer(document: vscode.TextDocument): boolean {
  if (vscode.languages.match(documentSelector, document) === 0) return false;
  return document.languageId.startsWith('terraform') || /\.(tf|tfvars|tf\.json|tf(?:test|mock|query)\.hcl)$/.test(document.fileName) || relevant.test(document.getText());
}
