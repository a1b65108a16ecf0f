import { readOutgoing } from '../git/changes.ts';
import { readRefState, type Refs } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import type { LintFile, MacroHost } from './host.ts';
import { filesAt } from './lintFiles.ts';

/** A commit and the remote that it is to go to; undefined for one that is not configured. */
export interface OutgoingCommit {
  readonly sha: string;
  readonly remote: string | undefined;
}

/**
 * The files that pushes would send, as the pushed commits have them. The last answer is kept for as long as neither the
 * commits nor what is known of the remotes change, so that it can be looked up before it is needed.
 */
export class OutgoingFiles {
  #last: { readonly key: string; readonly files: Promise<LintFile[]> } | undefined;

  /** The files that lint can say anything of. */
  async read(repository: Repository, host: MacroHost, commits: readonly OutgoingCommit[]): Promise<LintFile[]> {
    const { refs } = await readRefState(repository);
    const known = [...refs].filter(([ref]) => ref.startsWith('refs/remotes/'));
    const key = JSON.stringify([repository.root, commits.map(({ sha, remote }) => [sha, remote]), known]);
    if (this.#last?.key !== key) {
      const asked = { key, files: readFiles(repository, host, commits, refs) };
      asked.files.catch(() => {
        // to be asked again
        if (this.#last === asked) this.#last = undefined;
      });
      this.#last = asked;
    }
    return this.#last.files;
  }
}

async function readFiles(repository: Repository, host: MacroHost, commits: readonly OutgoingCommit[], refs: Refs): Promise<LintFile[]> {
  // remotes that have the same commits are sent the same
  const asked = new Map<string, Promise<string[]>>();
  const touched = await Promise.all(
    commits.map(({ sha, remote }) => {
      const there = [...refs].flatMap(([ref, tip]) => (ref.startsWith(`refs/remotes/${remote ?? ''}/`) ? [tip] : []));
      const key = JSON.stringify([sha, remote === undefined ? 'all' : [...new Set(there)].toSorted()]);
      const files = asked.get(key) ?? readOutgoing(repository, sha, remote);
      asked.set(key, files);
      return files;
    }),
  );
  const shas = [...new Set(commits.map(({ sha }) => sha))];
  const files = await Promise.all(
    shas.map((sha) => {
      const names = new Set(touched.filter((_, index) => commits[index]?.sha === sha).flat());
      return filesAt(repository, host, sha, [...names].toSorted());
    }),
  );
  return files.flat();
}
