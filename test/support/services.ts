import { fileURLToPath } from 'node:url';
import type { DataFolder } from '../../src/lint/services.ts';

/** The generated facts where the generators put them, so that tests need no build. */
export const dataFolder: DataFolder = (language) =>
  fileURLToPath(new URL(`../../src/${language}/schema/data`, import.meta.url));
