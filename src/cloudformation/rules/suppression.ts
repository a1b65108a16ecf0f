import type { TemplateRule } from './rule.ts';

/** A comment that leaves out nothing hides the next mistake of its kind. It is found when all else has been: see config/suppression.ts. */
export const unusedSuppression: TemplateRule = {
  id: 'plumbline_unused_suppression',
  severity: 'hint',
  summary: "A comment 'plumbline-ignore' leaves something out",
  docs: 'https://github.com/aws-cloudformation/cfn-lint#resource-based-metadata',
  check() {},
};
