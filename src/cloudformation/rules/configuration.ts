import { didYouMean, suggest } from '../../language/suggest.ts';
import { templateRule } from './rule.ts';

/** What is wrong with a configuration file is said where it would have counted. */
export const configurationFile = templateRule({
  id: 'plumbline_cfnlintrc',
  summary: 'The configuration file of cfn-lint can be read and holds settings that there are',
  docs: 'https://github.com/aws-cloudformation/cfn-lint#config-file',
  check({ configuration, facts, files }, report) {
    const span = { start: 0, end: 0 };
    for (const message of configuration.problems) report({ span, message });
    for (const message of configuration.notes) report({ span, message, severity: 'information' });
    const { customRules } = configuration;
    if (customRules !== undefined && files.read(customRules) === undefined) report({ span, message: `'custom_rules' names '${customRules}', which is not there or cannot be read.` });
    for (const region of configuration.regions) {
      if (region === 'ALL_REGIONS' || facts.regions.includes(region)) continue;
      const similar = suggest(region, facts.regions);
      report({ span, message: `'${region}' is no region that is known, so it is left out${didYouMean(similar)}` });
    }
  },
});
