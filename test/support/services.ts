import { fileURLToPath } from 'node:url';
import type { DataFolder } from '../../src/lint/services.ts';

/** The generated facts where the generators put them, so that tests need no build. */
export const dataFolder: DataFolder = (language) =>
  fileURLToPath(new URL(`../../src/${language}/schema/data`, import.meta.url));

/** What the linter's second thread runs. */
export const lintThread = new URL('../../src/lintThread.ts', import.meta.url);
