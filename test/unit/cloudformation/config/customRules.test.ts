import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { DiskFiles, OverlayFiles } from '../../../../src/language/files.ts';
import { cloudFormationService, lintText, templateDocument } from '../../../support/cloudformation.ts';

const template = `Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, a]}
Resources:
  A:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-12345678
      InstanceType: !If [C, t3.micro, m5.large]
      EbsOptimized: False
      BlockDeviceMappings:
        - DeviceName: /dev/sda1
          Ebs: {VolumeSize: 8}
        - DeviceName: /dev/sdb
          Ebs: {VolumeSize: 20}
  B:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-12345678, InstanceType: !Ref P}
  T: {Type: AWS::SNS::Topic}
`;

suite("Rules of the user's own (custom_rules)", () => {
  function lint(rules: string | undefined, text = template, more = ''): ReturnType<typeof lintText> {
    const files = new Map([['/workspace/.cfnlintrc', { getText: () => `custom_rules: own/rules.txt\n${more}` }]]);
    if (rules !== undefined) files.set('/workspace/own/rules.txt', { getText: () => rules });
    return lintText(cloudFormationService(undefined, new OverlayFiles(new DiskFiles(), files)), text);
  }

  const cases: [string, string[]][] = [
    ['AWS::EC2::Instance InstanceType EQUALS t3.micro', ['E9001 8:39']],
    ['AWS::EC2::Instance InstanceType != M5.large', ['E9001 8:39']],
    ['AWS::EC2::Instance InstanceType REGEX_MATCH ^t3\\. WARN', ['W9001 8:39']],
    ['AWS::EC2::Instance InstanceType REGEX_MATCH 5', ['E9001 8:29', 'E9001 8:39']],
    ['AWS::EC2::Instance InstanceType IN [t3.micro, "m5.large"]', []],
    ['AWS::EC2::Instance InstanceType NOT_IN [t3.small,m5.large]', ['E9001 8:39']],
    ['AWS::EC2::Instance EbsOptimized == true', ['E9001 9:21']],
    ['AWS::EC2::Instance BlockDeviceMappings.Ebs.VolumeSize > 8', ['E9001 12:29']],
    ['AWS::EC2::Instance BlockDeviceMappings.Ebs.VolumeSize >= 8', []],
    ['AWS::EC2::Instance BlockDeviceMappings.Ebs.VolumeSize < 20', ['E9001 14:29']],
    ['AWS::EC2::Instance BlockDeviceMappings.Ebs.VolumeSize <= 8', ['E9001 14:29']],
    ['AWS::EC2::Instance InstanceType > 3', ['E9001 8:29', 'E9001 8:39']],
    ['AWS::EC2::Instance EbsOptimized IS DEFINED', ['E9001 17:5']],
    ['AWS::EC2::Instance EbsOptimized IS NOT_DEFINED WARN', ['W9001 9:21']],
    ['AWS::SNS::Topic TopicName IS DEFINED', ['E9001 18:3']],
    ['# a remark\n\nAWS::EC2::Instance EbsOptimized EQUALS true WARN "slow"', ['W9003 9:21']],
    ['AWS::EC2::Instance EbsOptimized NEAR true', ['E9001 1:1']],
    ['AWS::EC2::Instance EbsOptimized IS MISSING', ['E9001 1:1']],
    ['AWS::EC2::Instance EbsOptimized', ['E9001 1:1']],
  ];
  for (const [rule, found] of cases) test(rule, () => assert.deepEqual(lint(rule), found));

  test('speak in the words of their author', () => {
    const files = new Map([['/workspace/.cfnlintrc', { getText: () => 'custom_rules: rules.txt' }], ['/workspace/rules.txt', { getText: () => 'AWS::EC2::Instance EbsOptimized EQUALS true WARN "Ask first"' }]]);
    const [found] = cloudFormationService(undefined, new OverlayFiles(new DiskFiles(), files)).lint(templateDocument(template));
    assert.equal(found?.message, 'Ask first');
    assert.equal(found.severity, 'warning');
  });

  test('are ignored by their ids, and warnings stay where errors are ignored', () => {
    const rules = 'AWS::EC2::Instance EbsOptimized EQUALS true\nAWS::EC2::Instance EbsOptimized EQUALS true WARN\n';
    assert.deepEqual(lint(rules, template, 'ignore_checks: [E9001]\n'), ['W9002 9:21']);
    assert.deepEqual(lint(rules, template, 'ignore_checks: [E]\n'), ['W9002 9:21']);
    assert.deepEqual(lint(rules, template.replace('EbsOptimized: False', 'EbsOptimized: False # plumbline-ignore: E9001, W9002 an old machine')), []);
  });

  test('that cannot be read are said to be missing', () => assert.deepEqual(lint(undefined), ['plumbline_cfnlintrc 1:1']));

  test("E9000: the page's examples", () => {
    const page = fs.readFileSync(path.join(import.meta.dirname, '../../../../docs/rules/E9000.md'), 'utf8');
    const [, rules = ''] = /```text\n([\s\S]*?)```/.exec(page) ?? [];
    const [bad = '', good = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);
    assert.deepEqual(lint(rules, bad), ['E9002 6:21']);
    assert.deepEqual(lint(rules, good), []);
  });
});
