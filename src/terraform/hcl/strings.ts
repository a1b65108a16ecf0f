import type { Span } from '../../language/diagnostic.ts';
import { SyntaxFailure } from './cursor.ts';

const shortEscapes = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

const escapeOf = new Map([...shortEscapes].map(([letter, character]) => [character, `\\${letter}`]));

const escapes = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^])|$)|\$\$\{|%%\{/gu;

/**
 * The value of the text between two quotes, or of a stretch of it.
 * @param start offset of `raw` in the file, for the place of an error
 * @throws SyntaxFailure for an escape that HCL does not have
 */
export function decodeQuoted(raw: string, start: number): string {
  if (!raw.includes('\\') && !raw.includes('{')) return raw;
  return raw.replaceAll(escapes, (match: string, short?: string, long?: string, other?: string, offset = 0) => {
    if (match === '$${') return '${';
    if (match === '%%{') return '%{';
    const place: Span = { start: start + offset, end: start + offset + match.length };
    const code = short ?? long;
    if (code !== undefined) {
      const point = Number.parseInt(code, 16);
      if (point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)) return String.fromCodePoint(point);
      throw new SyntaxFailure(place, 'Invalid escape sequence', `There is no Unicode character ${code}.`);
    }
    const value = other === undefined ? undefined : shortEscapes.get(other);
    if (value !== undefined) return value;
    if (other === 'u' || other === 'U') {
      const digits = other === 'u' ? 4 : 8;
      throw new SyntaxFailure(place, 'Invalid escape sequence', `\\${other} is followed by exactly ${digits} hexadecimal digits.`);
    }
    throw new SyntaxFailure(
      place,
      'Invalid escape sequence',
      `There is no escape ${match}: known are \\n, \\r, \\t, \\", \\\\, \\uNNNN and \\UNNNNNNNN; write \\\\ for a backslash.`,
    );
  });
}

/** The text between two quotes that stands for a value, as Terraform's formatter writes it. */
export function encodeQuoted(value: string): string {
  // Not written as they are: control characters, and whatever does not show. Half a surrogate pair has no escape.
  return value.normalize('NFC').replaceAll(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cs} ]|\$(?=\{)|%(?=\{)/gu, (character) => {
    if (character === '$' || character === '%') return character + character;
    const point = character.codePointAt(0) ?? 0;
    return escapeOf.get(character) ?? (point < 0x10000 ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`);
  });
}

function hex(point: number, digits: number): string {
  return point.toString(16).padStart(digits, '0');
}

/** The value of a stretch of a heredoc: only `$${` and `%%{` are escapes there. */
export function decodeHeredoc(raw: string): string {
  return raw.includes('{') ? raw.replaceAll('$${', '${').replaceAll('%%{', '%{') : raw;
}
