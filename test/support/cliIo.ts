import { languageModules } from '../../src/cli/languages.ts';
import type { CliIo } from '../../src/cli/io.ts';
import { DiskFiles, type Files } from '../../src/language/files.ts';
import { Linter } from '../../src/lint/linter.ts';
import { createServices, type Services } from '../../src/lint/services.ts';
import { type Log, silentLog } from '../../src/log.ts';
import type { ProviderSchemas } from '../../src/terraform/schema/providers.ts';
import { dataFolder } from './services.ts';

/** What a command printed. */
export interface Printed {
  stdout: string;
  stderr: string;
}

/** A command's surroundings that keep what it prints, over the real services. */
export function recordingIo(cwd: string, env: NodeJS.ProcessEnv, log: Log = silentLog): CliIo & { printed: Printed } {
  const printed: Printed = { stdout: '', stderr: '' };
  const providers = new Map<string, ProviderSchemas>();
  const create = (files: Files) => createServices(files, dataFolder, () => new Date(), { providers });
  let services: Services | undefined;
  let linter: Linter | undefined;
  const io = {
    printed,
    providers,
    stdout: (text: string) => void (printed.stdout += text),
    stderr: (line: string) => void (printed.stderr += `${line}\n`),
    stdin: async () => '',
    cwd,
    env,
    log,
    signal: new AbortController().signal,
    dataFolder,
    languages: languageModules,
    build: undefined,
    loaded: () => {},
    asker: () => undefined,
    services: () => (services ??= create(new DiskFiles())),
    linter: () => (linter ??= new Linter(io.services(), create)),
  };
  return io;
}
