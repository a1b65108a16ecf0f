import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { FactsWriter } from './factsWriter.ts';

type Json = Record<string, unknown>;

/** Adds SAM's resource types, its Globals section and its policy templates from the Python package at `root`. */
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
