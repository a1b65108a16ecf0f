import path from 'node:path';
import type { Diagnostic } from '../language/diagnostic.ts';
import type { Files } from '../language/files.ts';
import { evaluateConstant } from './eval/constant.ts';
import type { Value } from './eval/value.ts';
import type { Body } from './hcl/ast.ts';
import { parseHcl } from './hcl/parser.ts';
import type { ModuleFile } from './model/file.ts';
import { attributeOf, blocksOf, stringOf } from './model/module.ts';

/** Rules of tflint's rulesets that are on only when asked for, as in tflint itself. */
const optional = new Set([
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
  'terraform_comment_syntax',
  'terraform_documented_outputs',
  'terraform_documented_variables',
  'terraform_json_syntax',
  'terraform_module_shallow_clone',
  'terraform_naming_convention',
  'terraform_standard_module_structure',
  'terraform_unused_required_providers',
]);

/** Whose rules they are: Terraform's own errors (core), or one of tflint's plugins. */
export type Ruleset = 'core' | 'terraform' | 'aws';

const tflintRulesets = ['terraform', 'aws'] as const;

/** Folders above the module in which a configuration is looked for. */
const furthest = 16;

/**
 * Which rules are on, by a `.tflint.hcl`: https://github.com/terraform-linters/tflint/blob/master/docs/user-guide/config.md
 * Syntax errors cannot be turned off.
 */
export class RuleConfig {
  readonly #rules: ReadonlyMap<string, boolean>;
  readonly #options: ReadonlyMap<string, Body>;
  readonly #all: boolean;
  /** Rulesets of which only the rules that are named are on. */
  readonly #off: ReadonlySet<Ruleset>;

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
    this.#all = stringOf(terraform && attributeOf(terraform, 'preset')?.value) === 'all';
    const config = body && blocksOf(body, 'config')[0];
    const none = (config && flag(config.body, 'disabled_by_default')) === true;
    this.#off = new Set(tflintRulesets.filter((name) => none || flag(plugin(name), 'enabled') === false));
  }

  /** @param text of a `.tflint.hcl`; without one, everything is as it is by default */
  static read(text: string | undefined): RuleConfig {
    return new RuleConfig(text === undefined ? undefined : parseHcl(text).body);
  }

  /** Whether a rule is on; Terraform's own errors are off only when named. */
  isOn(rule: string, ruleset: Ruleset): boolean {
    if (rule === 'hcl_syntax') return true;
    const stated = this.#rules.get(rule);
    if (stated !== undefined) return stated;
    if (ruleset === 'core') return true;
    return !this.#off.has(ruleset) && ((ruleset === 'terraform' && this.#all) || !optional.has(rule));
  }

  /** The value of a rule's option, where it is written out; undefined where it is not set. */
  option(rule: string, name: string): Value | undefined {
    const body = this.#options.get(rule);
    const expression = body && attributeOf(body, name)?.value;
    return expression && evaluateConstant(expression);
  }
}

/** The text of the configuration that holds for a folder: of the nearest `.tflint.hcl` in it or above it. */
export function configText(folder: string, files: Files): string | undefined {
  for (let at = folder, level = 0; level < furthest; level++) {
    const text = files.read(path.join(at, '.tflint.hcl'));
    if (text !== undefined) return text;
    const parent = path.dirname(at);
    if (parent === at) break;
    at = parent;
  }
  return undefined;
}

function flag(body: Body | undefined, name: string): boolean | undefined {
  const value = body && attributeOf(body, name)?.value;
  return value?.kind === 'literal' && typeof value.value === 'boolean' ? value.value : undefined;
}

/**
 * The diagnostics that no comment suppresses: `# tflint-ignore: a, b` for its own line and the next, or
 * `# tflint-ignore-file: a` for the file.
 * https://github.com/terraform-linters/tflint/blob/master/docs/user-guide/annotations.md
 */
export function withoutSuppressed(diagnostics: readonly Diagnostic[], { parsed, document }: ModuleFile): Diagnostic[] {
  const lines = new Map<number, Set<string>>();
  const wholeFile = new Set<string>();
  for (const { start, end } of parsed.comments) {
    const match = /tflint-ignore(-file)?:\s*([^\n*#]+)/.exec(parsed.text.slice(start, end));
    if (!match) continue;
    const rules = (match[2] ?? '').split(',').map((rule) => rule.trim());
    const { line } = document.positionAt(start);
    for (const rule of rules) {
      if (match[1]) wholeFile.add(rule);
      else for (const covered of [line, line + 1]) lines.set(covered, (lines.get(covered) ?? new Set()).add(rule));
    }
  }
  if (lines.size === 0 && wholeFile.size === 0) return [...diagnostics];
  const covers = (rules: ReadonlySet<string> | undefined, rule: string) => rules?.has(rule) === true || rules?.has('all') === true;
  return diagnostics.filter(({ rule, range }) => rule === 'hcl_syntax' || !(covers(wholeFile, rule) || covers(lines.get(range.start.line), rule)));
}
