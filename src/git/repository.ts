import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigCache, readConfig } from './config.ts';
import { GitError } from './errors.ts';
import type { Git, GitContext, GitResult, RunOptions } from './git.ts';
import { canTidyLater, untidied } from './maintenance.ts';

/** Where a repository is. All paths are absolute. */
export interface RepositoryPlace {
  /** The top folder of the work tree. */
  readonly root: string;
  /** The work tree's own git folder. */
  readonly gitDir: string;
}

/** A git work tree. The operations are functions that take it: `commit(repository, ...)`, `push(repository, ...)`. */
export class Repository implements RepositoryPlace {
  readonly root: string;
  readonly gitDir: string;
  /** Shared by all that `with` makes of it. */
  readonly config: ConfigCache;
  readonly #git: Git;
  readonly #context: GitContext;

  constructor(git: Git, place: RepositoryPlace, context: GitContext = {}, config = new ConfigCache()) {
    this.#git = git;
    this.root = place.root;
    this.gitDir = place.gitDir;
    this.#context = context;
    this.config = config;
  }

  /** The folder of what all work trees share: references, objects, configuration. */
  commonDir(): string {
    const file = path.join(this.gitDir, 'commondir');
    return existsSync(file) ? path.resolve(this.gitDir, readFileSync(file, 'utf8').trim()) : this.gitDir;
  }

  /** The same repository whose commands share `context` (beside what they shared before). */
  with(context: GitContext): Repository {
    return new Repository(this.#git, this, { ...this.#context, ...context }, this.config);
  }

  /**
   * Runs git in the root.
   * @throws GitError
   */
  async run(args: readonly string[], options: RunOptions = {}): Promise<GitResult> {
    // to watch hooks costs some milliseconds in every process that git starts, so it is done where there are some
    const hooks = options.children && (await hasHooks(this));
    const before = options.children && this.#context.tidiesLater && (await canTidyLater(this)) ? untidied : [];
    return this.#git.run(this.root, args, { ...this.#context, hooks, before, ...options });
  }

  /** Runs git in the root and returns its standard output without the last line break. */
  async read(args: readonly string[], options: RunOptions = {}): Promise<string> {
    return (await this.run(args, options)).stdout.replace(/\n$/, '');
  }

  /** Runs git in the root with `input` as its standard input and returns its standard output as it came. */
  async readBytes(args: readonly string[], input: string): Promise<Buffer> {
    return (await this.run(args, { input })).bytes;
  }

  /** Like `read`, but undefined where git says that there is no such thing. */
  async readIfAny(args: readonly string[]): Promise<string | undefined> {
    try {
      return await this.read(args);
    } catch (error) {
      if (GitError.is(error, 'unbornBranch') || GitError.is(error, 'notFound')) return undefined;
      throw error;
    }
  }

  /** The absolute path of a file that git names relative to the root. */
  absolute(file: string): string {
    return path.join(this.root, file);
  }

  /** The path as git names it: relative to the root, with forward slashes. */
  relative(file: string): string {
    return path.relative(this.root, path.resolve(this.root, file)).split(path.sep).join('/');
  }
}

/** True where git may find a hook to run. */
async function hasHooks(repository: Repository): Promise<boolean> {
  const folder = path.join(repository.commonDir(), 'hooks');
  if (existsSync(folder) && readdirSync(folder).some((name) => !name.endsWith('.sample'))) return true;
  const config = await readConfig(repository);
  return config.last('core.hookspath') !== undefined || config.subsections('hook').length > 0;
}

/**
 * The repository that a folder is in.
 * @throws GitError `notARepository` (also for a bare repository), `unsafeOwnership`, `gitMissing`
 */
export async function openRepository(git: Git, folder: string, context: GitContext = {}): Promise<Repository> {
  // one command each: a path may hold a line break
  const [root, gitDir] = await Promise.all(
    ['--show-toplevel', '--absolute-git-dir'].map(async (what) => {
      const { stdout } = await git.run(folder, ['rev-parse', what], context);
      return path.normalize(stdout.replace(/\n$/, ''));
    }),
  );
  return new Repository(git, { root: root ?? folder, gitDir: gitDir ?? folder }, context);
}
