import fs from 'node:fs';

/** Files by their path in the module. */
export type Files = Readonly<Record<string, string>>;

/** One configuration, and what `terraform validate` says of it: errors as `file:line summary`. */
export interface Configuration {
  readonly title: string;
  readonly files: Files;
  readonly errors: readonly string[];
  /** Those that the linter is known not to say. */
  readonly unsaid: readonly string[];
  /** The line of the text at which the errors are recorded. */
  readonly line: number;
}

/**
 * Reads configurations. A text is a sequence of cases; `# title` begins one, `=== path` each of its files, and
 * `@ old » new` (in main.tf; `@path old » new` elsewhere; `@+ text` at the end of main.tf; ⏎ is a line break) makes another
 * configuration of it. `! file:line summary` after either is an error that Terraform reports, `? file:line summary` one that
 * the linter is known not to say.
 */
export function readCases(text: string): Configuration[] {
  const found: Configuration[] = [];
  let title = '';
  let files: Record<string, string> = {};
  let current: string | undefined;
  let errors: string[] = [];
  let unsaid: string[] = [];
  const add = (name: string, of: Files, line: number): void => {
    errors = [];
    unsaid = [];
    found.push({ title: name, files: of, errors, unsaid, line });
  };
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('# ') && (current === undefined || lines[index + 1]?.startsWith('===') === true)) {
      title = line.slice(2);
      files = {};
      current = undefined;
    } else if (line.startsWith('=== ')) {
      current = line.slice(4);
      files[current] = '';
      if (Object.keys(files).length === 1) add(title, files, index);
    } else if (line.startsWith('@')) {
      current = undefined;
      add(`${title}: ${line}`, changed(files, line, title), index);
    } else if (line.startsWith('! ') || line.startsWith('? ')) {
      current = undefined;
      (line.startsWith('! ') ? errors : unsaid).push(line.slice(2));
    } else if (current !== undefined) {
      files[current] += `${line}\n`;
    }
  }
  return found;
}

function changed(files: Files, line: string, title: string): Files {
  const [, name = '', rest = ''] = /^@(\S*) ?(.*)$/.exec(line) ?? [];
  const plain = (text: string) => text.replaceAll('⏎', '\n');
  if (name === '+') return { ...files, 'main.tf': `${files['main.tf'] ?? ''}${plain(rest)}\n` };
  const file = name === '' ? 'main.tf' : name;
  const [old = '', by = ''] = rest.split(/ » ?/);
  const text = files[file];
  if (text === undefined || !text.includes(plain(old))) throw new Error(`${title}: "${old}" is not in ${file}`);
  return { ...files, [file]: text.replace(plain(old), () => plain(by)) };
}

/** All configurations of a folder. */
export function casesIn(folder: string): { readonly file: string; readonly cases: readonly Configuration[] }[] {
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .toSorted()
    .map((file) => ({ file, cases: readCases(fs.readFileSync(`${folder}/${file}`, 'utf8')) }));
}
