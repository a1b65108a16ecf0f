import type { Severity, Span } from '../../language/diagnostic.ts';
import type { Finding } from '../../language/rule.ts';
import type { Attribute, Block } from '../hcl/ast.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, blocksOf, type Module } from '../model/module.ts';
import type { FileView, Report, TerraformRule } from './rule.ts';

type Check = (view: FileView, report: Report) => void;

/** A rule of tflint's Terraform ruleset, under its name. */
export function tflintRule(
  name: string,
  severity: Severity,
  summary: string,
  check: Check,
  reach: Pick<TerraformRule, 'local'> = {},
): TerraformRule {
  return ruleOf(name, severity, summary, checkOf(check), reach);
}

function ruleOf(name: string, severity: Severity, summary: string, check: Check, reach: Pick<TerraformRule, 'local'>): TerraformRule {
  const id = idOf(name);
  return { id, severity, summary, docs: `https://github.com/terraform-linters/tflint-ruleset-terraform/blob/main/docs/rules/${id}.md`, ...reach, check };
}

function idOf(name: string): string {
  return `terraform_${name}`;
}

function checkOf(check: Check): Check {
  return (view, report) => {
    if (view.file.role === 'configuration' || view.file.role === 'override') check(view, report);
  };
}

/** Reports for the rule of a name. */
export type TflintReport<Name extends string> = (name: Name, finding: Finding) => void;

/** Rules of the same ruleset that one look at a file decides together, by their names. @param facts what each demands */
export function tflintFamily<Name extends string>(
  severity: Severity,
  facts: Readonly<Record<Name, string>>,
  look: (view: FileView, report: TflintReport<Name>) => void,
  reach: Pick<TerraformRule, 'local'> = {},
): Readonly<Record<Name, TerraformRule>> {
  const check = checkOf((view, report) => look(view, (name, finding) => report({ rule: idOf(name), ...finding })));
  const rules = (Object.entries(facts) as [Name, string][]).map(([name, summary]) => [name, ruleOf(name, severity, summary, check, reach)]);
  return Object.fromEntries(rules) as Record<Name, TerraformRule>;
}

/** Blocks of a type that stand for themselves: those of override files are parts of others. */
export function ownBlocks({ file }: FileView, type?: string): readonly Block[] {
  return file.role === 'override' ? [] : blocksOf(file.body, type);
}

/**
 * An argument of a block, which an override file may give in place of its own:
 * https://developer.hashicorp.com/terraform/language/files/override
 */
export function mergedAttribute({ module }: FileView, { type, labels, body }: Block, name: string): Attribute | undefined {
  const all = type === 'variable' || type === 'output' || type === 'module' ? (module.declared(type).get(labels[0]?.text ?? '') ?? []) : [];
  const overriding = all.flatMap((placed) => (placed.file.role === 'override' ? (attributeOf(placed.block.body, name) ?? []) : []));
  return overriding.at(-1) ?? attributeOf(body, name);
}

/** The file in which a finding about the module as a whole is shown: the one that says most about it. */
export function mainFile(module: Module): ModuleFile | undefined {
  const files = module.files.filter(({ role }) => role === 'configuration');
  const named = ['terraform.tf', 'main.tf', 'versions.tf', 'main.tf.json'].map((name) => files.find((file) => file.name === name));
  return named.find((file) => file !== undefined) ?? files[0];
}

/** A place at the beginning of the file for what concerns the module. */
export const atTheTop: Span = { start: 0, end: 0 };
