import path from 'node:path';
import type { Diagnostic } from '../language/diagnostic.ts';
import type { Files } from '../language/files.ts';
import type { Body } from './hcl/ast.ts';
import { parseHcl } from './hcl/parser.ts';
import type { ModuleFile } from './model/file.ts';
import { attributeOf, blocksOf, stringOf } from './model/module.ts';

/** Rules of tflint's Terraform ruleset that are on only when asked for, as in tflint's recommended preset. */
const optional = new Set([
  'terraform_comment_syntax',
  'terraform_documented_outputs',
  'terraform_documented_variables',
  'terraform_json_syntax',
  'terraform_module_shallow_clone',
  'terraform_naming_convention',
  'terraform_standard_module_structure',
  'terraform_unused_required_providers',
]);

/** Folders above the module in which a configuration is looked for. */
const furthest = 16;

/**
 * Which rules are on, by a `.tflint.hcl`: https://github.com/terraform-linters/tflint/blob/master/docs/user-guide/config.md
 * Syntax errors cannot be turned off.
 */
export class RuleConfig {
  readonly #rules: ReadonlyMap<string, boolean>;
  readonly #all: boolean;
  readonly #none: boolean;

  private constructor(body: Body | undefined) {
    const rules = new Map<string, boolean>();
    for (const block of body ? blocksOf(body, 'rule') : []) {
      const enabled = flag(block.body, 'enabled');
      const name = block.labels[0]?.text;
      if (name !== undefined && enabled !== undefined) rules.set(name, enabled);
    }
    this.#rules = rules;
    const plugin = body && blocksOf(body, 'plugin').find(({ labels }) => labels[0]?.text === 'terraform');
    this.#all = stringOf(plugin && attributeOf(plugin.body, 'preset')?.value) === 'all';
    const config = body && blocksOf(body, 'config')[0];
    this.#none = (config && flag(config.body, 'disabled_by_default')) === true || (plugin && flag(plugin.body, 'enabled')) === false;
  }

  /** The configuration that holds for a folder: the nearest `.tflint.hcl` in it or above it. */
  static of(folder: string, files: Files): RuleConfig {
    for (let at = folder, level = 0; level < furthest; level++) {
      const text = files.read(path.join(at, '.tflint.hcl'));
      if (text !== undefined) return new RuleConfig(parseHcl(text).body);
      const parent = path.dirname(at);
      if (parent === at) break;
      at = parent;
    }
    return new RuleConfig(undefined);
  }

  /**
   * @param tflint whether the rule is one of tflint's; Terraform's own errors are off only when named
   */
  isOn(rule: string, tflint: boolean): boolean {
    if (rule === 'hcl_syntax') return true;
    const stated = this.#rules.get(rule);
    if (stated !== undefined) return stated;
    if (!tflint) return true;
    return !this.#none && (this.#all || !optional.has(rule));
  }
}

function flag(body: Body, name: string): boolean | undefined {
  const value = attributeOf(body, name)?.value;
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
