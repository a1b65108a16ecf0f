import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built command line. */
export const cliProgram = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const caches = mkdtempSync(path.join(tmpdir(), 'plumbline-caches-'));
process.once('exit', () => rmSync(caches, { recursive: true, force: true }));
/** What a command keeps is not to stay with the user. */
const ownEnvironment: NodeJS.ProcessEnv = { ...process.env, XDG_CACHE_HOME: caches };

/** Runs the built command line as a shell would start it. */
export function runCli(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = ownEnvironment): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cliProgram, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
