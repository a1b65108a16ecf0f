import fs from 'node:fs';
import path from 'node:path';

/**
 * Writes a file, all of it or nothing.
 * @throws the system's error
 */
export function writeWhole(file: string, bytes: Buffer): void {
  const own = `${file}.${process.pid}.tmp`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(own, bytes);
    fs.renameSync(own, file);
  } catch (error) {
    fs.rmSync(own, { force: true });
    throw error;
  }
}
