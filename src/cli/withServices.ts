import { DiskFiles, type Files } from '../language/files.ts';
import { Linter } from '../lint/linter.ts';
import { environmentRegion } from '../lint/region.ts';
import { createServices, type Services } from '../lint/services.ts';
import type { ProviderSchemas } from '../terraform/schema/providers.ts';
import type { CliIo, TerminalIo } from './io.ts';
import { fetchedSchemas } from './keptSchemas.ts';

/** Gives a command the language services over the disk, built when it first asks for them. */
export async function withServices(terminal: TerminalIo): Promise<CliIo> {
  const schemas = await fetchedSchemas(terminal);
  const providers = new Map<string, ProviderSchemas>();
  const create = (files: Files) => {
    const created = createServices(files, terminal.dataFolder, () => new Date(), { once: true, region: environmentRegion(terminal.env), environment: terminal.env, providers });
    created.cloudformation.useSchemas(schemas);
    return created;
  };
  let services: Services | undefined;
  let linter: Linter | undefined;
  const io: CliIo = {
    ...terminal,
    providers,
    services: () => (services ??= create(new DiskFiles())),
    linter: () => (linter ??= new Linter(io.services(), create)),
  };
  return io;
}
