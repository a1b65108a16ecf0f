import path from 'node:path';
import type { Diagnostic, Severity } from '../../language/diagnostic.ts';
import { fields, jsonOf } from '../../language/json.ts';
import { runProgram } from '../../language/program.ts';
import { AnswerBuilder, lastWords, type PeerAnswer, PeerError, placeIn } from './answer.ts';

/** How long (ms) tflint may take for one folder. */
const timeout = 120_000;

const severities: Readonly<Record<string, Severity>> = { error: 'error', warning: 'warning', notice: 'information', info: 'information' };

/**
 * What the user's tflint says of a folder as it is on disk, with the configuration that it finds. It never runs `--init`.
 * Output: https://github.com/terraform-linters/tflint/blob/master/formatter/json.go
 * @param read a file's text on disk
 * @throws ProgramError, PeerError; the signal's reason when it is aborted
 */
export async function runTflint(folder: string, read: (file: string) => string | undefined, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<PeerAnswer> {
  const { code, stdout, stderr } = await runProgram({ name: 'tflint', args: ['--format=json', '--no-color', '--force'], input: '', cwd: folder, environment, signal, timeout });
  const { issues, errors } = fields(jsonOf(stdout));
  if (!Array.isArray(issues)) throw new PeerError(`tflint ended with exit code ${code ?? 'none'} and no findings${lastWords(stderr)}.`);
  const answer = new AnswerBuilder(read);
  for (const issue of issues) {
    const { rule, message, range } = fields(issue);
    const { name, severity, link } = fields(rule);
    const { filename, start, end } = fields(range);
    if (typeof name !== 'string' || typeof message !== 'string' || typeof filename !== 'string') continue;
    answer.add(path.resolve(folder, filename), (document) => {
      const at = (place: unknown) => {
        const { line, column } = fields(place);
        return placeIn(document, Number(line) || 1, Number(column) || 1);
      };
      const docs = typeof link === 'string' && link.startsWith('https:') ? link : undefined;
      return { rule: name, severity: severities[String(severity)] ?? 'warning', message: `${message} (tflint)`, range: { start: at(start), end: at(end) }, docs };
    });
  }
  const [first] = Array.isArray(errors) ? errors : [];
  const { message } = fields(first);
  return answer.answer(typeof message === 'string' ? `tflint could not check all of ${folder}: ${message.split('\n')[0]?.slice(0, 300)}` : undefined);
}

/** Whether a finding of this linter's is one of tflint's: they go by the same names. */
export function isSameRule(own: Diagnostic, peer: Diagnostic): boolean {
  return own.rule === peer.rule;
}
