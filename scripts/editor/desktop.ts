import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { findOnPath } from './browser.ts';

/** Where VS Code's downloads are announced; an answer in time says that a download may be tried. */
const RELEASES = 'https://update.code.visualstudio.com/api/releases/stable';

/** How long that answer may take, in milliseconds. */
const REACH_LIMIT = 3000;

/**
 * The program of a desktop VS Code: an installed one, else one downloaded into `folder`. Undefined where there is
 * neither, or no screen to show it on.
 */
export async function desktopEditor(folder: string, progress: (line: string) => void): Promise<string | undefined> {
  const installed = installedEditor();
  if (installed !== undefined) return installed;
  if (!hasScreen() || !(await isReachable(RELEASES))) return undefined;
  try {
    progress('Downloading VS Code ...');
    return await downloadAndUnzipVSCode({ version: 'stable', cachePath: folder, timeout: 60_000 });
  } catch (error) {
    progress(`  VS Code cannot be downloaded (${error instanceof Error ? error.message : String(error)}); using the editor from npm.`);
    return undefined;
  }
}

/** The program behind `code` on PATH (itself a script), if there is a screen to show it on. */
export function installedEditor(): string | undefined {
  const command = findOnPath('code');
  if (command === undefined || !hasScreen()) return undefined;
  const bin = dirname(realpathSync(command));
  const programs = {
    darwin: ['../../../MacOS/Electron', '../../../MacOS/Code'],
    win32: ['../Code.exe'],
    linux: ['../code'],
  };
  const candidates = programs[process.platform as keyof typeof programs] ?? programs.linux;
  return candidates.map((path) => join(bin, path)).find((path) => existsSync(path));
}

function hasScreen(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

async function isReachable(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(REACH_LIMIT) });
    return response.ok;
  } catch {
    // No network, no name, no answer in time: each means that it is not to be had here.
    return false;
  }
}
