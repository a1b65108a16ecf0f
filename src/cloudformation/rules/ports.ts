import { entryOf, get } from '../../language/tree/node.ts';
import { intoEntry } from '../schema/scope.ts';
import { numberOf } from '../schema/values.ts';
import { places } from './extension.ts';
import { placeRule } from './rule.ts';

/** Of the other protocols the two are a type and a code. */
const withPorts: ReadonlySet<string> = new Set(['tcp', 'udp', '6', '17']);

/** EC2 refuses such a rule while the stack is created. */
export const portRange = placeRule({
  id: 'plumbline_port_range',
  severity: 'error',
  summary: 'A range of ports begins with the lower one',
  docs: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html',
  places: places([
    'AWS::EC2::SecurityGroup/P/SecurityGroupIngress/*',
    'AWS::EC2::SecurityGroup/P/SecurityGroupEgress/*',
    'AWS::EC2::SecurityGroupIngress/P',
    'AWS::EC2::SecurityGroupEgress/P',
    'AWS::EC2::NetworkAclEntry/P/PortRange',
  ]),
  inspect(node, scope, validator, _schema, report) {
    const protocol = get(node, 'IpProtocol');
    if (protocol && !(protocol.kind === 'scalar' && withPorts.has(protocol.text.toLowerCase()))) return;
    const [from, to] = protocol ? [entryOf(node, 'FromPort'), entryOf(node, 'ToPort')] : [entryOf(node, 'From'), entryOf(node, 'To')];
    const [first, last] = [from && numberOf(from.value), to && numberOf(to.value)];
    if (!from || first === undefined || last === undefined || first <= last) return;
    report(validator.issue(from.value, intoEntry(scope, from, undefined), { keyword: 'maximum', message: `The range of ports ends at ${last}, before it begins at ${first}` }));
  },
});
