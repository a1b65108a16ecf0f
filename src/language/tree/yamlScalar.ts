import type { ScalarNode } from './node.ts';

// The implicit types of YAML 1.1 (https://yaml.org/type/), with the spellings that PyYAML resolves.
const booleans: ReadonlyMap<string, boolean> = new Map(
  [
    ...['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((text): [string, boolean] => [text, true]),
    ...['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((text): [string, boolean] => [text, false]),
  ],
);
const nulls: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);
const integer = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** The value that YAML 1.1 gives a plain scalar; timestamps stay strings, as CloudFormation reads them. */
export function plainValue(text: string): ScalarNode['value'] {
  if (nulls.has(text)) return null;
  const boolean = booleans.get(text);
  if (boolean !== undefined) return boolean;
  const first = text.charCodeAt(0);
  // Only a digit, a sign or a dot begins a number; the regular expressions need not see anything else.
  if (first > 57 || first < 43 || first === 44 || first === 47) return text;
  if (integer.test(text)) return integerValue(text.replaceAll('_', ''));
  if (float.test(text)) return floatValue(text.replaceAll('_', '').toLowerCase());
  return text;
}

/** The value of a plain scalar under an explicit tag of YAML's own (`!!str`, `!!int`), or undefined for any other tag. */
export function taggedValue(tag: string, text: string): ScalarNode['value'] | undefined {
  switch (tag.replace(/^!<(.*)>$/, '$1').replace(/^(?:tag:yaml\.org,2002:|!!)/, '')) {
    case 'str':
    case 'binary':
      return text;
    case 'int':
    case 'float':
    case 'bool':
    case 'null':
      return plainValue(text);
    default:
      return undefined;
  }
}

function integerValue(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '');
  if (digits.includes(':')) return sign * sexagesimal(digits);
  if (digits.startsWith('0b')) return sign * Number.parseInt(digits.slice(2), 2);
  if (digits.startsWith('0x')) return sign * Number.parseInt(digits.slice(2), 16);
  if (digits.startsWith('0') && digits.length > 1) return sign * Number.parseInt(digits, 8);
  return sign * Number(digits);
}

function floatValue(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '');
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY;
  if (digits === '.nan') return Number.NaN;
  return sign * (digits.includes(':') ? sexagesimal(digits) : Number(digits));
}

function sexagesimal(text: string): number {
  return text.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}
