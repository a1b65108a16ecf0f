/** A word as a POSIX shell has to be given it, whatever it holds. */
export function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
