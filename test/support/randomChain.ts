/* oxlint-disable unicorn/no-thenable -- "then" is a key of the steps */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { randomFrom } from '../../scripts/seeds.ts';
import { GitError } from '../../src/git/errors.ts';
import { abortOperation } from '../../src/git/integrate.ts';
import { readOperation } from '../../src/git/status.ts';
import type { Macro } from '../../src/macros/language.ts';
import { readLastRecord, type RunRecord } from '../../src/macros/record.ts';
import type { RunReport, StepReport } from '../../src/macros/run.ts';
import { allSteps, StepError } from '../../src/macros/step.ts';
import { undoRun } from '../../src/macros/undo.ts';
import { GitSandbox } from './git.ts';
import { RecordingHost } from './macroHost.ts';
import { macroOf, runIn } from './macros.ts';

const names = ['plain', 'with space', "quo'te\"", 'żółć', '; rm -rf ~', '--upload-pack=x', '$(x)', 'a[1]*', 'two\nlines'];
const bares = ['one.git', 'two.git'];

/** What goes wrong while the steps run. */
interface Failure {
  /** Undoes it. */
  readonly mend: () => void;
  /** When to cancel: once this many steps have begun, some milliseconds later. */
  readonly cancel?: { readonly steps: number; readonly afterMs: number };
}

