import { readUncommitted } from '../git/changes.ts';
import type { PushPlan } from '../git/push.ts';
import { readSha } from '../git/head.ts';
import { protectingPattern } from '../git/protection.ts';
import type { Repository } from '../git/repository.ts';
import type { LintFinding, LintOutcome, MacroHost } from './host.ts';
import { filesOnDisk } from './lintFiles.ts';
import type { OutgoingCommit, OutgoingFiles } from './outgoing.ts';
import { StepError } from './step.ts';

/**
 * Refuses a push that would carry a file with a lint error: every file that the outgoing commits touch is linted as
 * the pushed commit has it, whatever the work tree holds by now.
 * @returns what was linted
 * @throws StepError `lintErrors` with the findings
 */
export async function guardPush(
  repository: Repository,
  host: MacroHost,
  commits: readonly OutgoingCommit[],
  outgoing: OutgoingFiles,
  signal: AbortSignal,
): Promise<LintOutcome> {
  const files = await outgoing.read(repository, host, commits);
  if (files.length === 0) return { findings: [], files: 0 };
  const outcome = await host.lint({ scope: 'files', files }, signal);
  refuse(repository, outcome, 'Not pushed');
  return outcome;
}

/**
 * Refuses to commit and push with a lint error in a changed file, before anything is done: the files are linted as
 * they are on disk.
 * @throws StepError `lintErrors` with the findings
 */
export async function guardCommit(repository: Repository, host: MacroHost, signal: AbortSignal): Promise<LintOutcome> {
  const files = filesOnDisk(repository, host, await readUncommitted(repository));
  if (files.length === 0) return { findings: [], files: 0 };
  const outcome = await host.lint({ scope: 'files', files }, signal);
  refuse(repository, outcome, 'Nothing committed');
  return outcome;
}

/**
 * Asks before a push to a protected branch, and before one that overwrites commits of the remote: with the exact remote
 * and refspecs.
 * @throws StepError `declined`, and whatever a host that cannot ask throws
 */
export async function confirmPush(
  repository: Repository,
  host: MacroHost,
  plans: readonly PushPlan[],
  signal: AbortSignal,
): Promise<void> {
  const protectedBranches = host.protectedBranches();
  for (const plan of plans) {
    const { remote, remoteBranch, refspecs, sha } = plan;
    const pattern = protectingPattern(remoteBranch, protectedBranches);
    const seen = await readSha(repository, `refs/remotes/${remote}/${remoteBranch}`);
    const lost = plan.force && seen !== undefined ? await countCommits(repository, `${sha}..${seen}`) : 0;
    if (pattern === undefined && lost === 0) continue;
    const why = [
      ...(pattern === undefined ? [] : [`is protected (${pattern})`]),
      ...(lost === 0 ? [] : [`loses ${lost} ${lost === 1 ? 'commit' : 'commits'}`]),
    ].join(' and ');
    const detail = `git push ${remote} ${refspecs.join(' ')}`;
    if (!(await host.confirm({ message: `${remote}/${remoteBranch} ${why}. Push?`, detail }, signal))) {
      throw new StepError('declined', `Not pushed: ${remote}/${remoteBranch} ${why}, and the answer was no.`);
    }
  }
}

async function countCommits(repository: Repository, range: string): Promise<number> {
  return Number(await repository.read(['rev-list', '--count', range, '--']));
}

function refuse(repository: Repository, outcome: LintOutcome, consequence: string): void {
  const errors = outcome.findings.filter((finding) => finding.severity === 'error');
  if (errors.length === 0) return;
  throw new StepError('lintErrors', `${consequence}: ${describeFindings(errors, repository)}`, { findings: errors });
}

/** The findings as one sentence: how many, where the first is. */
export function describeFindings(findings: readonly LintFinding[], repository: Repository | undefined): string {
  const [first] = findings;
  if (!first) return 'no findings.';
  const files = new Set(findings.map((finding) => finding.file)).size;
  const count = `${findings.length} lint ${findings.length === 1 ? 'finding' : 'findings'} in ${files} changed ${files === 1 ? 'file' : 'files'}`;
  const place = `${repository ? repository.relative(first.file) : first.file}:${first.line}:${first.column}`;
  return `${count}; the first is ${place} ${first.rule} ${first.message.replaceAll(/\s+/g, ' ')}`;
}
