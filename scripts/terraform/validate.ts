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
  const add = (key: string, source: string) => modules.push({ Key: key, Source: source, Dir: path.posix.normalize(source) });
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const isTest = name.endsWith('.tftest.hcl');
    if (!isTest && (!name.endsWith('.tf') || name.includes('/'))) continue;
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    const calls = isTest ? /^run "(\w+)" \{[^}]*?module \{[^}]*?source *= *"(\.[^"]*)"/gms : /^module "(\w+)" \{[^}]*?source *= *"(\.[^"]*)"/gms;
    const prefix = isTest ? `test.${name.replace('.tftest.hcl', '').replaceAll('/', '.')}.` : '';
    for (const [, call = '', source = ''] of text.matchAll(calls)) if (fs.existsSync(path.join(folder, source))) add(prefix + call, source);
  }
  fs.mkdirSync(path.join(folder, '.terraform/modules'), { recursive: true });
  fs.writeFileSync(path.join(folder, '.terraform/modules/modules.json'), JSON.stringify({ Modules: modules }));
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
