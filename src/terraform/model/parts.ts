import { Body, type Block } from '../hcl/ast.ts';
import type { ModuleFile } from './file.ts';

/** What is known of blocks by their text: results by what found them. */
export type Memories = ReadonlyMap<string, Map<object, unknown>>;

/** One top-level block of a file, with what was found out about it. */
export class FilePart {
  readonly block: Block;
  /** Shared with every other version of the file that has the same block, so nothing in it may be a place in the file. */
  readonly memory: Map<object, unknown>;
  readonly #cut: (body: Body) => ModuleFile;
  #file: ModuleFile | undefined;

  constructor(block: Block, cut: (body: Body) => ModuleFile, memory: Map<object, unknown>) {
    this.block = block;
    this.memory = memory;
    this.#cut = cut;
  }

  /** The file as if it held this block and nothing else; places are those of the whole file. */
  get file(): ModuleFile {
    this.#file ??= this.#cut(new Body([this.block], this.block));
    return this.#file;
  }

  /** The result of a look at this block alone that holds no place in the file; kept for as long as the block stays. */
  remember<T>(look: (file: ModuleFile) => T): T {
    if (!this.memory.has(look)) this.memory.set(look, look(this.file));
    return this.memory.get(look) as T;
  }
}

/** The top-level blocks of a file. */
export interface FileParts {
  readonly parts: readonly FilePart[];
  readonly memories: Memories;
}

/**
 * Cuts a file into its top-level blocks.
 * @param cut makes the file that holds only a body
 * @param before what is remembered of the blocks of its last text
 */
export function partsOf(file: ModuleFile, cut: (body: Body) => ModuleFile, before: Memories | undefined): FileParts {
  const memories = new Map<string, Map<object, unknown>>();
  const parts = file.body.blocks.map((block) => {
    // How a block with an error in it is understood depends on what follows; a block of the JSON form has no text of its own.
    if (block.broken || file.json) return new FilePart(block, cut, new Map());
    const text = file.parsed.text.slice(block.start, block.end);
    const memory = memories.get(text) ?? before?.get(text) ?? new Map<object, unknown>();
    memories.set(text, memory);
    return new FilePart(block, cut, memory);
  });
  return { parts, memories };
}
