import type { Fix, Span } from '../../language/diagnostic.ts';
import { suggest } from '../../language/suggest.ts';
import type { Block, Body, Expression, Reference, Step } from '../hcl/ast.ts';
import { type Context, type Place, placesOf } from '../model/contexts.ts';
import type { ModuleFile } from '../model/file.ts';
import { attributeOf, attributesOf, blocksOf, type Module } from '../model/module.ts';
import { fileReferences, referencesIn, walkExpression } from '../model/walk.ts';
import { meant, renamed } from './fixes.ts';
import { family, type FamilyReport, type FileView, type FindingExtras } from './rule.ts';
import { listItems } from './static.ts';
import { checkTestReferences } from './testReferences.ts';
import { valuesOf, withoutSchema } from './values.ts';

const page = 'expressions/references';

const facts = {
  'Invalid reference': { demand: 'References must name something as a whole', page },
  'Reference to undeclared input variable': { demand: 'Input variables must be declared', page: 'values/variables' },
  'Reference to undeclared local value': { demand: 'Local values must be defined', page: 'values/locals' },
  'Reference to undeclared resource': { demand: 'Resources and data sources must be declared', page },
  'Reference to scoped resource': { demand: 'The data source of a check must be referred to in that check alone', page: 'checks' },
  'Reference to undeclared output value': { demand: 'A test must refer to outputs that the module has', page: 'tests' },
  'Missing expected failure': { demand: 'A test must expect failures of what the module has', page: 'tests' },
  'Reference to undeclared run block': { demand: 'A test must refer to runs that it has', page: 'tests' },
  'Reference to undeclared module': { demand: 'Module calls must be declared', page },
  'Invalid "count" attribute': { demand: 'count has an index and nothing else', page: 'meta-arguments/count' },
  'Reference to "count" in non-counted context': { demand: 'count.index must stand in a block with count', page: 'meta-arguments/count' },
  'Invalid "each" attribute': { demand: 'each has a key and a value and nothing else', page: 'meta-arguments/for_each' },
  'each.value cannot be used in this context': { demand: 'each.value must stand in a block with for_each', page: 'meta-arguments/for_each' },
  'Reference to "each" in context without for_each': { demand: 'each must stand in a block with for_each', page: 'meta-arguments/for_each' },
  'Invalid "self" reference': { demand: 'self must stand in a provisioner, connection or postcondition', page },
  'Invalid index operation': { demand: 'The attributes of self must be named after a dot', page },
  'Invalid "path" attribute': { demand: 'path has a module, a root and a cwd', page },
  'Invalid "terraform" attribute': { demand: 'terraform has a workspace', page },
  'Missing resource instance key': { demand: 'Resources with count or for_each must be referred to by instance', page },
  'Unexpected resource instance key': { demand: 'Resources without count and for_each must be referred to without an index', page },
  'Invalid "for_each" attribute': { demand: 'A data source inside a check must not repeat itself', page: 'checks' },
  'Invalid reference in precondition': { demand: 'The precondition of a resource must not refer to it', page: 'expressions/custom-conditions' },
  'Invalid reference in postcondition': { demand: 'The postcondition of a resource must refer to it as self', page: 'expressions/custom-conditions' },
  'Invalid reference from destroy provisioner': { demand: 'Provisioners that run on destroy must refer to self, count and each only', page: 'resources/provisioners/syntax' },
  'Self-referencing local value': { demand: 'A local value must not use itself', page: 'values/locals' },
  'Invalid precondition expression': { demand: 'A precondition must test something', page: 'expressions/custom-conditions' },
  'Invalid postcondition expression': { demand: 'A postcondition must test something', page: 'expressions/custom-conditions' },
  'Invalid validation expression': { demand: 'A validation must test something', page: 'expressions/custom-conditions' },
  'Invalid assert expression': { demand: 'An assertion must test something', page: 'checks' },
  'Invalid variable validation condition': { demand: 'The validation of a variable must refer to it', page: 'values/variables' },
  'Unknown variable': { demand: 'Conditions must refer to what there is, or they cannot be evaluated', page: 'expressions/custom-conditions' },
  'Invalid replace_triggered_by expression': { demand: 'replace_triggered_by must name one resource per item', page: 'meta-arguments/lifecycle' },
  'Invalid reference in replace_triggered_by expression': { demand: 'replace_triggered_by must name resources', page: 'meta-arguments/lifecycle' },
  'Invalid depends_on reference': { demand: 'depends_on must name whole objects', page: 'meta-arguments/depends_on' },
} as const;

