import { DiskFiles, type Files } from '../language/files.ts';
import { Linter } from '../lint/linter.ts';
import { createServices, environmentRegion, type Services } from '../lint/services.ts';
import type { CliIo, TerminalIo } from './io.ts';
import { fetchedSchemas } from './schemasFile.ts';

/** Gives a command the language services over the disk, built when it first asks for them. */
export function withServices(terminal: TerminalIo): CliIo {
  const schemas = fetchedSchemas(terminal);
  const create = (files: Files) => {
    const created = createServices(files, terminal.dataFolder, () => new Date(), { region: environmentRegion(terminal.env) });
    created.cloudformation.useSchemas(schemas);
    return created;
  };
  let services: Services | undefined;
  let linter: Linter | undefined;
  const io: CliIo = {
    ...terminal,
    services: () => (services ??= create(new DiskFiles())),
    linter: () => (linter ??= new Linter(io.services(), create)),
  };
  return io;
}
