import path from 'node:path';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem, DocumentSymbol, Hover, Location, Position, Range } from 'vscode-languageserver-types';
import type { Diagnostic, Edit } from '../language/diagnostic.ts';
import { pathOf } from '../language/files.ts';
import type { FormatResult, LanguageService, RenameResult, ServiceOptions } from '../language/service.ts';
import { completionsAt } from './completion.ts';
import { type RuleConfig, withoutSuppressed } from './config.ts';
import { configPlacesOf } from './configPlaces.ts';
import { environmentVariables } from './environment.ts';
import { formatRead } from './hcl/format.ts';
import { readHcl } from './hcl/parser.ts';
import { hoverAt } from './hover.ts';
import { FileLinter } from './lint.ts';
import { ModuleFile } from './model/file.ts';
import { ModuleLoader } from './model/loader.ts';
import { Module } from './model/module.ts';
import { roleOf, terraformExtensions } from './model/role.ts';
import { definitionsAt, referencesAt, renameAt } from './navigation.ts';
import { ActiveRules } from './rules/active.ts';
import { rulesets } from './rules/all.ts';
import { FileView } from './rules/rule.ts';
import { Facts } from './schema/facts.ts';
import type { ProviderSchemas } from './schema/providers.ts';
import { symbolsOf } from './symbols.ts';

export interface TerraformServiceOptions extends ServiceOptions {
  /** What the installed providers say of themselves, by folder; may change at any time. Without it, the built-in tables hold. */
  readonly providers?: ReadonlyMap<string, ProviderSchemas>;
  /** Whether no file changes as long as the service lives, so that none is looked for again. */
  readonly still?: boolean;
  /** The environment that Terraform and tflint would run in, for what it sets variables to and where rules are configured. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** The door of Terraform: lint, outline and format of its files, and the module model for whoever reads one. */
export class TerraformService implements LanguageService {
  readonly source = 'terraform';
  readonly completionTriggers = ['.', '"'];
  readonly extensions = terraformExtensions;
  readonly formattedExtensions = ['.tf', '.tfvars', '.tftest.hcl', '.tfmock.hcl'];
  readonly #loader: ModuleLoader;
  readonly #facts: Facts;
  readonly #now: () => Date;
  readonly #providers: ReadonlyMap<string, ProviderSchemas>;
  /** What the environment sets variables to, by their names. */
  readonly #environment: ReadonlyMap<string, string>;
  readonly #linter: FileLinter;
  readonly #rules = new WeakMap<RuleConfig, ActiveRules>();

  constructor({ files, dataFolder, now, once = false, still = false, providers = new Map<string, ProviderSchemas>(), environment = {} }: TerraformServiceOptions) {
    this.#now = now;
    this.#providers = providers;
    this.#environment = environmentVariables(environment);
    this.#facts = new Facts(dataFolder);
    this.#loader = new ModuleLoader(files, once, still, configPlacesOf(environment));
    this.#linter = new FileLinter(!once);
  }

  accepts(document: TextDocument): boolean {
    return roleOf(nameOf(document)) !== undefined;
  }

  encodingProblem(textBefore: TextDocument): Diagnostic {
    const end = textBefore.positionAt(textBefore.getText().length);
    return {
      rule: 'hcl_syntax',
      severity: 'error',
      message: 'Invalid character encoding: the file is not UTF-8 from here on; save it as UTF-8.',
      source: this.source,
      range: { start: end, end },
    };
  }

