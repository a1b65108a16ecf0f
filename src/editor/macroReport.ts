import { type GitCommand, shown } from '../git/git.ts';
import { redact } from '../log.ts';
import type { PlannedStep } from '../macros/plan.ts';
import type { RunReport, StepFailure, StepReport } from '../macros/run.ts';

/** What is told of a run beside its report. */
export interface RunDetails {
  readonly started: Date;
  /** The repository's root; undefined outside one. */
  readonly root: string | undefined;
  /** What git, hooks and programs printed during a step. */
  outputOf(step: StepReport): string;
}

/** A run as a Markdown document: every step, its git commands with their time, and what they printed. */
export function reportText(report: RunReport, details: RunDetails): string {
  const { title, status, durationMs, steps, notRun, failure } = report;
  const failed = steps.findIndex((step) => step.failure);
  const failedStep = steps[failed];
  const lines = [
    `# ${title}: ${status}`,
    '',
    `- started: ${details.started.toLocaleString()}`,
    `- duration: ${duration(durationMs)}`,
    `- repository: ${details.root ?? 'none'}`,
    `- steps: ${steps.length} run${notRun ? `, ${notRun} not begun` : ''}`,
    ...(failed >= 0 ? [`- failed: step ${failed + 1}, ${failedStep?.name ?? failedStep?.kind}: ${failedStep?.failure?.message}`] : []),
    ...(failure ? ['', ...failureLines(failure)] : []),
    ...steps.flatMap((step, index) => stepLines(step, `${index + 1}`, details)),
  ];
  return `${redact(lines.join('\n'))}\n`;
}

/** What a macro would do, as a Markdown document. */
export function planText(title: string, root: string | undefined, steps: readonly PlannedStep[]): string {
  const lines = [
    `# Dry run of ${title}`,
    '',
    'Nothing was done. Each step is planned on the repository as it is now.',
    '',
    `- repository: ${root ?? 'none'}`,
    ...steps.flatMap(({ kind, name, lines: what, problem }, index) => [
      '',
      `## ${index + 1}. ${name ?? kind}`,
      '',
      ...(what.length ? fenced(what.join('\n')) : []),
      ...(problem === undefined ? [] : [`Cannot be planned ${problem}`]),
    ]),
  ];
  return `${redact(lines.join('\n'))}\n`;
}

function stepLines(step: StepReport, number: string, details: RunDetails): string[] {
  const { kind, name, status, durationMs, summary, commands, failure, steps } = step;
  const heading = '#'.repeat(Math.min(6, number.split('.').length + 1));
  const output = details.outputOf(step).trimEnd() || (failure?.output.trimEnd() ?? '');
  return [
    '',
    `${heading} ${number}. ${name ?? kind}: ${status} (${duration(durationMs)})`,
    ...(summary ? ['', summary] : []),
    ...(failure && !steps.some((inner) => inner.failure) ? ['', ...failureLines(failure)] : []),
    ...(commands.length ? ['', ...fenced(commands.map(commandLine).join('\n'), 'sh')] : []),
    ...(output ? ['', 'Output:', '', ...fenced(output)] : []),
    ...steps.flatMap((inner, index) => stepLines(inner, `${number}.${index + 1}`, details)),
  ];
}

function failureLines({ reason, message, files, findings, remotes }: StepFailure): string[] {
  return [
    `**${reason}**: ${message}`,
    ...section('Remotes:', remotes.map(({ remote, ok, text }) => `${ok ? 'done' : 'failed'}: ${remote}: ${withoutName(text, remote)}`)),
    ...section('Files:', files),
    ...section(
      'Findings:',
      findings.map(({ file, line, column, severity, rule, message: said }) => `${file}:${line}:${column}: ${severity} ${rule}: ${said}`),
    ),
  ];
}

function section(title: string, items: readonly string[]): string[] {
  return items.length ? ['', title, '', ...items.map((item) => `- ${item.replaceAll(/\s+/g, ' ')}`)] : [];
}

function withoutName(text: string, remote: string): string {
  return text.startsWith(`${remote}: `) ? text.slice(remote.length + 2) : text;
}

function commandLine({ args, exitCode, durationMs }: GitCommand): string {
  return `git ${shown(args)}  # ${exitCode === 0 ? '' : `exit code ${exitCode}, `}${duration(durationMs)}`;
}

/** Whatever is in the text, it cannot end the block. */
function fenced(text: string, language = 'text'): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, text, fence];
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
