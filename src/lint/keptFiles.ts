import { DiskFiles } from '../language/files.ts';
import { readText } from './read.ts';

/**
 * Files on disk that do not change meanwhile. What is read as the neighbour of a file is kept until it is linted itself,
 * so that it need not be read twice.
 */
export class KeptFiles extends DiskFiles {
  readonly #texts = new Map<string, string>();

  override read(file: string): string | undefined {
    const text = super.read(file);
    if (text !== undefined) this.#texts.set(file, text);
    return text;
  }

  /**
   * The text of a file that is to be linted, which is not kept any longer.
   * @param shown the name to use in messages
   * @throws UnreadableFileError
   */
  take(file: string, shown: string): string {
    const text = this.#texts.get(file);
    this.#texts.delete(file);
    // What may be binary is looked at as bytes.
    return text === undefined || text.includes('\0') ? readText(file, shown) : text;
  }
}
