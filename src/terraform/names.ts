import type { Span } from '../language/diagnostic.ts';
import type { Attribute, Block, Label, Reference, Step } from './hcl/ast.ts';
import type { ModuleFile } from './model/file.ts';
import { attributesOf, blocksOf } from './model/module.ts';
import { fileReferences } from './model/walk.ts';

/** A place where something of a module is declared or used by its name. */
export interface Occurrence {
  /** What it is, as references write it: `var.region`, `local.name`, `module.vpc`, `aws_vpc.main`, `data.aws_ami.linux`. */
  readonly address: string;
  /** All that stands for the thing: a reference up to its name, or the label of a declaration. */
  readonly span: Span;
  /** The name alone, without quotes. */
  readonly name: Span;
  readonly declares: boolean;
}

/** Number of steps after the root of a reference up to the name, for those that are not resources. */
const depths = new Map([
  ['var', 1],
  ['local', 1],
  ['module', 1],
  ['data', 2],
  ['ephemeral', 2],
]);

/** Roots of references that are declared nowhere. */
const given = new Set(['each', 'count', 'self', 'path', 'terraform', 'resource', 'provider']);

/** Everything that a file declares or uses by name. */
export function occurrencesIn(file: ModuleFile): readonly Occurrence[] {
  return file.analysis(collectOccurrences);
}

function collectOccurrences(file: ModuleFile): Occurrence[] {
  const found: Occurrence[] = [];
  for (const block of blocksOf(file.body)) found.push(...declarationsIn(block));
  for (const { name, nameSpan } of valuesFor(file)) found.push({ address: `var.${name}`, span: nameSpan, name: nameSpan, declares: false });
  for (const references of fileReferences(file).values()) {
    for (const reference of references) {
      const use = useOf(reference);
      if (use) found.push(use);
    }
  }
  return found;
}

/** The values that a file gives to variables of the module: a file of values, or a test of this module. */
function valuesFor({ role, body }: ModuleFile): readonly Attribute[] {
  if (role === 'variables') return attributesOf(body);
  if (role !== 'test') return [];
  const runs = blocksOf(body, 'run').filter((run) => blocksOf(run.body, 'module').length === 0);
  return [...blocksOf(body, 'variables'), ...runs.flatMap((run) => blocksOf(run.body, 'variables'))].flatMap((block) => attributesOf(block.body));
}

function declarationsIn(block: Block): Occurrence[] {
  const [first, second] = block.labels;
  switch (block.type) {
    case 'variable':
      return first ? [declaration(`var.${first.text}`, first)] : [];
    case 'module':
      return first ? [declaration(`module.${first.text}`, first)] : [];
    case 'output':
      return first ? [declaration(`output.${first.text}`, first)] : [];
    case 'resource':
      return first && second ? [declaration(`${first.text}.${second.text}`, second)] : [];
    case 'data':
    case 'ephemeral':
      return first && second ? [declaration(`${block.type}.${first.text}.${second.text}`, second)] : [];
    case 'locals':
      return attributesOf(block.body).map(({ name, nameSpan }) => ({ address: `local.${name}`, span: nameSpan, name: nameSpan, declares: true }));
    default:
      return [];
  }
}

function declaration(address: string, { start, end, quoted }: Label): Occurrence {
  return { address, span: { start, end }, name: quoted ? { start: start + 1, end: end - 1 } : { start, end }, declares: true };
}

function useOf({ root, steps }: Reference): Occurrence | undefined {
  if (given.has(root.text)) return undefined;
  const path: readonly Step[] = steps.slice(0, depths.get(root.text) ?? 1);
  const last = path.at(-1);
  if (!last || path.length < (depths.get(root.text) ?? 1) || !path.every(({ dotted, key }) => dotted && typeof key === 'string')) return undefined;
  const address = [root.text, ...path.map(({ key }) => String(key))].join('.');
  return { address, span: { start: root.start, end: last.end }, name: { start: last.end - String(last.key).length, end: last.end }, declares: false };
}

/** What stands at an offset; its end counts too, since that is where a cursor stands after typing. */
export function occurrenceAt(file: ModuleFile, offset: number): Occurrence | undefined {
  return occurrencesIn(file).find(({ span }) => span.start <= offset && offset <= span.end);
}
