import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm, run } from './processes.ts';

/** VS Code's own server, as the npm package code-server carries it. */
const EDITOR = { package: 'code-server', version: '4.139.1' };

/** The server's native modules that have a substitute in `native/`; the others it does without. */
const SUBSTITUTES = { 'spdlog.cjs': '@vscode/spdlog', 'watchdog.cjs': '@vscode/native-watchdog' };

/** To be raised when a substitute changes, so that the editor is installed anew. */
const SUBSTITUTES_REVISION = 1;

/** A Chromium inside an npm package, and fonts for machines that have none. */
const BROWSER = { package: '@sparticuz/chromium', version: '153.0.0' };
const FONTS = { package: 'dejavu-fonts-ttf', version: '2.37.3' };

/** How often a long step says that it is still at work, in milliseconds. */
const HEARTBEAT = 15_000;

/** A browser that was unpacked into the cache. */
export interface CachedBrowser {
  readonly executable: string;
  /** What its process needs to find its fonts and libraries. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The folder (`.vscode-test/`) that holds an editor and a browser from npm.
 *
 * Each entry is named after its version and appears in one rename once it is whole: an install that
 * was cut off leaves only a folder that the next one removes, and npm's own cache spares it the
 * downloads that were already made. Two processes may fill the cache at once.
 */
export class EditorCache {
  readonly #folder: string;
  readonly #progress: (line: string) => void;

  constructor(folder: string, progress: (line: string) => void) {
    this.#folder = folder;
    this.#progress = progress;
  }

  /** The folder of VS Code's server, installed first if it is not there yet (about 700 MB, once). */
  async editor(): Promise<string> {
    const { package: name, version } = EDITOR;
    const server = join('node_modules', name, 'lib', 'vscode');
    const entry = await this.#entry(`${name}-${version}.${SUBSTITUTES_REVISION}`, async (folder) => {
      await this.#install(folder, [`${name}@${version}`], `VS Code's server (${name} ${version})`);
      await this.#install(join(folder, server), [], 'the modules of the server');
      for (const [substitute, module] of Object.entries(SUBSTITUTES)) {
        const entryPoint = join(folder, server, 'node_modules', module, 'index.js');
        await copyFile(join(import.meta.dirname, 'native', substitute), entryPoint);
      }
    });
    return join(entry, server);
  }

  /** The browser, installed first if it is not there yet (about 210 MB, once). Linux on x64 only. */
  async browser(): Promise<CachedBrowser> {
    const entry = await this.#entry(`chromium-${BROWSER.version}`, async (folder) => {
      const wanted = [BROWSER, FONTS].map(({ package: name, version }) => `${name}@${version}`);
      const install = join(folder, 'install');
      await this.#install(install, wanted, `a browser (Chromium ${BROWSER.version})`);
      await unpackBrowser(join(install, 'node_modules', BROWSER.package), folder);
      await rename(join(install, 'node_modules', FONTS.package, 'ttf'), join(folder, 'dejavu'));
      await rm(install, { recursive: true });
    });
    const fontConfig = join(entry, 'fonts.conf');
    await writeFile(fontConfig, fontConfiguration(join(entry, 'dejavu'), join(entry, 'fontconfig')));
    return { executable: join(entry, 'chromium'), env: { FONTCONFIG_FILE: fontConfig, ...(await libraries(entry)) } };
  }

  async #entry(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
    const entry = join(this.#folder, name);
    if (existsSync(entry)) return entry;
    await mkdir(this.#folder, { recursive: true });
    await this.#removeAbandoned();
    const partial = join(this.#folder, `.installing-${process.pid}-${name}`);
    await mkdir(partial);
    try {
      await fill(partial);
      await rename(partial, entry);
    } catch (error) {
      // Another process was faster: its copy is as good as this one.
      if (!existsSync(entry)) throw error;
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    await this.#removeOlder(name);
    return entry;
  }

  async #install(folder: string, packages: readonly string[], what: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    if (packages.length > 0) await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    this.#progress(`Installing ${what} from npm ...`);
    const started = Date.now();
    const seconds = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
    const heartbeat = setInterval(() => this.#progress(`  still installing, ${seconds()}`), HEARTBEAT);
    try {
      // No install script is needed: the native modules are optional here, and some would need a compiler.
      const options = ['--ignore-scripts', '--omit=dev', '--save-exact', '--no-audit', '--no-fund', '--loglevel=error'];
      await run(npm(['install', '--prefix', folder, ...options, ...packages], folder));
    } finally {
      clearInterval(heartbeat);
    }
    this.#progress(`  done in ${seconds()}`);
  }

  /** Removes what an install left behind that was cut off. */
  async #removeAbandoned(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const pid = /^\.installing-(\d+)-/.exec(name)?.[1];
      if (pid !== undefined && !isRunning(Number(pid))) await rm(join(this.#folder, name), { recursive: true, force: true });
    }
  }

  /** Removes other versions of the entry that was just made. */
  async #removeOlder(current: string): Promise<void> {
    const product = current.replace(/-[\d.]+$/, '');
    for (const name of await readdir(this.#folder)) {
      const isOther = name !== current && name.startsWith(`${product}-`) && /-[\d.]+$/.test(name);
      if (isOther) await rm(join(this.#folder, name), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Unpacks the browser's program and libraries into `folder`, which the package does only into the temporary folder. */
async function unpackBrowser(browserPackage: string, folder: string): Promise<void> {
  const program = `
    const [, entry, bin] = process.argv;
    const { inflate } = await import(entry);
    for (const file of ['chromium.br', 'al2023.tar.br']) await inflate(bin + '/' + file);`;
  const args = ['--input-type=module', '--eval', program, join(browserPackage, 'build', 'index.js'), join(browserPackage, 'bin')];
  await run({ program: process.execPath, args, env: { ...process.env, TMPDIR: folder } });
}

/** Points the browser at the libraries that came with it, only where the machine lacks its own. */
async function libraries(entry: string): Promise<Record<string, string>> {
  const output: string[] = [];
  await run({ program: 'ldd', args: [join(entry, 'chromium')] }, (line) => output.push(line));
  const isComplete = !output.some((line) => line.includes('not found'));
  return isComplete ? {} : { LD_LIBRARY_PATH: join(entry, 'al2023', 'lib') };
}

/** The machine's fonts, then ours, so that text shows on a machine without any. */
function fontConfiguration(fonts: string, cache: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${fonts}</dir>
  <cachedir>${cache}</cachedir>
  <alias><family>monospace</family><default><family>DejaVu Sans Mono</family></default></alias>
  <alias><family>sans-serif</family><default><family>DejaVu Sans</family></default></alias>
</fontconfig>
`;
}
