import type { Severity } from '../../language/diagnostic.ts';
import type { Attribute, Block, Body } from '../hcl/ast.ts';
import { attributeOf, blocksOf } from '../model/module.ts';
import { isAws } from '../schema/facts.ts';
import { checkWithCalls } from './calledFiles.ts';
import { givenValue, shownText } from './given.ts';
import { givenValues, type NestedBody } from './instances.ts';
import type { FileView, Report, TerraformRule } from './rule.ts';

/** A rule of tflint's AWS ruleset, under its name; it looks at each block alone. */
export function awsRule(id: string, severity: Severity, summary: string, check: (view: FileView, report: Report) => void): TerraformRule {
  return {
    id,
    severity,
    summary,
    docs: `https://github.com/terraform-linters/tflint-ruleset-aws/blob/master/docs/rules/${id}.md`,
    local: true,
    check(view, report) {
      if (view.analysis(concernsAws)) checkWithCalls(view, check, report);
    },
  };
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

/** The resources of a type in the file; data sources with `kind` data. */
export function awsBlocks({ file }: FileView, type: string, kind = 'resource'): readonly Block[] {
  let found: Block[] | undefined;
  // Some forty rules ask of each block, and nearly none is for its type.
  for (const block of blocksOf(file.body)) {
    if (block.type === kind && block.labels[0]?.text === type) (found ??= []).push(block);
  }
  return found ?? noBlocks;
}

const noBlocks: readonly Block[] = [];

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
