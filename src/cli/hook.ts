import { readOutgoingTips } from '../git/changes.ts';
import { Git } from '../git/git.ts';
import { installPrePush, uninstallPrePush } from '../git/hooks.ts';
import { readRemoteNames } from '../git/remotes.ts';
import { openRepository } from '../git/repository.ts';
import { guardPush } from '../macros/gate.ts';
import { OutgoingFiles } from '../macros/outgoing.ts';
import { StepError } from '../macros/step.ts';
import { parseArguments } from './arguments.ts';
import { type CliIo, UsageError } from './io.ts';
import { TerminalMacroHost } from './macroHost.ts';

export const hookHelp = `plumbline hook install|uninstall

Installs a pre-push hook that lints what a push would send and stops it on an error, whoever pushes with whatever.
A hook that is there already is kept and runs first. git push --no-verify goes past it.
  plumbline hook pre-push -- REMOTE URL   what the hook itself runs, with git's lines on standard input
Exit code: 0 done, or nothing wrong with the push; 1 the push is refused; 2 a bad call.
`;

/**
 * `plumbline hook`.
 * @param self how the hook starts the command line: a program and its first arguments, absolute paths
 * @returns 0 when done, 1 where a push is refused
 * @throws UsageError, GitError
 */
export async function hookCommand(args: string[], io: CliIo, self: readonly [string, ...string[]]): Promise<number> {
  const { positionals } = parseArguments(args, {});
  const [action, ...rest] = positionals;
  const git = new Git({ gitPath: 'git', environment: io.env, log: io.log });
  const repository = await openRepository(git, io.cwd);
  switch (action) {
    case 'install': {
      const { file, kept } = await installPrePush(repository, [...self, 'hook', 'pre-push']);
      io.stdout(`installed ${file}${kept === undefined ? '' : `; the hook before it is ${kept} and runs first`}\n`);
      return 0;
    }
    case 'uninstall': {
      const removed = await uninstallPrePush(repository);
      io.stdout(removed ? 'uninstalled\n' : 'there was no hook of plumbline\n');
      return 0;
    }
    case 'pre-push': {
      if (rest[0] === undefined) throw new UsageError('hook pre-push is what the hook runs: it needs the name of the remote.');
      const host = new TerminalMacroHost(io, repository.root, { settings: {}, repository, yes: false });
      try {
        // a URL that is pushed to counts as a remote that has what any other has
        const remote = (await readRemoteNames(repository)).find((name) => name === rest[0]);
        const tips = await readOutgoingTips(repository, pushedObjects(await io.stdin()), remote);
        const commits = tips.map((sha) => ({ sha, remote }));
        await guardPush(repository, host, commits, new OutgoingFiles(), io.signal);
        return 0;
      } catch (error) {
        if (!(error instanceof StepError)) throw error;
        io.stderr(`plumbline: ${error.message}`);
        for (const { file, line, column, severity, rule, message } of error.details.findings ?? []) {
          io.stderr(`${repository.relative(file)}:${line}:${column}: ${severity} ${rule}: ${message}`);
        }
        io.stderr('Commit a correction and push again; git push --no-verify goes past this.');
        return 1;
      }
    }
    default:
      throw new UsageError(`hook needs one of install, uninstall, pre-push${action === undefined ? '' : `, not '${action}'`}.`);
  }
}

/** The commits and tags that git says it will send: `<local ref> <local sha> <remote ref> <remote sha>`, a line each. */
function pushedObjects(lines: string): string[] {
  return lines
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((sha) => /^[0-9a-f]{40,64}$/.test(sha) && !/^0+$/.test(sha));
}
