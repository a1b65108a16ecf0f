import { shown } from '../git/git.ts';
import type { Operation } from '../git/status.ts';
import type { Macro } from '../macros/language.ts';
import type { PlannedStep } from '../macros/plan.ts';
import type { RunReport, StepFailure, StepReport } from '../macros/run.ts';
import { shellQuoted } from '../posix.ts';

/** The plan of a dry run. */
export function planText(macro: Macro, steps: readonly PlannedStep[]): string {
  const lines = steps.flatMap(({ path, kind, name, lines: what, problem }) => [
    `${path} ${kind}${name === undefined ? '' : ` (${name})`}`,
    ...[...what, ...(problem === undefined ? [] : [problem])].map((line) => `  ${line}`),
  ]);
  return `${[`${macro.title}: nothing is done, this is the plan`, ...lines].join('\n')}\n`;
}

/**
 * A step that has ended: one line, and below it what is known of a failure.
 * @param wasShown true where what it printed is on the screen already
 */
export function stepText(step: StepReport, wasShown: boolean): string {
  const name = step.name === undefined ? step.kind : `${step.kind} (${step.name})`;
  const time = `(${Math.round(step.durationMs)} ms)`;
  const { failure } = step;
  if (!failure) return `done    ${step.path} ${name}: ${step.summary} ${time}\n`;
  const begin = `${step.status.padEnd(7)} ${step.path} ${name}`;
  // a step within it has told why
  if (step.steps.some((inner) => inner.failure?.message === failure.message)) return `${begin} ${time}\n`;
  const lines = [`${begin}: ${failure.reason}: ${failure.message} ${time}`, ...failureLines(failure)];
  for (const { args, exitCode } of step.commands) if (exitCode !== 0) lines.push(`    git ${shown(args)} -> ${exitCode}`);
  if (!wasShown) lines.push(...quoted(failure.output));
  return `${lines.join('\n')}\n`;
}

function failureLines({ remotes, findings }: StepFailure): string[] {
  return [
    ...remotes.map((remote) => `    ${remote.ok ? 'ok    ' : 'failed'} ${remote.text}`),
    ...findings.map(
      ({ file, line, column, severity, rule, message }) =>
        `    ${file}:${line}:${column}: ${severity} ${rule}: ${message.replaceAll(/\s+/g, ' ')}`,
    ),
  ];
}

/** What programs printed, marked as theirs. */
export function quoted(output: string): string[] {
  return output.split('\n').flatMap((line) => (line.trim() ? [`    | ${line.trimEnd()}`] : []));
}

/** How a macro was called, for what to call next. */
export interface RunCall {
  /** The names of its inputs; their values may be secret. */
  readonly inputs: readonly string[];
  /** The first step that was run, from 0. */
  readonly from: number;
  /** What git is in the middle of now. */
  readonly operation: Operation | undefined;
  /** True where there is something that `plumbline undo` takes back. */
  readonly canUndo: boolean;
}

/** The end of a run; after a failure, where it stopped, what was done, and what can be done next. */
export function endText(report: RunReport, call: RunCall): string {
  const time = `(${Math.round(report.durationMs)} ms)`;
  const { steps, title, status, notRun } = report;
  const failed = steps.findIndex((step) => step.failure);
  const failure = steps[failed]?.failure ?? report.failure;
  if (!failure) return `${title}: ${steps.length} ${steps.length === 1 ? 'step' : 'steps'} succeeded ${time}\n`;
  const step = steps[failed];
  if (!step) return `${title}: ${status} before its first step: ${failure.reason}: ${failure.message} ${time}\n`;
  const before = steps.filter((one) => one.status === 'succeeded').map((one) => `${one.kind} (${one.summary})`);
  const lines = [
    `${title}: ${status} at ${step.path} ${step.kind}: ${failure.reason} ${time}`,
    `done before: ${before.join(', ') || 'nothing'}`,
    ...(notRun ? [`not begun: ${notRun} of ${steps.length + notRun} steps`] : []),
    ...nextLines(report, call, call.from + failed),
  ];
  return `${lines.join('\n')}\n`;
}

function nextLines({ macro, notRun }: RunReport, { inputs, operation, canUndo }: RunCall, at: number): string[] {
  const options = inputs.map((name) => ` --input ${name}=VALUE`).join('');
  const again = (from: number) => `plumbline run ${shellWord(macro)}${from > 0 ? ` --from ${from + 1}` : ''}${options}`;
  const under = operation && operation !== 'bisect' ? operation : undefined;
  const next = under
    ? [
        `a ${under} is under way: resolve, git add and git ${under} --continue, or git ${under} --abort`,
        ...(notRun ? [`then the rest: ${again(at + 1)}`] : []),
      ]
    : [`again from there: ${again(at)}`];
  return [...next, ...(canUndo ? ['take it back: plumbline undo'] : [])];
}

/** The word as a person would type it in a POSIX shell. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : shellQuoted(word);
}
