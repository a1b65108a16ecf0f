import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { uriOf } from '../../language/files.ts';
import type { Body, ParsedFile } from '../hcl/ast.ts';
import { parseJsonBody } from '../hcl/jsonBody.ts';
import { parseHcl } from '../hcl/parser.ts';
import type { BodySchema } from '../schema/body.ts';
import { configurationSchema, openSchema, testSchema } from '../schema/core.ts';

/** What a file is for, told by its name. */
export type FileRole = 'configuration' | 'override' | 'variables' | 'test' | 'mock' | 'lock';

const suffixes: readonly [string, FileRole][] = [
  ['.tftest.hcl', 'test'],
  ['.tftest.json', 'test'],
  ['.tfmock.hcl', 'mock'],
  ['.tfvars', 'variables'],
  ['.tfvars.json', 'variables'],
  ['.tf', 'configuration'],
  ['.tf.json', 'configuration'],
];

/** Ends of the names of the files that Terraform reads. */
export const terraformExtensions: readonly string[] = [...suffixes.map(([suffix]) => suffix), '.terraform.lock.hcl'];

/**
 * The role of a file by its name; undefined where Terraform does not read it.
 * https://developer.hashicorp.com/terraform/language/files
 */
export function roleOf(name: string): FileRole | undefined {
  if (name === '.terraform.lock.hcl') return 'lock';
  const entry = suffixes.find(([suffix]) => name.endsWith(suffix));
  if (entry?.[1] !== 'configuration') return entry?.[1];
  const base = name.slice(0, -entry[0].length);
  return base === 'override' || base.endsWith('_override') ? 'override' : 'configuration';
}

/** A parsed file and where it lies. Immutable: changed text makes a new one. */
export class ModuleFile {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  readonly role: FileRole;
  readonly json: boolean;
  readonly document: TextDocument;
  readonly parsed: ParsedFile;
  readonly #analyses = new Map<object, unknown>();

  constructor(file: string, role: FileRole, text: string) {
    this.path = file;
    this.name = path.basename(file);
    this.role = role;
    this.json = file.endsWith('.json');
    this.document = TextDocument.create(uriOf(file), this.json ? 'json' : 'terraform', 0, text);
    this.parsed = this.json ? parseJsonBody(text, schemaOf(role)) : parseHcl(text);
  }

  get body(): Body {
    return this.parsed.body;
  }

  /** The result of a look at this file alone, made on first use and kept for as long as the text stays. */
  analysis<T>(analyse: (file: ModuleFile) => T): T {
    if (!this.#analyses.has(analyse)) this.#analyses.set(analyse, analyse(this));
    return this.#analyses.get(analyse) as T;
  }
}

const schemas: Record<FileRole, BodySchema> = {
  configuration: configurationSchema,
  override: configurationSchema,
  test: testSchema,
  variables: openSchema,
  mock: openSchema,
  lock: openSchema,
};

/** The schema of a file's top level. */
export function schemaOf(role: FileRole): BodySchema {
  return schemas[role];
}
