import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DiskFiles, uriOf } from '../../src/language/files.ts';
import { TerraformService } from '../../src/terraform/service.ts';

const run = promisify(execFile);

const environment = { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };

/** Said of the machine that Terraform runs on, not of the module. */
const ofTheMachine = new Set(['Missing required provider', 'Module not installed', 'Backend initialization required, please run "terraform init"']);

/** Calls `look` with a folder that holds the files, and removes it afterwards. */
export async function inScratch(files: Readonly<Record<string, string>>, look: (folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-validate-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    await look(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes down what `terraform get` would of calls of local modules, also where a module has a mistake and it would refuse. */
function installLocal(folder: string): void {
  const modules = [{ Key: '', Source: '', Dir: '.' }];
  const install = (key: string, source: string, caller: string) => {
    const called = path.posix.join(caller, source);
    // A module that calls itself ends somewhere.
    if (!fs.existsSync(path.join(folder, called)) || key.split('.').length > 5) return;
    modules.push({ Key: key, Source: source, Dir: called });
    installCalled(`${key}.`, called);
  };
  const installCalled = (prefix: string, caller: string) => {
    for (const name of fs.readdirSync(path.join(folder, caller))) {
      if (!name.endsWith('.tf')) continue;
      for (const [call, body] of blocksOf('module', fs.readFileSync(path.join(folder, caller, name), 'utf8'))) {
        const [, source] = /\bsource *= *"(\.[^"]*)"/.exec(body) ?? [];
        if (source !== undefined) install(prefix + call, source, caller);
      }
    }
  };
  installCalled('', '.');
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.tftest.hcl')) continue;
    for (const [call, body] of blocksOf('run', fs.readFileSync(path.join(folder, name), 'utf8'))) {
      const [, source] = /\bmodule \{[^}]*?source *= *"(\.[^"]*)"/s.exec(body) ?? [];
      if (source !== undefined) install(`test.${name.replace('.tftest.hcl', '').replaceAll('/', '.')}.${call}`, source, '.');
    }
  }
  fs.mkdirSync(path.join(folder, '.terraform/modules'), { recursive: true });
  fs.writeFileSync(path.join(folder, '.terraform/modules/modules.json'), JSON.stringify({ Modules: modules }));
}

/** The names and bodies of blocks at the left margin, also in a text with mistakes. */
function blocksOf(type: string, text: string): [name: string, body: string][] {
  return [...text.matchAll(new RegExp(`^${type} "(\\w+)" \\{([^\\n]*\\}$|.*?^(?=\\w|\\}))`, 'gms'))].map(([, name = '', body = '']) => [name, body]);
}

/** The errors of `terraform validate`, each as `file:line summary`; line 0 where it gives none. */
export async function errorsOf(folder: string): Promise<string[]> {
  return (await validated(folder)).errors;
}

/** The same, and whether something on this machine has kept Terraform from looking any further. */
export async function validated(folder: string): Promise<{ readonly errors: string[]; readonly stopped: boolean }> {
  installLocal(folder);
  const { stdout } = await run('terraform', ['validate', '-json'], { cwd: folder, env: environment }).catch((error: { stdout: string }) => error);
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: readonly { severity: string; summary: string; range?: { filename: string; start: { line: number } } }[];
  };
  const all = diagnostics.filter(({ severity }) => severity === 'error');
  const ofModule = all.filter(({ summary }) => !ofTheMachine.has(summary));
  return { errors: ofModule.map(({ summary, range }) => `${range?.filename ?? ''}:${range?.start.line ?? 0} ${summary}`), stopped: ofModule.length < all.length };
}

/** The linter's errors in all files of a folder and the folders below it, each as `file:line message`. */
export function weSay(folder: string): string[] {
  const files = new DiskFiles();
  const dataFolder = fileURLToPath(new URL('../../src/terraform/schema/data', import.meta.url));
  const service = new TerraformService({ files, dataFolder, now: () => new Date() });
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('.terraform'));
  return names.flatMap((name) => {
    const file = path.join(folder, name);
    if (!fs.statSync(file).isFile()) return [];
    const document = TextDocument.create(uriOf(file), 'terraform', 1, files.read(file) ?? '');
    // Terraform reads values of variables only when it plans.
    if (!service.accepts(document) || /\.tfvars(?:\.json)?$/.test(name)) return [];
    const errors = service.lint(document).filter(({ severity }) => severity === 'error');
    return errors.map(({ message, range }) => `${name}:${range.start.line + 1} ${message}`);
  });
}

/** True where none of the linter's errors is the one that Terraform reports. */
export function isMissed(error: string, ours: readonly string[]): boolean {
  const [, file = '', line = '', summary = ''] = /^(.*?):(\d+) (.*)$/s.exec(error) ?? [];
  // The objects of a cycle are named in no particular order.
  const wanted = summary.replace(/^Cycle: .*/s, 'Cycle');
  return !ours.some((said) => said.startsWith(line === '0' ? '' : `${file}:${line} `) && said.replace(/^.*?:\d+ /, '').startsWith(wanted));
}