/** One random life of a repository: what is written into it, what fails, and which steps run; a seed determines it. */
class RandomChain {
  readonly box = new GitSandbox();
  readonly #folder: string;
  readonly #host = new RecordingHost();
  readonly #random: () => number;
  readonly #written: { readonly file: string; readonly text: string; readonly blob: string }[] = [];
  /** What was last written over the file that others change, too. */
  #edited: { readonly text: string; readonly blob: string } | undefined;
  readonly #commits = new Set<string>();
  #count = 0;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    for (const bare of bares) this.box.bare(bare);
    this.#folder = this.box.work('w', { origin: 'one.git', backup: 'two.git' });
    this.#host.environment = this.box.environment;
  }

  /** Writes, lets something fail, runs four steps, sometimes undoes them, and looks whether all is as it has to be. */
  async round(): Promise<void> {
    const remotes = this.#remoteHeads();
    for (let i = 0; i < 2; i++) this.#write();
    if (this.#chance(0.3)) this.#edit();
    const own = this.#ownRefs();
    const failure = this.#inject();
    const macro = macroOf(...Array.from({ length: 4 }, () => this.#step()));
    const report = await this.#run(macro, failure.cancel);
    failure.mend();
    assertTold(report);
    const record = await this.#assertRecorded(macro, report);
    this.#assertNothingLost();
    if (record && this.#chance(0.3)) await this.#undo(record, own);
    await this.#giveUpOperation();
    this.#assertNothingLost();
    this.#assertSound(remotes);
  }

  async #run(macro: Macro, cancel: Failure['cancel']): Promise<RunReport> {
    const abort = new AbortController();
    let begun = 0;
    return runIn(this.box, this.#folder, macro, {
      host: this.#host,
      signal: abort.signal,
      onStep: ({ status }) => {
        if (status !== 'running') this.#commits.add(this.box.git(this.#folder, 'rev-parse', 'HEAD'));
        else if (cancel && ++begun === cancel.steps) setTimeout(() => abort.abort(), cancel.afterMs);
      },
    });
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A new file with a text of its own: it must never be lost from now on. */
  #write(): void {
    const name = `${this.#pick(['', 'sub dir/'])}${this.#pick(names)} ${this.#count++}${this.#pick(['.yaml', '.txt', ''])}`;
    const text = `${this.#chance(0.1) ? 'BROKEN ' : ''}${this.#random()}\n`;
    const file = this.box.write(this.#folder, name, text);
    this.#written.push({ file, text, blob: this.box.git(this.#folder, 'hash-object', '--', file) });
  }

  /** The user's own step towards a conflict. */
  #edit(): void {
    const text = `mine ${this.#random()}\n`;
    const file = this.box.write(this.#folder, 'readme.txt', text);
    this.#edited = { text, blob: this.box.git(this.#folder, 'hash-object', '--', file) };
  }

  #inject(): Failure {
    const nothing = () => {};
    const git = (file: string) => path.join(this.#folder, '.git', file);
    const bare = this.box.path(this.#pick(bares));
    return this.#pick<() => Failure>([
      () => {
        const hook = this.#pick(['pre-commit', 'commit-msg', 'pre-push', 'post-checkout', 'pre-rebase', 'reference-transaction']);
        this.box.hook(this.#folder, hook, this.#pick(['exit 1', 'echo no; exit 3', 'kill -9 $PPID', 'yes | head -c 200000; exit 1']));
        const mend = () => {
          rmSync(git(`hooks/${hook}`), { force: true });
          // a git that was killed could not take its locks away
          for (const lock of ['index.lock', 'HEAD.lock']) rmSync(git(lock), { force: true });
          for (const lock of this.box.findLocks(this.#folder)) rmSync(lock, { force: true });
        };
        return { mend };
      },
      () => {
        const lock = git(this.#pick(['index.lock', 'refs/heads/main.lock', 'HEAD.lock', 'packed-refs.lock', 'config.lock']));
        this.box.write(path.dirname(lock), path.basename(lock), '');
        return { mend: () => rmSync(lock, { force: true }) };
      },
      () => {
        this.box.hook(bare, 'pre-receive', this.#pick(['exit 1', 'kill -9 $PPID']));
        return { mend: () => rmSync(path.join(bare, 'hooks/pre-receive'), { force: true }) };
      },
      () => {
        this.box.pushElsewhere('one.git', this.#pick(['readme.txt', 'theirs.txt']), `theirs ${this.#random()}\n`);
        return { mend: nothing };
      },
      () => {
        renameSync(bare, `${bare}.gone`);
        return { mend: () => renameSync(`${bare}.gone`, bare) };
      },
      () => ({ mend: nothing, cancel: { steps: 1 + Math.floor(this.#random() * 4), afterMs: Math.floor(this.#random() * 40) } }),
      () => {
        const hook = this.#pick(['pre-commit', 'pre-push', 'post-checkout']);
        this.box.hook(this.#folder, hook, 'sleep 60 & sleep 60');
        return { mend: () => rmSync(git(`hooks/${hook}`)), cancel: { steps: 1, afterMs: 1000 } };
      },
      () => ({ mend: nothing }),
    ])();
  }

  #step(): unknown {
    const n = this.#count++;
    return this.#pick<() => unknown>([
      () => ({ stage: this.#pick(['all', 'tracked']) }),
      () => ({ stage: ['${changed}'] }),
      () => ({ unstage: 'all' }),
      () => ({ commit: this.#pick(['x', 'two\n\nlines', '--amend', '$(x)']) }),
      () => ({ commit: { message: 'x', all: true, allowEmpty: true } }),
      () => ({ commit: { amend: true } }),
      () => ({ commit: { fixup: 'HEAD' } }),
      () => ({ lint: this.#pick(['changed', 'staged']) }),
      () => ({ fetch: 'all' }),
      () => ({ pull: this.#pick(['ff-only', 'rebase', 'merge']) }),
      () => ({ push: this.#pick<unknown>([true, 'all', 'backup', { to: 'all', atomic: true, tags: 'follow' }]) }),
      () => ({ tag: `v${n}` }),
      () => ({ tag: { name: `a${n}`, message: 'annotated' } }),
      () => ({ branch: `b${n}` }),
      () => ({ switch: { branch: `s${n}`, create: true } }),
      () => ({ switch: 'main' }),
      () => ({ stash: true }),
      () => ({ unstash: true }),
      () => ({ undoCommit: true }),
      () => ({ merge: this.#pick(['main', 'origin/main']) }),
      () => ({ rebase: this.#pick(['main', 'origin/main']) }),
      () => ({ cherryPick: 'origin/main' }),
      () => ({ reset: { to: 'HEAD~1', mode: this.#pick(['soft', 'mixed', 'keep']) } }),
      () => ({ try: [this.#step()], finally: [{ notify: 'x' }] }),
      () => ({ if: { clean: false }, then: [this.#step()] }),
      () => ({ retry: [this.#step()], times: 2, pause: 0 }),
      () => ({ forEach: 'remotes', do: [{ push: { to: ['${item}'] } }] }),
    ])();
  }

  #remoteHeads(): string[] {
    return bares.map((bare) => this.box.git(this.box.path(bare), 'rev-parse', 'main'));
  }

  /** HEAD, branches and tags. */
  #ownRefs(): string {
    const head = this.box.git(this.#folder, 'rev-parse', '--symbolic-full-name', 'HEAD');
    return `${head}\n${this.box.git(this.#folder, 'for-each-ref', '--', 'refs/heads', 'refs/tags')}`;
  }

  /** Every text that was ever written is in its file or in a commit, reflogs and stashes included; so is every commit. */
  #assertNothingLost(): void {
    // what a rebase or merge that stopped has put aside comes back when it goes on or is given up
    const aside = ['rebase-merge/autostash', 'rebase-apply/autostash', 'MERGE_AUTOSTASH']
      .map((name) => path.join(this.#folder, '.git', name))
      .flatMap((file) => (existsSync(file) ? [readFileSync(file, 'utf8').trim()] : []));
    const objects = this.box.git(this.#folder, 'rev-list', '--objects', '--all', '--reflog', ...aside);
    const inIndex = this.box.git(this.#folder, 'ls-files', '--stage');
    const isKept = (file: string, text: string, blob: string) =>
      (existsSync(file) && readFileSync(file, 'utf8').includes(text)) || objects.includes(blob) || inIndex.includes(blob);
    for (const { file, text, blob } of this.#written) assert.ok(isKept(file, text, blob), `${file} is lost`);
    if (this.#edited) {
      const { text, blob } = this.#edited;
      assert.ok(isKept(path.join(this.#folder, 'readme.txt'), text, blob), `the edit of readme.txt is lost: ${text}`);
    }
    for (const commit of this.#commits) assert.ok(objects.includes(commit), `the commit ${commit} is lost`);
  }

  /** The record tells of the same steps as the report, with the same outcome. */
  async #assertRecorded(macro: Macro, report: RunReport): Promise<RunRecord | undefined> {
    if (report.record === undefined) return undefined;
    const record = await readLastRecord(await this.box.open(this.#folder));
    assert.equal(record?.id, report.record);
    assert.equal(record.state, report.status);
    const moving = new Set(allSteps(macro.steps).filter((step) => step.body.effect() !== undefined).map((step) => step.path));
    const flat = (steps: readonly StepReport[]): StepReport[] => steps.flatMap((step) => [...flat(step.steps), step]);
    const reported = flat(report.steps)
      .filter((step) => moving.has(step.path) && step.failure?.message !== 'Cancelled before this step.')
      .map((step) => `${step.path} ${step.kind} ${step.failure ? 'failed' : 'succeeded'}`);
    assert.deepEqual(record.steps.map((step) => `${step.path} ${step.kind} ${step.outcome}`), reported);
    return record;
  }

  /** Sound repositories, and remotes that only grew. */
  #assertSound(before: readonly string[]): void {
    for (const one of [this.#folder, ...bares.map((bare) => this.box.path(bare))]) assert.ok(this.box.isSound(one), one);
    for (const [index, bare] of bares.entries()) {
      // fails where it is not
      this.box.git(this.box.path(bare), 'merge-base', '--is-ancestor', before[index] ?? '', 'main');
    }
    assert.deepEqual(this.box.findLocks(this.#folder), []);
  }

  /** Takes the run back, or says why not; where it says that it did, all is where it was. */
  async #undo(record: RunRecord, own: string): Promise<void> {
    try {
      await undoRun(await this.box.open(this.#folder), record);
    } catch (error) {
      if (!(error instanceof GitError) && !(error instanceof StepError)) throw error;
      return;
    }
    assert.equal(this.#ownRefs(), own, 'undone, and not where it was');
  }

  async #giveUpOperation(): Promise<void> {
    const repository = await this.box.open(this.#folder);
    if (readOperation(repository)) await abortOperation(repository);
  }
}

function assertTold(report: RunReport): void {
  if (report.status === 'succeeded') return;
  const failure = report.steps.at(-1)?.failure ?? report.failure;
  assert.ok(failure?.reason && failure.message, JSON.stringify(report));
  assert.notEqual(failure.reason, 'failed', failure.message);
}

/**
 * Three rounds of four random steps each in a new repository with two remotes, with failures injected.
 * @throws AssertionError where something is lost, broken, or told wrongly
 */
export async function liveRandomChain(seed: number): Promise<void> {
  const chain = new RandomChain(seed);
  try {
    for (let round = 0; round < 3; round++) await chain.round();
  } finally {
    chain.box.remove();
  }
}
