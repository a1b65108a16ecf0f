import type { Diagnostic } from '../language/diagnostic.ts';
import { evaluateConstant } from './eval/constant.ts';
import { isMap, itemsOf, type Value } from './eval/value.ts';
import type { Body } from './hcl/ast.ts';
import { parseJsonBody } from './hcl/jsonBody.ts';
import { parseHcl } from './hcl/parser.ts';
import type { ModuleFile } from './model/file.ts';
import { attributeOf, blocksOf, stringOf } from './model/module.ts';
import { tflintSchema } from './schema/core.ts';

/** Rules of tflint's rulesets that are on only when they are named. */
const named = new Set([
  'aws_ephemeral_resources',
  'aws_iam_policy_attachment_exclusive_attachment',
  'aws_iam_policy_document_gov_friendly_arns',
  'aws_iam_policy_gov_friendly_arns',
  'aws_iam_role_deprecated_policy_attributes',
  'aws_iam_role_policy_gov_friendly_arns',
  'aws_provider_missing_default_tags',
  'aws_resource_missing_tags',
  'aws_s3_bucket_name',
  'aws_security_group_inline_rules',
  'aws_security_group_rule_deprecated',
  'aws_write_only_arguments',
  'terraform_module_shallow_clone',
]);

/** Rules of the Terraform ruleset that its preset "recommended" leaves out. */
const notRecommended = new Set([
  'terraform_comment_syntax',
  'terraform_documented_outputs',
  'terraform_documented_variables',
  'terraform_naming_convention',
  'terraform_standard_module_structure',
  'terraform_unused_required_providers',
]);

/** Whose rules they are: Terraform's own errors (core), or one of tflint's plugins. */
export type Ruleset = 'core' | 'terraform' | 'aws';

const tflintRulesets = ['terraform', 'aws'] as const;

/**
 * Which rules are on, by a `.tflint.hcl`: https://github.com/terraform-linters/tflint/blob/master/docs/user-guide/config.md
 * Syntax errors cannot be turned off.
 */
export class RuleConfig {
  readonly #rules: ReadonlyMap<string, boolean>;
  readonly #options: ReadonlyMap<string, Body>;
  /** The preset of the Terraform ruleset; undefined where none is stated. */
  readonly #preset: string | undefined;
  /** True where the Terraform ruleset is declared without a preset, which turns on all of it. */
  readonly #whole: boolean;
  /** Rulesets of which only the rules that are named are on. */
  readonly #off: ReadonlySet<Ruleset>;
  /** True where rules are on only when something says so. */
  readonly #none: boolean;
  /** Which calls of modules are followed. */
  readonly callModuleType: 'all' | 'local' | 'none';
  /** Sources of modules whose calls are not. */
  readonly ignoredModules: ReadonlySet<string>;
  /** Files of values for variables, after those that Terraform reads by itself. */
  readonly valueFiles: readonly string[];
  /** What variables are set to in the configuration, as it is written there. */
  readonly variables: ReadonlyMap<string, string>;

  private constructor(body: Body | undefined) {
    const rules = new Map<string, boolean>();
    const options = new Map<string, Body>();
    for (const block of body ? blocksOf(body, 'rule') : []) {
      const enabled = flag(block.body, 'enabled');
      const name = block.labels[0]?.text;
      if (name !== undefined && enabled !== undefined) rules.set(name, enabled);
      if (name !== undefined) options.set(name, block.body);
    }
    this.#rules = rules;
    this.#options = options;
    const plugin = (name: Ruleset) => body && blocksOf(body, 'plugin').find(({ labels }) => labels[0]?.text === name)?.body;
    const terraform = plugin('terraform');
    this.#preset = stringOf(terraform && attributeOf(terraform, 'preset')?.value);
    this.#whole = terraform !== undefined && this.#preset === undefined;
    const config = body && blocksOf(body, 'config')[0];
    this.#none = (config && flag(config.body, 'disabled_by_default')) === true;
    const setting = (name: string) => config && valueOf(config.body, name);
    const type = setting('call_module_type')?.data;
    this.callModuleType = type === 'all' || type === 'none' ? type : 'local';
    this.ignoredModules = trueKeys(setting('ignore_module'));
    this.valueFiles = textsOf(setting('varfile'));
    this.variables = new Map(textsOf(setting('variables')).flatMap((text) => assignmentOf(text)));
    this.#off = new Set(tflintRulesets.filter((name) => flag(plugin(name), 'enabled') === false));
  }

  /** @param text of a `.tflint.hcl` or a `.tflint.json`; without one, everything is as it is by default */
  static read(text: string | undefined): RuleConfig {
    if (text === undefined) return new RuleConfig(undefined);
    return new RuleConfig((text.trimStart().startsWith('{') ? parseJsonBody(text, tflintSchema) : parseHcl(text)).body);
  }

