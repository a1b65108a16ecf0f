import { GitError } from '../git/errors.ts';
import { Git, shown } from '../git/git.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { type Macro, parseMacros } from '../macros/language.ts';
import { type PlannedStep, planMacro } from '../macros/plan.ts';
import { type RunReport, runMacro, type StepReport } from '../macros/run.ts';
import { oneOf, parseArguments } from './arguments.ts';
import { type CliIo, UsageError } from './io.ts';
import { TerminalMacroHost } from './macroHost.ts';
import { macrosKey, readMacroSettings } from './macroSettings.ts';

export const runHelp = `plumbline run MACRO [--input name=value]... [--dry-run] [--yes] [--format text|json]
                    [--config FILE]

Runs a macro of .vscode/settings.json, in the working directory or at the repository's root.
  --input name=value   the value of \${input:name}; once for each input
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
    yes: { type: 'boolean', default: false },
  });
  const format = oneOf('format', values.format, formats);
  const [name, ...rest] = positionals;
  if (name === undefined) throw new UsageError('run needs the name of a macro.');
  if (rest.length) throw new UsageError(`run takes one macro, but got ${positionals.join(', ')}.`);
  const inputs = readInputs(values.input);

  const repository = await findRepository(io);
  const folders = [io.cwd, ...(repository ? [repository.root] : [])];
  const { file, settings } = await readMacroSettings(values.config, folders, io.cwd);
  const { macro, macros } = findMacro(name, file, settings[macrosKey], io);
  checkInputs(macro, inputs, values['dry-run'] ?? false);

  const folder = repository?.root ?? io.cwd;
  const host = new TerminalMacroHost(io, folder, { settings, repository, yes: values.yes });
  if (values['dry-run']) {
    const steps = await planMacro(macro, { macros, repository, host, inputs });
    io.stdout(format === 'json' ? `${JSON.stringify({ macro: name, steps })}\n` : planText(macro, steps));
    return 0;
  }
  const report = await runMacro(macro, {
    macros,
    repository,
    folder,
    host,
    inputs,
    log: io.log,
    signal: io.signal,
    onOutput: (text) => io.log.debug(text.trimEnd()),
    onStep: (step) => {
      if (format === 'text' && step.status !== 'running') io.stdout(`${stepText(step)}\n`);
    },
  });
  io.stdout(format === 'json' ? `${JSON.stringify(report)}\n` : endText(report));
  return report.status === 'succeeded' ? 0 : 1;
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
  name: string,
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
  throw new UsageError(`${file}: there is no macro '${name}'; ${names.length ? `there is ${names.join(', ')}` : 'there is none'}.`);
}

function checkInputs(macro: Macro, inputs: Record<string, string>, dryRun: boolean): void {
  const used = macro.inputs.map((input) => input.name);
  const odd = Object.keys(inputs).filter((name) => !used.includes(name));
  if (odd.length) {
    const known = used.length ? `it has ${used.join(', ')}` : 'it has none';
    throw new UsageError(`the macro '${macro.name}' has no input ${odd.join(', ')}; ${known}.`);
  }
  const missing = macro.inputs.filter((input) => input.default === undefined && !Object.hasOwn(inputs, input.name));
  if (missing.length && !dryRun) {
    const wanted = missing.map((input) => `--input ${input.name}=VALUE`).join(' ');
    throw new UsageError(`the macro '${macro.name}' needs ${wanted}.`);
  }
}

function planText(macro: Macro, steps: readonly PlannedStep[]): string {
  const lines = steps.flatMap(({ path, kind, name, lines: what, problem }) => [
    `${path} ${kind}${name === undefined ? '' : ` (${name})`}`,
    ...[...what, ...(problem === undefined ? [] : [problem])].map((line) => `  ${line}`),
  ]);
  return `${[`${macro.title}: nothing is done, this is the plan`, ...lines].join('\n')}\n`;
}

function stepText(step: StepReport): string {
  const name = step.name === undefined ? step.kind : `${step.kind} (${step.name})`;
  const time = `${Math.round(step.durationMs)} ms`;
  const { failure } = step;
  if (!failure) return `done    ${step.path} ${name}: ${step.summary} (${time})`;
  const lines = [`${step.status.padEnd(7)} ${step.path} ${name}: ${failure.reason}: ${failure.message} (${time})`];
  for (const remote of failure.remotes) lines.push(`    ${remote.ok ? 'ok    ' : 'failed'} ${remote.text}`);
  for (const { file, line, column, severity, rule, message } of failure.findings) {
    lines.push(`    ${file}:${line}:${column}: ${severity} ${rule}: ${message.replaceAll(/\s+/g, ' ')}`);
  }
  for (const command of step.commands) lines.push(`    git ${shown(command.args)} -> ${command.exitCode}`);
  for (const line of failure.output.trimEnd().split('\n')) if (line) lines.push(`    | ${line}`);
  return lines.join('\n');
}

function endText(report: RunReport): string {
  const time = `${Math.round(report.durationMs)} ms`;
  const failed = report.steps.find((step) => step.failure);
  const failure = failed?.failure ?? report.failure;
  if (!failure) return `${report.title}: ${report.steps.length} steps succeeded (${time})\n`;
  const where = failed ? `at ${failed.path} ${failed.kind}` : 'before its first step';
  const before = report.steps.filter((step) => step.status === 'succeeded').map((step) => `${step.kind} (${step.summary})`);
  const lines = [
    `${report.title}: ${report.status} ${where}: ${failure.reason}: ${failure.message} (${time})`,
    `done before: ${before.join(', ') || 'nothing'}`,
    ...(report.notRun ? [`not begun: ${report.notRun} of ${report.steps.length + report.notRun} steps`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
