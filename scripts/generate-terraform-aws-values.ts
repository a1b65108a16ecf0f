// Writes src/terraform/schema/data/aws-values.bin: which values the arguments of AWS resources take, out of the service
// models of the Python package botocore (Apache-2.0), matched to the arguments of the AWS provider by name: an argument
// `runtime` of aws_lambda_function is the member Runtime of the request CreateFunction of the service lambda.
// What those leave open, the types of database instances and cache nodes and the engines, is in the extension schemas of
// cfn-lint (MIT-0). Run with: node scripts/generate-terraform-aws-values.ts FOLDER-OF-BOTOCORE FOLDER-OF-CFN-LINT
// (python3 -c "import botocore, cfnlint; print(botocore.__path__[0], cfnlint.__path__[0])" prints them).
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { AwsTable } from '../src/terraform/schema/aws.ts';
import { isToldWithin } from './patternSteps.ts';
import { alsoTaken, type Constraint, documented, extensions, prefixes, requests, shapes } from './terraform/awsValueSources.ts';
import { Botocore, plain, type Model, type Shape } from './botocore.ts';
import type { StoredBody } from '../src/terraform/schema/stored.ts';

const verbs = ['Create', 'Put', 'Register', 'Request', 'Allocate', 'Add', 'Set', 'Start', 'Import', 'Run', 'Publish', 'Update', 'Modify'];

const [root, cfnLint] = process.argv.slice(2);
if (root === undefined || cfnLint === undefined) throw new Error('Say where botocore and cfn-lint are: node scripts/generate-terraform-aws-values.ts FOLDER FOLDER');
const botocore = new Botocore(root);

/** Services that the words of a resource type may name, each with what is left of the words. */
function candidatesOf(words: readonly string[]): [string, string][] {
  const candidates: [string, string][] = [];
  for (let count = words.length - 1; count > 0; count--) {
    const service = botocore.services.find((name) => plain(name) === words.slice(0, count).join(''));
    if (service !== undefined) candidates.push([service, words.slice(count).join('')], [service, words.join('')]);
  }
  for (const [prefix, service] of prefixes) {
    if (prefix !== '' && !`${words.join('_')}_`.startsWith(`${prefix}_`)) continue;
    candidates.push([service, words.join('')], [service, words.slice(prefix === '' ? 0 : prefix.split('_').length).join('')]);
  }
  return candidates;
}

/** What a resource is sent as: the service, the requests that create it first, and what the service calls it. */
interface Target {
  readonly model: Model;
  readonly inputs: readonly string[];
  readonly noun: string;
}

/** As far as the names tell. */
function targetOf(type: string): Target | undefined {
  const words = type.replace(/^aws_/, '').split('_');
  const special = requests[type];
  if (special) {
    const [service, ...operations] = special;
    const model = botocore.model(service);
    return { model, inputs: inputsOf(model, operations), noun: candidatesOf(words).find(([name]) => name === service)?.[1] ?? words.at(-1) ?? '' };
  }
  for (const [service, noun] of candidatesOf(words)) {
    const model = botocore.model(service);
    const names = Object.keys(model.operations);
    const inputs = inputsOf(model, verbs.flatMap((verb) => names.filter((operation) => plain(operation) === plain(verb) + noun)));
    if (inputs.length > 0) return { model, inputs, noun };
  }
  return undefined;
}

function inputsOf({ operations }: Model, names: readonly string[]): string[] {
  return names.flatMap((name) => operations[name]?.input?.shape ?? []);
}

/** What models say where there is no limit. */
const unlimited = 2 ** 31 - 1;

function constraintOf(shape: Shape, types: readonly string[] = ['string']): Constraint | undefined {
  if (!types.includes(shape.type)) return undefined;
  if (shape.enum) return { e: shape.enum };
  const constraint: Constraint = {};
  const pattern = shape.pattern === undefined ? undefined : unescaped(shape.pattern);
  if (pattern !== undefined && usable(pattern)) constraint.p = pattern;
  if (shape.min !== undefined && shape.min > 0) constraint.n = shape.min;
  if (shape.max !== undefined && shape.max < unlimited) constraint.x = shape.max;
  return Object.keys(constraint).length > 0 ? constraint : undefined;
}

/** The pattern as JavaScript has it: without backslashes before what means nothing else, and with its anchors. */
function unescaped(pattern: string): string {
  let inClass = false;
  return pattern.replaceAll(/\\([^])|[[\]]/g, (found: string, escaped?: string) => {
    if (escaped === undefined) inClass = found === '[';
    else if (escaped === 'A') return '^';
    else if (escaped === 'z' || escaped === 'Z') return '$';
    else if (escaped === '-' ? !inClass : /[^\w^$\\.*+?()[\]{}|/]|_/.test(escaped)) return escaped;
    return found;
  });
}

