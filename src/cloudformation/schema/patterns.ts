/** Regular expressions of schemas, compiled once. They are written for several dialects. */
export class Patterns {
  readonly #compiled = new Map<string, RegExp | undefined>();

  /** Whether the text matches somewhere; true for a pattern that JavaScript cannot express. */
  matches(pattern: string, text: string): boolean {
    return this.compile(pattern)?.test(text) ?? true;
  }

  /** The expression; undefined where JavaScript cannot express it. */
  compile(pattern: string): RegExp | undefined {
    if (this.#compiled.has(pattern)) return this.#compiled.get(pattern);
    const compiled = compile(pattern);
    this.#compiled.set(pattern, compiled);
    return compiled;
  }
}

function compile(pattern: string): RegExp | undefined {
  // Inline flags stand within the expression in Python and Java, and hold from there on; JavaScript takes them apart from it, for all of it.
  const inline = /\(\?([aimsux]+)\)/g;
  const flags = [...new Set([...pattern.matchAll(inline)].flatMap(([, letters = '']) => [...letters]))].filter((flag) => 'ims'.includes(flag)).join('');
  const body = pattern
    .replaceAll(inline, '')
    .replaceAll('\\A', '^')
    .replaceAll(/\\[zZ]/g, '$')
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\p{Print}', '\\P{C}')
    .replaceAll('\\p{Graph}', '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}')
    .replaceAll(/(\\[dswDSWpP](?:\{\w+\})?)-(?!\])/g, '$1\\-')
    .replaceAll(/\[(?:[^\]\\]|\\.)*\]|([*+?]|\{\d+(?:,\d*)?\})\+/g, (found, quantifier: string | undefined) => quantifier ?? found);
  // Without the unicode flag `\\p` would mean the letter p.
  for (const unicode of body.includes('\\p{') ? ['u'] : ['u', '']) {
    try {
      return new RegExp(body, flags + unicode);
    } catch {
      // Tried again without the unicode flag, which allows escapes that mean nothing.
    }
  }
  return undefined;
}
