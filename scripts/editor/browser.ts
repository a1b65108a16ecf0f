import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import type { EditorCache } from './cache.ts';

/** What keeps a headless Chromium at the one page that it was opened for, also as root and without a network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-zygote',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-pings',
  '--font-render-hinting=none',
];

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Starts a headless Chromium: the one on PATH, else the cache's, else an installed Chrome in its usual place. */
export async function launchBrowser(cache: EditorCache): Promise<Browser> {
  return await chromium.launch({ args: FLAGS, headless: true, ...(await installedBrowser(cache)) });
}

/** Finds the browser, filling the cache if need be, so that no test has to wait for it. */
export async function installedBrowser(cache: EditorCache): Promise<LaunchOptions> {
  const onPath = PROGRAMS.map(findOnPath).find((program) => program !== undefined);
  if (onPath !== undefined) return { executablePath: onPath };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { executable, env } = await cache.browser();
    return { executablePath: executable, env: { ...definedOnly(process.env), ...env } };
  }
  return { channel: 'chrome' };
}

/** The absolute path of a program on PATH, if it is there. */
export function findOnPath(program: string): string | undefined {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const candidates = folders.flatMap((folder) => suffixes.map((suffix) => join(folder, program + suffix)));
  return candidates.find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
