import { parseEvents, YAMLException, type Event } from 'js-yaml';
import type { Span } from '../diagnostic.ts';
import { withHoles } from './holes.ts';
import type { SyntaxProblem, Tree } from './node.ts';
import { type BuiltDocuments, buildDocuments } from './yamlBuilder.ts';
import { IndentedText } from './yamlIndent.ts';
import { blank, blockCandidates } from './yamlRecovery.ts';

/** Depth of nested collections beyond which a text is refused. */
const maxDepth = 300;
/** Syntax errors after which the rest of a text is given up. */
const maxErrors = 12;
/** Lines of one text that may be indented less than YAML 1.2 asks. */
const maxIndents = 100;
/** Comments of one text that may follow a value without a blank. */
const maxComments = 100;

/**
 * Parses a YAML stream by YAML 1.1's rules, as CloudFormation reads it.
 * A block that is not well-formed is reported, left out, and what remains is parsed; never throws.
 */
export function parseYaml(text: string): Tree {
  const problems: SyntaxProblem[] = [];
  const dropped: Span[] = [];
  let current = text;
  let outcome = read(current);
  while (!outcome.read) {
    problems.push({ span: problemSpan(text, outcome.position), message: outcome.message });
    if (problems.length >= maxErrors) return { root: undefined, documents: [], problems, dropped, anchored: false, shared: [] };
    const next = withoutBlock(current, outcome);
    if (!next) return { root: undefined, documents: [], problems, dropped, anchored: false, shared: [] };
    dropped.push(next.dropped);
    current = next.text;
    outcome = next.outcome;
  }
  const documents = outcome.read.documents.map((root) => withHoles(root, text, dropped));
  return { root: documents[0], documents, problems: [...problems, ...outcome.read.problems], dropped, anchored: outcome.read.anchored, shared: outcome.read.shared };
}

interface Failure {
  readonly read?: undefined;
  readonly position: number;
  readonly message: string;
  /** Where a line was first indented too little; the cause may lie there when a quote or a bracket never closes. */
  readonly suspect: number | undefined;
}

type Outcome = { readonly read: BuiltDocuments } | Failure;

/** The smallest block without which the text parses further, and what comes of the rest. */
function withoutBlock(text: string, failure: Failure): { dropped: Span; text: string; outcome: Outcome } | undefined {
  const places = failure.suspect === undefined ? [failure.position] : [failure.suspect, failure.position];
  for (const place of places) {
    for (const block of blockCandidates(text, place)) {
      const candidate = blank(text, block);
      const outcome = read(candidate);
      if (isFurther(candidate, block, failure, outcome)) return { dropped: block, text: candidate, outcome };
    }
  }
  return undefined;
}

/** Whether leaving out the block mended its error: the next error, if any, lies behind it and is another one. */
function isFurther(text: string, block: Span, failure: Failure, outcome: Outcome): boolean {
  if (outcome.read) return true;
  if (outcome.position === failure.position && outcome.message === failure.message) return false;
  const next = Math.min(outcome.position, outcome.suspect ?? outcome.position);
  if (next < block.end) return false;
  // A quote or a bracket that never closes is found at the line after whatever was left out, again and again.
  return outcome.suspect === undefined || text.slice(block.end, outcome.suspect).trim() !== '';
}

function read(text: string): Outcome {
  let indented = new IndentedText(text);
  let suspect: number | undefined;
  for (let indents = 0; ; indents++) {
    const outcome = tryEvents(indented.text);
    if (outcome.events) {
      const built = buildDocuments(indented.text, outcome.events);
      return { read: indents === 0 ? built : inOriginal(indented, built) };
    }
    const position = indented.original(outcome.position);
    const next = outcome.message === 'deficient indentation' && indents < maxIndents ? indented.indent(outcome.position) : undefined;
    if (!next) return { position, message: outcome.message, suspect };
    suspect ??= position;
    indented = next;
  }
}

function inOriginal(indented: IndentedText, built: BuiltDocuments): BuiltDocuments {
  return {
    ...built,
    documents: built.documents.map((node) => indented.originalNode(node)),
    problems: built.problems.map((problem) => ({ ...problem, span: indented.originalSpan(problem.span) })),
  };
}

type Events = { readonly events: Event[] } | { readonly events?: undefined; readonly position: number; readonly message: string };

function tryEvents(text: string): Events {
  let current = text;
  for (let comments = 0; ; comments++) {
    try {
      return { events: parseEvents(current, { maxDepth }) };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const position = Math.min(error.mark?.position ?? 0, current.length);
      const comment = comments < maxComments ? commentAt(current, position) : undefined;
      if (!comment) return glued(current, position) ?? { position, message: error.reason };
      current = blank(current, comment);
    }
  }
}

/** A comment that follows a quote or a bracket without a blank (`"x"#comment`), which YAML 1.1 readers take for one. */
function commentAt(text: string, position: number): Span | undefined {
  if (text[position] !== '#' || !/["'\]}]/.test(text[position - 1] ?? '')) return undefined;
  return problemSpan(text, position);
}

/** A tag that runs into a bracket (`[!Ref]`) takes the bracket into its name; the error shows only on the lines below. */
function glued(text: string, position: number): { position: number; message: string } | undefined {
  const before = text.lastIndexOf('\n', position - 1);
  const start = text.lastIndexOf('\n', before - 1) + 1;
  const tag = /![\w:]+[\]}][ \t\r]*$/.exec(text.slice(start, Math.max(before, start)));
  return tag ? { position: start + tag.index, message: 'did not find expected whitespace or line break' } : undefined;
}

/** The rest of the line at a problem, so that there is something to underline. */
function problemSpan(text: string, position: number): Span {
  let end = position;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return { start: position, end };
}
