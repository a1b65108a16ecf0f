import { format } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { REPORT_MARK } from '../../test/support/report.ts';
import { launchBrowser } from './browser.ts';
import type { EditorCache } from './cache.ts';
import { desktopEditor } from './desktop.ts';
import type { Profile } from './profile.ts';
import { EditorServer, type WorkbenchTarget } from './server.ts';

/** A suite for the extension host, and what it runs in. Paths are absolute. */
export interface HostedTests extends Required<WorkbenchTarget> {
  readonly profile: Profile;
  /** The whole environment of the extension host. */
  readonly env: NodeJS.ProcessEnv;
  readonly cache: EditorCache;
  /** Where a desktop VS Code may be downloaded to. */
  readonly downloads: string;
  /** Receives what the suite reports, as it reports it. */
  readonly onLine: (line: string) => void;
  /** Receives everything else that the editor and the extension print. */
  readonly onChatter: (line: string) => void;
}

/**
 * Runs a suite inside a real extension host: a desktop VS Code's where there is one (not with
 * PLUMBLINE_EDITOR=npm in the environment), else that of the editor from npm. Gives the exit code, 0 for success.
 */
export async function runHostedTests(options: HostedTests): Promise<number> {
  const wanted = process.env['PLUMBLINE_EDITOR'];
  const desktop = wanted === 'npm' ? undefined : await desktopEditor(options.downloads, options.onLine);
  return desktop === undefined ? await runInBrowser(options) : await runOnDesktop(desktop, options);
}

async function runOnDesktop(program: string, { folder, tests, profile, env }: HostedTests): Promise<number> {
  // As root, which is what containers are, Electron starts only without its sandbox.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const directories = [`--user-data-dir=${profile.userData}`, `--extensions-dir=${profile.extensions}`];
  return await runTests({
    vscodeExecutablePath: program,
    extensionDevelopmentPath: tests.extension,
    extensionTestsPath: tests.program,
    extensionTestsEnv: env,
    launchArgs: [folder, ...directories, '--disable-workspace-trust', '--disable-telemetry', ...sandbox],
  });
}

async function runInBrowser({ folder, tests, profile, env, cache, onLine, onChatter }: HostedTests): Promise<number> {
  const editor = await cache.editor();
  await using server = await EditorServer.start({ editor, profile, env, development: true, onLine: onChatter });
  await using browser = await launchBrowser(cache);
  const page = await browser.newPage();
  const exit = Promise.withResolvers<number>();
  const sort = (text: string): void => {
    for (const line of text.split('\n')) {
      if (line.startsWith(REPORT_MARK)) onLine(line.slice(REPORT_MARK.length));
      else onChatter(line);
    }
  };
  // The two functions through which the workbench reports an automated run.
  await page.exposeFunction('codeAutomationLog', (_type: string, values: unknown[]) => sort(format(...values)));
  await page.exposeFunction('codeAutomationExit', (code: number) => exit.resolve(code));
  browser.once('disconnected', () => exit.reject(new Error('The browser ended before the tests did.')));
  await page.goto(server.workbenchUrl({ folder, tests }));
  return await exit.promise;
}
