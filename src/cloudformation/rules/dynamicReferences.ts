import { get } from '../../language/tree/node.ts';
import { wantsSecretArn } from '../schema/dynamicReferences.ts';
import { show } from '../schema/values.ts';
import { callRule, schemaRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html';

export const secureString = schemaRule({
  id: 'E1027',
  summary: 'A secure string is referred to where CloudFormation resolves it',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html',
});

export const secretInProperties = schemaRule({
  id: 'E1051',
  summary: 'A secret is referred to only in the properties of resources',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html',
});

export const secretForArn = callRule({
  id: 'W1051',
  summary: 'Where the ARN of a secret is wanted, the secret itself is not given',
  docs,
  places: ['Fn::Sub'],
  inspect(node, scope, validator, _schema, report) {
    const argument = get(node, 'Fn::Sub');
    const text = argument?.kind === 'list' ? argument.items[0] : argument;
    if (text?.kind !== 'scalar' || !wantsSecretArn(text.text, scope)) return;
    report(validator.issue(text, scope, { keyword: 'dynamicReference', message: `${show(text)} is the secret, but the ARN of the secret is wanted` }));
  },
});
