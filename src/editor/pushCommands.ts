import * as vscode from 'vscode';
import { readHead, readUpstream, requireBranch } from '../git/head.ts';
import type { Repository } from '../git/repository.ts';
import { readStatus } from '../git/status.ts';
import { parseMacros } from '../macros/language.ts';
import type { RunReport } from '../macros/run.ts';
import { CancelledError, CommandError, type FailureAction } from './commands.ts';
import type { MacroRunner } from './macroRunner.ts';
import { forcePush, offerToSave, pickRemote, type PushTarget, pushTarget } from './pushTarget.ts';
import type { Settings } from './settings.ts';

/** A chain that comes with the extension. */
interface Chain {
  readonly title: string;
  readonly steps: readonly unknown[];
  /** Values of the steps' inputs: texts that may hold `${...}` themselves. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The steps for a recording, where they are not the same. */
  readonly recorded?: readonly unknown[];
}

/** The commands of the usual chains: each is a macro that comes with the extension. `place` may say which repository. */
export class PushCommands {
  readonly #runner: MacroRunner;
  readonly #settings: Settings;

  constructor(runner: MacroRunner, settings: Settings) {
    this.#runner = runner;
    this.#settings = settings;
  }

  /** Pushes the branch to its remote; asks for the remote where nothing says which of several it is. */
  async pushCurrentBranch(place?: unknown): Promise<RunReport> {
    const repository = await this.#runner.repository(place);
    return this.#run(repository, { title: 'Push Current Branch', steps: [await this.#push(repository)] });
  }

  /** Pushes the branch to every remote at once. */
  async pushAllRemotes(place?: unknown): Promise<RunReport> {
    const repository = await this.#runner.repository(place);
    const steps = [{ push: { to: 'all', lint: this.#gated(repository) } }];
    return this.#run(repository, { title: 'Push to All Remotes', steps });
  }

  /** Pushes the branch and every tag. */
  async pushWithTags(place?: unknown): Promise<RunReport> {
    const repository = await this.#runner.repository(place);
    return this.#run(repository, { title: 'Push with Tags', steps: [await this.#push(repository, { tags: 'all' })] });
  }

  /** Overwrites the remote's branch if it is where it was last seen; asks, with the exact command. */
  async forcePushWithLease(place?: unknown): Promise<RunReport> {
    const repository = await this.#runner.repository(place);
    const target = await pushTarget(repository);
    const { message, detail } = await forcePush(repository, target, this.#settings.protectedBranches());
    const push = this.#pushTo(repository, target, { forceWithLease: true });
    return this.#run(repository, {
      title: 'Force Push with Lease',
      steps: [confirmStep, withoutAsking(push)],
      inputs: { message, detail },
      recorded: [push],
    });
  }

  /** Puts the branch on top of what the upstream has, and pushes it. */
  async sync(place?: unknown): Promise<RunReport> {
    const repository = await this.#runner.repository(place);
    const { branch } = await requireBranch(repository);
    if (!(await readUpstream(repository, branch))) {
      throw new CommandError('noUpstream', `The branch ${branch} has no upstream yet, so there is nothing to pull; publish it first.`, [publish]);
    }
    const steps = [{ pull: 'rebase' }, await this.#push(repository)];
    return this.#run(repository, { title: 'Sync', steps });
  }

  async stageAll(place?: unknown): Promise<RunReport> {
    const repository = await this.#runner.repository(place);
    await offerToSave(repository);
    return this.#run(repository, { title: 'Stage All', steps: [{ stage: 'all' }] });
  }

  /** Stages the changes in the lines that are selected in the active editor. */
  async stageSelection(): Promise<RunReport> {
    return this.#run(await this.#runner.repository(), { title: 'Stage Selected Changes', steps: [{ stage: 'selection' }] });
  }

  /** Commits what is staged with the message that it asks for, and pushes. */
  async commitPush(place?: unknown): Promise<RunReport> {
    const repository = await this.#runner.repository(place);
    if (!(await readStatus(repository)).hasStaged) {
      throw new CommandError('nothingToCommit', 'Nothing is staged; stage what to commit, or stage all.', [stageCommitPush]);
    }
    return this.#run(repository, await this.#commitChain(repository, 'Commit and Push', [this.#lint(repository, 'staged')]));
  }

  /** Lints what changed, stages it all, commits with the message that it asks for, and pushes. */
  async stageCommitPush(place?: unknown): Promise<RunReport> {
    const repository = await this.#runner.repository(place);
    await offerToSave(repository);
    const before = [this.#lint(repository, 'changed'), [{ stage: 'all' }]];
    return this.#run(repository, await this.#commitChain(repository, 'Stage All, Commit and Push', before));
  }

  /**
   * Adds what is staged, or every change of tracked files where nothing is, to the last commit, and pushes it; asks
   * before that overwrites the commit on the remote.
   */
  async amendPush(place?: unknown): Promise<RunReport> {
    const repository = await this.#runner.repository(place);
    const target = await pushTarget(repository);
    const { message, detail, published } = await forcePush(repository, target, this.#settings.protectedBranches());
    const { hasStaged } = await readStatus(repository);
    if (!hasStaged) await offerToSave(repository);
    const push = this.#pushTo(repository, target, published ? { forceWithLease: true } : {});
    const amend = [...(hasStaged ? [] : [{ stage: 'tracked' }]), ...this.#lint(repository, 'staged'), { commit: { amend: true } }];
    const note = `The last commit is on the remote already; the amended one takes its place.\n\n${detail}`;
    return this.#run(repository, {
      title: 'Amend and Push',
      steps: published ? [confirmStep, ...amend, withoutAsking(push)] : [...amend, push],
      inputs: published ? { message, detail: note } : {},
      recorded: [...amend, push],
    });
  }

  /** Pushes a branch that has no upstream, which becomes its upstream; asks for the remote where there are several. */
  async publishBranch(place?: unknown): Promise<RunReport> {
    const repository = await this.#runner.repository(place);
    const { branch } = await requireBranch(repository);
    const upstream = await readUpstream(repository, branch);
    if (upstream) {
      const follows = `${upstream.remote}/${upstream.branch}`;
      throw new CommandError('alreadyPublished', `The branch ${branch} follows ${follows} already, so it needs no publishing.`, [pushCurrent]);
    }
    const remote = await pickRemote(repository, 'Publish Branch', `Pick the remote to publish ${branch} to`);
    const steps = [this.#pushTo(repository, { to: [remote] }, { setUpstream: true })];
    return this.#run(repository, { title: 'Publish Branch', steps });
  }

  /** Takes the last commit back, its changes stay staged; asks where a remote has the commit already. */
  async undoLastCommit(place?: unknown): Promise<RunReport> {
    const repository = await this.#runner.repository(place);
    const steps = [{ undoCommit: true }];
    const onRemotes = (await readHead(repository)).kind === 'branch' ? await remoteBranchesWithHead(repository) : [];
    if (!onRemotes.length) return this.#run(repository, { title: 'Undo Last Commit', steps });
    return this.#run(repository, {
      title: 'Undo Last Commit',
      steps: [confirmStep, ...steps],
      inputs: {
        message: `${onRemotes.join(', ')} ${onRemotes.length === 1 ? 'has' : 'have'} the last commit already. Undo it here?`,
        detail: `${await repository.read(['log', '--max-count=1', '--format=%h %s', 'HEAD', '--'])}\n\nIts changes stay staged. The remote keeps the commit.`,
      },
      recorded: steps,
    });
  }

  async #commitChain(repository: Repository, title: string, before: readonly (readonly unknown[])[]): Promise<Chain> {
    const target = await pushTarget(repository).catch(async (error: unknown) => {
      // the first commit of all is still to come
      if (error instanceof Error && 'reason' in error && error.reason === 'unbornBranch') return undefined;
      throw error;
    });
    const message = await vscode.window.showInputBox({
      title,
      prompt: 'Commit message',
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() ? undefined : 'A commit needs a message.'),
    });
    if (message === undefined) throw new CancelledError();
    const push = target ? this.#pushTo(repository, target) : { push: { lint: this.#gated(repository) } };
    // a value, not a text with variables: the message may hold `${...}`
    return { title, steps: [...before.flat(), { commit: '${input:message}' }, push], inputs: { message } };
  }

  #run(repository: Repository, { title, steps, inputs = {}, recorded = steps }: Chain): Promise<RunReport> {
    const { macros, problems } = parseMacros({ [title]: { title, steps } }, title);
    const [macro] = macros;
    if (!macro) throw new Error(problems.map((problem) => problem.message).join(' '));
    return this.#runner.run({ macro, macros, repository, inputs, recorded });
  }

