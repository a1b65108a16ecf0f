import { pathToFileURL } from 'node:url';
import type { Diagnostic, Severity } from '../language/diagnostic.ts';
import { junitReport } from './junit.ts';
import type { LintReport } from '../lint/linter.ts';
import { showPath } from '../lint/read.ts';

export const lintFormats = ['text', 'json', 'sarif', 'junit', 'github'] as const;
export type LintFormat = (typeof lintFormats)[number];

/** What a reporter needs beside the report itself. */
export interface ReportContext {
  readonly cwd: string;
  /** The version of Plumbline, for a report that names it. */
  version(): string;
  readonly elapsedMs: number;
}

/** One-based place of a diagnostic, in UTF-16 units, as every report gives it. */
interface Place {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

function placeOf({ range }: Diagnostic): Place {
  return {
    start: { line: range.start.line + 1, column: range.start.character + 1 },
    end: { line: range.end.line + 1, column: range.end.character + 1 },
  };
}

/** The report as text in the given format; ends with a line break unless it is empty. */
export function formatReport(report: LintReport, format: LintFormat, context: ReportContext): string {
  return { text, json, sarif, junit, github }[format](report, context);
}

function text(report: LintReport, { cwd, elapsedMs }: ReportContext): string {
  const lines = report.diagnostics.map(({ file, diagnostic }) => {
    const { start } = placeOf(diagnostic);
    return `${showPath(file, cwd)}:${start.line}:${start.column}: ${diagnostic.severity} ${diagnostic.rule}: ${oneLine(diagnostic.message)}`;
  });
  const count = (severity: Severity, one: string) => {
    const n = report.diagnostics.filter((entry) => entry.diagnostic.severity === severity).length;
    return `${n} ${one}${n === 1 ? '' : 's'}`;
  };
  const files = `${report.linted.length} file${report.linted.length === 1 ? '' : 's'}`;
  const summary = `${files}, ${count('error', 'error')}, ${count('warning', 'warning')} (${Math.round(elapsedMs)} ms)`;
  return `${[...lines, summary].join('\n')}\n`;
}

function json(report: LintReport, { cwd, elapsedMs }: ReportContext): string {
  return `${JSON.stringify({
    diagnostics: report.diagnostics.map(({ file, diagnostic }) => ({
      file: showPath(file, cwd),
      rule: diagnostic.rule,
      severity: diagnostic.severity,
      message: diagnostic.message,
      source: diagnostic.source,
      range: placeOf(diagnostic),
    })),
    files: report.linted.length,
    elapsedMs: Math.round(elapsedMs),
  })}\n`;
}

const sarifLevels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
function sarif(report: LintReport, { cwd, version }: ReportContext): string {
  const rules = new Map(report.diagnostics.map(({ diagnostic }) => [diagnostic.rule, diagnostic]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Plumbline',
            version: version(),
            rules: [...rules].map(([id, { docs }]) => ({ id, ...(docs && { helpUri: docs }) })),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(cwd).href.replace(/\/$/, '')}/` } },
        results: report.diagnostics.map(({ file, diagnostic }) => {
          const { start, end } = placeOf(diagnostic);
          return {
            ruleId: diagnostic.rule,
            level: sarifLevels[diagnostic.severity],
            message: { text: diagnostic.message },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: encodeURI(showPath(file, cwd)), uriBaseId: 'ROOT' },
                  region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
                },
              },
            ],
          };
        }),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function junit(report: LintReport, { cwd, elapsedMs }: ReportContext): string {
  const files = new Map(report.linted.map((file) => [file, [] as Diagnostic[]]));
  for (const { file, diagnostic } of report.diagnostics) files.set(file, [...(files.get(file) ?? []), diagnostic]);
  return junitReport([...files].map(([file, diagnostics]) => ({ name: showPath(file, cwd), diagnostics })), elapsedMs / 1000);
}

const githubCommands = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

/** GitHub's workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function github(report: LintReport, { cwd }: ReportContext): string {
  const data = (value: string) => value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (value: string) => data(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return report.diagnostics
    .map(({ file, diagnostic }) => {
      const { start, end } = placeOf(diagnostic);
      const properties = [
        `file=${property(showPath(file, cwd))}`,
        `line=${start.line}`,
        `endLine=${end.line}`,
        // GitHub draws columns only within one line
        ...(start.line === end.line ? [`col=${start.column}`, `endColumn=${end.column}`] : []),
        `title=${property(diagnostic.rule)}`,
      ];
      return `::${githubCommands[diagnostic.severity]} ${properties.join(',')}::${data(diagnostic.message)}\n`;
    })
    .join('');
}

function oneLine(message: string): string {
  return message.replaceAll(/\s*\r?\n\s*/g, ' ');
}
