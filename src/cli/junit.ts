import type { Diagnostic } from '../language/diagnostic.ts';

/** One file as a JUnit report shows it. */
export interface JunitFile {
  readonly name: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * JUnit's XML as continuous integration reads it: a test for each finding, which failed, and one that passed for each file
 * without findings. There is no standard; the elements are those of
 * https://github.com/testmoapp/junitxml
 */
export function junitReport(files: readonly JunitFile[], seconds: number): string {
  const cases = files.flatMap(({ name, diagnostics }) => (diagnostics.length === 0 ? [passed(name)] : diagnostics.map((diagnostic) => failed(name, diagnostic))));
  const failures = files.reduce((sum, { diagnostics }) => sum + diagnostics.length, 0);
  const counts = `tests="${cases.length}" failures="${failures}" time="${seconds.toFixed(3)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="plumbline lint" ${counts}>\n<testsuite name="plumbline lint" ${counts}>\n${cases.map((each) => `${each}\n`).join('')}</testsuite>\n</testsuites>\n`;
}

function passed(file: string): string {
  return `<testcase name="${escaped(file)}" classname="${escaped(file)}"/>`;
}

function failed(file: string, { rule, severity, message, range }: Diagnostic): string {
  const place = `${file}:${range.start.line + 1}:${range.start.character + 1}`;
  const name = `${rule} at ${range.start.line + 1}:${range.start.character + 1}`;
  return `<testcase name="${escaped(name)}" classname="${escaped(file)}" file="${escaped(file)}" line="${range.start.line + 1}"><failure type="${severity}" message="${escaped(message)}">${escaped(`${place}: ${message}`)}</failure></testcase>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };

/** What XML cannot hold at all, other control characters and halves of pairs, is shown by U+FFFD. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"\n\r\t]/g, (character) => entities[character] ?? '').replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}
