import path from 'node:path';
import type { Diagnostic, Severity } from '../../language/diagnostic.ts';
import { fields, jsonOf } from '../../language/json.ts';
import { runProgram } from '../../language/program.ts';
import { ruleId } from '../rules/rule.ts';
import { AnswerBuilder, lastWords, type PeerAnswer, PeerError, placeIn } from './answer.ts';

/** How long (ms) terraform may take for one folder. */
const timeout = 120_000;

/** What Terraform says where `terraform init` has not been run, or not since the requirements changed. */
const ofInit = new Set([
  'Missing required provider',
  'Module not installed',
  'Module source has changed',
  'Module version requirements have changed',
  'Required plugins are not installed',
  'Inconsistent dependency lock file',
  'Failed to load plugin schemas',
  'Backend initialization required, please run "terraform init"',
]);

const severities: Readonly<Record<string, Severity>> = { error: 'error', warning: 'warning' };

/**
 * What the user's `terraform validate` says of a folder as it is on disk. It never runs `init`.
 * @param read a file's text on disk
 * @throws ProgramError, PeerError; the signal's reason when it is aborted
 */
export async function runValidate(folder: string, read: (file: string) => string | undefined, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<PeerAnswer> {
  const quiet = { ...environment, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0' };
  const { code, stdout, stderr } = await runProgram({ name: 'terraform', args: ['validate', '-json', '-no-color'], input: '', cwd: folder, environment: quiet, signal, timeout });
  const { diagnostics } = fields(jsonOf(stdout));
  if (!Array.isArray(diagnostics)) throw new PeerError(`terraform validate ended with exit code ${code ?? 'none'} and no findings${lastWords(stderr)}.`);
  const answer = new AnswerBuilder(read);
  let uninitialised = false;
  for (const diagnostic of diagnostics) {
    const { severity, summary, detail, range } = fields(diagnostic);
    const { filename, start, end } = fields(range);
    if (typeof summary !== 'string') continue;
    if (ofInit.has(summary)) {
      uninitialised = true;
      continue;
    }
    if (typeof filename !== 'string') continue;
    const text = typeof detail === 'string' && detail !== '' ? `${summary}: ${detail}` : summary;
    answer.add(path.resolve(folder, filename), (document) => {
      const at = (place: unknown) => {
        const { line, column } = fields(place);
        return placeIn(document, Number(line) || 1, Number(column) || 1);
      };
      return { rule: ruleId(summary), severity: severities[String(severity)] ?? 'error', message: `${text} (terraform validate)`, range: { start: at(start), end: at(end) } };
    });
  }
  return answer.answer(uninitialised ? `terraform validate cannot check ${folder} in full until you run terraform init there.` : undefined);
}

/** Whether a finding of this linter's says what one of Terraform's does: its message begins with Terraform's summary. */
export function saysTheSame(own: Diagnostic, peer: Diagnostic): boolean {
  return own.message.startsWith(peer.message.split(': ')[0] ?? peer.message) || own.rule === peer.rule;
}