  /** Whether a rule is on; Terraform's own errors are off only when named. */
  isOn(rule: string, ruleset: Ruleset): boolean {
    if (rule === 'hcl_syntax') return true;
    const stated = this.#rules.get(rule);
    if (stated !== undefined) return stated;
    if (ruleset === 'core') return true;
    if (this.#off.has(ruleset) || named.has(rule)) return false;
    if (ruleset !== 'terraform') return !this.#none;
    // A preset counts for more than that nothing is on by itself.
    if (this.#preset === undefined && this.#none) return false;
    return this.#whole || this.#preset === 'all' || !notRecommended.has(rule);
  }

  /** Whether the configuration turns a rule on by its name. */
  isStated(rule: string): boolean {
    return this.#rules.get(rule) === true;
  }

  /** Whether comments suppress a rule. */
  isIgnorable(rule: string): boolean {
    return flag(this.#options.get(rule), 'ignorable') !== false;
  }

  /**
   * The value of a rule's option, where it is written out; undefined where it is not set.
   * @param block the block among the rule's options that the option stands in
   */
  option(rule: string, name: string, block?: string): Value | undefined {
    const body = this.#options.get(rule);
    if (!body) return undefined;
    if (block === undefined) return valueOf(body, name);
    const inner = blocksOf(body, block)[0];
    if (inner) return valueOf(inner.body, name);
    // In JSON a block among options looks like an object.
    const data = valueOf(body, block)?.data;
    return isMap(data) ? data.get(name) : undefined;
  }

  /** Whether there is a block of this type among a rule's options. */
  hasOptions(rule: string, block: string): boolean {
    const body = this.#options.get(rule);
    return body !== undefined && (blocksOf(body, block).length > 0 || attributeOf(body, block) !== undefined);
  }
}

/** The keys of an object whose values are true. */
function trueKeys(value: Value | undefined): ReadonlySet<string> {
  const data = value?.data;
  return new Set(isMap(data) ? [...data].flatMap(([key, item]) => (item.data === true ? [key] : [])) : []);
}

/** The strings in a list; empty for everything else. */
export function textsOf(value: Value | undefined): string[] {
  return value ? itemsOf(value).flatMap(({ data }) => (typeof data === 'string' ? [data] : [])) : [];
}

/** `name=value` */
function assignmentOf(text: string): [name: string, value: string][] {
  const at = text.indexOf('=');
  return at > 0 ? [[text.slice(0, at).trim(), text.slice(at + 1)]] : [];
}

function valueOf(body: Body, name: string): Value | undefined {
  const expression = attributeOf(body, name)?.value;
  return expression && evaluateConstant(expression);
}

function flag(body: Body | undefined, name: string): boolean | undefined {
  const value = body && attributeOf(body, name)?.value;
  return value?.kind === 'literal' && typeof value.value === 'boolean' ? value.value : undefined;
}

/**
 * The diagnostics that no comment suppresses: `# tflint-ignore: a, b` for its own line and the next, or
 * `# tflint-ignore-file: a`, which is the first thing in the file, for all of it. Rules that are not `ignorable` stay.
 * https://github.com/terraform-linters/tflint/blob/master/docs/user-guide/annotations.md
 */
export function withoutSuppressed(diagnostics: readonly Diagnostic[], { parsed, document, json }: ModuleFile, config: RuleConfig): Diagnostic[] {
  const lines = new Map<number, Set<string>>();
  const wholeFile = new Set<string>();
  for (const { start, end } of parsed.comments) {
    const comment = parsed.text.slice(start, end);
    const match = /tflint-ignore(-file)?: ([^\n*/#]+)/.exec(comment);
    if (!match) continue;
    const rules = (match[2] ?? '').split(',').map((rule) => rule.trim());
    const { line } = document.positionAt(start);
    if (match[1]) {
      if (json ? match.index === 0 : start === 0) for (const rule of rules) wholeFile.add(rule);
    } else if (!json) {
      for (const covered of [line, line + 1]) lines.set(covered, new Set([...(lines.get(covered) ?? []), ...rules]));
    }
  }
  if (lines.size === 0 && wholeFile.size === 0) return [...diagnostics];
  const covers = (rules: ReadonlySet<string> | undefined, rule: string) => rules?.has(rule) === true || rules?.has('all') === true;
  const isSuppressed = ({ rule, range }: Diagnostic) => covers(wholeFile, rule) || covers(lines.get(range.start.line), rule);
  return diagnostics.filter((diagnostic) => diagnostic.rule === 'hcl_syntax' || !config.isIgnorable(diagnostic.rule) || !isSuppressed(diagnostic));
}