/** Patterns that say something, that JavaScript reads as Java does, and that are quick to tell. */
function usable(pattern: string): boolean {
  if (pattern.length > 300 || /^\^?(?:\[\\s\\S\]|\.|\(\?s\)\.|\[\\p\{|\\S)[*+]?\$?$/.test(pattern)) return false;
  // Flags within a pattern, intersections of classes and halves of characters are Java's.
  if (/\(\?[a-z]|\\u[dD][89a-fA-F]/.test(pattern) || pattern.includes('&&')) return false;
  return isRead(pattern) && isToldWithin(quickSteps, `^(?:${pattern})$`, nearly) === true;
}

function isRead(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').unicode;
  } catch {
    return false;
  }
}

/** How many characters a matcher may look at to tell whether a few dozen of them fit. */
const quickSteps = 1_000_000;

/** Texts that do not match after all, though many ways to read them begin well. */
const nearly = ['a', 'A', '0', '-', '.', '/', ':', ' ', '_', 'a.', 'a-', '0.', 'a/', ' a', 'arn:aws:a'].flatMap((piece) => [8, 12, 16, 20, 24, 28, 40, 60].map((length) => `${piece.repeat(length)}\u0000`));

const table = new AwsTable(fileURLToPath(new URL('../src/terraform/schema/data', import.meta.url)), 6);
const constraints: Constraint[] = [];
const numbers = new Map<string, number>();
const result: Record<string, Record<string, number>> = {};

function numberOf(constraint: Constraint): number {
  const key = JSON.stringify(constraint);
  const known = numbers.get(key);
  if (known !== undefined) return known;
  constraints.push(constraint);
  numbers.set(key, constraints.length - 1);
  return constraints.length - 1;
}

/** Members by plain name, those of the first shape first. */
type Members = ReadonlyMap<string, string>;

function membersOf(model: Model, shapeNames: readonly string[]): Members {
  const members = shapeNames.toReversed().flatMap((name) => Object.entries(model.shapes[name]?.members ?? {}).map(([member, { shape }]): [string, string] => [plain(member), shape]));
  return new Map(members);
}

/** Members that are the same wherever they occur. */
function onlyMembersOf(model: Model, shapeNames: readonly string[]): Members {
  const found = new Map<string, Set<string>>();
  for (const name of shapeNames) for (const [member, shape] of membersOf(model, [name])) found.set(member, (found.get(member) ?? new Set()).add(shape));
  return new Map([...found].flatMap(([member, [shape, other]]) => (shape !== undefined && other === undefined ? [[member, shape]] : [])));
}

/** Names that say too little to be the same in every structure. */
const general = new Set(['name', 'type', 'description', 'id', 'arn', 'status', 'state', 'value', 'key', 'role', 'path', 'version', 'format', 'policy', 'protocol', 'region', 'source', 'target', 'mode', 'comment']);

/** The members of the structures in a request that stand for the resource itself. */
function innerMembers(model: Model, members: Members, noun: string): { readonly own: Members; readonly any: Members } {
  const structures = [...members].filter(([, shape]) => model.shapes[shape]?.type === 'structure');
  const isOwn = ([member]: readonly [string, string]) => noun.endsWith(member) || member.startsWith(noun) || /(?:input|declaration)$/.test(member);
  const shapesOf = (entries: readonly (readonly [string, string])[]) => entries.map(([, shape]) => shape);
  return { own: membersOf(model, shapesOf(structures.filter(isOwn))), any: onlyMembersOf(model, shapesOf(structures)) };
}

/** What a service may call an argument: as it is, after the resource, or with what it is of. */
function namesFor(argument: string, noun: string, words: readonly string[]): string[] {
  const name = plain(argument);
  // An id is given by the service, and a region says where the provider works.
  if (name === 'id') return [name];
  if (name === 'region') return [];
  const ends = words.map((_, index) => words.slice(index).join(''));
  return [name, `${name}s`, noun + name, ...ends.map((end) => end + name), `${name}document`, `${name}text`, `${name}name`, `${name}arn`, `${name}id`, name.replace(/^iam/, '')];
}

function shapeFor(argument: string, members: Members, inner: ReturnType<typeof innerMembers>, names: readonly string[]): string | undefined {
  const among = (known: Members) => names.flatMap((name) => known.get(name) ?? [])[0];
  const name = plain(argument);
  return among(members) ?? among(inner.own) ?? (general.has(name) ? undefined : inner.any.get(name));
}

function match(model: Model, shapeName: string, body: StoredBody, prefix: string, found: Record<string, number>, depth: number): void {
  const members = membersOf(model, [shapeName]);
  const shapeOf = (name: string): string | undefined => members.get(plain(name)) ?? members.get(`${plain(name)}s`);
  matchArguments(model, body, prefix, found, shapeOf);
  if (depth <= 3) matchBlocks(model, body, prefix, found, depth, shapeOf);
}

function matchArguments(model: Model, body: StoredBody, prefix: string, found: Record<string, number>, shapeOf: (name: string) => string | undefined): void {
  for (const [name, stored] of Object.entries(body.a ?? {})) {
    if (typeof stored !== 'string' || !/^[rop][LS]?s$/.test(stored)) continue;
    const memberShape = shapeOf(name);
    const shape = memberShape === undefined ? undefined : model.shapes[memberShape];
    const inner = shape?.type === 'list' && stored.length > 2 ? model.shapes[shape.member?.shape ?? ''] : shape;
    const constraint = inner && constraintOf(inner);
    if (constraint) found[prefix + name] ??= numberOf(constraint);
  }
}

function matchBlocks(model: Model, body: StoredBody, prefix: string, found: Record<string, number>, depth: number, shapeOf: (name: string) => string | undefined): void {
  for (const [name, [, , , inner]] of Object.entries(body.b ?? {})) {
    const nested = shapeOf(name);
    const shape = nested === undefined ? undefined : model.shapes[nested];
    const structure = shape?.type === 'list' ? shape.member?.shape : nested;
    if (structure !== undefined && model.shapes[structure]?.type === 'structure') match(model, structure, inner, `${prefix}${name}.`, found, depth + 1);
  }
}

/** Of a resource itself, names are not always the same; of what is in its blocks, they are. */
function matchResource(type: string, { model, inputs, noun }: Target, body: StoredBody): Record<string, number> {
  const words = type.replace(/^aws_/, '').split('_');
  const members = membersOf(model, inputs);
  const inner = innerMembers(model, members, noun);
  const found: Record<string, number> = {};
  matchArguments(model, body, '', found, (name) => shapeFor(name, members, inner, namesFor(name, noun, words)));
  matchBlocks(model, body, '', found, 0, (name) => members.get(plain(name)) ?? members.get(`${plain(name)}s`) ?? inner.own.get(plain(name)));
  return found;
}

for (const type of table.types('resource')) {
  const target = targetOf(type);
  const body = table.stored(`resource ${type}`);
  if (!target || !body) continue;
  const found = matchResource(type, target, body);
  if (Object.keys(found).length > 0) result[type] = found;
}

for (const [type, argument, service, shape] of shapes) {
  const model = botocore.model(service);
  // A certificate is sent as bytes and written as text.
  const constraint = constraintOf(model.shapes[shape] ?? { type: '' }, ['string', 'blob']);
  if (!constraint) throw new Error(`${service} says nothing of ${shape}, which ${type}.${argument} is.`);
  (result[type] ??= {})[argument] = numberOf(constraint);
}
/** The values that any part of a schema lists, for a property or for all. */
function listedIn(schema: unknown, property: string | undefined): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'enum' && property === undefined) return value as string[];
    return listedIn(value, key === property ? undefined : property);
  });
}

