import { type Commands, main, type Start } from './main.ts';
import type { OwnFiles } from './ownFiles.ts';

/** The commands that only compute, in a fraction of a second. */
export function computingCommands(own: OwnFiles): Commands {
  return {
    lint: {
      summary: 'lint CloudFormation and Terraform',
      load: async () => {
        const { lintCommand, lintHelp } = await import('./lint.ts');
        return { run: (args, io) => lintCommand(args, io, () => own.version(), own.module('lintThread')), help: lintHelp };
      },
    },
    fmt: {
      summary: 'format Terraform',
      load: async () => {
        const { fmtCommand, fmtHelp } = await import('./fmt.ts');
        return { run: fmtCommand, help: fmtHelp };
      },
    },
  };
}

/** The command line with these commands alone. */
export async function computing(argv: readonly string[], start: Start): Promise<number> {
  return main(argv, computingCommands(start.own), start);
}
