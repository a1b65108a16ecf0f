import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem, DocumentSymbol, Hover, Location, Position } from 'vscode-languageserver-types';
import type { Diagnostic } from '../language/diagnostic.ts';
import { pathOf, type Files } from '../language/files.ts';
import { groupedBy } from '../language/group.ts';
import { runRules, type Finding } from '../language/rule.ts';
import type { Doubts } from '../language/tree/doubts.ts';
import type { LanguageService, RenameResult, ServiceOptions } from '../language/service.ts';
import { configurationOf, isOn, type Configuration } from './config/configuration.ts';
import { ConfigurationFinder } from './config/finder.ts';
import { ParameterSets } from './config/parameterSets.ts';
import { withSuppressions } from './config/suppressFix.ts';
import { withoutSuppressed } from './config/suppression.ts';
import { withoutConsequences } from './consequences.ts';
import { cloudFormationExtensions } from './extensions.ts';
import { Memory } from './incremental/memory.ts';
import { completionsAt } from './completion.ts';
import { hoverAt } from './hover.ts';
import { definitionsAt, referencesAt, renameAt } from './navigation.ts';
import { apart } from './parser/apart.ts';
import { documentKind, looksLikeTemplate, type DocumentKind } from './parser/recognise.ts';
import { reparseTemplate } from './parser/reparse.ts';
import { parseTemplate, type Template } from './parser/template.ts';
import { templateSymbols } from './parser/symbols.ts';
import { usesOf, type Use } from './parser/uses.ts';
import { rules } from './rules/index.ts';
import { withSoundFixes } from './soundFixes.ts';
import type { Found, Linting, TemplateRule } from './rules/rule.ts';
import { Facts } from './schema/facts.ts';
import { Patterns } from './schema/patterns.ts';
import { Registries, type Registry } from './schema/registry.ts';
import { SchemaCache } from './schema/schemaCache.ts';
import { checkSections } from './schema/sections.ts';
import type { SchemaUpdate } from './schema/update/updateFile.ts';
import type { Inspection, Inspections } from './schema/inspection.ts';
import { Validator } from './schema/validator.ts';

/** Lints CloudFormation and SAM templates; the only door to this language. */
export class CloudFormationService implements LanguageService {
  readonly source = 'cloudformation';
  readonly completionTriggers = ['.', '"', ':', '!', '{'];
  readonly extensions = cloudFormationExtensions;
  readonly #facts: Facts;
  readonly #files: Files;
  readonly #parameters: ParameterSets;
  readonly #now: () => Date;
  readonly #region: string | undefined;
  readonly #registries: Registries;
  readonly #rulesOff: () => readonly string[];
  readonly #patterns = new Patterns();
  #cache = new SchemaCache();
  readonly #inspections = inspectionsByPlace(rules.filter(({ severity }) => severity !== 'information'));
  /** With the rules, too, that are on where a configuration asks for them. */
  readonly #allInspections = inspectionsByPlace(rules);
  readonly #configurations: ConfigurationFinder;
  /** The last parse of each document. */
  readonly #templates = new WeakMap<TextDocument, { readonly version: number; readonly template: Template }>();
  /** What is remembered of the documents that were linted more than once. */
  readonly #memories = new WeakMap<TextDocument, Memory | undefined>();

  constructor(options: ServiceOptions) {
    this.#facts = new Facts(options.dataFolder);
    this.#files = options.files;
    this.#parameters = new ParameterSets(options.files);
    this.#now = options.now;
    this.#region = options.region;
    this.#registries = new Registries(options.files);
    this.#rulesOff = options.rulesOff ?? (() => []);
    this.#configurations = new ConfigurationFinder(options.files);
  }

