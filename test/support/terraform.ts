import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '../../src/language/diagnostic.ts';
import { type Files, uriOf } from '../../src/language/files.ts';
import { TerraformService } from '../../src/terraform/service.ts';
import { dataFolder } from './services.ts';

/** Files that exist only in memory; `texts` may change between calls, as open documents do. */
export class MemoryFiles implements Files {
  readonly texts: Map<string, string>;

  /** @param texts absolute path to text */
  constructor(texts: Readonly<Record<string, string>>) {
    this.texts = new Map(Object.entries(texts));
  }

  read(file: string): string | undefined {
    return this.texts.get(file);
  }

  list(folder: string): readonly string[] {
    return [...this.texts.keys()].filter((file) => path.dirname(file) === folder).map((file) => path.basename(file)).toSorted();
  }
}

/** A service over files in memory. */
export function serviceOver(files: Files): TerraformService {
  return new TerraformService({ files, dataFolder: dataFolder('terraform'), now: () => new Date('2026-01-01T00:00:00Z') });
}

/** The document of a file in memory. */
export function documentOf(files: MemoryFiles, file: string): TextDocument {
  return TextDocument.create(uriOf(file), 'terraform', 1, files.texts.get(file) ?? '');
}

/** Lints every Terraform file of a module that exists only in memory: diagnostics as `file:line:column rule: message`. */
export function lintModule(texts: Readonly<Record<string, string>>): string[] {
  const absolute = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/module/${name}`, text]));
  const files = new MemoryFiles(absolute);
  const service = serviceOver(files);
  return Object.keys(texts).flatMap((name) => {
    const document = documentOf(files, `/module/${name}`);
    return service.accepts(document) ? service.lint(document).map((diagnostic) => `${name}:${shown(diagnostic)}`) : [];
  });
}

/** Lints one configuration. */
export function lintText(text: string): string[] {
  return lintModule({ 'main.tf': text }).map((line) => line.slice('main.tf:'.length));
}

function shown({ range, rule, message }: Diagnostic): string {
  return `${range.start.line + 1}:${range.start.character + 1} ${rule}: ${message}`;
}
