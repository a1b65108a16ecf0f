// Measures a five-step chain (stage, lint, commit, pull with rebase, push) run as a macro against the same git commands
// in a shell script, turn by turn in one run, to one remote and to two. Prints the medians and their ratio.
//   node scripts/bench-macros.ts [turns]
import { execFileSync } from 'node:child_process';
import { parseMacros } from '../src/macros/language.ts';
import { runMacro } from '../src/macros/run.ts';
import { silentLog } from '../src/log.ts';
import { GitSandbox } from '../test/support/git.ts';
import { RecordingHost } from '../test/support/macroHost.ts';

const turns = Number(process.argv[2] ?? 15);

/** The sandbox with a repository, and another clone that pushes in between so that there is something to pull. */
function prepare(): { box: GitSandbox; folder: string } {
  const box = new GitSandbox();
  box.bare('one.git');
  box.bare('two.git');
  const folder = box.work('w', { origin: 'one.git', backup: 'two.git' });
  for (let i = 0; i < 200; i++) box.write(folder, `stacks/${i}.yaml`, 'Resources: {}\n'.repeat(20));
  box.git(folder, 'add', '--all');
  box.git(folder, 'commit', '--quiet', '-m', 'many');
  for (const remote of ['origin', 'backup']) box.git(folder, 'push', '--quiet', remote, 'main');
  return { box, folder };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function compare(remotes: readonly string[]): Promise<void> {
  const { box, folder } = prepare();
  const { macros } = parseMacros({
    m: [{ stage: 'all' }, { lint: 'changed' }, { commit: 'x' }, { pull: 'rebase' }, { push: { to: remotes } }],
  });
  const [macro] = macros;
  if (!macro) throw new Error('the macro of the benchmark is not good');
  const script = [
    'git add --all',
    'git commit -m x',
    'git pull --rebase --autostash',
    ...remotes.map((remote) => `git push ${remote} main`),
  ].join(' && ');
  const repository = await box.open(folder);
  const host = new RecordingHost();
  const times: { macro: number[]; script: number[] } = { macro: [], script: [] };
  for (let turn = 0; turn < turns * 2 + 2; turn++) {
    box.write(folder, `stacks/${turn}.yaml`, `Resources: {}\n# ${turn}\n`);
    const started = performance.now();
    if (turn % 2) {
      const report = await runMacro(macro, {
        macros,
        repository,
        folder,
        host,
        log: silentLog,
        signal: new AbortController().signal,
      });
      if (report.status !== 'succeeded') throw new Error(JSON.stringify(report, undefined, 1));
    } else {
      execFileSync('sh', ['-c', script], { cwd: folder, env: box.environment, stdio: 'pipe' });
    }
    // the first turn of each warms up
    if (turn > 1) times[turn % 2 ? 'macro' : 'script'].push(performance.now() - started);
  }
  box.remove();
  const [macroMs, scriptMs] = [median(times.macro), median(times.script)];
  const ratio = (macroMs / scriptMs).toFixed(2);
  console.log(`${remotes.length} remotes: macro ${macroMs.toFixed(0)} ms, script ${scriptMs.toFixed(0)} ms, ratio ${ratio}`);
}

await compare(['origin']);
await compare(['origin', 'backup']);
