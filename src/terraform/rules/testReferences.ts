import type { Span } from '../../language/diagnostic.ts';
import { suggest } from '../../language/suggest.ts';
import type { Block, Body, Reference } from '../hcl/ast.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, attributesOf, blocksOf, type Module } from '../model/module.ts';
import { bodyExpressions, referencesIn } from '../model/walk.ts';
import { meant, renamed } from './fixes.ts';
import type { FamilyReport, FileView } from './rule.ts';

/** What the names of a kind are called, where they are declared, and Terraform's summary where one is not. */
const kinds = {
  var: { noun: 'variable', summary: 'Reference to undeclared input variable', place: 'in this module or among those of the test' },
  local: { noun: 'local value', summary: 'Reference to undeclared local value', place: 'in this module' },
  output: { noun: 'output', summary: 'Reference to undeclared output value', place: 'in this module' },
  run: { noun: 'run', summary: 'Reference to undeclared run block', place: 'in this file' },
  resource: { noun: 'resource', summary: 'Reference to undeclared resource', place: 'in this module' },
  data: { noun: 'data source', summary: 'Reference to undeclared resource', place: 'in this module' },
  check: { noun: 'check', summary: 'Missing expected failure', place: 'in this module' },
} as const;

type Kind = keyof typeof kinds;
type Summary = (typeof kinds)[Kind]['summary'];

/** Names by kind; a kind that is missing may be any. */
type Names = Partial<Record<Kind, ReadonlySet<string>>>;

function namesOf(module: Module, file: ModuleFile): Names {
  const { body } = file;
  const valueFiles = [module, module.beside(file)].flatMap((folder) => folder?.files.filter(({ role }) => role === 'variables') ?? []);
  const given = valueFiles.flatMap((values) => attributesOf(values.body).map(({ name }) => name));
  return {
    var: new Set([...module.declared('variable').keys(), ...variablesIn(body), ...given]),
    local: new Set(module.locals.keys()),
    output: new Set(module.declared('output').keys()),
    run: new Set(blocksOf(body, 'run').flatMap(({ labels }) => labels[0]?.text ?? [])),
    resource: new Set(module.declared('resource').keys()),
    data: new Set([...module.declared('data').keys(), ...module.checkedData]),
    check: new Set(module.declared('check').keys()),
  };
}

function variablesIn(body: Body): string[] {
  return blocksOf(body, 'variables').flatMap((block) => attributesOf(block.body).map(({ name }) => name));
}

/** Another module than the one beside the test declares other names. */
function namesIn(run: Block, names: Names): Names {
  if (blocksOf(run.body, 'module').length > 0) return { run: names.run ?? new Set() };
  return { ...names, var: new Set([...(names.var ?? []), ...variablesIn(run.body)]) };
}

/** The kind of what a reference in a test names, its name, and where that stands. */
function namedBy({ root, steps }: Reference): { kind: Kind; name: string; length: number } | undefined {
  const [first, second] = steps;
  if (typeof first?.key !== 'string' || !first.dotted) return undefined;
  if (root.text === 'data') return typeof second?.key === 'string' && second.dotted ? { kind: 'data', name: `${first.key}.${second.key}`, length: 2 } : undefined;
  if (root.text === 'var' || root.text === 'local' || root.text === 'output' || root.text === 'run' || root.text === 'check') return { kind: root.text, name: first.key, length: 1 };
  // Of what else there is, only types of resources have an underscore.
  return root.text.includes('_') ? { kind: 'resource', name: `${root.text}.${first.key}`, length: 1 } : undefined;
}

/** @param expected what is said of what a failure is expected of */
function checkReference(reference: Reference, names: Names, report: FamilyReport<Summary>, expected?: 'Missing expected failure'): void {
  const named = namedBy(reference);
  const known = named && names[named.kind];
  const last = named && reference.steps[named.length - 1];
  if (!named || !known || !last || known.has(named.name)) return;
  const start = named.kind === 'resource' ? reference.root.start : (reference.steps[0]?.start ?? 0) + 1;
  const outcome = expected ? 'nothing can fail there' : stops;
  reportMissing({ ...named, known, expected, outcome, span: { start: reference.root.start, end: last.end }, written: { start, end: last.end } }, report);
}

/** Runs of the module itself have its outputs. */
function checkOutput({ root, steps }: Reference, ownRuns: ReadonlySet<string>, { output: known }: Names, report: FamilyReport<Summary>): void {
  const [run, output] = steps;
  if (root.text !== 'run' || typeof run?.key !== 'string' || !ownRuns.has(run.key) || typeof output?.key !== 'string' || !output.dotted || known?.has(output.key) !== false) return;
  const { key: name, start, end } = output;
  reportMissing({ kind: 'output', name, known, outcome: stops, span: { start: root.start, end }, written: { start: start + 1, end } }, report);
}

const stops = 'terraform test stops here';

interface Missing {
  readonly kind: Kind;
  readonly name: string;
  readonly known: ReadonlySet<string>;
  /** What is said where that is not what the kind says. */
  readonly expected?: Summary | undefined;
  /** What comes of it. */
  readonly outcome: string;
  readonly span: Span;
  /** Where the name is written. */
  readonly written: Span;
}

function reportMissing({ kind, name, known, expected, outcome, span, written }: Missing, report: FamilyReport<Summary>): void {
  const { noun, summary, place } = kinds[kind];
  const near = suggest(name, known);
  report(expected ?? summary, span, `there is no ${noun} "${name}" ${place}, so ${outcome}.${meant(near)}`, { severity: 'warning', fixes: renamed(written, near) });
}

/** What the assertions and variables of a test's runs refer to; Terraform looks at it only when it runs the test. */
export function checkTestReferences({ file, module }: FileView, report: FamilyReport<Summary>): void {
  if (module.broken || module.configuration.length === 0) return;
  const names = namesOf(module, file);
  const runs = blocksOf(file.body, 'run');
  const ownRuns = new Set(runs.filter(({ body }) => blocksOf(body, 'module').length === 0).flatMap(({ labels }) => labels[0]?.text ?? []));
  for (const run of runs) {
    const own = namesIn(run, names);
    const expected = attributeOf(run.body, 'expect_failures')?.value;
    for (const reference of expected ? referencesIn(expected) : []) checkReference(reference, own, report, 'Missing expected failure');
    for (const block of [...blocksOf(run.body, 'assert'), ...blocksOf(run.body, 'variables')]) {
      for (const expression of bodyExpressions(block.body)) for (const reference of referencesIn(expression)) {
        checkReference(reference, own, report);
        checkOutput(reference, ownRuns, names, report);
      }
    }
  }
}
