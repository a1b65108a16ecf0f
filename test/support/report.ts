import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** How a suite ended, as the reporter leaves it in the file that REPORT_VARIABLE names. */
export interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The full titles of what failed. */
  readonly failures: readonly string[];
}

/** The environment variable with the path of the report. */
export const REPORT_VARIABLE = 'PLUMBLINE_TEST_REPORT';

/** The environment variable with the pattern of the titles to run; every test where it is not set. */
export const GREP_VARIABLE = 'PLUMBLINE_TEST_GREP';

/** What a suite in the editor puts before each line of its report, so that it can be told from the editor's own lines. */
export const REPORT_MARK = 'tests| ';

/** Prints as mocha's "spec" does, and leaves the counts where `scripts/test.ts` adds them up. */
export class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const file = process.env[REPORT_VARIABLE];
      if (file === undefined) return;
      const report: Report = {
        passed: this.stats.passes,
        failed: this.stats.failures,
        skipped: this.stats.pending,
        failures: this.failures.map((test) => test.fullTitle()),
      };
      writeFileSync(file, JSON.stringify(report));
    });
  }
}

// Under this name `require`, with which mocha loads a reporter, gives the class itself.
export { CountingReporter as 'module.exports' };
