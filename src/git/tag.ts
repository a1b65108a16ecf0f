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
 * @throws GitError `invalidName`, `alreadyExists`, `unbornBranch`, `notFound`
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
  return { name: options.name, old, new: (await readSha(repository, ref)) ?? at };
}
