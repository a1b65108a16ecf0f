import assert from 'node:assert/strict';
import { cloudFormationService, lintText } from '../../../support/cloudformation.ts';

suite('plumbline_port_range', () => {
  const service = cloudFormationService();
  const group = (rule: string): string => `Parameters:\n  Port: {Type: Number}\nResources:\n  Web:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: web\n      SecurityGroupEgress:\n        - ${rule}\n`;
  const entry = (range: string): string => `Resources:\n  Entry:\n    Type: AWS::EC2::NetworkAclEntry\n    Properties:\n      NetworkAclId: acl-12345678\n      Protocol: 6\n      RuleAction: allow\n      RuleNumber: 100\n      CidrBlock: 10.0.0.0/8\n      PortRange: ${range}\n`;
  const cases: [string, string, number][] = [
    ['numbers', group('{IpProtocol: tcp, FromPort: 2, ToPort: 1, CidrIp: 10.0.0.0/8}'), 1],
    ['strings', group('{IpProtocol: "17", FromPort: "20", ToPort: "3", CidrIp: 10.0.0.0/8}'), 1],
    ['one port', group('{IpProtocol: tcp, FromPort: 2, ToPort: 2, CidrIp: 10.0.0.0/8}'), 0],
    ['a type and a code', group('{IpProtocol: icmp, FromPort: 8, ToPort: 0, CidrIp: 10.0.0.0/8}'), 0],
    ['a port known at deployment', group('{IpProtocol: tcp, FromPort: !Ref Port, ToPort: 1, CidrIp: 10.0.0.0/8}'), 0],
    ['an entry of a network ACL', entry('{From: 2, To: 1}'), 1],
    ['a sound entry of a network ACL', entry('{From: 1, To: 2}'), 0],
  ];
  for (const [name, text, count] of cases) {
    test(`${name}: ${count === 0 ? 'nothing' : 'an error'}`, () => {
      assert.equal(lintText(service, text).filter((line) => line.startsWith('plumbline_port_range')).length, count);
    });
  }
});
