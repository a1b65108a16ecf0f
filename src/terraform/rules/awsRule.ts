import type { Severity } from '../../language/diagnostic.ts';
import type { Attribute, Block, Body } from '../hcl/ast.ts';
import { attributeOf, blocksOf } from '../model/module.ts';
import { checkWithCalls } from './calledFiles.ts';
import { givenValue, shownText } from './given.ts';
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
      if (view.file.role === 'configuration' || view.file.role === 'override') checkWithCalls(view, check, report);
    },
  };
}

/** The resources of a type in the file; data sources with `kind` data. */
export function awsBlocks({ file }: FileView, type: string, kind = 'resource'): Block[] {
  return blocksOf(file.body, kind).filter(({ labels }) => labels[0]?.text === type);
}

/** An argument, its text, and that as messages show it; undefined where it is not set or not known to be a string. */
export function textArgument(view: FileView, body: Body, name: string): { readonly attribute: Attribute; readonly text: string; readonly shown: string } | undefined {
  const attribute = attributeOf(body, name);
  const data = attribute && givenValue(view, attribute.value)?.data;
  return attribute && typeof data === 'string' ? { attribute, text: data, shown: shownText(view, data) } : undefined;
}
