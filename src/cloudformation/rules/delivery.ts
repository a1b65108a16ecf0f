import { entryOf, get, type Node } from '../../language/tree/node.ts';
import { isNoValue } from '../parser/intrinsics.ts';
import { stringOf } from '../parser/template.ts';
import { templateRule } from './rule.ts';

/** Whether a property is there, whatever its value comes to. */
function has(node: Node | undefined, name: string): boolean {
  const value = get(node, name);
  return value !== undefined && !isNoValue(value);
}

/** A message that a function cannot be given is gone, and only the topic's delivery log would tell. */
export const snsRedrive = templateRule({
  id: 'plumbline_sns_redrive_policy',
  summary: 'A Lambda function subscribed to a topic has a redrive policy',
  docs: 'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
  check({ template }, report) {
    const lost = 'a message that the function does not take is lost';
    for (const { key, type, properties } of template.resources.values()) {
      if (type === 'AWS::SNS::Subscription' && stringOf(get(properties, 'Protocol'))?.toLowerCase() === 'lambda' && !has(properties, 'RedrivePolicy')) {
        report({ span: key, message: `The subscription '${key.text}' has no RedrivePolicy: ${lost}` });
      }
      const inline = type === 'AWS::SNS::Topic' ? get(properties, 'Subscription') : undefined;
      for (const item of inline?.kind === 'list' ? inline.items : []) {
        const protocol = entryOf(item, 'Protocol');
        if (!protocol || stringOf(protocol.value)?.toLowerCase() !== 'lambda') continue;
        report({ span: protocol.value, message: `A subscription within a topic can have no RedrivePolicy: ${lost}; declare it as AWS::SNS::Subscription` });
      }
      const events = type === 'AWS::Serverless::Function' ? get(properties, 'Events') : undefined;
      for (const event of events?.kind === 'map' ? events.entries : []) {
        if (stringOf(get(event.value, 'Type')) !== 'SNS' || has(get(event.value, 'Properties'), 'RedrivePolicy')) continue;
        report({ span: event.key, message: `The event '${event.key.text}' has no RedrivePolicy: ${lost}` });
      }
    }
  },
});

/** Without a policy no other account may write to a destination, and none needs one for its own streams. */
export const logDestinationPolicy = templateRule({
  id: 'plumbline_log_destination_policy',
  summary: 'Logs go to another account through a destination that has a policy',
  docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions.html',
  check({ template }, report) {
    for (const { key, type, properties } of template.resources.values()) {
      if (type === 'AWS::Logs::Destination' && !has(properties, 'DestinationPolicy')) {
        report({ span: key, message: `The destination '${key.text}' has no DestinationPolicy: no other account may send its logs there` });
      }
      if (type !== 'AWS::Logs::SubscriptionFilter') continue;
      const target = entryOf(properties, 'DestinationArn');
      const [service, account] = arnParts(target?.value);
      const [, own] = arnParts(get(properties, 'RoleArn'));
      if (!target || service === 'logs' || account === undefined || own === undefined || account === own) continue;
      report({ span: target.value, message: `The filter's role is of account ${own}, its target of account ${account}: between accounts logs go through an AWS::Logs::Destination with a DestinationPolicy` });
    }
  },
});

/** Service and account of an ARN that is written out. */
function arnParts(node: Node | undefined): readonly [service?: string, account?: string] {
  const [, service, account] = /^arn:[\w-]+:([\w-]+):[\w-]*:(\d{12}):/.exec(stringOf(node) ?? '') ?? [];
  return service === undefined || account === undefined ? [] : [service, account];
}
