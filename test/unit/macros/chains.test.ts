/* oxlint-disable unicorn/no-thenable -- "then" is a key of the steps */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { GitError } from '../../../src/git/errors.ts';
import { abortOperation } from '../../../src/git/integrate.ts';
import { readOperation } from '../../../src/git/status.ts';
import { readLastRecord } from '../../../src/macros/record.ts';
import type { RunReport } from '../../../src/macros/run.ts';
import { StepError } from '../../../src/macros/step.ts';
import { undoRun } from '../../../src/macros/undo.ts';
import { GitSandbox } from '../../support/git.ts';
import { RecordingHost } from '../../support/macroHost.ts';
import { runIn } from '../../support/macros.ts';

// PLUMBLINE_CHAINS=500 PLUMBLINE_SEED=1 for a long run, or for one that failed
const chains = Number(process.env['PLUMBLINE_CHAINS'] ?? 15);
const firstSeed = Number(process.env['PLUMBLINE_SEED'] ?? 1);

/** Numbers in [0, 1) that are the same for the same seed: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const names = ['plain', 'with space', "quo'te\"", 'żółć', '; rm -rf ~', '--upload-pack=x', '$(x)', 'a[1]*'];

/** One random life of a repository: what is written into it, what fails, and which steps run. */
class Chain {
  readonly box = new GitSandbox();
  readonly folder: string;
  readonly host = new RecordingHost();
  readonly #random: () => number;
  readonly #written: { file: string; text: string; blob: string }[] = [];
  #count = 0;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    this.box.bare('one.git');
    this.box.bare('two.git');
    this.folder = this.box.work('w', { origin: 'one.git', backup: 'two.git' });
    this.host.environment = this.box.environment;
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T;
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A new file with a text of its own: it must never be lost from now on. */
  write(): void {
    const file = `${this.pick(['', 'sub dir/'])}${this.pick(names)} ${this.#count++}${this.pick(['.yaml', '.txt', ''])}`;
    const text = `${this.chance(0.1) ? 'BROKEN ' : ''}${this.#random()}\n`;
    const full = this.box.write(this.folder, file, text);
    this.#written.push({ file: full, text, blob: this.box.git(this.folder, 'hash-object', full) });
  }

  /** The user's own step towards a conflict. */
  edit(): void {
    this.box.write(this.folder, 'readme.txt', `mine ${this.#random()}\n`);
  }

  /** What goes wrong while the next steps run; undone afterwards. */
  inject(): () => void {
    const lock = path.join(this.folder, '.git', this.pick(['index.lock', 'refs/heads/main.lock', 'HEAD.lock']));
    const hook = this.pick(['pre-commit', 'commit-msg', 'pre-push', 'post-checkout', 'pre-rebase']);
    const bare = this.box.path(this.pick(['one.git', 'two.git']));
    return this.pick([
      () => {
        this.box.hook(this.folder, hook, this.pick(['exit 1', 'echo no; exit 3', 'kill -9 $PPID', 'yes | head -c 200000; exit 1']));
        return () => {
          rmSync(path.join(this.folder, '.git/hooks', hook), { force: true });
          // a git that was killed could not take its lock away
          rmSync(path.join(this.folder, '.git/index.lock'), { force: true });
        };
      },
      () => {
        this.box.write(this.folder, path.relative(this.folder, lock), '');
        return () => rmSync(lock, { force: true });
      },
      () => {
        this.box.hook(bare, 'pre-receive', this.pick(['exit 1', 'kill -9 $PPID']));
        return () => rmSync(path.join(bare, 'hooks/pre-receive'), { force: true });
      },
      () => {
        this.box.pushElsewhere('one.git', this.pick(['readme.txt', 'theirs.txt']), `theirs ${this.#random()}\n`);
        return () => {};
      },
      () => () => {},
    ])();
  }

