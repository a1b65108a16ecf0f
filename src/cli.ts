#!/usr/bin/env node
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cli/cacheFolder.ts';
import type { computing as Computing } from './cli/computing.ts';
import { KeptScripts, type Work } from './cli/keptScripts.ts';
import type { Languages } from './cli/languages.ts';
import { OwnFiles } from './cli/ownFiles.ts';
import { endShortRun } from './cli/shortRun.ts';
import type { program as Program } from './program.ts';

const own = new OwnFiles(new URL(import.meta.url));

async function run(argv: readonly string[]): Promise<number> {
  const scripts = argv[0] === 'lint' || argv[0] === 'fmt' ? keptScripts() : undefined;
  if (scripts) return runScripts(argv, scripts);
  // Of modules Node keeps what is compiled as they are loaded, from version 22 on.
  module.enableCompileCache?.();
  const { program } = (await import(own.module('program').href)) as { program: typeof Program };
  return program(argv, own);
}

/** The commands that only compute, and the languages, are built as modules like all others, and as scripts whose compiled code is kept. */
async function runScripts(argv: readonly string[], scripts: KeptScripts): Promise<number> {
  const load = (name: string): unknown => scripts.load(fileURLToPath(new URL(`scripts/${name}.cjs`, own.program)));
  const languages = {
    cloudformation: async () => load('cloudformation'),
    terraform: async () => load('terraform'),
  } as Languages;
  const { computing } = load('computing') as { computing: typeof Computing };
  let work: Work = {};
  const code = await computing(argv, { own, languages, note: (begun) => (work = begun) });
  endShortRun();
  scripts.keep(work);
  return code;
}

/** Undefined where the program is run from its sources, and where nothing can be kept. */
function keptScripts(): KeptScripts | undefined {
  const { build } = own;
  return build === undefined ? undefined : KeptScripts.in(path.join(cacheFolder(process.env), 'code'), build, module.createRequire(own.program));
}

// A reader that has seen enough (`| head`) closes the pipe; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

// Setting the code rather than calling exit() lets buffered output drain into a pipe.
process.exitCode = await run(process.argv.slice(2));