  lint(document: TextDocument): Diagnostic[] {
    const view = this.#view(document);
    return withoutSuppressed(this.#linter.lint(view, this.#rulesOf(view.config), this.source), view.file, view.config);
  }

  dependents(changed: string, open: readonly string[]): string[] {
    this.#loader.refresh(true);
    const folder = path.dirname(changed);
    const isConfiguration = roleOf(path.basename(changed)) === 'tflint';
    return open.filter((file) => {
      if (file === changed || roleOf(path.basename(file)) === undefined) return false;
      if (roleOf(path.basename(file)) === 'test' && path.dirname(path.dirname(file)) === folder) return true;
      if (isConfiguration && file.startsWith(folder + path.sep)) return true;
      return path.dirname(file) === folder || this.#loader.module(path.dirname(file)).calls(folder);
    });
  }

  forget(): void {
    this.#loader.forget();
  }

  symbols(document: TextDocument): DocumentSymbol[] {
    return symbolsOf(this.#open(document).file);
  }

  format(document: TextDocument): FormatResult {
    const text = document.getText();
    const read = readHcl(text);
    const [problem] = read.parsed.problems;
    if (problem) {
      const { line } = document.positionAt(problem.span.start);
      return { refused: `not formatted: ${problem.summary} on line ${line + 1}; mend the syntax first.` };
    }
    const formatted = formatRead(read);
    return { edits: formatted === text ? [] : [{ span: { start: 0, end: text.length }, newText: formatted }] };
  }

  formatRange(document: TextDocument, range: Range): FormatResult {
    const whole = this.format(document);
    if ('refused' in whole || !whole.edits[0]) return whole;
    const before = document.getText().split('\n');
    const after = whole.edits[0].newText.split('\n');
    if (before.length !== after.length) return { refused: 'not formatted: formatting changes the number of lines of this file; format all of it.' };
    const last = range.end.character === 0 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line;
    const edits: Edit[] = [];
    for (let line = range.start.line; line <= last; line++) {
      const [old, newText] = [before[line], after[line]];
      if (old === undefined || newText === undefined || old === newText) continue;
      const start = document.offsetAt({ line, character: 0 });
      edits.push({ span: { start, end: start + old.length }, newText });
    }
    return { edits };
  }

  hover(document: TextDocument, position: Position): Hover | undefined {
    return hoverAt(this.#view(document), document.offsetAt(position));
  }

  complete(document: TextDocument, position: Position): CompletionItem[] {
    return completionsAt(this.#view(document), document.offsetAt(position));
  }

  define(document: TextDocument, position: Position): Location[] {
    const { file, module } = this.#open(document);
    return definitionsAt(file, module, document.offsetAt(position));
  }

  references(document: TextDocument, position: Position, withDeclarations: boolean): Location[] {
    const { file, module } = this.#open(document);
    return referencesAt(file, module, document.offsetAt(position), withDeclarations);
  }

  rename(document: TextDocument, position: Position, newName: string): RenameResult {
    const { file, module } = this.#open(document);
    return renameAt(file, module, document.offsetAt(position), newName);
  }

  /** The module in a folder, from the files as the service sees them. Empty where there are none. */
  module(folder: string): Module {
    this.#loader.refresh(true);
    return this.#loader.module(folder);
  }

  /** What the features that ask about schemas and values look at. */
  #view(document: TextDocument): FileView {
    const { file, module } = this.#open(document);
    return new FileView(file, { module, facts: this.#facts, providers: this.#providers.get(module.folder), config: this.#loader.config(module.folder), now: this.#now(), environment: this.#environment });
  }

  /** The rules that are on. */
  #rulesOf(config: RuleConfig): ActiveRules {
    const known = this.#rules.get(config);
    if (known) return known;
    const rules = new ActiveRules(rulesets.flatMap(({ name, rules: all }) => all.filter(({ id, members }) => config.isOn(id, members ? 'core' : name))));
    this.#rules.set(config, rules);
    return rules;
  }

  /** The document as a file, and its module with the document's text in place of what is on disk. */
  #open(document: TextDocument): { file: ModuleFile; module: Module } {
    this.#loader.refresh(false);
    const file = pathOf(document.uri);
    const name = nameOf(document);
    if (file !== undefined) {
      const module = this.#loader.module(path.dirname(file), { path: file, text: document.getText() });
      const found = module.file(file);
      // Tests in a folder of their own are of the module above it.
      if (found) return { file: found, module: found.role === 'test' && module.configuration.length === 0 ? this.#loader.module(path.dirname(module.folder)) : module };
    }
    const alone = ModuleFile.parse(file ?? name, roleOf(name) ?? 'configuration', document.getText());
    const folder = path.dirname(alone.path);
    return { file: alone, module: alone.role === 'tflint' ? this.#loader.module(folder) : new Module(folder, [alone]) };
  }
}

/** The name of a document's file; of a virtual document, the end of its URI. */
function nameOf(document: TextDocument): string {
  return path.basename(pathOf(document.uri) ?? document.uri);
}
