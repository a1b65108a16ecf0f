import { type Block, type Body, type BodyItem, type Expression, ParsedBody, type SyntaxProblem } from '../hcl/ast.ts';
import type { ModuleFile } from './file.ts';
import { walkExpression } from './walk.ts';

/** One top-level block of a file, or one local value in the block around it, with what was found out about it. */
export class FilePart {
  /** Of a local value, its block with nothing else in it, from the beginning of the value to its end. */
  readonly block: Block;
  /** Results by what found them. Shared with every other version of the file that has the same block, so nothing in it may be a place in the file. */
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
    this.#file ??= this.#cut(new ParsedBody([this.block], this.block));
    return this.#file;
  }

  /** The result of a look at this block alone that holds no place in the file; kept for as long as the block stays. */
  remember<T>(look: (file: ModuleFile) => T): T {
    const known = this.memory.get(look);
    if (known !== undefined || this.memory.has(look)) return known as T;
    const result = look(this.file);
    this.memory.set(look, result);
    return result;
  }
}

/**
 * Cuts a file into its top-level blocks, and those of local values into these, since none has to do with the others.
 * @param cut makes the file that holds only a body
 * @param before the blocks of its last text
 */
export function partsOf(file: ModuleFile, cut: (body: Body) => ModuleFile, before: readonly FilePart[]): readonly FilePart[] {
  // A block of the JSON form has no text of its own.
  const blocks = file.json ? file.body.blocks : file.body.blocks.flatMap((block) => localValues(block, file.parsed.problems));
  if (before.length === 0) return blocks.map((block) => new FilePart(block, cut, new Map<object, unknown>()));
  const memories = new Memories(before);
  const known = blocks.map((block) => memories.take(block));
  return blocks.map((block, index) => {
    // How a block with an error in it is understood depends on what follows.
    const keeps = !block.broken && !file.json;
    const memory = keeps ? (known[index] ?? memories.takeAlike(ownText(block, file.parsed.text))) : undefined;
    return new FilePart(block, cut, memory ?? new Map<object, unknown>());
  });
}

/** The values in a block of local values, as a block each; any other block as it is. */
function localValues(block: Block, problems: readonly SyntaxProblem[]): readonly Block[] {
  const { items } = block.body;
  if (block.type !== 'locals' || items.length < 2) return [block];
  const isSound = (item: BodyItem) => item.kind === 'attribute' && !holdsInvalid(item.value) && !problems.some(({ span }) => span.start <= item.end && span.end >= item.start);
  return items.map((item) => ({ ...block, body: new ParsedBody([item], item), broken: block.broken && !isSound(item), start: item.start, end: item.end }));
}

/** Whether a part of an expression was not understood. */
function holdsInvalid(expression: Expression): boolean {
  let invalid = false;
  walkExpression(expression, ({ kind }) => {
    invalid ||= kind === 'invalid';
  });
  return invalid;
}

/** What a block is made of: alike where this is the same. */
function ownText({ header, start, end }: Block, text: string): string {
  return start === header.start ? text.slice(start, end) : `${text.slice(header.start, header.end)}\n${text.slice(start, end)}`;
}

/** What is remembered of the blocks of a text, for those of the next. */
class Memories {
  /** By the block's body as it was parsed. */
  readonly #parts: Map<Body, FilePart>;
  #byText: Map<string, FilePart[]> | undefined;

  constructor(parts: readonly FilePart[]) {
    this.#parts = new Map(parts.map((part) => [part.block.body.origin, part]));
  }

  /** What is known of this very block. */
  take({ body: { origin } }: Block): Map<object, unknown> | undefined {
    const part = this.#parts.get(origin);
    this.#parts.delete(origin);
    return part?.memory;
  }

  /** What is known of a block with this text, of those that were not taken. */
  takeAlike(text: string): Map<object, unknown> | undefined {
    this.#byText ??= byText([...this.#parts.values()]);
    return this.#byText.get(text)?.shift()?.memory;
  }
}

function byText(parts: readonly FilePart[]): Map<string, FilePart[]> {
  const groups = new Map<string, FilePart[]>();
  for (const part of parts) {
    const { block, file } = part;
    if (block.broken) continue;
    const text = ownText(block, file.parsed.text);
    const known = groups.get(text);
    if (known) known.push(part);
    else groups.set(text, [part]);
  }
  return groups;
}
