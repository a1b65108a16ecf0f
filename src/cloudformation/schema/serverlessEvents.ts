import { entryOf, get, mapNode, type Entry, type Node } from '../../language/tree/node.ts';
import { stringOf } from '../parser/template.ts';
import { isPlain } from '../sam/serverlessResource.ts';
import { eventNeeds } from '../sam/transformProblems.ts';
import { asProperty } from './asProperty.ts';
import { stringNode } from './resolution.ts';
import { intoEntry, type Issue, type Scope } from './scope.ts';
import { besides, refusedTypes } from './serverlessTypes.ts';
import type { Validator } from './validator.ts';

/** What an event becomes, and what its properties are called there if not the same, or where they stand. */
interface Target {
  readonly type: string;
  readonly renamed?: Readonly<Record<string, string>>;
}

const mappingType = 'AWS::Lambda::EventSourceMapping';

/** By the type of an event. Source: the references of SAM's event sources. */
const targets: Readonly<Record<string, Target>> = {
  CloudWatchEvent: { type: 'AWS::Events::Rule', renamed: { Pattern: 'EventPattern' } },
  CloudWatchLogs: { type: 'AWS::Logs::SubscriptionFilter' },
  DocumentDB: { type: mappingType, renamed: { Cluster: 'EventSourceArn' } },
  DynamoDB: { type: mappingType, renamed: { Stream: 'EventSourceArn' } },
  EventBridgeRule: { type: 'AWS::Events::Rule', renamed: { Pattern: 'EventPattern', RuleName: 'Name' } },
  Kinesis: { type: mappingType, renamed: { Stream: 'EventSourceArn' } },
  MQ: { type: mappingType, renamed: { Broker: 'EventSourceArn' } },
  MSK: { type: mappingType, renamed: { Stream: 'EventSourceArn' } },
  S3: { type: 'AWS::S3::Bucket', renamed: { Filter: 'NotificationConfiguration/LambdaConfigurations/*/Filter' } },
  SNS: { type: 'AWS::SNS::Subscription', renamed: { Topic: 'TopicArn' } },
  SQS: { type: mappingType, renamed: { Queue: 'EventSourceArn' } },
  Schedule: { type: 'AWS::Events::Rule', renamed: { Schedule: 'ScheduleExpression' } },
  ScheduleV2: { type: 'AWS::Scheduler::Schedule' },
  SelfManagedKafka: { type: mappingType },
};

/**
 * Checks the events of a serverless function or state machine as the resources that they become.
 * @param name the logical id of the function or state machine
 * @param owner its type
 * @param node its properties
 */
export function checkServerlessEvents(validator: Validator, name: string, owner: string, node: Node, scope: Scope): Issue[] {
  const events = entryOf(node, 'Events');
  if (events?.value.kind !== 'map' || !isPlain(events.value)) return [];
  const within = intoEntry(scope, events, undefined);
  return events.value.entries.flatMap((event) => {
    const type = stringOf(get(event.value, 'Type')) ?? '';
    const target = Object.hasOwn(targets, type) ? targets[type] : undefined;
    const properties = entryOf(event.value, 'Properties');
    if (properties?.value.kind !== 'map' || !isPlain(properties.value)) return [];
    const inner = intoEntry(intoEntry(within, event, undefined), properties, undefined);
    const refused = refusedTypes(validator, `${owner}/${type}`, properties.value, inner);
    const isWhole = (eventNeeds[type] ?? []).every((needed) => get(properties.value, needed));
    return [...refused, ...(target ? besides(checkEvent(validator, target, name, properties, isWhole, inner), refused) : [])];
  });
}

function checkEvent(validator: Validator, { type, renamed = {} }: Target, name: string, properties: Entry, isWhole: boolean, scope: Scope): Issue[] {
  const entries = properties.value.kind === 'map' ? properties.value.entries : [];
  const named = entries.map((entry) => ({ entry, property: Object.hasOwn(renamed, entry.key.text) ? (renamed[entry.key.text] ?? '') : entry.key.text }));
  const found = named.flatMap(({ entry, property }) => asProperty(validator, type, property, entry.value, intoEntry(scope, entry, undefined)));
  // What is missing is the transform's to say.
  if (type !== mappingType || !isWhole) return found;
  // The mapping as a whole has to suit the function and what it reads.
  const functionName: Entry = { key: stringNode('FunctionName', properties.key), value: referenceTo(name, properties.key) };
  const mapping = mapNode(properties.value, [functionName, ...named.map(({ entry, property }) => ({ key: { ...entry.key, text: property }, value: entry.value }))], { flow: false });
  const place = validator.place(`Resources/${mappingType}/Properties`);
  const inspected: Issue[] = [];
  validator.inspectPlace(place.text, mapping, {}, scope.at({ place }).under({ root: validator.typeSchema(mappingType) ?? true }), inspected);
  return [...found, ...validator.attribute(inspected, validator.propertyRules)];
}

function referenceTo(name: string, place: Node): Node {
  return mapNode(place, [{ key: stringNode('Ref', place), value: stringNode(name, place) }]);
}
