import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../../language/diagnostic.ts';
import { parseJson } from '../../language/tree/json.ts';
import { Doubts } from '../../language/tree/doubts.ts';
import { entryOf, get, type Entry, type MapNode, type Node, type ScalarNode, type SyntaxProblem } from '../../language/tree/node.ts';
import { parseYaml } from '../../language/tree/yaml.ts';
import { longForm } from './intrinsics.ts';
import { noLoops, withoutLoops, type Loops } from './loops.ts';
import { withoutRepeats } from './repeats.ts';

export const samTransform = 'AWS::Serverless-2016-10-31';
export const languageExtensions = 'AWS::LanguageExtensions';

/** One entry of a section. */
export interface Declaration {
  readonly name: string;
  readonly key: ScalarNode;
  readonly value: Node;
  /** The entry of its value that has this name. */
  entry(name: string): Entry | undefined;
}

export interface Parameter extends Declaration {
  /** The value of `Type` where it is a string. */
  readonly type: string | undefined;
  /** Whether it has a type, or may have one that a syntax error hides. */
  readonly isTyped: boolean;
}

export interface Resource extends Parameter {
  readonly typeNode: Node | undefined;
  /** The value of `Properties`, intrinsic functions in their long form. */
  readonly properties: Node | undefined;
  /** The value of `Condition` where it is a string. */
  readonly condition: string | undefined;
}

/** The typed model of a template. All values have intrinsic functions in their long form. */
export interface Template {
  readonly document: TextDocument;
  readonly text: string;
  readonly json: boolean;
  /** The template itself; undefined where the text holds no map. */
  readonly root: MapNode | undefined;
  /** Whatever the text holds. */
  readonly value: Node | undefined;
  /** Syntax errors. */
  readonly problems: readonly SyntaxProblem[];
  /** Every key that its map has more than once, each time; the model has the first entry only. */
  readonly repeated: readonly ScalarNode[];
  /** Stretches of the text that could not be understood, or repeat a key, and are not part of the model. */
  readonly dropped: readonly Span[];
  /** Whether something was looked for that these stretches may hold; undefined where there are none. */
  readonly doubts: Doubts | undefined;
  /** How many documents the text holds; a template is exactly one. */
  readonly documents: number;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly mappings: ReadonlyMap<string, Declaration>;
  readonly conditions: ReadonlyMap<string, Declaration>;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: ReadonlyMap<string, Declaration>;
  readonly rules: ReadonlyMap<string, Declaration>;
  readonly metadata: ReadonlyMap<string, Declaration>;
  /** The names of the parameters and resources that have a type: CloudFormation knows no others. */
  readonly typed: { readonly parameters: readonly string[]; readonly resources: readonly string[] };
  /** Names of the macros in `Transform`. */
  readonly transforms: readonly string[];
  /** The loops that were written out. */
  readonly loops: Loops;
  /** Whether each value stands where it is written, once, and nothing was left out or added: values have no anchors, keys no repeats. */
  readonly plain: boolean;
  /** The values that aliases repeat. */
  readonly shared: readonly Span[];
  /** How many texts ago all of it was parsed. */
  readonly generation: number;
}

/** What a text is read as, before it is known to be a template. */
export type ReadText = Pick<Template, 'json' | 'value' | 'problems' | 'repeated' | 'dropped' | 'doubts' | 'documents' | 'loops' | 'plain' | 'shared' | 'generation'>;

/** Parses a document as a template, whatever it holds; never throws. */
export function parseTemplate(document: TextDocument): Template {
  return templateOf(document, readText(document.getText()));
}

function readText(text: string): ReadText {
  const json = looksLikeJson(text);
  const tree = json ? parseJson(text) : parseYaml(text);
  const { value: written, keys: repeated, dropped } = withoutRepeats(tree.root && longForm(tree.root, text, tree.anchored), tree.anchored);
  const transforms = transformsIn(written, text, [...tree.dropped, ...dropped]);
  const loops = written?.kind === 'map' && transforms.includes(languageExtensions) && mayLoop(text) ? withoutLoops(written) : undefined;
  const doubts = tree.dropped.length + dropped.length > 0 ? new Doubts() : undefined;
  const whole = loops?.root ?? written;
  return {
    json,
    value: whole && doubts ? doubts.watch(whole) : whole,
    problems: tree.problems,
    repeated,
    dropped: [...tree.dropped, ...dropped],
    doubts,
    documents: tree.documents.length,
    loops: loops?.loops ?? noLoops,
    plain: !tree.anchored && !loops && tree.documents.length === 1 && tree.problems.length + tree.dropped.length + repeated.length === 0,
    shared: tree.shared,
    generation: 0,
  };
}