  /** True for a template, a deployment file or a file of parameters, finished or not: judged by what the text holds, since YAML and JSON are used for much else. */
  accepts(document: TextDocument): boolean {
    const path = document.uri.replace(/[?#].*$/, '').toLowerCase();
    const named = this.extensions.some((extension) => path.endsWith(extension));
    return (named || !/\.[a-z0-9]+$/.test(path)) && (this.isTemplate(document) || documentKind(document.getText()) !== 'template');
  }

  /** True when the text is that of a template, whatever the document is called. */
  isTemplate(document: TextDocument): boolean {
    return looksLikeTemplate(document.getText());
  }

  /** The typed model of the document, whatever it holds. */
  template(document: TextDocument): Template {
    const known = this.#templates.get(document);
    if (known?.version === document.version) return known.template;
    const template = known ? reparseTemplate(document, known.template) : parseTemplate(document);
    this.#templates.set(document, { version: document.version, template });
    return template;
  }

  lint(document: TextDocument): Diagnostic[] {
    const template = this.template(document);
    const configuration = this.#configurationOf(document);
    if (configuration.ignored || (configuration.ignoreBadTemplate && template.problems.length > 0)) return [];
    const memory = this.#memoryOf(document);
    const linting = this.#linting(template, configuration, memory);
    const kind = documentKind(template.text);
    const on = speakers[kind].filter(({ id, ofDeclarations }) => !ofDeclarations || linting.issuesOf(id).length > 0).flatMap(({ rule }) => {
      if (!(rule.isFamily ?? isOn(rule.id, configuration))) return [];
      if (rule.ofDeclarations) return rule;
      const certain = template.doubts ? sure(rule, template.doubts) : rule;
      return linting.memory ? remembering(rule, certain, linting.memory) : certain;
    });
    const diagnostics = runRules(on, linting, document, this.source);
    return withSuppressions(template, withoutSuppressed(template, withoutConsequences(template, withSoundFixes(template, diagnostics)), configuration));
  }

  #configurationOf(document: TextDocument): Configuration {
    const file = pathOf(document.uri);
    const project = file === undefined ? undefined : this.#configurations.project(file);
    return configurationOf(this.template(document), project, this.#configurations.user(), file, this.#rulesOff(), this.#region);
  }

  /** The facts that count for a configuration, and what is remembered of their schemas. */
  #registryOf({ registrySchemas }: Configuration): Registry {
    return registrySchemas.length > 0 ? this.#registries.of(registrySchemas, this.#facts) : { facts: this.#facts, cache: this.#cache, problems: [] };
  }

  /** None for a document that is seen for the first time: most are linted once. */
  #memoryOf(document: TextDocument): Memory | undefined {
    const known = this.#memories.get(document);
    const memory = known ?? (this.#memories.has(document) ? new Memory() : undefined);
    this.#memories.set(document, memory);
    return memory;
  }

  /** Lints with the schemas of an update beside the built-in ones from now on, or with these alone. */
  useSchemas(update: SchemaUpdate | undefined): void {
    this.#facts.use(update);
    this.#cache = new SchemaCache();
    this.#registries.forget();
  }

  /** A changed configuration file concerns every template, a changed template the deployment files that may name it. */
  dependents(changed: string, open: readonly string[]): string[] {
    const others = open.filter((file) => file !== changed);
    if (!this.#configurations.isConfiguration(changed)) return others.filter((file) => documentKind(this.#files.read(file) ?? '') !== 'template');
    this.forget();
    return others;
  }

  forget(): void {
    this.#configurations.forget();
    this.#parameters.forget();
  }

  symbols(document: TextDocument): DocumentSymbol[] {
    return templateSymbols(this.template(document));
  }

  hover(document: TextDocument, position: Position): Hover | undefined {
    return hoverAt(this.template(document), this.#registryOf(this.#configurationOf(document)).facts, document.offsetAt(position));
  }

  complete(document: TextDocument, position: Position): CompletionItem[] {
    return completionsAt(this.template(document), this.#registryOf(this.#configurationOf(document)).facts, document.offsetAt(position));
  }

  define(document: TextDocument, position: Position): Location[] {
    return definitionsAt(this.template(document), document.offsetAt(position));
  }

  references(document: TextDocument, position: Position, withDeclarations: boolean): Location[] {
    return referencesAt(this.template(document), document.offsetAt(position), withDeclarations);
  }

  rename(document: TextDocument, position: Position, newName: string): RenameResult {
    return renameAt(this.template(document), document.offsetAt(position), newName);
  }

  #linting(template: Template, configured: Configuration, remembered: Memory | undefined): Linting & { readonly memory: Memory | undefined } {
    const { facts, cache, problems } = this.#registryOf(configured);
    const configuration = problems.length > 0 ? { ...configured, problems: [...configured.problems, ...problems] } : configured;
    const now = new Date(this.#now().toISOString().slice(0, 10));
    const given = this.#parameters.given(configuration);
    const memory = remembered?.begin(template, JSON.stringify([template.json, now, configuration, facts.updated, [...given]]), this.#files) ? remembered : undefined;
    const validator = new Validator({
      template,
      facts,
      patterns: this.#patterns,
      now,
      regions: regionsOf(configuration, facts),
      settings: configuration.configureRules,
      given,
      inspections: configuration.includeChecks.length > 0 ? this.#allInspections : this.#inspections,
      cache,
      memory,
    });
    let uses: Use[] | undefined;
    let byRule: ReadonlyMap<string, readonly Found[]> = new Map();
    const linting: Linting & { readonly memory: Memory | undefined } = {
      template: apart(validator.template),
      facts,
      get conditions() {
        return validator.conditions;
      },
      validator,
      configuration,
      now,
      files: memory?.files(this.#files) ?? this.#files,
      memory,
      get uses() {
        memory?.readWhole();
        const find = (): Use[] => usesOf(template, memory && ((path, walk) => memory.recallDeclaration(usesOf, path, walk)));
        return (uses ??= template.doubts ? template.doubts.aside(find) : find());
      },
      issuesOf(rule) {
        memory?.readWhole();
        return byRule.get(rule) ?? [];
      },
    };
    byRule = groupedBy([...checkSections(validator), ...checkResources(linting, memory)], ({ rule }) => rule ?? '');
    return linting;
  }
}

/** What the rules over single resources find. */
function checkResources(linting: Linting, memory: Memory | undefined): Found[] {
  return [...linting.template.resources.values()].flatMap((resource) => {
    const check = (): Found[] => {
      const found: Found[] = [];
      for (const rule of resourceRules) {
        const report = (finding: Finding): void => void found.push({ rule: rule.id, ...finding });
        rule.checkResource?.(resource, linting, linting.template.doubts?.certain(report) ?? report);
      }
      return found;
    };
    return memory?.recallDeclaration(checkResources, `Resources/${resource.name}`, check) ?? check();
  });
}

/** A rule and what decides whether it has something to say; of one shape, since every template asks each of them. */
interface Speaker {
  readonly rule: TemplateRule;
  readonly id: string;
  readonly ofDeclarations: boolean;
}

const speakers: Readonly<Record<DocumentKind, readonly Speaker[]>> = { template: speakersAbout('template'), deployment: speakersAbout('deployment'), parameters: speakersAbout('parameters') };

function speakersAbout(kind: DocumentKind): Speaker[] {
  return rules.filter(({ about = ['template'] }) => about.includes(kind)).map((rule) => ({ rule, id: rule.id, ofDeclarations: rule.ofDeclarations === true }));
}

const resourceRules = rules.filter(({ checkResource }) => checkResource !== undefined);

/** The rule, which keeps quiet once it has looked for what a syntax error may hide. */
function sure(rule: TemplateRule, doubts: Doubts): TemplateRule {
  return { ...rule, check: (linting, report) => rule.check(linting, doubts.certain(report)) };
}

/**
 * The rule, which finds again only what it has to.
 * @param current how the rule is run on the template in hand
 */
function remembering(rule: TemplateRule, current: TemplateRule, memory: Memory): TemplateRule {
  return {
    ...rule,
    check(linting, report) {
      const found = memory.recall<Finding>(rule, '', () => {
        const findings: Finding[] = [];
        current.check(linting, (finding) => findings.push(finding));
        return findings;
      });
      for (const finding of found) report(finding);
    },
  };
}

/** The regions whose facts apply. */
function regionsOf({ regions }: Configuration, facts: Facts): readonly string[] {
  if (regions[0] === 'ALL_REGIONS') return facts.regions;
  const known = regions.filter((region) => facts.regions.includes(region));
  return known.length > 0 ? known : ['us-east-1'];
}

function inspectionsByPlace(from: readonly TemplateRule[]): Inspections {
  const values = new Map<string, Inspection[]>();
  const calls = new Map<string, Inspection[]>();
  for (const { id, places = [], callPlaces = [], inspect, wants } of from) {
    if (!inspect) continue;
    const inspection: Inspection = { rule: id, inspect, ...(wants ? { wants } : {}) };
    for (const place of places) values.set(place, [...(values.get(place) ?? []), inspection]);
    for (const place of callPlaces) calls.set(place, [...(calls.get(place) ?? []), inspection]);
  }
  return { values, calls };
}
