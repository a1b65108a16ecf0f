import { isNoValue } from '../parser/intrinsics.ts';
import { decidingConditions, inScenario } from '../conditions/conditions.ts';
import { show } from '../schema/values.ts';
import { extensionRule, places } from './extension.ts';
import { placeRule } from './rule.ts';

/** Bytes that the names and values of a function's environment may have together. Source: AWS Lambda quotas. */
const maxEnvironmentBytes = 4096;

export const reservedVariable = extensionRule({
  id: 'E3663',
  summary: 'A function sets no environment variable that Lambda reserves',
  docs: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
  places: ['AWS::Lambda::Function/P/Environment/Variables'],
  schema: 'aws_lambda_function/environment_variable_keys',
  all: true,
});

export const environmentSize = placeRule({
  id: 'E3697',
  summary: 'The environment of a function is no larger than Lambda takes',
  docs: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  places: places(['AWS::Lambda::Function/P/Environment/Variables']),
  inspect(node, scope, validator, _schema, report) {
    for (const assumptions of validator.conditions.scenarios(decidingConditions(node), scope.assumptions, scope.here)) {
      const instance = inScenario(node, assumptions);
      if (instance?.kind !== 'map' || isNoValue(instance)) continue;
      let bytes = 0;
      for (const { key, value } of instance.entries) {
        bytes += Buffer.byteLength(key.text);
        if (value.kind === 'scalar' && value.value !== null) bytes += Buffer.byteLength(value.text);
      }
      if (bytes <= maxEnvironmentBytes) continue;
      report(validator.issue(node, scope, { keyword: 'maxLength', span: scope.here, message: `The environment has ${bytes} bytes; ${maxEnvironmentBytes} is the most` }));
      return;
    }
  },
});

/** Characters of the ARN of a version of a layer, without its partition and region. Source: AWS Lambda's API reference, LayerVersionArn. */
const maxLayerArn = 176;

export const layerArnLength = placeRule({
  id: 'E3716',
  summary: 'The ARN of a layer is no longer than its parts can be',
  docs: 'https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html',
  places: places(['AWS::Lambda::Function/P/Layers/*']),
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
    const [prefix, partition = '', , region = ''] = node.value.split(':');
    const most = maxLayerArn + partition.length + region.length;
    if (prefix !== 'arn' || node.value.length <= most) return;
    report(validator.issue(node, scope, { keyword: 'maxLength', message: `${show(node)} has ${node.value.length} characters; ${most} is the most` }));
  },
});