/** Whether a text may hold loops. */
export function mayLoop(text: string): boolean {
  return text.includes('Fn::ForEach::');
}

/** The template that a document is read as. */
export function templateOf(document: TextDocument, read: ReadText): Template {
  const root = read.value?.kind === 'map' ? read.value : undefined;
  const parameters = section(root, 'Parameters', (declaration) => Object.assign(declaration, typeOf(declaration.value)), read.doubts);
  const resources = section(root, 'Resources', (declaration) => Object.assign(declaration, {
    ...typeOf(declaration.value),
    typeNode: get(declaration.value, 'Type'),
    properties: propertiesOf(declaration.value, read.doubts),
    condition: stringOf(get(declaration.value, 'Condition')),
  }), read.doubts);
  return {
    ...read,
    document,
    text: document.getText(),
    root,
    parameters,
    mappings: section(root, 'Mappings', (declaration) => declaration),
    conditions: section(root, 'Conditions', (declaration) => declaration),
    resources,
    outputs: section(root, 'Outputs', (declaration) => declaration),
    rules: section(root, 'Rules', (declaration) => declaration),
    metadata: section(root, 'Metadata', (declaration) => declaration),
    typed: { parameters: typedNames(parameters), resources: typedNames(resources) },
    transforms: transformsIn(root, document.getText(), read.dropped),
  };
}

/** Whether the text is to be read as JSON: its first character that is no blank opens a bracket. */
export function looksLikeJson(text: string): boolean {
  const match = /[^\s\ufeff]/.exec(text);
  if (match?.[0] !== '{') return false;
  // A YAML flow map also opens with a brace; JSON goes on with a quote or closes.
  return /^\{\s*["}]/.test(text.slice(match.index));
}

/** The string that a node is; undefined for every other value. */
export function stringOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** The entry of a top-level section. */
export function sectionEntry(template: Template, name: string): Entry | undefined {
  return entryOf(template.root, name);
}

class WrittenDeclaration implements Declaration {
  readonly name: string;
  readonly key: ScalarNode;
  readonly value: Node;

  constructor(key: ScalarNode, value: Node) {
    this.name = key.text;
    this.key = key;
    this.value = value;
  }

  entry(name: string): Entry | undefined {
    return entryOf(this.value, name);
  }
}

function typedNames(declarations: ReadonlyMap<string, Parameter>): string[] {
  return [...declarations.values()].flatMap(({ name, isTyped }) => (isTyped ? [name] : []));
}

function typeOf(value: Node): { type: string | undefined; isTyped: boolean } {
  const type = stringOf(get(value, 'Type'));
  return { type, isTyped: type !== undefined || value.incomplete === true };
}

/** A resource from which something is hidden may have properties that are. */
function propertiesOf(value: Node, doubts: Doubts | undefined): Node | undefined {
  const given = get(value, 'Properties');
  if (given || value.kind !== 'map' || !value.incomplete) return given;
  return doubts?.watch({ ...value, start: value.end, entries: [] });
}

function section<T extends Declaration & { readonly type?: string | undefined; readonly isTyped?: boolean }>(
  root: MapNode | undefined,
  name: string,
  build: (declaration: Declaration) => T,
  doubts?: Doubts,
): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  const value = get(root, name);
  if (value?.kind !== 'map') return map;
  for (const { key, value: node } of value.entries) {
    const declaration = build(new WrittenDeclaration(key, node));
    const isHidden = declaration.isTyped === true && declaration.type === undefined;
    map.set(key.text, isHidden ? Object.defineProperty(declaration, 'type', { enumerable: true, get: () => void doubts?.look() }) : declaration);
  }
  return map;
}

/** The macros that a line which is not finished (`Transform: AWS::Serv`) may be about to name. */
function transformsBegun(text: string, dropped: readonly Span[]): string[] {
  return dropped.flatMap(({ start, end }) => {
    const [, key = '', value = ''] = /^\s*["']?([A-Z]\w*)["']?\s*(?::[\s"'[-]*([\w:-]*))?/.exec(text.slice(start, end)) ?? [];
    if (key === '' || !'Transform'.startsWith(key)) return [];
    return [samTransform, languageExtensions].filter((name) => name.startsWith(value));
  });
}

/** The macros that a template names, or may be about to. */
function transformsIn(root: Node | undefined, text: string, dropped: readonly Span[]): string[] {
  return [...transformsOf(get(root, 'Transform')), ...transformsBegun(text, dropped)];
}

function transformsOf(node: Node | undefined): string[] {
  const items = node?.kind === 'list' ? node.items : node ? [node] : [];
  return items.map((item) => stringOf(item) ?? stringOf(get(item, 'Name'))).filter((name) => name !== undefined);
}
