import fs from 'node:fs';
import { SchemaUpdateError } from '../cloudformation/schema/update/error.ts';
import { schemaUrl, updateSchemas } from '../cloudformation/schema/update/update.ts';
import { parseArguments } from './arguments.ts';
import { type TerminalIo, UsageError } from './io.ts';
import { keptSchemas } from './keptSchemas.ts';

export const schemasHelp = `plumbline update-schemas [--region REGION] [--url URL] [--reset]

Fetches AWS's CloudFormation resource schemas of today; from then on \`plumbline lint\` and \`plumbline lsp\` know them beside the built-in ones.
  --region REGION   the region whose schemas they are (default AWS_REGION, then us-east-1)
  --url URL         another archive than AWS's; {region} in it stands for the region
  --reset           go back to the built-in schemas
Exit code 1 when they could not be fetched, and the schemas are as they were; 2 for a bad call.
`;

/**
 * `plumbline update-schemas`.
 * @returns 0 when done, 1 where nothing was updated
 * @throws UsageError
 */
export async function schemasCommand(args: string[], io: TerminalIo): Promise<number> {
  const { values, positionals } = parseArguments(args, { region: { type: 'string' }, url: { type: 'string' }, reset: { type: 'boolean' } });
  if (positionals.length > 0) throw new UsageError(`update-schemas takes no paths, such as '${positionals[0]}'.`);
  const file = keptSchemas(io.env).schemas;
  if (values.reset) {
    fs.rmSync(file, { force: true });
    io.stdout('The built-in schemas are used.\n');
    return 0;
  }
  const region = values.region ?? io.env['AWS_REGION'] ?? 'us-east-1';
  try {
    const { types } = await updateSchemas({ url: values.url ?? schemaUrl, region, file, now: new Date(), signal: io.signal, progress: () => {} });
    io.stdout(`${types} resource types of ${region}, kept in ${file}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof SchemaUpdateError)) throw error;
    io.stderr(`plumbline: ${error.message}`);
    return 1;
  }
}
