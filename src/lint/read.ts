import fs from 'node:fs';
import path from 'node:path';

export type UnreadableReason = 'missing' | 'unreadable' | 'notAFile' | 'binary' | 'notUtf8';

/** A file that cannot be linted; the message is one sentence that names the file. */
export class UnreadableFileError extends Error {
  readonly reason: UnreadableReason;
  readonly file: string;
  /** For `notUtf8`: the text before the first byte that is not. */
  readonly textBefore: string;

  constructor(reason: UnreadableReason, file: string, message: string, textBefore = '') {
    super(message);
    this.name = 'UnreadableFileError';
    this.reason = reason;
    this.file = file;
    this.textBefore = textBefore;
  }
}

/**
 * Reads a file as UTF-8 text. A byte order mark stays in the text, so offsets are the file's own.
 * @param shown the name to use in messages
 * @throws UnreadableFileError
 */
export function readText(file: string, shown: string): string {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    throw unreadable(error, file, shown);
  }
  if (bytes.subarray(0, 8192).includes(0)) {
    throw new UnreadableFileError('binary', file, `${shown}: is a binary file; only text can be linted.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // `stream` leaves out the beginning of a character that does not go on as one.
    const textBefore = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, firstInvalid(bytes)), { stream: true });
    const line = textBefore.split('\n').length;
    throw new UnreadableFileError('notUtf8', file, `${shown}: is not UTF-8 text (line ${line}); save it as UTF-8.`, textBefore);
  }
}

/** Turns a failed file system call into the error that names what to do. */
export function unreadable(error: unknown, file: string, shown: string): UnreadableFileError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UnreadableFileError('missing', file, `${shown}: no such file or folder; check the path.`);
    case 'EACCES':
    case 'EPERM':
      return new UnreadableFileError('unreadable', file, `${shown}: permission denied; check who may read it.`);
    case 'EISDIR':
      return new UnreadableFileError('notAFile', file, `${shown}: is a folder, not a file.`);
    default:
      return new UnreadableFileError('unreadable', file, `${shown}: cannot be read (${String(code ?? error)}).`);
  }
}

/** Offset of the first byte that is not part of well-formed UTF-8. */
function firstInvalid(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  // `stream` lets a prefix end inside a character, so validity of prefixes is monotone and can be bisected.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  return low;
}

/** A path as it is shown: relative to the working directory, with forward slashes. */
export function showPath(file: string, cwd: string): string {
  return path.relative(cwd, file).replaceAll(path.sep, '/') || '.';
}
