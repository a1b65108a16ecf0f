import type { Severity } from '../../language/diagnostic.ts';
import { groupedBy } from '../../language/group.ts';
import type { Attribute, Block, Body } from '../hcl/ast.ts';
import { attributeOf, blocksOf } from '../model/module.ts';
import { isAws } from '../schema/facts.ts';
import { checkWithCalls } from './calledFiles.ts';
import { givenValue, shownText } from './given.ts';
import { givenValues, type NestedBody } from './instances.ts';
import type { FileView, Report, TerraformRule } from './rule.ts';

type Check = (view: FileView, report: Report) => void;

/** A rule of tflint's AWS ruleset, under its name; it looks at each block alone. */
export function awsRule(id: string, severity: Severity, summary: string, check: Check): TerraformRule {
  return ruleOf({ id, severity, summary }, checkOf(check));
}

function ruleOf({ id, severity, summary }: Pick<TerraformRule, 'id' | 'severity' | 'summary'>, check: Check): TerraformRule {
  return { id, severity, summary, docs: `https://github.com/terraform-linters/tflint-ruleset-aws/blob/master/docs/rules/${id}.md`, local: true, check };
}

function checkOf(check: Check): Check {
  return (view, report) => {
    if (view.analysis(concernsAws)) checkWithCalls(view, check, report);
  };
}

/** A rule of the same ruleset that looks at resources or data sources of one type, each alone. */
export interface ResourceRule extends Pick<TerraformRule, 'id' | 'severity' | 'summary'> {
  readonly kind: 'resource' | 'data';
  readonly type: string;
  check(block: Block, view: FileView, report: Report): void;
}

export function resourceRule(id: string, severity: Severity, summary: string, type: string, check: ResourceRule['check']): ResourceRule {
  return { id, severity, summary, kind: 'resource', type, check };
}

/** Rules in their order; those on resources of one type are a family, which goes through the blocks once for all. */
export function awsRuleset(rules: readonly (TerraformRule | ResourceRule)[]): readonly TerraformRule[] {
  const byType = groupedBy(rules.filter((rule) => 'type' in rule), ({ type }) => type);
  const check = checkOf((view, report) => {
    for (const block of view.file.body.blocks) {
      for (const { id, kind, check: checkBlock } of byType.get(block.labels[0]?.text ?? '') ?? []) {
        if (kind === block.type && view.config.isOn(id, 'aws')) checkBlock(block, view, (finding) => report({ rule: id, ...finding }));
      }
    }
  });
  return rules.map((rule) => ('type' in rule ? ruleOf(rule, check) : rule));
}

/** True where the ruleset has anything to look at: what AWS has, or a call of a module that may have it. */
function concernsAws({ file: { role, body } }: FileView): boolean {
  if (role !== 'configuration' && role !== 'override') return false;
  return body.blocks.some(({ type, labels }) => type === 'module' || ((type === 'resource' || type === 'data' || type === 'provider') && isAws(type, labels[0]?.text ?? '')));
}

/** A resource as the body that its arguments stand in. */
export function ownBody(block: Block): Pick<NestedBody, 'body' | 'owners'> {
  return { body: block.body, owners: [block] };
}

/** The resources of a type in the file. */
export function resourcesOf({ file }: FileView, type: string): readonly Block[] {
  return blocksOf(file.body, 'resource').filter(({ labels }) => labels[0]?.text === type);
}

/** An argument, a text that it comes to, and that as messages show it. */
export interface ArgumentText {
  readonly attribute: Attribute;
  readonly text: string;
  readonly shown: string;
}

/**
 * The texts that an argument comes to in the instances of its resource; none where it is not set or not known to be a
 * string.
 */
export function argumentTexts(view: FileView, name: string, { body, owners }: Pick<NestedBody, 'body' | 'owners'>): readonly ArgumentText[] {
  const attribute = attributeOf(body, name);
  if (!attribute) return [];
  const texts = givenValues(view, attribute.value, owners).flatMap(({ data }) => (typeof data === 'string' ? [data] : []));
  return [...new Set(texts)].map((text) => ({ attribute, text, shown: shownText(view, text) }));
}

/** The same of an argument that has one text in all instances. */
export function textArgument(view: FileView, body: Body, name: string): ArgumentText | undefined {
  const attribute = attributeOf(body, name);
  const data = attribute && givenValue(view, attribute.value)?.data;
  return attribute && typeof data === 'string' ? { attribute, text: data, shown: shownText(view, data) } : undefined;
}
