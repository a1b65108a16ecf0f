import { GitError } from './errors.ts';
import { readSha, requireRefName } from './head.ts';
import type { Repository } from './repository.ts';

export interface TagOptions {
  readonly name: string;
  /** An annotated tag with this message; without one the tag is lightweight. */
  readonly message?: string | undefined;
  /** What to tag; HEAD where left out. */
  readonly at?: string | undefined;
  readonly sign?: boolean | undefined;
  /** Moves a tag that exists. */
  readonly force?: boolean | undefined;
}

export interface TagResult {
  readonly name: string;
  readonly old: string | undefined;
  readonly new: string;
}

/**
 * The arguments of the git command.
 * @throws GitError `invalidName`
 */
export function tagArguments(options: TagOptions): string[] {
  const { name, message, at, sign, force } = options;
  requireRefName(name, 'tag');
  return [
    'tag',
    ...(force ? ['--force'] : []),
    ...(sign ? ['--sign'] : message === undefined ? [] : ['--annotate']),
    ...(message === undefined ? [] : [`--message=${message}`]),
    '--',
    name,
    ...(at === undefined ? [] : [at]),
  ];
}

/**
 * Makes a tag.
 * @throws GitError `invalidName`, `alreadyExists`, `unbornBranch`, `notFound`, `signingFailed`
 */
export async function tag(repository: Repository, options: TagOptions): Promise<TagResult> {
  const at = await readSha(repository, `${options.at ?? 'HEAD'}^{}`);
  if (at === undefined) {
    throw options.at === undefined
      ? new GitError('unbornBranch', 'There is no commit to tag yet; commit first.')
      : new GitError('notFound', `There is no commit ${JSON.stringify(options.at)} to tag.`);
  }
  const ref = `refs/tags/${requireRefName(options.name, 'tag')}`;
  const old = await readSha(repository, ref);
  await repository.run(tagArguments({ ...options, at }), { children: true });
  const made = (await readSha(repository, ref)) ?? at;
  if (options.sign) await requireSignature(repository, ref, made, old);
  return { name: options.name, old, new: made };
}

/**
 * git makes a tag without a signature, and says that all is well, where ssh-keygen cannot sign: the tag goes again.
 * @throws GitError `signingFailed`
 */
async function requireSignature(repository: Repository, ref: string, made: string, old: string | undefined): Promise<void> {
  const args = ['cat-file', 'tag', made];
  if (/^-----BEGIN [A-Z ]+-----$/m.test(await repository.read(args))) return;
  await repository.run(old === undefined ? ['update-ref', '-d', ref, made] : ['update-ref', ref, old, made]);
  throw new GitError('signingFailed', 'The tag could not be signed, so it was not made; check user.signingKey and that the key is unlocked.', { args });
}
