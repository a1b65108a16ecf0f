import { parseYaml } from '../../src/language/tree/yaml.ts';
import { longForm } from '../../src/cloudformation/parser/intrinsics.ts';
import { looksLikeJson } from '../../src/cloudformation/parser/template.ts';
import { jsonOf } from '../../src/cloudformation/schema/values.ts';
import { pageExamples, sampleTexts } from '../seeds.ts';

/** The templates in this repository: the examples of the rule pages, and the samples. */
export function seedTexts(): string[] {
  const samples = sampleTexts(/\.(?:ya?ml|json|template)$/).filter((text) => text.includes('Resources'));
  return [...pageExamples(/^[EWI]\d{4}\.md$/, ['yaml', 'json']), ...samples];
}

/** The template in JSON; none where it is not well-formed. */
export function asJson(text: string): string[] {
  if (looksLikeJson(text)) return [text];
  const { root, problems, anchored } = parseYaml(text);
  return root && problems.length === 0 ? [`${JSON.stringify(jsonOf(longForm(root, text, anchored)), undefined, 2)}\n`] : [];
}

/** A sound template of so many services, each of which is a handful of resources that refer to each other. */
export function madeTemplate(services: number, random: () => number): string {
  const lines = ['AWSTemplateFormatVersion: "2010-09-09"', 'Parameters:', '  Stage:', '    Type: String', '    AllowedValues: [test, live]', 'Conditions:', '  IsLive: !Equals [!Ref Stage, live]', 'Resources:'];
  for (let number = 0; number < services; number++) {
    const retention = [1, 7, 30, 365][Math.floor(random() * 4)];
    lines.push(
      `  Dead${number}:`, '    Type: AWS::SQS::Queue', '    Properties:', '      MessageRetentionPeriod: 1209600',
      `  Queue${number}:`, '    Type: AWS::SQS::Queue', '    Properties:', `      QueueName: !Sub "\${Stage}-orders-${number}"`,
      `      VisibilityTimeout: ${30 + Math.floor(random() * 300)}`, '      RedrivePolicy:', `        deadLetterTargetArn: !GetAtt Dead${number}.Arn`, '        maxReceiveCount: !If [IsLive, 5, 3]',
      `  Role${number}:`, '    Type: AWS::IAM::Role', '    Properties:', '      AssumeRolePolicyDocument:', '        Version: "2012-10-17"', '        Statement:',
      '          - Effect: Allow', '            Principal: {Service: lambda.amazonaws.com}', '            Action: sts:AssumeRole', '      Policies:', '        - PolicyName: orders', '          PolicyDocument:',
      '            Version: "2012-10-17"', '            Statement:', '              - Effect: Allow', '                Action: [sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]', `                Resource: !GetAtt Queue${number}.Arn`,
      `  Function${number}:`, '    Type: AWS::Lambda::Function', '    Properties:', '      Runtime: nodejs22.x', '      Handler: index.handler', `      Role: !GetAtt Role${number}.Arn`,
      `      MemorySize: ${128 * (1 + Math.floor(random() * 8))}`, '      Environment:', '        Variables:', `          QUEUE: !Ref Queue${number}`, '          STAGE: !Ref Stage', '      Code:', '        ZipFile: exports.handler = async () => {};',
      `  Logs${number}:`, '    Type: AWS::Logs::LogGroup', '    DeletionPolicy: Retain', '    UpdateReplacePolicy: Retain', '    Properties:', `      LogGroupName: !Sub "/aws/lambda/\${Function${number}}"`, `      RetentionInDays: ${retention}`,
      `  Source${number}:`, '    Type: AWS::Lambda::EventSourceMapping', '    Properties:', `      EventSourceArn: !GetAtt Queue${number}.Arn`, `      FunctionName: !Ref Function${number}`, '      BatchSize: 10',
    );
  }
  lines.push('Outputs:', '  Queue:', '    Value: !Ref Queue0', '');
  return lines.join('\n');
}
