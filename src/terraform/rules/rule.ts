import type { Span } from '../../language/diagnostic.ts';
import type { Finding, Report, Rule } from '../../language/rule.ts';
import type { Severity } from '../../language/diagnostic.ts';
import type { ModuleFile } from '../model/file.ts';
import type { Module } from '../model/module.ts';
import type { VariableValues } from '../model/scope.ts';
import type { RuleConfig } from '../config.ts';
import type { Facts } from '../schema/facts.ts';
import type { ProviderSchemas } from '../schema/providers.ts';

/** What one lint of a module is about, whichever of its files and blocks is looked at. */
export interface ModuleView {
  readonly module: Module;
  readonly facts: Facts;
  /** What the installed providers say of themselves, where that was asked. */
  readonly providers: ProviderSchemas | undefined;
  /** Which rules are on, and their options. */
  readonly config: RuleConfig;
  /** The moment of the check, for rules that depend on the date. */
  readonly now: Date;
  /** What the environment sets variables to where the module is run by itself, by their names. */
  readonly environment?: ReadonlyMap<string, string> | undefined;
  /** What a call sets the variables of the module to; without it, it is run by itself. */
  readonly inputs?: VariableValues | undefined;
}

/** Files beside those of the module, by their paths, and what was there. */
export interface AskedFiles {
  readonly existing: ReadonlyMap<string, boolean>;
  readonly texts: ReadonlyMap<string, string | undefined>;
}

/** What all blocks of a file share: the module, and the files beside it. */
export type SharedView = ModuleView & Pick<FileView, 'exists' | 'read'>;

/** What a rule looks at: one file, or one block of it, and the module around it. Findings are places in the file. */
export class FileView implements ModuleView {
  readonly file: ModuleFile;
  readonly module: Module;
  readonly facts: Facts;
  readonly providers: ProviderSchemas | undefined;
  readonly config: RuleConfig;
  readonly now: Date;
  readonly environment: ReadonlyMap<string, string> | undefined;
  readonly inputs: VariableValues | undefined;
  /** Of a view of one block, the view of the whole file. */
  readonly #whole: FileView | undefined;
  readonly #results = new Map<object, unknown>();
  readonly #shared = new Map<object, () => unknown>();
  readonly #existing = new Map<string, boolean>();
  readonly #texts = new Map<string, string | undefined>();

  constructor(file: ModuleFile, { module, facts, providers, config, now, environment, inputs }: ModuleView, whole?: FileView) {
    this.file = file;
    this.module = module;
    this.facts = facts;
    this.providers = providers;
    this.config = config;
    this.now = now;
    this.environment = environment;
    this.inputs = inputs;
    this.#whole = whole;
  }

  /** The view of a part of the file, cut out as a file. */
  of(part: ModuleFile): FileView {
    return new FileView(part, this, this);
  }

  /** The result of a look at the file that several rules share, made on first use. */
  analysis<T>(analyse: (view: FileView) => T): T {
    const known = this.#results.get(analyse);
    if (known !== undefined || this.#results.has(analyse)) return known as T;
    const result = analyse(this);
    this.#results.set(analyse, result);
    return result;
  }

  /** The result of a look at nothing but the module and the files beside it, which all blocks of a file share. */
  shared<T>(analyse: (view: SharedView) => T): T {
    if (this.#whole) return this.#whole.shared(analyse);
    if (!this.#shared.has(analyse)) this.#shared.set(analyse, this.module.once(() => analyse(this)));
    return this.#shared.get(analyse)?.() as T;
  }

  /** Whether there is a file of this path, relative to the folder of the module; looked up once. */
  exists(path: string): boolean {
    const known = this.#existing.get(path);
    if (known !== undefined) return known;
    const exists = this.#whole ? this.#whole.exists(path) : this.module.exists(path);
    this.#existing.set(path, exists);
    return exists;
  }

  /** The text of the file of this path, relative to the folder of the module; read once. */
  read(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#whole ? this.#whole.read(path) : this.module.read(path));
    return this.#texts.get(path);
  }

  /** The files that were asked for, and what was there. */
  get asked(): AskedFiles {
    return { existing: this.#existing, texts: this.#texts };
  }
}

/** A rule over one file of a module. Rules of a family share one `check`, which tells what any of them finds under that one's id. */
export interface TerraformRule extends Rule<FileView> {
  /** Of a rule that speaks for a family: the ids that its findings carry in place of its own. */
  readonly members?: RegExp;
  /**
   * True where what the rule says of a top-level block depends on that block and on what it asks the module alone, so
   * that it need not be asked again while neither changes.
   */
  readonly local?: boolean;
}
export type { Report };

/** A page of Terraform's language documentation. */
export function languageDocs(page: string): string {
  return `https://developer.hashicorp.com/terraform/language/${page}`;
}

/** What is particular to one rule of a family. */
export interface RuleFacts {
  /** What the rule demands, in one line. */
  readonly demand: string;
  /** Page of Terraform's language documentation. */
  readonly page: string;
  readonly severity?: Severity;
}

/** What else a family may say of a finding: a summary other than the rule's own, where Terraform's names the object. */
export type FindingExtras = Partial<Pick<Finding, 'fixes' | 'related' | 'tags' | 'severity'>> & { readonly summary?: string };

/** Reports for the rule that carries Terraform's summary; the message is the summary and the detail. */
export type FamilyReport<Summary extends string> = (summary: Summary, span: Span, detail: string, extras?: FindingExtras) => void;

/**
 * Rules that one look at a file decides together, such as everything that can be wrong with a version constraint.
 * Each carries one of Terraform's summaries and is `terraform_<summary in snake case>`.
 * @param reach whether each block can be looked at alone
 */
export function family<Summary extends string>(
  facts: Readonly<Record<Summary, RuleFacts>>,
  look: (view: FileView, report: FamilyReport<Summary>) => void,
  reach: Pick<TerraformRule, 'local'> = {},
): TerraformRule[] {
  const check = (view: FileView, report: Report) =>
    look(view, (summary, span, detail, { summary: ownSummary, ...rest } = {}) => {
      report({ rule: ruleId(summary), span, message: `${ownSummary ?? summary}: ${detail}`, ...rest });
    });
  return (Object.entries(facts) as [Summary, RuleFacts][]).map(([summary, { demand, page, severity }]) => ({
    id: ruleId(summary),
    severity: severity ?? 'error',
    summary: demand,
    docs: languageDocs(page),
    ...reach,
    check,
  }));
}

/** `Invalid "moved" addresses` -> `terraform_invalid_moved_addresses` */
export function ruleId(summary: string): string {
  return `terraform_${summary.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^_|_$/g, '')}`;
}
