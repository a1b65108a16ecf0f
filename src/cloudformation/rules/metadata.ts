import { didYouMean, suggest } from '../../language/suggest.ts';
import { show } from '../schema/values.ts';
import { placeRule } from './rule.ts';

const interfaceDocs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudformation-interface.html';

/** The console shows parameters by this; a name that is none is shown nowhere. */
export const interfaceParameter = placeRule({
  id: 'W4001',
  summary: 'The interface in Metadata names parameters that are declared',
  docs: interfaceDocs,
  places: ['cfnParameter'],
  inspect(node, scope, validator, _schema, report) {
    if (node.kind === 'scalar' && validator.parameters.has(node.text)) return;
    const similar = node.kind === 'scalar' ? suggest(node.text, validator.parameters.keys()) : undefined;
    report(validator.issue(node, scope, { keyword: 'enum', message: `${show(node)} is no parameter of this template${didYouMean(similar)}` }));
  },
});

export const interfaceStructure = placeRule({
  id: 'E4001',
  summary: 'The interface in Metadata has groups and labels of parameters',
  docs: interfaceDocs,
  places: ['Metadata/AWS::CloudFormation::Interface'],
  inspect(node, scope, validator, _schema, report) {
    const schema = validator.facts.schema('other:metadata/interface');
    for (const issue of validator.run(node, schema, scope.at({ place: validator.place('interface') }).under({ root: schema, inspect: true }), { default: 'E4001' })) report(issue);
  },
});

export const linterConfiguration = placeRule({
  id: 'W4005',
  summary: 'The configuration of cfn-lint in Metadata is one that cfn-lint knows',
  docs: 'https://github.com/aws-cloudformation/cfn-lint#template-based-metadata',
  places: ['Metadata/cfn-lint'],
  inspect(node, scope, validator, _schema, report) {
    const schema = validator.facts.schema('other:metadata/cfn_lint');
    for (const issue of validator.run(node, schema, scope.under({ root: schema }), { default: 'W4005' })) report(issue);
  },
});
