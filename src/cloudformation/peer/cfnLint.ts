import os from 'node:os';
import path from 'node:path';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic, Severity } from '../../language/diagnostic.ts';
import { pathOf } from '../../language/files.ts';
import { fields, jsonOf } from '../../language/json.ts';
import { runProgram } from '../../language/program.ts';

/** Whether the user's own cfn-lint is run: not at all, beside this linter, or in its place. */
export type CfnLintMode = 'off' | 'also' | 'only';

/** cfn-lint ran and gave no findings that could be read; the message is one sentence for the user. */
export class CfnLintError extends Error {
  readonly reason = 'crashed';

  constructor(message: string) {
    super(message);
    this.name = 'CfnLintError';
  }
}

/** How long (ms) cfn-lint may take for one template. */
const timeout = 60_000;

const severities: Readonly<Record<string, Severity>> = { Error: 'error', Warning: 'warning', Informational: 'information' };

/**
 * What the user's cfn-lint says of a document as it is in the editor. It runs in the document's folder, where it looks
 * for its configuration.
 * @throws ProgramError, CfnLintError; the signal's reason when it is aborted
 */
export async function runCfnLint(document: TextDocument, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Diagnostic[]> {
  const file = pathOf(document.uri);
  const cwd = file === undefined ? os.homedir() : path.dirname(file);
  const { code, stdout, stderr } = await runProgram({ name: 'cfn-lint', args: ['--format', 'json'], input: document.getText(), cwd, environment, signal, timeout });
  const matches = matchesOf(stdout);
  if (!matches) {
    const [said] = stderr.trim().split('\n').slice(-1);
    throw new CfnLintError(`cfn-lint ended with exit code ${code ?? 'none'} and no findings${said ? `: ${said.slice(0, 300)}` : ''}.`);
  }
  return matches.map(({ level, rule, source, message, start, end }) => ({
    rule,
    severity: severities[level] ?? 'error',
    message: `${message} (cfn-lint)`,
    source: 'cloudformation',
    range: { start: placeIn(document, start), end: placeIn(document, end) },
    docs: source,
  }));
}

/**
 * The findings of both linters: each of cfn-lint's that has no other of the same rule on the same line. Where cfn-lint
 * stands in for this linter, its alone.
 */
export function mergedFindings(own: readonly Diagnostic[], peer: readonly Diagnostic[], mode: CfnLintMode): readonly Diagnostic[] {
  if (mode === 'only') return peer;
  const known = new Set(own.map(({ rule, range }) => `${rule} ${range.start.line}`));
  return [...own, ...peer.filter(({ rule, range }) => !known.has(`${rule} ${range.start.line}`))];
}

interface Match {
  readonly level: string;
  readonly rule: string;
  readonly source: string | undefined;
  readonly message: string;
  readonly start: Place;
  readonly end: Place;
}

/** From 1, columns in characters. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** The findings in cfn-lint's output about its standard input; undefined where the output is none of its. */
function matchesOf(output: string): Match[] | undefined {
  const parsed = jsonOf(output);
  if (!Array.isArray(parsed)) return undefined;
  const matches = parsed.map(matchOf);
  return matches.every((match) => match !== undefined) ? matches.filter(({ isOther }) => !isOther) : undefined;
}

function matchOf(value: unknown): (Match & { readonly isOther: boolean }) | undefined {
  const { Filename: file, Level: level, Message: message, Rule: rule, Location: location } = fields(value);
  const { Id: id, Source: source } = fields(rule);
  const [start, end] = [placeOf(fields(location)['Start']), placeOf(fields(location)['End'])];
  if (typeof level !== 'string' || typeof message !== 'string' || typeof id !== 'string' || !start || !end) return undefined;
  // A configuration may name templates of its own.
  const isOther = typeof file === 'string' && file !== '' && file !== '-';
  return { level, message, rule: id, source: typeof source === 'string' && source.startsWith('https:') ? source : undefined, start, end, isOther };
}

function placeOf(value: unknown): Place | undefined {
  const { LineNumber: line, ColumnNumber: column } = fields(value);
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : undefined;
}

/** cfn-lint counts characters, the protocol UTF-16 units. */
function placeIn(document: TextDocument, { line, column }: Place) {
  const from = document.offsetAt({ line: line - 1, character: 0 });
  const text = document.getText().slice(from, document.offsetAt({ line, character: 0 }));
  return document.positionAt(from + [...text].slice(0, column - 1).join('').length);
}