type Summary = keyof typeof facts;
type ReferenceReport = FamilyReport<Summary>;

/** From the root of a reference to the end of one of its steps. */
function upTo(reference: Reference, step: Step | undefined): Span {
  return { start: reference.root.start, end: step?.end ?? reference.root.end };
}

function nameAt(reference: Reference, index: number): string | undefined {
  const key = reference.steps[index]?.key;
  return typeof key === 'string' ? key : undefined;
}

/** Where one of these is said of a reference, Terraform does not know what it stands for. */
const blinding: ReadonlySet<Summary> = new Set([
  'Reference to undeclared resource',
  'Reference to undeclared module',
  'Invalid "self" reference',
  'Invalid index operation',
  'Missing resource instance key',
  'Unexpected resource instance key',
] as const);

/** What Terraform evaluates in spite of what is wrong with its references, and then finds nothing under their names. */
function isEvaluatedAnyway({ name, context: { condition } }: Place): boolean {
  if (condition === 'assert') return name === 'error_message';
  return condition === 'precondition' || condition === 'postcondition';
}

/** One look at one file: the module that its references are to, and where to report. */
class ReferenceCheck {
  readonly #module: Module;
  readonly #file: ModuleFile;
  readonly #view: FileView;
  readonly #report: ReferenceReport;
  /** How many references stand for nothing so far. */
  #blind = 0;

