import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { CountingReporter, GREP_VARIABLE, REPORT_MARK } from '../support/report.ts';

/** Runs the suites beside this file inside the extension host, which calls it. Throws if a test fails. */
export async function run(): Promise<void> {
  // A stack then names the lines that were written, not the bundle's.
  process.setSourceMapsEnabled(true);
  const { Base } = Mocha.reporters;
  const print = Base.consoleLog;
  Base.consoleLog = (...values: unknown[]) => print(format(...values).replaceAll(/^/gm, REPORT_MARK));
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, reporter: CountingReporter });
  const pattern = process.env[GREP_VARIABLE];
  if (pattern !== undefined) mocha.grep(new RegExp(pattern));
  const suites = readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs'));
  for (const suite of suites.toSorted()) mocha.addFile(join(__dirname, suite));
  const failures = await new Promise<number>((resolve) => void mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed`);
}