  step(): unknown {
    const n = this.#count++;
    return this.pick<() => unknown>([
      () => ({ stage: this.pick(['all', 'tracked']) }),
      () => ({ stage: ['${changed}'] }),
      () => ({ unstage: 'all' }),
      () => ({ commit: this.pick(['x', 'two\n\nlines', '--amend', '$(x)']) }),
      () => ({ commit: { message: 'x', all: true, allowEmpty: true } }),
      () => ({ commit: { amend: true } }),
      () => ({ lint: this.pick(['changed', 'staged']) }),
      () => ({ fetch: 'all' }),
      () => ({ pull: this.pick(['ff-only', 'rebase', 'merge']) }),
      () => ({ push: this.pick<unknown>([true, 'all', 'backup', { to: 'all', atomic: true, tags: 'follow' }]) }),
      () => ({ tag: `v${n}` }),
      () => ({ branch: `b${n}` }),
      () => ({ switch: { branch: `s${n}`, create: true } }),
      () => ({ switch: 'main' }),
      () => ({ stash: true }),
      () => ({ unstash: true }),
      () => ({ undoCommit: true }),
      () => ({ merge: this.pick(['main', 'origin/main']) }),
      () => ({ rebase: this.pick(['main', 'origin/main']) }),
      () => ({ cherryPick: 'origin/main' }),
      () => ({ reset: { to: 'HEAD~1', mode: this.pick(['soft', 'mixed', 'keep']) } }),
      () => ({ try: [this.step()], finally: [{ notify: 'x' }] }),
      () => ({ if: { clean: false }, then: [this.step()] }),
      () => ({ retry: [this.step()], times: 2, pause: 0 }),
    ])();
  }

  remoteHeads(): string[] {
    return ['one.git', 'two.git'].map((bare) => this.box.git(this.box.path(bare), 'rev-parse', 'main'));
  }

  /** Every text that was ever written is in its file or in a commit, reflogs and stashes included. */
  assertNothingLost(): void {
    // what a rebase or merge that stopped has put aside comes back when it goes on or is given up
    const aside = ['rebase-merge/autostash', 'rebase-apply/autostash', 'MERGE_AUTOSTASH']
      .map((name) => path.join(this.folder, '.git', name))
      .flatMap((file) => (existsSync(file) ? [readFileSync(file, 'utf8').trim()] : []));
    const objects = this.box.git(this.folder, 'rev-list', '--objects', '--all', '--reflog', ...aside);
    for (const { file, text, blob } of this.#written) {
      const kept = existsSync(file) && readFileSync(file, 'utf8') === text;
      assert.ok(kept || objects.includes(blob), `${file} is lost`);
    }
  }

  /** Sound repositories, and remotes that only grew. */
  assertSound(before: readonly string[]): void {
    for (const one of [this.folder, this.box.path('one.git'), this.box.path('two.git')]) assert.ok(this.box.isSound(one), one);
    for (const [index, bare] of ['one.git', 'two.git'].entries()) {
      // fails where it is not
      this.box.git(this.box.path(bare), 'merge-base', '--is-ancestor', before[index] ?? '', 'main');
    }
    for (const lock of ['index.lock', 'HEAD.lock', 'plumbline/run.lock']) {
      assert.equal(existsSync(path.join(this.folder, '.git', lock)), false, lock);
    }
  }

  /** Takes the last run back, or says why not. */
  async undo(): Promise<void> {
    const repository = await this.box.open(this.folder);
    const record = await readLastRecord(repository);
    if (!record) return;
    await undoRun(repository, record).catch((error: unknown) => {
      if (!(error instanceof GitError) && !(error instanceof StepError)) throw error;
    });
  }

  async giveUpOperation(): Promise<void> {
    const repository = await this.box.open(this.folder);
    if (readOperation(repository)) await abortOperation(repository);
  }
}

function assertTold(report: RunReport): void {
  if (report.status === 'succeeded') return;
  const failure = report.steps.at(-1)?.failure ?? report.failure;
  assert.ok(failure?.reason && failure.message, JSON.stringify(report));
}

suite('random chains with injected failures', () => {
  for (let seed = firstSeed; seed < firstSeed + chains; seed++) {
    test(`seed ${seed}: nothing is lost, everything is sound, every failure has a reason`, async function () {
      this.timeout(120_000);
      const chain = new Chain(seed);
      try {
        for (let round = 0; round < 3; round++) {
          const before = chain.remoteHeads();
          for (let i = 0; i < 2; i++) chain.write();
          if (chain.chance(0.3)) chain.edit();
          const mend = chain.inject();
          const steps = Array.from({ length: 4 }, () => chain.step());
          const report = await runIn(chain.box, chain.folder, steps, { host: chain.host });
          mend();
          assertTold(report);
          chain.assertNothingLost();
          if (chain.chance(0.3)) await chain.undo();
          await chain.giveUpOperation();
          chain.assertNothingLost();
          chain.assertSound(before);
        }
      } finally {
        chain.box.remove();
      }
    });
  }
});