  constructor(view: FileView, report: ReferenceReport) {
    this.#view = view;
    this.#module = view.module;
    this.#file = view.file;
    this.#report = (summary, ...finding) => {
      if (blinding.has(summary)) this.#blind++;
      report(summary, ...finding);
    };
  }

  /** @param all the references in the expression of the place */
  check(place: Place, all: readonly Reference[]): void {
    const { iterators, condition } = place.context;
    const references = iterators.size > 0 ? all.filter(({ root }) => !iterators.has(root.text)) : all;
    const evaluated = condition !== undefined && isEvaluatedAnyway(place);
    for (const reference of references) {
      const before = this.#blind;
      this.#checkReference(reference, place);
      if (evaluated && (this.#blind > before || this.#lacksAttribute(reference))) {
        this.#report('Unknown variable', reference.root, 'What this stands for is not known, so the condition cannot be evaluated.');
      }
    }
    if (place.name === 'depends_on') for (const reference of references) this.#checkWhole(reference);
    if (place.name === 'condition' && condition) this.#checkCondition(place, references);
  }

  /** True where an attribute is named that the resource does not have. */
  #lacksAttribute({ root, start, end }: Reference): boolean {
    if (withoutSchema.has(root.text)) return false;
    return this.#view.analysis(valuesOf).problems.some(({ summary, span }) => summary === 'Unsupported attribute' && start <= span.start && span.end <= end);
  }

  #checkReference(reference: Reference, place: Place): void {
    const { context } = place;
    const { root, steps } = reference;
    const first = steps[0];
    switch (root.text) {
      case 'var':
        return this.#checkNamed(reference, 'Reference to undeclared input variable', 'variable', 'variable', place);
      case 'local':
        return this.#checkNamed(reference, 'Reference to undeclared local value', 'local', 'local value', place);
      case 'module':
        return this.#checkNamed(reference, 'Reference to undeclared module', 'module', 'module call', place);
      case 'count':
        if (!this.#checkDirect(reference, 'Invalid "count" attribute')) return;
        if (first?.key !== 'index') this.#reportAttribute(reference, 'Invalid "count" attribute', 'There is count.index and nothing else.', ['index']);
        else if (!context.counted) this.#report('Reference to "count" in non-counted context', upTo(reference, first), `The ${context.owner.type} block around does not set count.`, early(context));
        return;
      case 'each':
        if (!this.#checkDirect(reference, 'Invalid "each" attribute')) return;
        if (first?.key !== 'key' && first?.key !== 'value') this.#reportAttribute(reference, 'Invalid "each" attribute', 'There are each.key and each.value.', ['key', 'value']);
        else if (!context.repeated && first.key === 'value') this.#report('each.value cannot be used in this context', upTo(reference, first), `The ${context.owner.type} block around does not set for_each.`, early(context));
        else if (!context.repeated) this.#report('Reference to "each" in context without for_each', upTo(reference, first), `The ${context.owner.type} block around does not set for_each.`, early(context));
        return;
      case 'path':
        return this.#checkAttribute(reference, 'Invalid "path" attribute', ['module', 'root', 'cwd']);
      case 'terraform':
        return this.#checkAttribute(reference, 'Invalid "terraform" attribute', ['workspace', 'applying']);
      case 'self':
        if (!context.self) this.#report('Invalid "self" reference', root, 'There is no self here: only provisioners, connections and postconditions of a resource have one.');
        else if (first && !(typeof first.key === 'string' && first.dotted)) this.#report('Invalid index operation', first, 'What self holds is named after a dot.');
        return;
      case 'action':
        // What an action stands for where it is referred to is the provider's matter.
        return;
      case 'data':
      case 'resource':
      case 'ephemeral':
        return this.#checkResource(reference, root.text, 1, place);
      default:
        return this.#checkResource(reference, 'resource', 0, place);
    }
  }

  /**
   * False where something other than an attribute follows the root; that has been reported.
   * @param summary what Terraform says of it besides, since it finds nothing under the name that is missing
   */
  #checkDirect(reference: Reference, summary?: Summary): boolean {
    const { root, steps } = reference;
    const first = steps[0];
    if (typeof first?.key === 'string' && first.dotted) return true;
    const place = first ?? root;
    this.#report('Invalid reference', place, first ? `What "${root.text}" holds is named after a dot.` : `"${root.text}" is not a value itself; name one of its attributes.`);
    if (summary) this.#report(summary, place, `No attribute of "${root.text}" is named here.`);
    return false;
  }

  #checkNamed(reference: Reference, summary: Summary, kind: 'variable' | 'local' | 'module', noun: string, place: Place): void {
    if (!this.#checkDirect(reference, kind === 'module' ? undefined : summary)) return;
    const name = nameAt(reference, 0) ?? '';
    const declared = kind === 'local' ? this.#module.locals : this.#module.declared(kind);
    if (kind === 'local' && place.block.type === 'locals' && place.name === name) {
      this.#report('Self-referencing local value', upTo(reference, reference.steps[0]), `The value of "${name}" is made of itself.`);
    } else if (!declared.has(name) && !this.#module.isMentioned(name)) {
      const near = this.#module.nearest(kind, name);
      const span = upTo(reference, reference.steps[0]);
      const nameSpan = { start: span.end - name.length, end: span.end };
      const fixes = [...renamed(nameSpan, near), ...this.#declaration(noun, name)];
      this.#report(summary, span, `There is no ${noun} "${name}" in this module.${meant(near)}`, { fixes });
    }
  }

  /** The fix that declares what is missing at the end of the file. */
  #declaration(noun: string, name: string): Fix[] {
    const { parsed, json } = this.#file;
    const declarations: Record<string, string> = {
      variable: `variable "${name}" {\n  type = any\n}\n`,
      'local value': `locals {\n  ${name} = null\n}\n`,
    };
    const declaration = declarations[noun];
    if (declaration === undefined || json) return [];
    const end = parsed.text.length;
    const gap = parsed.text.endsWith('\n') ? '\n' : '\n\n';
    return [{ title: `Declare the ${noun} ${name}`, edits: [{ span: { start: end, end }, newText: gap + declaration }] }];
  }

  #checkAttribute(reference: Reference, summary: Summary, names: readonly string[]): void {
    if (!this.#checkDirect(reference, summary)) return;
    const name = nameAt(reference, 0) ?? '';
    if (!names.includes(name)) this.#reportAttribute(reference, summary, `"${reference.root.text}" has no attribute "${name}"; it has ${names.join(', ')}.`, names);
  }

  #reportAttribute(reference: Reference, summary: Summary, detail: string, names: readonly string[]): void {
    const [step] = reference.steps;
    const near = names.length === 1 ? names[0] : suggest(nameAt(reference, 0) ?? '', names);
    const fixes = step ? renamed({ start: step.end - String(step.key).length, end: step.end }, near) : [];
    this.#report(summary, upTo(reference, step), detail, { fixes });
  }

  /** @param from index of the step that is the resource's type, minus one: 0 where the root is the type itself */
  #checkResource(reference: Reference, kind: 'data' | 'resource' | 'ephemeral', from: 0 | 1, place: Place): void {
    const { root, steps } = reference;
    const type = from === 0 ? root.text : nameAt(reference, 0);
    const nameStep = steps[from];
    const name = nameAt(reference, from);
    if (type === undefined || name === undefined || nameStep?.dotted !== true || (from === 1 && steps[0]?.dotted !== true)) {
      const first = steps[0];
      const span = from === 0 && first ? first : upTo(reference, first);
      this.#report('Invalid reference', span, `A ${kindNoun(kind)} is named by its type and, after a dot, its name.`);
      return;
    }
    const address = `${type}.${name}`;
    const found = repetitionOf(this.#module, kind, address);
    const span = upTo(reference, nameStep);
    if (!found) {
      if (this.#module.isMentioned(name)) return;
      const near = this.#module.nearest(kind, address);
      const nameSpan = from === 0 ? span : { start: steps[0] ? steps[0].start + 1 : span.start, end: span.end };
      this.#report('Reference to undeclared resource', span, `There is no ${kindNoun(kind)} "${type}" "${name}" in this module.${near === undefined ? '' : ` Did you mean ${near}?`}`, {
        fixes: renamed(nameSpan, near),
      });
      return;
    }
    if (kind === 'data' && !this.#module.declared('data').has(address) && !reads(place.context.owner, address)) {
      this.#report('Reference to scoped resource', span, `${address} is read by a check, and only that check can refer to it.`);
      return;
    }
    this.#checkInstance(steps[from + 1], span, found, address);
    this.#checkOwnCondition(span, kind, address, place);
  }

  #checkInstance(next: Step | undefined, span: Span, found: Repetition, address: string): void {
    if (!next) return;
    if (next.dotted && typeof next.key === 'string' && found !== 'once') {
      this.#report('Missing resource instance key', span, `${address} sets ${found}, so an index must say which of its instances is meant.`);
    } else if (!(next.dotted && typeof next.key === 'string') && found === 'once') {
      this.#report('Unexpected resource instance key', { start: span.start, end: next.end }, `${address} sets neither count nor for_each: leave out the index.`, {
        fixes: [{ title: 'Remove the index', edits: [{ span: { start: next.start, end: next.end }, newText: '' }] }],
      });
    }
  }

  #checkOwnCondition(span: Span, kind: string, address: string, { context }: Place): void {
    const { owner, condition } = context;
    if ((condition !== 'precondition' && condition !== 'postcondition') || owner.type !== kind) return;
    if (owner.labels.map(({ text }) => text).join('.') !== address) return;
    const hint = condition === 'postcondition' ? 'refer to it as self.' : 'a precondition is checked before the resource is there.';
    this.#report(`Invalid reference in ${condition}`, span, `${address} cannot refer to itself: ${hint}`);
  }

  /** An item of depends_on is a whole object. */
  #checkWhole(reference: Reference): void {
    const lengths: Record<string, number> = { var: 1, local: 1, module: 1, data: 2, resource: 2, ephemeral: 2 };
    const length = lengths[reference.root.text] ?? 1;
    const rest = reference.steps.slice(length);
    const attribute = rest.find(({ key, dotted }) => typeof key === 'string' && dotted);
    if (attribute && !(reference.root.text === 'module')) {
      this.#report('Invalid depends_on reference', { start: attribute.start, end: reference.end }, 'Depend on the whole object, not on an attribute of it.');
    }
  }

  #checkCondition({ expression, context: { condition, owner } }: Place, references: readonly Reference[]): void {
    if (expression.kind === 'invalid') return;
    if (references.length === 0 && condition) {
      this.#report(`Invalid ${condition} expression`, expression, 'It refers to nothing that could vary, so it tests nothing.');
    }
    const name = owner.labels[0]?.text;
    if (condition !== 'validation' || name === undefined) return;
    if (!references.some((reference) => reference.root.text === 'var' && reference.steps[0]?.key === name)) {
      this.#report('Invalid variable validation condition', expression, `It must refer to var.${name} to test what the variable is set to.`);
    }
  }
}

