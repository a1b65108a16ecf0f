// Writes src/terraform/schema/data/aws-values.bin: which values the arguments of AWS resources take, out of the service
// models of the Python package botocore (Apache-2.0), matched to the arguments of the AWS provider by name: an argument
// `runtime` of aws_lambda_function is the member Runtime of the request CreateFunction of the service lambda.
// Run with: node scripts/generate-terraform-aws-values.ts FOLDER-OF-BOTOCORE
// (python3 -c "import botocore; print(botocore.__path__[0])" prints it).
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { AwsTable } from '../src/terraform/schema/aws.ts';
import type { StoredBody } from '../src/terraform/schema/stored.ts';

interface Shape {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly members?: Record<string, { readonly shape: string }>;
  readonly member?: { readonly shape: string };
}

interface Model {
  readonly operations: Record<string, { readonly input?: { readonly shape: string } }>;
  readonly shapes: Record<string, Shape>;
}

/** Beginnings of resource types that are not named after their service. */
const prefixes: readonly [string, string][] = [
  ['api_gateway', 'apigateway'],
  ['cloudwatch_event', 'events'],
  ['cloudwatch_log', 'logs'],
  ['cognito_identity', 'cognito-identity'],
  ['cognito', 'cognito-idp'],
  ['db', 'rds'],
  ['kinesis_firehose', 'firehose'],
  ['lb', 'elbv2'],
  ['alb', 'elbv2'],
  ['sfn', 'stepfunctions'],
  ['', 'ec2'],
];

/** Requests that no rule of naming leads to. */
const requests: Record<string, readonly [string, string]> = {
  aws_instance: ['ec2', 'RunInstances'],
  aws_lb: ['elbv2', 'CreateLoadBalancer'],
  aws_alb: ['elbv2', 'CreateLoadBalancer'],
  aws_elb: ['elb', 'CreateLoadBalancer'],
  aws_autoscaling_group: ['autoscaling', 'CreateAutoScalingGroup'],
  aws_launch_configuration: ['autoscaling', 'CreateLaunchConfiguration'],
  aws_autoscaling_policy: ['autoscaling', 'PutScalingPolicy'],
  aws_ebs_volume: ['ec2', 'CreateVolume'],
  aws_cloudwatch_metric_alarm: ['cloudwatch', 'PutMetricAlarm'],
  aws_lambda_permission: ['lambda', 'AddPermission'],
};

/** Arguments whose shape no rule of naming leads to. */
const shapes: readonly (readonly [type: string, argument: string, service: string, shape: string])[] = [
  ['aws_launch_configuration', 'instance_type', 'ec2', 'InstanceType'],
  ['aws_launch_template', 'instance_type', 'ec2', 'InstanceType'],
  ['aws_dynamodb_table', 'stream_view_type', 'dynamodb', 'StreamViewType'],
  ['aws_spot_fleet_request', 'excess_capacity_termination_policy', 'ec2', 'ExcessCapacityTerminationPolicy'],
];

/** What AWS or the provider takes beyond the list of the service model, each with the page that says so. */
const alsoTaken: readonly (readonly [type: string, argument: string, values: readonly string[]])[] = [
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
  ['aws_s3_bucket', 'acl', ['aws-exec-read', 'log-delivery-write', 'bucket-owner-read', 'bucket-owner-full-control']],
  ['aws_s3_bucket_acl', 'acl', ['aws-exec-read', 'log-delivery-write', 'bucket-owner-read', 'bucket-owner-full-control']],
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mq_broker#engine_type
  ['aws_mq_broker', 'engine_type', ['ActiveMQ', 'RabbitMQ']],
  ['aws_mq_configuration', 'engine_type', ['ActiveMQ', 'RabbitMQ']],
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/spot_fleet_request#excess_capacity_termination_policy
  ['aws_spot_fleet_request', 'excess_capacity_termination_policy', ['Default', 'NoTermination']],
];

/** Patterns that stand in the documentation only. */
const documented: readonly (readonly [type: string, argument: string, constraint: Constraint])[] = [
  // https://docs.aws.amazon.com/apigateway/latest/api/API_CreateModel.html
  ['aws_api_gateway_model', 'name', { p: '^[a-zA-Z0-9]+$' }],
  // https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_CreateEnvironment.html
  ['aws_elastic_beanstalk_environment', 'name', { p: '^[a-zA-Z0-9][a-zA-Z0-9-]+[a-zA-Z0-9]$', n: 4, x: 40 }],
];

const verbs = ['Create', 'Put', 'Register', 'Request', 'Allocate', 'Add', 'Set', 'Start', 'Import', 'Run'];

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error('Say where botocore is: node scripts/generate-terraform-aws-values.ts FOLDER');
const data = path.join(root, 'data');
const services = fs.readdirSync(data).filter((name) => fs.statSync(path.join(data, name)).isDirectory());
const models = new Map<string, Model>();

function modelOf(service: string): Model {
  const known = models.get(service);
  if (known) return known;
  const version = fs.readdirSync(path.join(data, service)).toSorted().at(-1) ?? '';
  const model = JSON.parse(zlib.gunzipSync(fs.readFileSync(path.join(data, service, version, 'service-2.json.gz'))).toString('utf8')) as Model;
  models.set(service, model);
  return model;
}

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}

/** Services that the words of a resource type may name, each with what is left of the words. */
function candidatesOf(words: readonly string[]): [string, string][] {
  const candidates: [string, string][] = [];
  for (let count = words.length - 1; count > 0; count--) {
    const service = services.find((name) => plain(name) === words.slice(0, count).join(''));
    if (service !== undefined) candidates.push([service, words.slice(count).join('')]);
  }
  for (const [prefix, service] of prefixes) {
    if (prefix !== '' && !`${words.join('_')}_`.startsWith(`${prefix}_`)) continue;
    candidates.push([service, words.join('')], [service, words.slice(prefix === '' ? 0 : prefix.split('_').length).join('')]);
  }
  return candidates;
}

