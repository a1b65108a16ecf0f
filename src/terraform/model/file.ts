import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { uriOf } from '../../language/files.ts';
import { type Body, ParsedBody, type ParsedFile } from '../hcl/ast.ts';
import { parseJsonBody } from '../hcl/jsonBody.ts';
import { parseHcl } from '../hcl/parser.ts';
import { reparseHcl } from '../hcl/reparse.ts';
import type { BodySchema } from '../schema/body.ts';
import { configurationSchema, openSchema, querySchema, testSchema, tflintSchema } from '../schema/core.ts';
import { type FilePart, partsOf } from './parts.ts';
import type { FileRole } from './role.ts';

/** A parsed file and where it lies. Immutable: changed text makes a new one. */
export class ModuleFile {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  readonly role: FileRole;
  readonly json: boolean;
  readonly document: TextDocument;
  readonly parsed: ParsedFile;
  readonly body: Body;
  readonly #analyses = new Map<object, unknown>();
  /** True of what holds one block of a file. */
  #isCut = false;
  #parts: readonly FilePart[] | undefined;
  #loose: ModuleFile | undefined;
  /** The blocks of the file's last text, until those of this one are asked for. */
  #before: readonly FilePart[] | undefined;

  private constructor(source: Pick<ModuleFile, 'path' | 'name' | 'role' | 'json' | 'document'>, parsed: ParsedFile) {
    this.path = source.path;
    this.name = source.name;
    this.role = source.role;
    this.json = source.json;
    this.document = source.document;
    this.parsed = parsed;
    this.body = parsed.body;
  }

  /** @param before the file with its last text: what was found out about blocks that are the same now is kept */
  static parse(file: string, role: FileRole, text: string, before?: ModuleFile): ModuleFile {
    const json = file.endsWith('.json');
    const document = TextDocument.create(uriOf(file), json ? 'json' : 'terraform', 0, text);
    const read = json ? parseJsonBody(text, schemaOf(role)) : before ? reparseHcl(text, before.parsed) : parseHcl(text);
    const parsed = new ModuleFile({ path: file, name: path.basename(file), role, json, document }, read);
    if (before) parsed.#before = before.#parts ?? before.#before;
    return parsed;
  }

  /** The top-level blocks, each as a file that holds nothing else. */
  get parts(): readonly FilePart[] {
    if (!this.#parts) {
      this.#parts = partsOf(this, (body) => this.#cut(body), this.#before ?? []);
      this.#before = undefined;
    }
    return this.#parts;
  }

  /** What stands outside all blocks, as a file that holds nothing else; undefined where there is nothing. */
  get loose(): ModuleFile | undefined {
    this.#loose ??= this.body.attributes.length > 0 ? this.#cut(new ParsedBody(this.body.attributes, this.body)) : undefined;
    return this.#loose;
  }

  /** The results of a look at each top-level block, in order, so that no look at the file repeats one at its blocks. */
  each<T>(analyse: (file: ModuleFile) => T): T[] {
    if (this.#isCut) return [this.analysis(analyse)];
    const results = this.parts.map((part) => part.file.analysis(analyse));
    const { loose } = this;
    return loose ? [...results, loose.analysis(analyse)] : results;
  }

  /** The file with only a part of its content. Places stay those of the whole file. */
  #cut(body: Body): ModuleFile {
    const cut = new ModuleFile(this, { text: this.parsed.text, body, problems: [], comments: [] });
    cut.#isCut = true;
    return cut;
  }

  /** The result of a look at this file alone, made on first use and kept for as long as the text stays. */
  analysis<T>(analyse: (file: ModuleFile) => T): T {
    const known = this.#analyses.get(analyse);
    if (known !== undefined || this.#analyses.has(analyse)) return known as T;
    const result = analyse(this);
    this.#analyses.set(analyse, result);
    return result;
  }
}

const schemas: Record<FileRole, BodySchema> = {
  configuration: configurationSchema,
  override: configurationSchema,
  test: testSchema,
  variables: openSchema,
  mock: openSchema,
  query: querySchema,
  lock: openSchema,
  tflint: tflintSchema,
};

/** The schema of a file's top level. */
export function schemaOf(role: FileRole): BodySchema {
  return schemas[role];
}
