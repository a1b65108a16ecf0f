import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { CloudFormationService } from '../../src/cloudformation/service.ts';
import { DiskFiles, type Files } from '../../src/language/files.ts';

/** The service over the facts in the tree; the clock stands still, so rules that depend on the date say the same every day. */
export function cloudFormationService(now = new Date('2026-05-15T00:00:00Z'), files: Files = new DiskFiles(), region?: string): CloudFormationService {
  const dataFolder = path.join(import.meta.dirname, '../../src/cloudformation/schema/data');
  return new CloudFormationService({ files, dataFolder, now: () => now, region });
}

export function templateDocument(text: string, name = 'template.yaml', version = 0): TextDocument {
  return TextDocument.create(`file:///workspace/${name}`, '', version, text);
}

/** What the linter says of a text: `rule line:column`, from 1, in order. */
export function lintText(service: CloudFormationService, text: string, name?: string): string[] {
  return service
    .lint(templateDocument(text, name))
    .map(({ rule, range }) => `${rule} ${range.start.line + 1}:${range.start.character + 1}`);
}