/** The service and the request that creates a resource, as far as the names tell. */
function requestOf(type: string): { model: Model; input: string } | undefined {
  const special = requests[type];
  for (const [service, rest] of special ? [special] : candidatesOf(type.replace(/^aws_/, '').split('_'))) {
    const model = modelOf(service);
    const names = Object.keys(model.operations);
    const name = names.find((operation) => operation === rest) ?? verbs.flatMap((verb) => names.filter((operation) => plain(operation) === plain(verb) + rest))[0];
    const input = name === undefined ? undefined : model.operations[name]?.input?.shape;
    if (input !== undefined) return { model, input };
  }
  return undefined;
}

/** A constraint as it is stored: e(num), p(attern), n (shortest) and x (longest). */
interface Constraint {
  e?: readonly string[];
  p?: string;
  n?: number;
  x?: number;
}

function constraintOf(shape: Shape): Constraint | undefined {
  if (shape.type !== 'string') return undefined;
  if (shape.enum) return { e: shape.enum };
  const constraint: Constraint = {};
  if (shape.pattern !== undefined && usable(shape.pattern)) constraint.p = shape.pattern;
  if (shape.min !== undefined && shape.min > 0) constraint.n = shape.min;
  if (shape.max !== undefined && shape.max < 100_000) constraint.x = shape.max;
  return Object.keys(constraint).length > 0 ? constraint : undefined;
}

/** Patterns that say something and that JavaScript reads as Java does. */
function usable(pattern: string): boolean {
  if (pattern.length > 300 || /^\^?(?:\[\\s\\S\]|\.|\(\?s\)\.|\[\\p\{|\\S)[*+]?\$?$/.test(pattern) || pattern.includes('(?') || pattern.includes('\\p') || pattern.includes('&&')) return false;
  try {
    return new RegExp(pattern, 'u').source !== '';
  } catch {
    return false;
  }
}

const table = new AwsTable(fileURLToPath(new URL('../src/terraform/schema/data', import.meta.url)));
const constraints: Constraint[] = [];
const numbers = new Map<string, number>();
const result: Record<string, Record<string, number>> = {};

function numberOf(constraint: Constraint): number {
  const key = JSON.stringify(constraint);
  const known = numbers.get(key);
  if (known !== undefined) return known;
  constraints.push(constraint);
  numbers.set(key, constraints.length - 1);
  return constraints.length - 1;
}

function match(model: Model, shapeName: string, body: StoredBody, prefix: string, found: Record<string, number>, depth: number): void {
  const members = model.shapes[shapeName]?.members ?? {};
  const byName = new Map(Object.entries(members).map(([name, { shape }]) => [plain(name), shape]));
  const shapeOf = (name: string): string | undefined => byName.get(plain(name)) ?? byName.get(`${plain(name)}s`);
  for (const [name, stored] of Object.entries(body.a ?? {})) {
    if (typeof stored !== 'string' || !/^[rop][LS]?s$/.test(stored)) continue;
    const memberShape = shapeOf(name);
    const shape = memberShape === undefined ? undefined : model.shapes[memberShape];
    const inner = shape?.type === 'list' && stored.length > 2 ? model.shapes[shape.member?.shape ?? ''] : shape;
    const constraint = inner && constraintOf(inner);
    if (constraint) found[prefix + name] = numberOf(constraint);
  }
  if (depth > 3) return;
  for (const [name, [, , , inner]] of Object.entries(body.b ?? {})) {
    const nested = shapeOf(name);
    const shape = nested === undefined ? undefined : model.shapes[nested];
    const target = shape?.type === 'list' ? shape.member?.shape : nested;
    if (target !== undefined && model.shapes[target]?.type === 'structure') match(model, target, inner, `${prefix}${name}.`, found, depth + 1);
  }
}

for (const type of table.types('resource')) {
  const request = requestOf(type);
  const body = table.body('resource', type);
  if (!request || !body) continue;
  const found: Record<string, number> = {};
  match(request.model, request.input, body, '', found, 0);
  if (Object.keys(found).length > 0) result[type] = found;
}

for (const [type, argument, service, shape] of shapes) {
  const model = modelOf(service);
  const constraint = constraintOf(model.shapes[shape] ?? { type: '' });
  if (constraint) (result[type] ??= {})[argument] = numberOf(constraint);
}
for (const [type, argument, constraint] of documented) (result[type] ??= {})[argument] = numberOf(constraint);
for (const [type, argument, values] of alsoTaken) {
  const number = result[type]?.[argument];
  const known = number === undefined ? undefined : constraints[number]?.e;
  if (!known) throw new Error(`${type}.${argument} has no list of values to add to.`);
  (result[type] ??= {})[argument] = numberOf({ e: [...new Set([...known, ...values])] });
}

const { __version__: version = '' } = Object.fromEntries([...fs.readFileSync(path.join(root, '__init__.py'), 'utf8').matchAll(/^(__version__) = '([\d.]+)'/gm)].map(([, name, value]) => [name, value]));
const json = JSON.stringify({ generatedBy: 'scripts/generate-terraform-aws-values.ts', package: `botocore ${version}`, constraints, types: result });
const packed = zlib.brotliCompressSync(json, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } });
fs.writeFileSync(new URL('../src/terraform/schema/data/aws-values.bin', import.meta.url), packed);
console.log(`${Object.keys(result).length} resources, ${Object.values(result).reduce((sum, found) => sum + Object.keys(found).length, 0)} arguments, ${constraints.length} constraints: ${packed.length} bytes (${json.length} unpacked)`);
