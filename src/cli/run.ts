import { GitError } from '../git/errors.ts';
import { Git } from '../git/git.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { readOperation } from '../git/status.ts';
import { suggest } from '../language/suggest.ts';
import { type Macro, parseMacros } from '../macros/language.ts';
import { planMacro } from '../macros/plan.ts';
import { runMacro } from '../macros/run.ts';
import { oneOf, parseArguments } from './arguments.ts';
import { type CliIo, UsageError } from './io.ts';
import { LiveOutput } from './liveOutput.ts';
import { TerminalMacroHost } from './macroHost.ts';
import { macrosKey, readMacroSettings } from './macroSettings.ts';
import { endText, planText, stepText } from './runText.ts';

export const runHelp = `plumbline run MACRO [--input name=value]... [--from N] [--dry-run] [--yes]
                    [--format text|json] [--config FILE]

Runs a macro of .vscode/settings.json, in the working directory or at the repository's root.
Without a name it says which macros there are.
  --input name=value   the value of \${input:name}; once for each input. At a terminal the others are asked for
  --from N             begin at the N-th step (from 1), to go on where a run stopped
  --dry-run            print what each step would do; change nothing
  --format text|json   how the report is printed (default text)
  --yes                answer yes where a step or a guard asks
  --config FILE        a file with "plumbline.macros" in place of .vscode/settings.json; comments are allowed
Exit code: 0 every step succeeded, 1 one failed (which, why, and what was done before is printed), 2 a bad macro or call.
`;

const formats = ['text', 'json'] as const;

/**
 * `plumbline run`.
 * @returns 0 when every step succeeded, 1 when one failed or was cancelled
 * @throws UsageError for a bad macro or call
 */
export async function runCommand(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    input: { type: 'string', multiple: true, default: [] },
    'dry-run': { type: 'boolean' },
    format: { type: 'string', default: 'text' },
    config: { type: 'string' },
    from: { type: 'string', default: '1' },
    yes: { type: 'boolean', default: false },
  });
  const format = oneOf('format', values.format, formats);
  const [name, ...rest] = positionals;
  if (rest.length) throw new UsageError(`run takes one macro, but got ${positionals.join(', ')}.`);
  const inputs = readInputs(values.input);

  const repository = await findRepository(io);
  const folders = [io.cwd, ...(repository ? [repository.root] : [])];
  const { file, settings } = await readMacroSettings(values.config, folders, io.cwd);
  const { macro, macros } = findMacro(name, file, settings[macrosKey], io);
  const from = readFrom(values.from, macro);
  checkInputs(macro, inputs, values['dry-run'] === true || io.asker() !== undefined);

  const folder = repository?.root ?? io.cwd;
  const host = new TerminalMacroHost(io, folder, { settings, repository, yes: values.yes });
  if (values['dry-run']) {
    const steps = await planMacro({ ...macro, steps: macro.steps.slice(from) }, { macros, repository, host, inputs });
    io.stdout(format === 'json' ? `${JSON.stringify({ macro: name, steps })}\n` : planText(macro, steps));
    return 0;
  }
  const isText = format === 'text';
  const live = new LiveOutput((line) => io.stderr(line));
  const report = await runMacro(macro, {
    macros,
    repository,
    folder,
    host,
    inputs,
    log: io.log,
    signal: io.signal,
    from,
    onOutput: (text) => {
      io.log.debug(text.trimEnd());
      live.print(text);
    },
    onStep: (step) => {
      if (!isText) return;
      if (step.status === 'running') live.begin();
      else io.stdout(stepText(step, live.end()));
    },
  });
  if (isText) {
    const canUndo = report.record !== undefined && repository !== undefined;
    io.stdout(endText(report, { inputs: macro.inputs.map((input) => input.name), from, operation: repository && readOperation(repository), canUndo }));
  } else {
    io.stdout(`${JSON.stringify(report)}\n`);
  }
  return report.status === 'succeeded' ? 0 : 1;
}

/** The first step to run, from 0. */
function readFrom(written: string, macro: Macro): number {
  const number = Number(written);
  if (Number.isInteger(number) && number >= 1 && number <= macro.steps.length) return number - 1;
  throw new UsageError(`--from cannot be '${written}'; '${macro.name}' has the steps 1 to ${macro.steps.length}.`);
}

async function findRepository(io: CliIo): Promise<Repository | undefined> {
  const git = new Git({ gitPath: 'git', environment: io.env, log: io.log });
  try {
    return await openRepository(git, io.cwd);
  } catch (error) {
    // a macro without git steps runs anywhere
    if (GitError.is(error, 'notARepository')) return undefined;
    throw error;
  }
}

function readInputs(written: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    written.map((entry) => {
      const equals = entry.indexOf('=');
      if (equals <= 0) throw new UsageError(`--input must be name=value, but is '${entry}'.`);
      return [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

function findMacro(
  name: string | undefined,
  file: string,
  written: unknown,
  io: CliIo,
): { macro: Macro; macros: readonly Macro[] } {
  const { macros, problems } = parseMacros(written);
  const own = problems.filter((problem) => problem.macro === undefined || problem.macro === name);
  if (own.length) throw new UsageError(own.map((problem) => `${file}: ${problem.message}`).join('\n'));
  for (const problem of problems) io.log.info(`${file}: ${problem.message}`);
  const macro = macros.find((candidate) => candidate.name === name);
  if (macro) return { macro, macros };
  const names = macros.map((candidate) => candidate.name);
  const there = names.length ? `there is ${names.join(', ')}` : 'there is none';
  if (name === undefined) throw new UsageError(`run needs the name of a macro; in ${file} ${there}.`);
  const meant = suggest(name, names);
  throw new UsageError(`${file}: there is no macro '${name}'; ${meant === undefined ? there : `did you mean '${meant}'?`}`);
}

function checkInputs(macro: Macro, inputs: Record<string, string>, mayMiss: boolean): void {
  const used = macro.inputs.map((input) => input.name);
  const odd = Object.keys(inputs).filter((name) => !used.includes(name));
  if (odd.length) {
    const known = used.length ? `it has ${used.join(', ')}` : 'it has none';
    throw new UsageError(`the macro '${macro.name}' has no input ${odd.join(', ')}; ${known}.`);
  }
  const missing = macro.inputs.filter((input) => input.default === undefined && !Object.hasOwn(inputs, input.name));
  if (missing.length && !mayMiss) {
    const wanted = missing.map((input) => `--input ${input.name}=VALUE`).join(' ');
    throw new UsageError(`the macro '${macro.name}' needs ${wanted}.`);
  }
}
