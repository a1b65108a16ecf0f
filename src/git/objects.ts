import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import type { Repository } from './repository.ts';

/** An object as git stores it: its kind and its content. */
interface GitObject {
  readonly kind: string;
  readonly content: Buffer;
}

/**
 * The objects that have a file of their own, which are those of the latest work: git packs them with time. What is named
 * by its hash cannot be out of date, and reading a file costs a hundredth of asking a process.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export class LooseObjects {
  readonly #folder: string;
  /** False where references or grafts put other objects in place of some: only git itself can tell then. */
  readonly #authoritative: boolean;

  constructor(repository: Repository) {
    const common = repository.commonDir();
    this.#folder = path.join(common, 'objects');
    const replaced = path.join(common, 'refs', 'replace');
    this.#authoritative =
      !(existsSync(replaced) && readdirSync(replaced).length > 0) && !existsSync(path.join(common, 'info', 'grafts'));
  }

  /**
   * True where one of the commits that lead to `commit`, or it itself, is `ancestor`; undefined where the commits that
   * have files do not tell.
   * @param most how many commits are looked at
   */
  isAncestor(ancestor: string, commit: string, most = 50): boolean | undefined {
    const next = [commit];
    const seen = new Set<string>();
    for (const sha of next) {
      if (sha === ancestor) return true;
      if (seen.has(sha) || seen.size >= most) continue;
      seen.add(sha);
      const object = this.#read(sha, 'commit');
      if (object) next.push(...[...headerOf(object).matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = '']) => parent));
    }
    return undefined;
  }

  /**
   * The content of a file as a commit has it; undefined where the commit's own files do not tell, or it has none there.
   * @param file relative to the root, with forward slashes
   */
  file(commit: string, file: string): Buffer | undefined {
    const object = this.#read(commit, 'commit');
    let sha = object && /^tree ([0-9a-f]+)$/m.exec(headerOf(object))?.[1];
    for (const name of file.split('/')) sha = sha && this.#entry(sha, name);
    return sha === undefined ? undefined : this.#read(sha, 'blob');
  }

  /** The object under a name in a folder. */
  #entry(tree: string, name: string): string | undefined {
    const content = this.#read(tree, 'tree');
    if (!content) return undefined;
    const length = tree.length / 2;
    const wanted = Buffer.from(name);
    for (let at = 0; at < content.length; ) {
      // <mode> SP <name> NUL <hash>
      const space = content.indexOf(0x20, at);
      const end = content.indexOf(0, space);
      if (content.subarray(space + 1, end).equals(wanted)) return content.subarray(end + 1, end + 1 + length).toString('hex');
      at = end + 1 + length;
    }
    return undefined;
  }

  #read(sha: string, kind: string): Buffer | undefined {
    if (!this.#authoritative) return undefined;
    const object = readLoose(path.join(this.#folder, sha.slice(0, 2), sha.slice(2)));
    return object?.kind === kind ? object.content : undefined;
  }
}

function headerOf(commit: Buffer): string {
  const text = commit.toString('latin1');
  return text.slice(0, text.indexOf('\n\n') + 1);
}

function readLoose(file: string): GitObject | undefined {
  let bytes: Buffer;
  try {
    bytes = inflateSync(readFileSync(file));
  } catch {
    // packed, in another repository's store, or damaged: git itself says which
    return undefined;
  }
  // <kind> SP <size> NUL <content>
  const end = bytes.indexOf(0);
  return { kind: bytes.subarray(0, bytes.indexOf(0x20)).toString('latin1'), content: bytes.subarray(end + 1) };
}