for (const [type, argument, schema, property] of extensions) {
  const text = fs.readFileSync(path.join(cfnLint, 'data/schemas/extensions', `${schema}.json`), 'utf8');
  (result[type] ??= {})[argument] = numberOf({ e: [...new Set(listedIn(JSON.parse(text), property))].toSorted() });
}
for (const [type, argument, constraint] of documented) (result[type] ??= {})[argument] = numberOf(constraint);
for (const [type, argument, values] of alsoTaken) {
  const number = result[type]?.[argument];
  const known = number === undefined ? undefined : constraints[number]?.e;
  if (!known) throw new Error(`${type}.${argument} has no list of values to add to.`);
  (result[type] ??= {})[argument] = numberOf({ e: [...new Set([...known, ...values])] });
}

const { __version__: version = '' } = Object.fromEntries([...fs.readFileSync(path.join(root, '__init__.py'), 'utf8').matchAll(/^(__version__) = '([\d.]+)'/gm)].map(([, name, value]) => [name, value]));
const head = { generatedBy: 'scripts/generate-terraform-aws-values.ts', package: `botocore ${version}` };
const types = Object.entries(result).map(([type, found]) => `${type} ${JSON.stringify(found)}`);
const lines = [...[head, ...constraints].map((value) => JSON.stringify(value)), '', ...types].join('\n');
const packed = zlib.brotliCompressSync(lines, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } });
fs.writeFileSync(new URL('../src/terraform/schema/data/aws-values.bin', import.meta.url), packed);
console.log(`${Object.keys(result).length} resources, ${Object.values(result).reduce((sum, found) => sum + Object.keys(found).length, 0)} arguments, ${constraints.length} constraints: ${packed.length} bytes (${lines.length} unpacked)`);
