import type { TerraformRule } from './rule.ts';

/** What HCL itself cannot read; the message begins with HCL's own summary. */
export const syntax: TerraformRule = {
  id: 'hcl_syntax',
  severity: 'error',
  summary: 'The text must be well-formed HCL',
  docs: 'https://developer.hashicorp.com/terraform/language/syntax/configuration',
  check({ file }, report) {
    for (const { span, summary, detail } of file.parsed.problems) report({ span, message: `${summary}: ${detail}` });
  },
};