/** Of a module call Terraform tells only with a plan what it is not repeated by. */
function early({ owner }: Context): FindingExtras {
  return owner.type === 'module' ? { severity: 'warning' } : {};
}

function kindNoun(kind: string): string {
  if (kind === 'data') return 'data source';
  return kind === 'ephemeral' ? 'ephemeral resource' : 'resource';
}

/** What says how many instances a resource has. */
type Repetition = 'count' | 'for_each' | 'once';

/** How often a resource is there, by its address; undefined where it is not declared. */
function repetitionOf(module: Module, kind: 'resource' | 'data' | 'ephemeral', address: string): Repetition | undefined {
  if (kind === 'data' && module.checkedData.has(address)) return 'once';
  const placed = module.declared(kind).get(address);
  if (!placed) return undefined;
  const sets = (argument: string) => placed.some(({ block }) => attributeOf(block.body, argument) !== undefined);
  return sets('count') ? 'count' : sets('for_each') ? 'for_each' : 'once';
}

/** True of a check that has a data source of its own under the address. */
function reads(owner: Block, address: string): boolean {
  return owner.type === 'check' && blocksOf(owner.body, 'data').some(({ labels }) => labels.map(({ text }) => text).join('.') === address);
}

/** One item of replace_triggered_by: a resource, one of its instances or attributes. */
function checkTrigger(item: Expression, report: ReferenceReport): void {
  const references = referencesIn(item);
  let resources = 0;
  for (const { root, steps } of references) {
    if (root.text === 'count' || root.text === 'each') {
      const wanted = root.text === 'count' ? 'index' : 'key';
      if (steps[0]?.key !== wanted) {
        const summary = `Invalid ${root.text} reference in replace_triggered_by expression`;
        report('Invalid reference in replace_triggered_by expression', item, `Of ${root.text} only ${root.text}.${wanted} can be used here.`, { summary });
        return;
      }
    } else if (notResources.has(root.text)) {
      report('Invalid reference in replace_triggered_by expression', item, `"${root.text}" is no resource; only resources, count.index and each.key can be used here.`);
    } else if (steps.length === 0) {
      report('Invalid reference', root, 'A resource is named by its type and, after a dot, its name.');
      resources++;
    } else {
      resources++;
    }
  }
  if (resources === 0) report('Invalid replace_triggered_by expression', item, 'A reference to a resource is needed here.');
  else if (resources > 1) report('Invalid replace_triggered_by expression', item, 'One reference to a resource is needed here, not several.');
}

