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
  // Inline flags stand at the beginning in Python and Java; JavaScript takes them apart from the expression.
  const inline = /^\(\?([aimsux]+)\)/.exec(pattern);
  const flags = (inline?.[1] ?? '').replace(/[^ims]/g, '');
  const body = (inline ? pattern.slice(inline[0].length) : pattern)
    .replaceAll('\\A', '^')
    .replaceAll(/\\[zZ]/g, '$')
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\p{Print}', '\\P{C}')
    .replaceAll(/([*+?]|\{\d+(?:,\d*)?\})\+/g, '$1');
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
