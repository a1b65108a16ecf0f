#!/usr/bin/env node
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cli/cacheFolder.ts';
import type { computing as Computing } from './cli/computing.ts';
import { KeptScript, type Work } from './cli/keptScript.ts';
import { OwnFiles } from './cli/ownFiles.ts';
import { endShortRun } from './cli/shortRun.ts';
import type { program as Program } from './program.ts';

const own = new OwnFiles(new URL(import.meta.url));

async function run(argv: readonly string[]): Promise<number> {
  const script = argv[0] === 'lint' || argv[0] === 'fmt' ? computingScript() : undefined;
  if (!script) {
    // Of modules Node keeps what is compiled as they are loaded, from version 22 on.
    module.enableCompileCache?.();
    const { program } = (await import(own.module('program').href)) as { program: typeof Program };
    return program(argv, own);
  }
  const { computing } = script.run(module.createRequire(own.program)) as { computing: typeof Computing };
  let work: Work = {};
  const code = await computing(argv, own, (begun) => (work = begun));
  endShortRun();
  script.keep(work);
  return code;
}

/** The commands that only compute, which are built twice: once as modules as all others, once as a script of its own. */
function computingScript(): KeptScript | undefined {
  const build = own.build();
  return build === undefined ? undefined : KeptScript.load(fileURLToPath(new URL('computing.cjs', own.program)), path.join(cacheFolder(process.env), 'code'), build);
}

// A reader that has seen enough (`| head`) closes the pipe; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

// Setting the code rather than calling exit() lets buffered output drain into a pipe.
process.exitCode = await run(process.argv.slice(2));
