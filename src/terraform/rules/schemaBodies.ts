import type { Block, Body } from '../hcl/ast.ts';
import { schemaOf, type ModuleFile } from '../model/file.ts';
import { blocksOf } from '../model/module.ts';
import type { BodySchema } from '../schema/body.ts';

/** A body of Terraform's own language in a file, what it may hold, and the block that it belongs to. */
export interface SchemaBody {
  readonly body: Body;
  readonly schema: BodySchema;
  readonly block: Block | undefined;
}

/** Every body of the file that Terraform itself has a schema for. */
export function schemaBodies(file: ModuleFile): SchemaBody[] {
  const found: SchemaBody[] = [];
  const collect = (entry: SchemaBody) => {
    found.push(entry);
    for (const block of blocksOf(entry.body)) {
      const schema = entry.schema.blocks.get(block.type);
      if (schema) collect({ body: block.body, schema: schema.body, block });
    }
  };
  collect({ body: file.body, schema: schemaOf(file.role), block: undefined });
  return found;
}
