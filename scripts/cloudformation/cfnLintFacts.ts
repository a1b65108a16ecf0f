import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { trimmed } from '../../src/cloudformation/schema/update/providerSchema.ts';
import type { ApiValues } from './apiValues.ts';
import { attributesOf } from './attributes.ts';
import type { FactsWriter } from './factsWriter.ts';

type Json = Record<string, unknown>;

/** Adds every provider schema, extension schema and table of the Python package cfn-lint at `root`. */
export function addCfnLintFacts(writer: FactsWriter, root: string, python: string, apiValues: ApiValues): void {
  const tables = readTables(python);
  writer.setRegions(tables.regions);
  writer.add('regions', 'common', { zones: tables.zones });
  const schemas = path.join(root, 'data/schemas');

  const byType = new Map<string, Map<string, string>>();
  for (const region of tables.regions) {
    const file = path.join(schemas, 'providers', `${region.replaceAll('-', '_')}.py`);
    if (!fs.existsSync(file)) continue;
    for (const [, type, hash] of fs.readFileSync(file, 'utf8').matchAll(/"([^"]+)": "([0-9a-f]{16})"/g)) {
      if (!type || !hash) continue;
      const hashes = byType.get(type) ?? new Map<string, string>();
      hashes.set(region, hash);
      byType.set(type, hashes);
    }
  }
  for (const [type, hashes] of [...byType].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const hash = hashes.get('us-east-1') ?? [...hashes.values()][0];
    const schema = readJson(path.join(schemas, 'resources', `${hash}.json`));
    const attributes = attributesOf(type, schema, tables);
    writer.addType(type, { ...apiValues.addedTo(type, trimmed(schema)), attributes }, [...hashes.keys()]);
  }

  for (const file of jsonFiles(path.join(schemas, 'other'))) {
    const name = path.relative(path.join(schemas, 'other'), file).replaceAll(path.sep, '/').replace(/\.json$/, '');
    writer.add(`other:${name}`, name.startsWith('functions/') ? 'functions' : `other:${name}`, readJson(file));
  }
  for (const file of jsonFiles(path.join(schemas, 'extensions'))) {
    const name = path.relative(path.join(schemas, 'extensions'), file).replaceAll(path.sep, '/').replace(/\.json$/, '');
    if (name === instanceClasses) writer.add('rds-instance-classes', 'rds-instance-classes', classesByEngine(readJson(file)));
    else addExtension(writer, name, readJson(file));
  }
  const specs = path.join(root, 'data/AdditionalSpecs');
  for (const [service, facts] of Object.entries(readJson(path.join(specs, 'Policies.json')))) {
    writer.add(`iam:${service}`, 'iam', facts);
  }
  writer.add('lambda-runtimes', 'common', readJson(path.join(specs, 'LmbdRuntimeLifecycle.json')));
  writer.add('stateful-types', 'common', readJson(path.join(specs, 'StatefulResources.json')));
  writer.add('rule-tables', 'rule-tables', tables.rules);
  writer.add('sam-managed-policies', 'sam', readJson(path.join(root, 'data/Serverless/ManagedPolicies.json')));
}

const instanceClasses = 'aws_rds_dbinstance/db_instance_class';

interface ClassesOfVersion {
  readonly if: { readonly properties: { readonly Engine: { readonly const: string }; readonly EngineVersion: { readonly pattern: string } } };
  readonly then: { readonly properties: { readonly DBInstanceClass: { readonly enum: readonly string[] } } };
}

/** Which classes go with which versions of an engine: some hundred conditions of a schema, but few different lists. */
function classesByEngine(schema: Json): Json {
  const sets: string[] = [];
  const engines: Record<string, [version: string, set: number][]> = {};
  for (const part of schema['allOf'] as readonly ClassesOfVersion[]) {
    const set = JSON.stringify(part.then.properties.DBInstanceClass.enum);
    if (!sets.includes(set)) sets.push(set);
    (engines[part.if.properties.Engine.const] ??= []).push([part.if.properties.EngineVersion.pattern, sets.indexOf(set)]);
  }
  return { engines, sets: sets.map((set) => JSON.parse(set) as string[]) };
}

/** A schema with one part per region is stored as the primary region's part and all the others apart from it. */
function addExtension(writer: FactsWriter, name: string, schema: Json): void {
  const keys = Object.keys(schema);
  const regional = keys.includes('us-east-1');
  if (!regional) {
    writer.add(`extension:${name}`, `extension:${name.split('/')[0]}`, schema);
    return;
  }
  writer.add(`extension:${name}@us-east-1`, `extension:${name}`, schema['us-east-1'] ?? {});
  writer.add(`extension:${name}@*`, `extension:${name}@*`, schema);
}

/** Tables that are Python data in the package. */
export interface Tables {
  readonly regions: readonly string[];
  readonly zones: Readonly<Record<string, readonly string[]>>;
  /** Types of which Fn::GetAtt returns every property. */
  readonly allProperties: readonly string[];
  /** Further attributes of types, beside those their schemas call read-only. */
  readonly extraAttributes: Readonly<Record<string, readonly string[]>>;
  /** What single rules know, by a name for it. */
  readonly rules: Json;
}

function readTables(python: string): Tables {
  const program = [
    'import json, cfnlint',
    'from cfnlint import helpers as h',
    'from cfnlint.core import get_rules',
    'from cfnlint.schema import _getatts as g',
    'by_id = {rule.id: rule for rule in get_rules([], [], ["I", "W", "E"], {}, False)}',
    'rules = dict(',
    '  secureStringPlaces=by_id["E1027"].exceptions,',
    '  snapStartRegions=by_id["E2530"].regions,',
    '  pipelineArtifacts=by_id["E3702"]._artifact_counts,',
    '  retentionProperties={t: [p["Attribute"] for p in ps] for t, ps in by_id["I3013"]._properties.items()},',
    '  restApiParts=by_id["W3660"]._mix_types)',
    'print(json.dumps(dict(regions=list(h.REGIONS), zones=h.AVAILABILITY_ZONES,',
    '  allProperties=g._all_property_types, extraAttributes=g._exceptions, rules=rules)))',
  ].join('\n');
  return JSON.parse(execFileSync(python, ['-c', program], { encoding: 'utf8' })) as Tables;
}

/** The schema without what no rule reads. `properties` and `definitions` hold names, not keywords. */
function readJson(file: string): Json {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Json;
}

function jsonFiles(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => path.join(folder, name))
    .toSorted();
}
