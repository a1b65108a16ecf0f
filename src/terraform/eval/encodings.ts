import { FunctionFailure } from './failure.ts';
import { listOf, objectOf, stringType } from './type.ts';
import { boolValue, isList, isMap, known, nullValue, numberValue, objectValue, stringValue, tupleValue, unknown, type Value } from './value.ts';

/** A value as Terraform writes it in JSON: keys in order, and what HTML gives a meaning, which is in strings alone, escaped. */
export function encodeJson(value: Value): string {
  return escaped.reduce((json, [character, escape]) => json.replaceAll(character, escape), plainJson(value));
}

const escaped = ['<', '>', '&', '\u2028', '\u2029'].map((character) => [character, `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`] as const);

function plainJson({ data }: Value): string {
  if (isList(data)) return `[${data.map((item) => plainJson(item)).join(',')}]`;
  if (isMap(data)) {
    const names = [...data.keys()].toSorted();
    return `{${names.map((name) => `${JSON.stringify(name)}:${plainJson(data.get(name) ?? nullValue)}`).join(',')}}`;
  }
  return typeof data === 'string' ? JSON.stringify(data) : String(data);
}

/** @throws FunctionFailure where the text is no JSON */
export function decodeJson(json: string): Value {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new FunctionFailure('the text is not JSON.');
  }
  return fromJson(parsed);
}

function fromJson(json: unknown): Value {
  if (json === null) return nullValue;
  if (Array.isArray(json)) return tupleValue(json.map((item) => fromJson(item)));
  switch (typeof json) {
    case 'string':
      return stringValue(json);
    case 'number':
      return numberValue(json);
    case 'boolean':
      return boolValue(json);
    default:
      return objectValue(new Map(Object.entries(json as object).map(([name, value]) => [name, fromJson(value)])));
  }
}

/**
 * What a table gives: an object for each row. Cells in quotes are not read.
 * @throws FunctionFailure where the text is no table
 */
export function decodeCsv(csv: string): Value {
  if (csv.includes('"')) return unknown();
  const [header, ...rows] = csv.split(/\r?\n/).filter((line) => line !== '');
  if (header === undefined) throw new FunctionFailure('the first line, with the names of the columns, is missing.');
  const names = header.split(',');
  if (new Set(names).size < names.length) throw new FunctionFailure('two columns have the same name.');
  const objects = rows.map((row) => {
    const cells = row.split(',');
    if (cells.length !== names.length) throw new FunctionFailure('a line has another number of fields than the first.');
    return objectValue(new Map(names.map((name, index) => [name, stringValue(cells[index] ?? '')])));
  });
  return known(listOf(objectOf(new Map(names.map((name) => [name, stringType])))), objects);
}

/** True of a text that Base64 can decode. */
export function isBase64(encoded: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(encoded) && encoded.length % 4 === 0;
}
