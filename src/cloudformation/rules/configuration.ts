import { templateRule } from './rule.ts';

/** What is wrong with a configuration file is said where it would have counted. */
export const configurationFile = templateRule({
  id: 'plumbline_cfnlintrc',
  summary: 'The configuration file of cfn-lint can be read and holds settings that there are',
  docs: 'https://github.com/aws-cloudformation/cfn-lint#config-file',
  check({ configuration }, report) {
    for (const message of configuration.problems) report({ span: { start: 0, end: 0 }, message });
  },
});
