import { parseTree, printParseErrorCode, type Node as JsonNode, type ParseError } from 'jsonc-parser';
import { withHoles } from './holes.ts';
import { mendJson, type JsonMistake, type MendedJson } from './jsonRecovery.ts';
import { listNode, mapNode, scalarNode, type Entry, type Node, type ScalarNode, type SyntaxProblem, type Tree } from './node.ts';

/** Depth of nested collections beyond which a text is refused. */
const maxDepth = 300;

/** What jsonc-parser's error codes mean, in words. */
const messages: Readonly<Record<string, string>> = {
  InvalidSymbol: 'found a word that is no JSON value',
  InvalidNumberFormat: 'found a malformed number',
  PropertyNameExpected: 'expected a property name in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: "expected ':'",
  CommaExpected: "expected ','",
  CloseBraceExpected: "expected '}'",
  CloseBracketExpected: "expected ']'",
  EndOfFileExpected: 'expected the end of the document',
  InvalidCommentToken: 'comments are not allowed in JSON',
  UnexpectedEndOfComment: 'found a comment without an end',
  UnexpectedEndOfString: 'found a string without an end',
  UnexpectedEndOfNumber: 'found an incomplete number',
  InvalidUnicode: 'found an invalid unicode escape',
  InvalidEscapeCharacter: 'found an invalid escape in a string',
  InvalidCharacter: 'found a character that is not allowed in a string',
};

/** Parses a JSON text into the same tree as YAML; what is not well-formed is reported, left out, and what remains is parsed; never throws. */
export function parseJson(text: string): Tree {
  const depth = deepest(text);
  if (depth.nesting > maxDepth) {
    const span = { start: depth.offset, end: depth.offset + 1 };
    return { root: undefined, documents: [], problems: [{ span, message: `nesting exceeds ${maxDepth} levels` }], dropped: [], anchored: false, shared: [] };
  }
  // A byte order mark is no JSON, but editors write one; as a space it keeps every offset.
  const body = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const { tree, errors } = read(body, false);
  const mended = errors.length > 0 ? mendJson(body) : undefined;
  if (mended) return recovered(body, errors[0], mended);
  const problems = errors.map(problemOf);
  const root = tree && convert(tree, body);
  return { root, documents: root ? [root] : [], problems, dropped: problems.map((problem) => problem.span), anchored: false, shared: [] };
}

function read(text: string, allowTrailingComma: boolean): { tree: JsonNode | undefined; errors: ParseError[] } {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma, allowEmptyContent: true });
  return { tree, errors };
}

/** The tree of a mended text, with the first error as the text itself has it, and where else something was mended. */
function recovered(text: string, first: ParseError | undefined, mended: MendedJson): Tree {
  const { tree, errors } = read(mended.text, true);
  const all = [...mended.mistakes, ...errors].toSorted((a, b) => a.offset - b.offset);
  const later = all.slice(1).filter(({ offset }) => offset !== first?.offset);
  const problems = [...(first ? [first] : []), ...later].map((mistake) => problemOf(mistake));
  const root = tree && withHoles(convert(tree, mended.text), text, [...mended.dropped, ...mended.closed.map((offset) => ({ start: offset, end: offset }))]);
  return { root, documents: root ? [root] : [], problems, dropped: mended.dropped, anchored: false, shared: [] };
}

function problemOf(mistake: JsonMistake): SyntaxProblem {
  const { offset } = mistake;
  if ('missing' in mistake) return { span: { start: offset, end: offset }, message: `expected '${mistake.missing}'` };
  const code = printParseErrorCode(mistake.error);
  return { span: { start: offset, end: offset + mistake.length }, message: messages[code] ?? code };
}

/** The deepest nesting of brackets outside strings, and where it is reached: parsers recurse, and a stack is finite. */
function deepest(text: string): { nesting: number; offset: number } {
  let depth = 0;
  let nesting = 0;
  let offset = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 92) at++;
      else if (code === 34 || code === 10) quoted = false;
    } else if (code === 34) quoted = true;
    else if (code === 123 || code === 91) {
      if (++depth > nesting) {
        nesting = depth;
        offset = at;
      }
    } else if (code === 125 || code === 93) depth--;
  }
  return { nesting, offset };
}

function convert(node: JsonNode, text: string): Node {
  const start = node.offset;
  const end = start + node.length;
  switch (node.type) {
    case 'object': {
      const entries: Entry[] = [];
      let incomplete = false;
      for (const property of node.children ?? []) {
        const [key, value] = property.children ?? [];
        if (key && value) entries.push({ key: scalar(key, text), value: convert(value, text) });
        else incomplete = true;
      }
      return mapNode({ start, end }, entries, { incomplete: incomplete ? true : undefined });
    }
    case 'array':
      return listNode({ start, end }, (node.children ?? []).map((child) => convert(child, text)));
    default:
      return scalar(node, text);
  }
}

function scalar(node: JsonNode, text: string): ScalarNode {
  const start = node.offset;
  const end = start + node.length;
  const value: unknown = node.value;
  if (typeof value === 'string' && node.type === 'string') return scalarNode({ start, end }, { text: value, style: 'double' });
  const known = typeof value === 'number' || typeof value === 'boolean' ? value : null;
  return scalarNode({ start, end }, { text: text.slice(start, end), value: known });
}
