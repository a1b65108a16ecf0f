import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import type { GitExtension } from './gitExtension.ts';

/** Names the versions that a report of a fault needs: the extension's, the editor's and git's. */
export async function logVersions(extension: vscode.Extension<unknown>, git: GitExtension, log: Log): Promise<void> {
  const own = String(extension.packageJSON.version);
  log.info(`Plumbline ${own}, ${vscode.env.appName} ${vscode.version}, ${process.platform} ${process.arch}, Node ${process.versions.node}`);
  try {
    const { stdout } = await promisify(execFile)(await git.gitPath(), ['--version'], { timeout: 5000 });
    log.info(stdout.trim());
  } catch (error) {
    log.warn(`git cannot be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}
