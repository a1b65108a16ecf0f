import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { FactsWriter } from './factsWriter.ts';

type Json = Record<string, unknown>;

/** Adds SAM's resource types, its Globals section, its policy templates and its connectors from the Python package at `root`. */
export function addSamFacts(writer: FactsWriter, root: string, python = 'python3'): void {
  const program = [
    'import json, importlib, inspect, pkgutil',
    'from samtranslator.internal import schema_source as s',
    'from samtranslator.internal.schema_source import schema',
    'out = dict(globals=schema.Globals.schema(), types={}, taken={})',
    'for m in pkgutil.iter_modules(s.__path__):',
    '  if m.name.startswith("aws_serverless_"):',
    '    r = importlib.import_module(s.__name__ + "." + m.name).Resource.schema()',
    '    out["types"][r["properties"]["Type"]["enum"][0]] = r',
    // What the transform itself takes differs from its schema, which is meant for editors.
    'samples = dict(array=[[], ["x"]], boolean=[True], integer=[5], number=[1.5], object=[{}, {"a": "b"}], string=["x", ""])',
    'def taken(validate):',
    '  return [t for t, values in samples.items() if validate is None or any(validate(v, should_raise=False) for v in values)]',
    'function, machine = "AWS::Serverless::Function", "AWS::Serverless::StateMachine"',
    'push = "model.eventsources."',
    'for name, owners in {"model.sam_resources": [], push + "push": [function], push + "pull": [function], push + "cloudwatchlogs": [function],',
    '    push + "scheduler": [function, machine], "model.stepfunctions.events": [machine]}.items():',
    '  m = importlib.import_module("samtranslator." + name)',
    '  for _, c in inspect.getmembers(m, lambda c: inspect.isclass(c) and c.__module__ == m.__name__ and getattr(c, "resource_type", None)):',
    '    for key in [o + "/" + c.resource_type for o in owners] or [c.resource_type]:',
    // Policies are made a list before anything looks at them.
    '      out["taken"][key] = {p: taken(None if p == "Policies" else t.validate) for p, t in c.property_types.items() if not p.startswith("__")}',
    'print(json.dumps(out))',
  ].join('\n');
  const models = JSON.parse(execFileSync(python, ['-c', program], { encoding: 'utf8', maxBuffer: 1 << 28 })) as {
    globals: Json;
    types: Record<string, Json>;
    taken: Record<string, Taken>;
  };
  for (const [type, model] of Object.entries(models.types)) {
    const trimmed = trim(model, false) as Model;
    for (const [owner, { properties }] of owners(type, trimmed)) {
      for (const name of Object.keys(models.taken[owner] ?? {})) if (properties && !refusedLater.has(name)) properties[name] ??= { allOf: [{ $ref: '#/definitions/PassThroughProp' }] };
      addStrings(properties, models.taken[owner]);
    }
    writer.addType(type, { ...trimmed, attributes: ['*'] }, undefined);
  }
  const globals = trim(models.globals, false) as Model;
  for (const [name, { $ref }] of Object.entries(globals['properties'] as Record<string, { $ref: string }>)) {
    addStrings(globals.definitions[$ref.split('/').at(-1) ?? '']?.properties, models.taken[`AWS::Serverless::${name}`]);
  }
  writer.add('sam-globals', 'sam', globals);
  writer.add('sam-taken', 'sam', mapped(models.taken, (properties) => mapped(properties, (types) => (types.length > 0 && types.length < everyType ? types : undefined))));
  const templates = JSON.parse(
    fs.readFileSync(path.join(root, 'policy_templates_data/policy_templates.json'), 'utf8'),
  ) as { Templates: Record<string, { Parameters: Json }> };
  writer.add(
    'sam-policy-templates',
    'sam',
    Object.fromEntries(
      Object.entries(templates.Templates).map(([name, template]) => [name, Object.keys(template.Parameters)]),
    ),
  );
  const profiles = JSON.parse(fs.readFileSync(path.join(root, 'model/connector_profiles/profiles.json'), 'utf8')) as {
    Permissions: Record<string, Record<string, Profile>>;
    CfnResourceProperties: Record<string, { Inputs?: { Role?: unknown } }>;
  };
  writer.add('sam-connectors', 'sam', {
    pairs: mapped(profiles.Permissions, (destinations) => mapped(destinations, connectorOf)),
    roles: mapped(profiles.CfnResourceProperties, ({ Inputs }) => (typeof Inputs?.Role === 'string' ? Inputs.Role : undefined)),
  });
}

