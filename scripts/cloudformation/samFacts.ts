import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { FactsWriter } from './factsWriter.ts';

type Json = Record<string, unknown>;

/** Adds SAM's resource types, its Globals section, its policy templates and its connectors from the Python package at `root`. */
export function addSamFacts(writer: FactsWriter, root: string, python = 'python3'): void {
  const program = [
    'import json, importlib, pkgutil',
    'from samtranslator.internal import schema_source as s',
    'from samtranslator.internal.schema_source import schema',
    'out = dict(globals=schema.Globals.schema(), types={})',
    'for m in pkgutil.iter_modules(s.__path__):',
    '  if m.name.startswith("aws_serverless_"):',
    '    r = importlib.import_module(s.__name__ + "." + m.name).Resource.schema()',
    '    out["types"][r["properties"]["Type"]["enum"][0]] = r',
    'print(json.dumps(out))',
  ].join('\n');
  const models = JSON.parse(execFileSync(python, ['-c', program], { encoding: 'utf8', maxBuffer: 1 << 28 })) as {
    globals: Json;
    types: Record<string, Json>;
  };
  for (const [type, model] of Object.entries(models.types)) {
    writer.addType(type, { ...(trim(model, false) as Json), attributes: ['*'] }, undefined);
  }
  writer.add('sam-globals', 'sam', trim(models.globals, false));
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
