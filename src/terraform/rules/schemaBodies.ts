import { builtInSource } from '../eval/providerFunctions.ts';
import type { Block, Body, Label } from '../hcl/ast.ts';
import { attributeOf, blocksOf, type Module } from '../model/module.ts';
import { schemaOf } from '../model/file.ts';
import { awsCoverage, type Coverage, requirementOf } from '../model/providers.ts';
import type { AwsTable } from '../schema/aws.ts';
import { type AttributeSchema, type BlockSchema, type BodySchema, bodySchema } from '../schema/body.ts';
import { type Facts, isAws } from '../schema/facts.ts';
import type { ProviderSchemas } from '../schema/providers.ts';
import type { ProviderBlock, TypeBodies } from '../schema/typeBodies.ts';
import type { FileView, ModuleView } from './rule.ts';

/** A body that there is a schema for, what it may hold, and the block that it belongs to. */
export interface SchemaBody {
  readonly body: Body;
  readonly schema: BodySchema;
  readonly block: Block | undefined;
  /** A dynamic block around what the body says: its label names the block. */
  readonly dynamic: readonly { readonly label: Label; readonly type: string }[];
}

/** Kinds of block whose first label says whose they are. */
const providerKinds = new Set(['resource', 'data', 'ephemeral', 'provider', 'provisioner']);

/** A table of the AWS provider, and how far it holds for a module. */
export interface AwsFacts {
  readonly table: AwsTable;
  readonly coverage: Coverage;
}

/**
 * The table of the AWS provider's version that the module uses, the newest where it leaves several open, as `terraform
 * init` takes it; undefined where there is none.
 */
export function awsFactsOf({ module, facts }: ModuleView): AwsFacts | undefined {
  let look = looks.get(facts);
  if (!look) {
    look = (looked) => tableFor(looked, facts);
    looks.set(facts, look);
  }
  return module.analysis(look);
}

/** What the module says of the AWS provider's version is read once, whatever asks. */
const looks = new WeakMap<Facts, (module: Module) => AwsFacts | undefined>();

function tableFor(module: Module, { aws }: Facts): AwsFacts | undefined {
  for (const table of aws) {
    const coverage = awsCoverage(module, table);
    if (coverage) return { table, coverage };
  }
  return undefined;
}

/** The source of the provider that a type belongs to by its name. */
export function sourceOf({ module }: ModuleView, type: string): string {
  return requirementOf(module, type.split('_')[0] ?? '').source;
}

/** The schemas of the installed provider that a type belongs to; undefined where they were not asked for. */
export function installedSchemas(view: ModuleView, type: string): ProviderSchemas | undefined {
  return view.providers?.has(sourceOf(view, type)) ? view.providers : undefined;
}

/** What is known of a resource's type, as far as it holds for the provider version of this module. */
export function providerBlock(view: ModuleView, kind: string, type: string): ProviderBlock | undefined {
  const installed = installedSchemas(view, type);
  return installed ? installed.block(kind, type, sourceOf(view, type)) : bodiesFor(view, kind, type)?.block(`${kind} ${type}`);
}

/** True of the name under which a module knows the provider that Terraform brings along. */
function isBuiltIn({ module }: ModuleView, name: string): boolean {
  const { source } = requirementOf(module, name);
  return source === builtInSource || (name === 'terraform' && source === 'hashicorp/terraform');
}

/** What a block of a type may hold in all; undefined where nothing is known of the type. */
function schemaWithin(view: ModuleView, kind: string, type: string, own: BodySchema): BodySchema | undefined {
  const block = kind === 'provider' && isBuiltIn(view, type) ? view.facts.builtIn.block('provider terraform') : providerBlock(view, kind, type);
  return block?.within(own);
}

function bodiesFor(view: ModuleView, kind: string, type: string): TypeBodies | undefined {
  if (!isAws(kind, type)) return view.facts.builtIn;
  const { table, coverage } = awsFactsOf(view) ?? {};
  return coverage === 'older' ? table?.partialBodies : table?.bodies;
}

/** Every body of the file that Terraform itself or a known provider has a schema for. */
export function schemaBodies(view: FileView): readonly SchemaBody[] {
  return view.analysis(collectBodies);
}

function collectBodies(view: FileView): SchemaBody[] {
  const found: SchemaBody[] = [];
  collect(view, { body: view.file.body, schema: schemaOf(view.file.role), block: undefined, dynamic: [] }, found);
  return found;
}

function collect(view: FileView, entry: SchemaBody, found: SchemaBody[]): void {
  found.push(entry);
  for (const block of blocksOf(entry.body)) {
    // Terraform reads a connection only for the provisioners that use it.
    if (block.type === 'connection' && entry.block?.type === 'resource' && blocksOf(entry.body, 'provisioner').length === 0) continue;
    if (block.type === 'dynamic') {
      const schema = entry.schema.blocks.get(block.labels[0]?.text ?? '');
      for (const content of schema ? blocksOf(block.body, 'content') : []) {
        if (schema) collect(view, bodyEntry(content.body, schema.body, content), found);
      }
      continue;
    }
    const schema = schemaOfBlock(view, block, entry.schema.blocks.get(block.type));
    if (schema) collect(view, bodyEntry(block.body, schema, block), found);
  }
}

const none: SchemaBody['dynamic'] = [];

function bodyEntry(body: Body, schema: BodySchema, block: Block): SchemaBody {
  const dynamic = blocksOf(body, 'dynamic');
  return { body, schema, block, dynamic: dynamic.length === 0 ? none : dynamic.flatMap(({ labels: [label] }) => (label ? [{ label, type: label.text }] : [])) };
}

/** What a block may hold: Terraform's own arguments and, where the provider's are known, those too. */
function schemaOfBlock(view: FileView, block: Block, own: BlockSchema | undefined): BodySchema | undefined {
  if (!own) return undefined;
  const label = block.labels[0];
  if (block.type === 'module' && own.body.open) return withInputs(view, label?.text, own.body);
  if (block.type === 'connection') return view.facts.connection;
  const kind = providerKinds.has(block.type) ? block.type : undefined;
  // What a test says of a provider is read when the test is run.
  if (kind === 'provider' && view.file.role === 'test') return own.body;
  if (!kind || !label || !own.body.open || attributeOf(block.body, 'provider')?.value.kind === 'template') return own.body;
  return schemaWithin(view, kind, label.text, own.body) ?? own.body;
}

/** The arguments of a module call: those of Terraform's own, and the variables of the module that is called. */
function withInputs({ module }: FileView, name: string | undefined, own: BodySchema): BodySchema {
  const called = name === undefined ? undefined : module.called(name);
  if (!called || called.broken) return own;
  const inputs = [...called.declared('variable')].map(([variable, placed]): [string, AttributeSchema] => [
    variable,
    { form: 'expression', required: !placed.some(({ block }) => attributeOf(block.body, 'default')) },
  ]);
  return bodySchema({ ...own, attributes: new Map([...inputs, ...own.attributes]), open: false });
}
