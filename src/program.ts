import { allCommands } from './cli/commands.ts';
import { languageModules } from './cli/languages.ts';
import { main } from './cli/main.ts';
import type { OwnFiles } from './cli/ownFiles.ts';

/** The command line with all its commands. */
export async function program(argv: readonly string[], own: OwnFiles): Promise<number> {
  return main(argv, allCommands(own), { own, languages: languageModules });
}
