import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { DocumentSymbol } from 'vscode-languageserver-types';
import type { Diagnostic } from '../language/diagnostic.ts';
import { pathOf, type Files } from '../language/files.ts';
import { runRules } from '../language/rule.ts';
import type { LanguageService, ServiceOptions } from '../language/service.ts';
import { configurationOf, isOn, type Configuration } from './config/configuration.ts';
import { ConfigurationFinder } from './config/finder.ts';
import { withSuppressions } from './config/suppressFix.ts';
import { withoutSuppressed } from './config/suppression.ts';
import { Conditions } from './conditions/conditions.ts';
import { withoutConsequences } from './parser/dropped.ts';
import { looksLikeTemplate } from './parser/recognise.ts';
import { parseTemplate, type Template } from './parser/template.ts';
import { templateSymbols } from './parser/symbols.ts';
import { usesOf, type Use } from './parser/uses.ts';
import { rules } from './rules/index.ts';
import type { Linting } from './rules/rule.ts';
import { Facts } from './schema/facts.ts';
import { Patterns } from './schema/patterns.ts';
import type { Issue } from './schema/scope.ts';
import { checkSections } from './schema/sections.ts';
import { SchemaCache, Validator, type Inspection, type Inspections } from './schema/validator.ts';

/** Lints CloudFormation and SAM templates; the only door to this language. */
export class CloudFormationService implements LanguageService {
  readonly source = 'cloudformation';
  readonly extensions = ['.yaml', '.yml', '.json', '.template', '.cfn'];
  readonly #facts: Facts;
  readonly #files: Files;
  readonly #now: () => Date;
  readonly #patterns = new Patterns();
  readonly #cache = new SchemaCache();
  readonly #inspections: Inspections;
  readonly #configurations: ConfigurationFinder;
  /** The last parse of each document. */
  readonly #templates = new WeakMap<TextDocument, { readonly version: number; readonly template: Template }>();

  constructor(options: ServiceOptions) {
    this.#facts = new Facts(options.dataFolder);
    this.#files = options.files;
    this.#now = options.now;
    this.#inspections = inspectionsByPlace();
    this.#configurations = new ConfigurationFinder(options.files);
  }

  /** True for a template, finished or not: judged by what the text holds, since YAML and JSON are used for much else. */
  accepts(document: TextDocument): boolean {
    const path = document.uri.replace(/[?#].*$/, '').toLowerCase();
    const named = this.extensions.some((extension) => path.endsWith(extension));
    return (named || !/\.[a-z0-9]+$/.test(path)) && this.isTemplate(document);
  }

  /** True when the text is that of a template, whatever the document is called. */
  isTemplate(document: TextDocument): boolean {
    return looksLikeTemplate(document.getText());
  }

  /** The typed model of the document, whatever it holds. */
  template(document: TextDocument): Template {
    const known = this.#templates.get(document);
    if (known?.version === document.version) return known.template;
    const template = parseTemplate(document);
    this.#templates.set(document, { version: document.version, template });
    return template;
  }

  lint(document: TextDocument): Diagnostic[] {
    const template = this.template(document);
    const file = pathOf(document.uri);
    const project = file === undefined ? undefined : this.#configurations.project(file);
    const configuration = configurationOf(template, project, this.#configurations.user(), file);
    if (configuration.ignored || (configuration.ignoreBadTemplate && template.problems.length > 0)) return [];
    const on = rules.filter(({ id }) => isOn(id, configuration));
    const diagnostics = runRules(on, this.#linting(template, configuration), document, this.source);
    return withSuppressions(template, withoutSuppressed(template, withoutConsequences(template, diagnostics), configuration));
  }

  /** A changed configuration file concerns every template; a changed template no other. */
  dependents(changed: string, open: readonly string[]): string[] {
    if (!this.#configurations.isConfiguration(changed)) return [];
    this.#configurations.forget();
    return open.filter((file) => file !== changed);
  }

  symbols(document: TextDocument): DocumentSymbol[] {
    return templateSymbols(this.template(document));
  }

  #linting(template: Template, configuration: Configuration): Linting {
    const facts = this.#facts;
    const conditions = new Conditions(template);
    const validator = new Validator({
      template,
      facts,
      conditions,
      patterns: this.#patterns,
      now: this.#now(),
      regions: configuration.regions[0] === 'ALL_REGIONS' ? facts.regions : configuration.regions,
      settings: configuration.configureRules,
      inspections: this.#inspections,
      cache: this.#cache,
    });
    let byRule: Map<string, Issue[]> | undefined;
    let uses: Use[] | undefined;
    return {
      template,
      facts,
      conditions,
      validator,
      configuration,
      now: validator.now,
      files: this.#files,
      get uses() {
        return (uses ??= usesOf(template));
      },
      issuesOf(rule) {
        byRule ??= groupByRule(checkSections(validator));
        return byRule.get(rule) ?? [];
      },
    };
  }
}

function groupByRule(issues: readonly Issue[]): Map<string, Issue[]> {
  const groups = new Map<string, Issue[]>();
  for (const issue of issues) {
    const group = groups.get(issue.rule ?? '') ?? [];
    group.push(issue);
    groups.set(issue.rule ?? '', group);
  }
  return groups;
}

function inspectionsByPlace(): Inspections {
  const values = new Map<string, Inspection[]>();
  const calls = new Map<string, Inspection[]>();
  for (const { id, places = [], callPlaces = [], inspect } of rules) {
    if (!inspect) continue;
    for (const place of places) values.set(place, [...(values.get(place) ?? []), { rule: id, inspect }]);
    for (const place of callPlaces) calls.set(place, [...(calls.get(place) ?? []), { rule: id, inspect }]);
  }
  return { values, calls };
}
