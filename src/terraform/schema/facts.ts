import { readSignatures, type Signature } from '../eval/signatures.ts';

/** The generated facts of the language, read on first use. */
export class Facts {
  readonly #folder: string;
  #signatures: ReadonlyMap<string, Signature> | undefined;

  /** @param folder where the generated files lie */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The functions of the language. */
  get signatures(): ReadonlyMap<string, Signature> {
    this.#signatures ??= readSignatures(this.#folder);
    return this.#signatures;
  }
}