  async #push(repository: Repository, options: object = {}): Promise<PushStep> {
    return this.#pushTo(repository, await pushTarget(repository), options);
  }

  #pushTo(repository: Repository, target: PushTarget, options: object = {}): PushStep {
    return { push: { ...target, ...options, lint: this.#gated(repository) } };
  }

  #lint(repository: Repository, scope: string): readonly unknown[] {
    return this.#gated(repository) ? [{ lint: scope }] : [];
  }

  #gated(repository: Repository): boolean {
    return this.#settings.lintGate(vscode.Uri.file(repository.root)) === 'error';
  }
}

interface PushStep {
  readonly push: object;
}

const confirmStep = { confirm: { message: '${input:message}', detail: '${input:detail}' }, name: 'asking' };

/** The chain has asked already, with more than the step would say. */
function withoutAsking({ push }: PushStep): PushStep {
  return { push: { ...push, confirm: false } };
}

function commandAction(title: string, command: string): FailureAction {
  return { title, run: () => vscode.commands.executeCommand(command) };
}

const publish = commandAction('Publish Branch', 'plumbline.publishBranch');
const pushCurrent = commandAction('Push Current Branch', 'plumbline.pushCurrentBranch');
const stageCommitPush = commandAction('Stage All, Commit and Push', 'plumbline.stageCommitPush');

async function remoteBranchesWithHead(repository: Repository): Promise<string[]> {
  const names = await repository.read(['for-each-ref', '--contains=HEAD', '--format=%(refname:lstrip=2)', 'refs/remotes/']);
  return names.split('\n').filter((name) => name && !name.endsWith('/HEAD'));
}