const notResources = new Set(['var', 'local', 'module', 'path', 'self', 'terraform']);

/** Reports references of a provisioner that runs on destroy to anything that may be gone by then. */
function checkDestroyProvisioner({ expression }: Place, report: ReferenceReport): void {
  walkExpression(expression, (inner, local) => {
    if (inner.kind !== 'reference' || local.has(inner.root.text)) return;
    if (['self', 'count', 'each', 'path', 'terraform'].includes(inner.root.text)) return;
    report('Invalid reference from destroy provisioner', expression, `${inner.root.text} may be gone by then; only self, count.index and each.key are there.`);
  });
}

/** What a run asserts of nothing that could vary. */
function checkAssertions(body: Body, report: ReferenceReport): void {
  for (const run of blocksOf(body, 'run')) {
    for (const assertion of blocksOf(run.body, 'assert')) {
      const condition = attributeOf(assertion.body, 'condition')?.value;
      if (condition && condition.kind !== 'invalid' && referencesIn(condition).length === 0) report('Invalid assert expression', condition, 'It refers to nothing that could vary, so it tests nothing.');
    }
  }
}

export const referenceRules = family<Summary>(facts, (view, report) => {
  const { file } = view;
  if (file.role === 'test') {
    checkAssertions(file.body, report);
    checkTestReferences(view, report);
  }
  const check = new ReferenceCheck(view, report);
  const references = fileReferences(file);
  for (const place of placesOf(file)) {
    const all = references.get(place.expression);
    if (all || place.context.condition) check.check(place, all ?? []);
    if (place.context.onDestroy) checkDestroyProvisioner(place, report);
  }
  for (const block of blocksOf(file.body, 'check')) {
    for (const data of blocksOf(block.body, 'data')) {
      for (const { name, nameSpan } of attributesOf(data.body)) {
        if (name === 'count' || name === 'for_each') report(`Invalid "${name}" attribute`, nameSpan, 'A data source inside a check is read once.');
      }
    }
  }
  for (const block of blocksOf(file.body, 'resource')) {
    for (const lifecycle of blocksOf(block.body, 'lifecycle')) {
      const value = attributeOf(lifecycle.body, 'replace_triggered_by')?.value;
      for (const item of (value && listItems(value)) ?? []) checkTrigger(item, report);
    }
  }
}, { local: true });
