import { uptimeMs } from '../language/clock.ts';
import type { Severity } from '../language/diagnostic.ts';
import type { KeptResultsPlace } from '../lint/keptResults.ts';
import { lintedExtensions } from '../lint/languages.ts';
import { showPath } from '../lint/read.ts';
import type { SecondThread } from '../lint/secondThread.ts';
import { secondThreadPays } from '../lint/secondThreadPays.ts';
import { findFiles } from '../lint/walk.ts';
import type { ProviderSchemas } from '../terraform/schema/providers.ts';
import { oneOf, parseArguments } from './arguments.ts';
import type { TerminalIo } from './io.ts';
import { keptResultsPlace } from './keptResultsPlace.ts';
import { formatReport, lintFormats } from './lintReport.ts';
import { linterFor } from './linterFor.ts';

export const lintHelp = `plumbline lint [paths...] [--format FORMAT] [--fail-on SEVERITY] [--fix] [--provider-schemas]
               [--no-cache]

Lints CloudFormation and Terraform. Folders are walked; without a path, the working directory is.
  --format FORMAT      how findings are written: text, json, sarif, junit or github (default text)
  --fail-on SEVERITY   from which severity on a finding is a failure: error, warning, information or none (default error)
  --fix                write what tflint --fix writes into Terraform's files: # for //, a[0] for a.0, expressions out of
                       strings, sources of providers, nothing in place of what is unused, and so on. Files that
                       change are formatted
  --provider-schemas   check every Terraform provider, not just AWS's: where terraform init has been run, terraform is
                       asked for the schemas of the installed providers, once for a lock file, and they are kept. It
                       starts the providers' programs: use it on code that you trust
  --no-cache           lint every file. Without it, results are kept for the day in the user's cache folder, and used
                       again for files of which nothing has changed that they depend on
Exit code: 0 no failures, 1 failures, 2 a path that cannot be read, providers that do not answer, or a bad call.
`;

const thresholds = ['error', 'warning', 'information', 'none'] as const;

/** The severities that make the command fail. */
const failuresFrom: Readonly<Record<(typeof thresholds)[number], readonly Severity[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  information: ['error', 'warning', 'information', 'hint'],
  none: [],
};

/**
 * `plumbline lint`.
 * @param version asked for where a report names it
 * @param threadProgram what a second thread runs
 * @returns 0 without findings that count as failures, 1 with such, 2 where a path could not be read or providers did not answer
 * @throws UsageError, SecondThreadError
 */
export async function lintCommand(args: string[], io: TerminalIo, version: () => string, threadProgram: URL): Promise<number> {
  const { values, positionals } = parseArguments(args, { format: { type: 'string', default: 'text' }, 'fail-on': { type: 'string', default: 'error' }, 'provider-schemas': { type: 'boolean' }, 'no-cache': { type: 'boolean' }, fix: { type: 'boolean' } });
  const format = oneOf('format', values.format, lintFormats);
  const failures = failuresFrom[oneOf('fail-on', values['fail-on'], thresholds)];
  const started = uptimeMs();
  const found = await findFiles(positionals.length ? positionals : ['.'], io.cwd, lintedExtensions);
  if (values.fix) await (await import('./lintFix.ts')).fixFiles(found, io);
  const place = values['provider-schemas'] || values['no-cache'] ? undefined : keptResultsPlace(io);
  const results = place && new (await import('../lint/keptResults.ts')).KeptResults(place, io.log);
  const paths = found.files.map((file) => file.path);
  const known = results?.find(paths);
  const files = known ? paths.filter((file) => !known.has(file)) : paths;
  // What providers say of themselves is known in this thread alone. The other is started first, so that both load at once.
  const second = !values['provider-schemas'] && secondThreadPays(files) ? await startSecondThread(threadProgram, files, place, io) : undefined;
  try {
    const providers = new Map<string, ProviderSchemas>();
    const answered = !values['provider-schemas'] || (await (await import('./providerSchemas.ts')).askProviders(files, { ...io, providers }));
    const linter = await linterFor(files, { ...io, providers }, results);
    io.loaded(files);
    const report = await linter.lintFound(found, io.cwd, io.signal, { known, second });
    io.stdout(formatReport(report, format, { cwd: io.cwd, version, elapsedMs: uptimeMs() - started }));
    for (const problem of report.problems) io.stderr(problem.message);
    for (const file of report.ignored) {
      io.stderr(`${showPath(file, io.cwd)}: is neither a CloudFormation template nor Terraform; not linted.`);
    }
    if (report.problems.length || !answered) return 2;
    return report.diagnostics.some(({ diagnostic }) => failures.includes(diagnostic.severity)) ? 1 : 0;
  } finally {
    await second?.stop();
  }
}

async function startSecondThread(program: URL, files: readonly string[], results: KeptResultsPlace | undefined, { cwd, dataFolder }: TerminalIo): Promise<SecondThread> {
  const { SecondThread } = await import('../lint/secondThread.ts');
  return new SecondThread(program, { files, cwd, results, dataFolders: { cloudformation: dataFolder('cloudformation'), terraform: dataFolder('terraform') } });
}