/** Properties that all events of streams and queues share, which the transform refuses for most of them even so. */
const refusedLater: ReadonlySet<string> = new Set(['ConsumerGroupId']);

/** The types of values that the transform takes for each property. */
type Taken = Record<string, readonly string[]>;

/** array, boolean, integer, number, object and string. */
const everyType = 6;

interface Definition {
  properties?: Record<string, Json>;
}

interface Model extends Json {
  definitions: Record<string, Definition>;
}

/** The definitions of the properties of a resource, and of each of its kinds of events, by the names that the transform's own types have. */
function owners(type: string, { definitions }: Model): [owner: string, definition: Definition][] {
  const events = Object.values(definitions).flatMap(({ properties = {} }): [string, Definition][] => {
    const name = (properties['Type']?.['enum'] as string[] | undefined)?.[0];
    const of = (properties['Properties']?.['allOf'] as { $ref: string }[] | undefined)?.[0]?.$ref.split('/').at(-1);
    const definition = of === undefined ? undefined : definitions[of];
    return name === undefined || !definition ? [] : [[`${type}/${name}`, definition]];
  });
  return [...(definitions['Properties'] ? [[type, definitions['Properties']] as [string, Definition]] : []), ...events];
}

/** Adds the strings that the transform takes where its schema has objects alone. */
function addStrings(properties: Record<string, Json> = {}, taken: Taken = {}): void {
  for (const [name, { anyOf }] of Object.entries(properties)) {
    const alternatives = (anyOf ?? []) as { type?: string; $ref?: string }[];
    const objectsAlone = alternatives.some(({ type }) => type === 'object') && alternatives.every(({ type, $ref }) => type === 'object' || $ref !== undefined);
    if (objectsAlone && taken[name]?.includes('string')) alternatives.push({ type: 'string' });
  }
}

interface Profile {
  readonly Type: string;
  readonly Properties: { readonly AccessCategories: Json; readonly ValidAccessCategories?: readonly (readonly string[])[]; readonly SourcePolicy: boolean };
}

/** By the kind of policy that a connector makes, what it needs of the end that the policy belongs to. */
const policyNeeds: Readonly<Record<string, string>> = {
  AWS_IAM_ROLE_MANAGED_POLICY: 'RoleName',
  AWS_LAMBDA_PERMISSION: 'Arn',
  AWS_SNS_TOPIC_POLICY: 'Arn',
  AWS_SQS_QUEUE_POLICY: 'QueueUrl',
};

/** What may be permitted between two types of resources, and what has to be known of each end (`Source.Arn`). */
function connectorOf({ Type, Properties }: Profile): Json {
  const { AccessCategories, ValidAccessCategories: combinations, SourcePolicy } = Properties;
  const used = [...JSON.stringify(AccessCategories).matchAll(/%\{((?:Source|Destination)\.\w+)\}/g)].map(([, name]) => name);
  const needs = [...new Set([`${SourcePolicy ? 'Source' : 'Destination'}.${String(policyNeeds[Type])}`, ...used])].toSorted();
  return { permissions: Object.keys(AccessCategories), needs, ...(combinations ? { combinations } : {}) };
}

function mapped<In, Out>(record: Readonly<Record<string, In>>, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** The model without its prose; a property that is passed through names the CloudFormation property it becomes. */
function trim(value: unknown, names: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => trim(item, false));
  if (value === null || typeof value !== 'object') return value;
  const result: Json = {};
  for (const [key, part] of Object.entries(value)) {
    if (!names && ['title', 'markdownDescription', 'description'].includes(key)) continue;
    if (!names && key === '__samPassThrough') {
      const pointer = (part as { schemaPath: string[] }).schemaPath.slice(1);
      result['passThrough'] = pointer.filter((step, at) => step !== 'properties' || pointer[at - 1] === 'properties').join('/');
      continue;
    }
    result[key] = trim(part, !names && ['properties', 'definitions'].includes(key));
  }
  return result;
}
