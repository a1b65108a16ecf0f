import { TextDocument } from 'vscode-languageserver-textdocument';
import { applyEdits } from '../language/edits.ts';
import { uriOf } from '../language/files.ts';
import type { TerraformService } from '../terraform/service.ts';
import { readText } from './read.ts';

/** A file that is left as it is, since formatting it could change what it means; the message is one sentence that names it. */
export class FormatRefusedError extends Error {
  readonly reason = 'refused';

  constructor(shown: string, why: string) {
    super(`${shown}: ${why}`);
    this.name = 'FormatRefusedError';
  }
}

/**
 * A Terraform file on disk as it should be.
 * @param file absolute path
 * @param shown the name to use in messages
 * @returns the whole text; undefined where it is so already
 * @throws FormatRefusedError, UnreadableFileError
 */
export function formattedText(terraform: TerraformService, file: string, shown: string): string | undefined {
  const text = readText(file, shown);
  const result = terraform.format(TextDocument.create(uriOf(file), 'terraform', 0, text));
  if ('refused' in result) throw new FormatRefusedError(shown, result.refused);
  const formatted = applyEdits(text, result.edits);
  return formatted === text ? undefined : formatted;
}
