import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A new folder that is gone when the process ends, also when it is interrupted or told to end. */
export function scratchFolder(name: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `plumbline-${name}-`));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const [signal, number] of [['SIGINT', 2], ['SIGTERM', 15]] as const) process.once(signal, () => process.exit(128 + number));
  return folder;
}
