/** A table's entries that are texts or lists of texts; entries of other types are left out. */
export type TomlStrings = ReadonlyMap<string, ReadonlyMap<string, string | readonly string[]>>;

/**
 * Reads the tables of a TOML text as far as their values are texts or lists of texts, which is all that a SAM
 * configuration needs. What is not understood is skipped to the end of its line.
 * https://toml.io/en/v1.0.0
 */
export function readTomlStrings(text: string): TomlStrings {
  const tables = new Map<string, Map<string, string | readonly string[]>>();
  const reader = new Reader(text);
  let table = tableOf(tables, '');
  while (!reader.done) {
    reader.skipBlank();
    const header = reader.take(/\[{1,2}\s*([^\]\r\n]+?)\s*\]{1,2}/y);
    if (header) {
      table = tableOf(tables, (header[1] ?? '').replaceAll(/\s*\.\s*/g, '.').replaceAll('"', ''));
      continue;
    }
    const key = reader.take(/(?:"([^"\r\n]*)"|([\w.-]+))\s*=\s*/y);
    const value = key ? reader.value() : undefined;
    if (key && value !== undefined) table.set(key[1] ?? key[2] ?? '', value);
    reader.skipLine();
  }
  return tables;
}

function tableOf(
  tables: Map<string, Map<string, string | readonly string[]>>,
  name: string,
): Map<string, string | readonly string[]> {
  const table = tables.get(name) ?? new Map<string, string | readonly string[]>();
  tables.set(name, table);
  return table;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '"': '"', '\\': '\\' };

class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#position >= this.#text.length;
  }

  /** Matches a sticky pattern here and moves behind it. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match) this.#position = pattern.lastIndex;
    return match;
  }

  skipBlank(): void {
    this.take(/(?:\s|#[^\r\n]*)*/y);
  }

  skipLine(): void {
    this.take(/[^\r\n]*(?:\r?\n|$)/y);
  }

  value(): string | readonly string[] | undefined {
    if (!this.take(/\[/y)) return this.#string();
    const items: string[] = [];
    for (;;) {
      this.skipBlank();
      if (this.take(/\]/y)) return items;
      const item = this.#string();
      if (item === undefined) return undefined;
      items.push(item);
      this.skipBlank();
      this.take(/,/y);
    }
  }

  #string(): string | undefined {
    const multi = this.take(/"""(?:\r?\n)?([^]*?)"""|'''(?:\r?\n)?([^]*?)'''/y);
    if (multi) return multi[1] === undefined ? (multi[2] ?? '') : unescape(multi[1]);
    const basic = this.take(/"((?:[^"\\\r\n]|\\.)*)"/y);
    if (basic) return unescape(basic[1] ?? '');
    return this.take(/'([^'\r\n]*)'/y)?.[1];
  }
}

function unescape(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, character: string) =>
    code === undefined ? (escapes[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
