import { statSync } from 'node:fs';
import { readBlobs, readChanged, readOutgoing, readUncommitted } from '../git/changes.ts';
import type { PushPlan } from '../git/push.ts';
import { readSha } from '../git/head.ts';
import { protectingPattern } from '../git/protection.ts';
import { readRemoteNames } from '../git/remotes.ts';
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
  const files = await Promise.all(plans.map((plan) => outgoingFiles(repository, host, plan.sha, plan.remote)));
  return lintOutgoing(repository, host, files.flat(), signal);
}

/**
 * The same for commits that someone else pushes, such as git that runs our hook.
 * @param remote the name of the remote; a URL counts as one that has nothing yet but what any remote has
 * @throws StepError `lintErrors` with the findings
 */
export async function guardCommits(
  repository: Repository,
  host: MacroHost,
  commits: readonly string[],
  remote: string | undefined,
  signal: AbortSignal,
): Promise<LintOutcome> {
  const known = remote !== undefined && (await readRemoteNames(repository)).includes(remote) ? remote : undefined;
  const files = await Promise.all(commits.map((sha) => outgoingFiles(repository, host, sha, known)));
  return lintOutgoing(repository, host, files.flat(), signal);
}

async function outgoingFiles(
  repository: Repository,
  host: MacroHost,
  sha: string,
  remote: string | undefined,
): Promise<LintFile[]> {
  return lintFilesAt(repository, host, sha, await readOutgoing(repository, sha, remote));
}

async function lintOutgoing(
  repository: Repository,
  host: MacroHost,
  outgoing: readonly LintFile[],
  signal: AbortSignal,
): Promise<LintOutcome> {
  // two remotes that lack the same commits are sent the same texts
  const files = [...new Map(outgoing.map((file) => [`${file.path}\0${file.text}`, file])).values()];
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
