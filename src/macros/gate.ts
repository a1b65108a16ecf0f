import { statSync } from 'node:fs';
import { readBlobs, readChanged, readOutgoing, readUncommitted } from '../git/changes.ts';
import type { PushPlan } from '../git/push.ts';
import { readSha } from '../git/head.ts';
import { protectingPattern } from '../git/protection.ts';
import type { Repository } from '../git/repository.ts';
import type { LintFile, LintFinding, LintOutcome, MacroHost } from './host.ts';
import { StepError } from './step.ts';

/** Files of the work tree that lint can say anything of. */
function lintFiles(repository: Repository, host: MacroHost, files: readonly string[]): LintFile[] {
  return files
    .filter((file) => isLinted(host, file))
    .map((file) => ({ path: repository.absolute(file) }))
    // a commit that was not sent yet may have a file that is deleted since
    .filter((file) => statSync(file.path, { throwIfNoEntry: false })?.isFile());
}

function isLinted(host: MacroHost, file: string): boolean {
  const name = file.toLowerCase();
  return host.lintedExtensions.some((extension) => name.endsWith(extension));
}

/** The files as the index (`:`) or a commit has them. */
export async function lintFilesAt(
  repository: Repository,
  host: MacroHost,
  revision: string,
  files: readonly string[],
): Promise<LintFile[]> {
  const texts = await readBlobs(
    repository,
    revision,
    files.filter((file) => isLinted(host, file)),
  );
  return [...texts].map(([file, text]) => ({ path: repository.absolute(file), text }));
}

/**
 * Refuses a push that would carry a file with a lint error: every file that the outgoing commits touch is linted as
 * the pushed commit has it, whatever the work tree holds by now.
 * @returns what was linted
 * @throws StepError `lintErrors` with the findings
 */
export async function guardPush(
  repository: Repository,
  host: MacroHost,
  plans: readonly PushPlan[],
  signal: AbortSignal,
): Promise<LintOutcome> {
  return guardCommits(repository, host, plans, signal);
}

/** A commit and the remote that it is to go to; undefined for one that is not configured. */
export interface OutgoingCommit {
  readonly sha: string;
  readonly remote: string | undefined;
}

/**
 * The same for commits that someone else pushes, such as git that runs our hook.
 * @throws StepError `lintErrors` with the findings
 */
export async function guardCommits(
  repository: Repository,
  host: MacroHost,
  commits: readonly OutgoingCommit[],
  signal: AbortSignal,
): Promise<LintOutcome> {
  const touched = await Promise.all(commits.map(({ sha, remote }) => readOutgoing(repository, sha, remote)));
  const shas = [...new Set(commits.map(({ sha }) => sha))];
  const files = await Promise.all(
    shas.map((sha) => {
      const names = new Set(touched.filter((_, index) => commits[index]?.sha === sha).flat());
      return lintFilesAt(repository, host, sha, [...names].toSorted());
    }),
  );
  return lintOutgoing(repository, host, files.flat(), signal);
}

async function lintOutgoing(
  repository: Repository,
  host: MacroHost,
  files: readonly LintFile[],
  signal: AbortSignal,
): Promise<LintOutcome> {
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
  const files = lintFiles(repository, host, await readUncommitted(repository));
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

/** The files that `lint: changed` means, on disk. */
export async function changedFiles(repository: Repository, host: MacroHost): Promise<LintFile[]> {
  return lintFiles(repository, host, await readChanged(repository));
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
