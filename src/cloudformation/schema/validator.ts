import type { Mark, Span } from '../../language/diagnostic.ts';
import type { Entry, MapNode, Node } from '../../language/tree/node.ts';
import { Conditions, noAssumptions } from '../conditions/conditions.ts';
import { TemplateLogic } from '../conditions/logic.ts';
import type { Memory } from '../incremental/memory.ts';
import { callOf, pseudoParameters } from '../parser/intrinsics.ts';
import type { Parameter, Resource, Template } from '../parser/template.ts';
import type { Facts, JsonSchema, SchemaObject, TypeSchema } from './facts.ts';
import { checkDynamicReferences, dynamicReference, spacedReference } from './dynamicReferences.ts';
import type { Attribution, Inspection, Inspections, Problem } from './inspection.ts';
import { functionRules } from './calls.ts';
import { checkCall } from './functions.ts';
import type { Patterns } from './patterns.ts';
import type { Place } from './place.ts';
import { propertyRules } from './propertyRules.ts';
import { pseudoValue } from './pseudoValue.ts';
import type { Compiled, SchemaCache } from './schemaCache.ts';
import { Recall } from './recall.ts';
import { References } from './references.ts';
import { hasScenarios, Instances, withoutNulls } from './scenarios.ts';
import { intoEntry, type Issue, rootScope, type Scope } from './scope.ts';
import { TypedDeclarations } from './typedDeclarations.ts';
import { show, type Json } from './values.ts';

/**
 * Checks values of one template against JSON Schemas that know CloudFormation: intrinsic functions are checked and
 * resolved, conditions are told apart, AWS::NoValue is no value.
 */
export class Validator {
  /** The template; where something is remembered of it, a view that writes down what is looked at. */
  readonly template: Template;
  /** Whose findings violations of resource types' schemas are. */
  readonly propertyRules = propertyRules;
  readonly facts: Facts;
  readonly patterns: Patterns;
  readonly regions: readonly string[];
  /** The beginning of the day: what is found today does not depend on the hour. */
  readonly now: Date;
  /** How rules are configured, by id and name of the setting. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** The values that deployments give to parameters, by name; where there are some the parameter has no others. */
  readonly given: ReadonlyMap<string, readonly Json[]>;
  /** The parameters and resources that can be referred to: CloudFormation knows none without a type. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly resources: ReadonlyMap<string, Resource>;
  /** What the template's conditions allow. */
  readonly conditions: Conditions;
  /** What `Ref` knows. */
  readonly references: References;
  readonly #inspections: Inspections;
  readonly #cache: SchemaCache;
  /** As it is written. */
  readonly #written: Template;
  readonly #memory: Memory | undefined;
  readonly #recall: Recall | undefined;
  readonly #instances: Instances;

  constructor(options: {
    template: Template;
    facts: Facts;
    patterns: Patterns;
    regions: readonly string[];
    settings: Readonly<Record<string, Readonly<Record<string, Json>>>>;
    given: ReadonlyMap<string, readonly Json[]>;
    now: Date;
    inspections: Inspections;
    cache: SchemaCache;
    /** What is known from the lint before, if there was one. */
    memory?: Memory | undefined;
  }) {
    this.#written = options.template;
    this.#memory = options.memory;
    this.#recall = options.memory && new Recall(options.memory);
    this.conditions = options.memory?.conditions ?? new Conditions(new TemplateLogic(options.template));
    this.#instances = new Instances(this.conditions, options.template.doubts === undefined);
    this.template = options.memory?.view(options.template) ?? options.template;
    this.parameters = new TypedDeclarations(this.template.parameters);
    this.resources = new TypedDeclarations(this.template.resources);
    this.references = new References(this.template);
    this.facts = options.facts;
    this.patterns = options.patterns;
    this.regions = options.regions;
    this.settings = options.settings;
    this.given = options.given;
    this.now = options.now;
    this.#inspections = options.inspections;
    this.#cache = options.cache;
  }

  /** The scope of the document's root: only macros may be called. */
  rootScope(): Scope {
    return rootScope(this.place(''), {
      functions: new Set(['Fn::Transform']), assumptions: noAssumptions, strict: true, composite: false, judging: false, inspect: true, dynamicReferences: true,
      resolved: false, fromParameter: false, valuePlace: undefined, values: new Map(), pseudoParameters: true, resources: true, callPlace: undefined,
      isCallWrong: undefined, root: true, names: undefined,
    });
  }

  /** The scope of a section's value; undefined where the template has no such section. */
  sectionScope(name: string): Scope | undefined {
    const entry = this.#sectionEntry(name);
    return entry && intoEntry(this.rootScope(), entry, undefined).at({ place: this.place(name) });
  }

  /** A section's value. */
  section(name: string): Node | undefined {
    this.#memory?.readWhole();
    return this.#sectionEntry(name)?.value;
  }

  /** Checks a section; what is known of its declarations is not found again. */
  runSection(node: Node, schema: JsonSchema, scope: Scope, attribution: Attribution): Issue[] {
    const run = (): Issue[] => this.run(node, schema, scope, attribution);
    return this.#recall ? this.#recall.section(run) : run();
  }

  /**
   * Checks a resource's properties, each of which is remembered by itself.
   * @param declaration the path of the resource
   */
  runProperties(declaration: string, properties: MapNode, schema: JsonSchema, scope: Scope, attribution: Attribution): Issue[] {
    const run = (): Issue[] => this.run(properties, schema, scope, attribution);
    return this.#recall ? this.#recall.properties(declaration, properties, scope, run) : run();
  }

  /** Checks a value and attributes every issue to a rule. */
  run(node: Node, schema: JsonSchema, scope: Scope, attribution: Attribution): Issue[] {
    return this.attribute(this.issues(node, schema, scope), attribution);
  }

  /** The known issues, and why each alternative of theirs failed, each with its rule. */
  attribute(issues: readonly Issue[], attribution: Attribution): Issue[] {
    const known = issues.filter((issue) => !issue.unknown);
    const ruleOf = ({ keyword }: Issue): string =>
      attribution.keywords?.[keyword] ?? (attribution.functions === 'default' ? undefined : functionRules[keyword]) ?? attribution.default;
    return known.flatMap((issue) => {
      issue.rule ??= ruleOf(issue);
      return [issue, ...this.attribute(issue.context ?? [], attribution)];
    });
  }

  /** Checks a value. */
  issues(node: Node, schema: JsonSchema, scope: Scope): Issue[] {
    const issues: Issue[] = [];
    const looks = this.#written.doubts?.looks;
    this.validate(node, schema, scope, issues);
    // Schemas mind hidden parts by themselves.
    if (looks !== undefined) this.#written.doubts?.forget(looks);
    return issues;
  }

  /** Checks a value and adds what is wrong to `issues`. */
  validate(node: Node, schema: JsonSchema, scope: Scope, issues: Issue[]): void {
    if (schema === true) return;
    const recall = schema !== false && this.#recall?.remembers(node, scope) ? this.#recall : undefined;
    if (recall) this.#recalled(recall, node, schema as SchemaObject, scope, issues);
    else this.#validate(node, schema, scope, issues);
  }

  #recalled(recall: Recall, node: Node, schema: SchemaObject, scope: Scope, issues: Issue[]): void {
    issues.push(...recall.found(schema, scope, (found) => this.#validate(node, schema, scope, found)));
  }

  #validate(node: Node, schema: JsonSchema, scope: Scope, issues: Issue[]): void {
    if (schema === true) return;
    if (node.incomplete && isEmpty(node)) {
      issues.push(this.#hidden(node, scope));
      return;
    }
    if (schema === false) {
      issues.push(this.issue(node, scope, notAllowed(node, scope)));
      return;
    }
    const plan = this.#cache.plan(schema);
    if (plan.isContext) {
      this.#apply(node, schema, plan.all, scope, issues);
      return;
    }
    if (node.kind === 'scalar' && typeof node.value === 'string' && this.#isSpecial(node, node.value, scope, issues)) return;
    if (scope.functions.size === 0 || scope.inIf) {
      this.#apply(node, schema, plan.all, scope, issues);
      return;
    }
    const { standard, group } = plan;
    if (group) this.#applyGroup(node, group, plan.ofScenarios, scope, issues);
    const call = node.kind === 'map' && node.entries.length === 1 ? callOf(node) : undefined;
    if (call && scope.functions.has(call.name)) {
      checkCall(this, call, node, standard, scope, issues);
      return;
    }
    this.#apply(node, standard, plan.ofValue, scope, issues);
    if (scope.inspect && !plan.isReference) this.inspectPlace(scope.place.text, node, standard, scope, issues);
  }

  /** Whether a rule looks into the values of this very property. */
  isInspected(place: string): boolean {
    return place.includes('/Properties/') && this.#inspections.values.has(place);
  }

  /** Runs the inspections of the values at a place. */
  inspectPlace(place: string, node: Node, schema: SchemaObject, scope: Scope, issues: Issue[]): void {
    this.#inspect(this.#inspections.values.get(place), node, schema, scope, issues);
    this.#inspect(this.#inspections.values.get('*'), node, schema, scope, issues);
  }

  /** Runs the inspections of the calls at a place; the scope is the argument's. */
  inspectCall(place: string, call: Node, schema: SchemaObject, scope: Scope, issues: Issue[]): void {
    this.#inspect(this.#inspections.calls.get(place), call, schema, scope, issues);
    this.#inspect(this.#inspections.calls.get('*'), call, schema, scope, issues);
  }

  /** The issue for a problem at a node. */
  issue(node: Node, scope: Scope, problem: Problem): Issue {
    const { keyword, rule, message, span, deeper = 0, unknown, context, fixes, isNull } = problem;
    return { keyword, rule, message: scope.judging ? '' : typeof message === 'string' ? message : message(), span: span ?? this.spanOf(node, scope.here), depth: scope.depth + deeper, unknown, context, fixes, isNull, path: scope.path };
  }

  /**
   * Where an issue with a value is reported: at the value where it stands on the line of its key, else, as cfn-lint
   * does, at the key, though the value is what is shown. A value that is written further up, as what an alias repeats,
   * is reported where it is used.
   */
  spanOf(node: Node, here: Span): Mark {
    if (node.start < here.start) return here;
    return this.#breaks(here.start, node.start) ? { start: here.start, end: here.end, shown: { start: node.start, end: node.end } } : node;
  }

  /** Where a call is reported: at the name of its function where that is written as a key. */
  spanOfCall(node: Node, here: Span): Mark {
    const name = callOf(node)?.key;
    return name && !name.synthetic ? name : this.spanOf(node, here);
  }

  /** The schema of a resource type; undefined where the type is unknown. */
  typeSchema(type: string): TypeSchema | undefined {
    return this.facts.type(this.schemaType(type));
  }

  /** The part of a schema that a reference names, and the schema that it is a part of. */
  referred(root: JsonSchema, reference: string): { schema: JsonSchema; root: JsonSchema } {
    if (reference.startsWith('#')) return { schema: this.#cache.referred(root, reference), root };
    // The schemas of policies refer to one that they share (`policy#/definitions/Action`).
    const [document = '', pointer = ''] = reference.split('#');
    const other = this.facts.schema(`other:iam/${document}`);
    return { schema: this.#cache.referred(other, pointer), root: other };
  }

  /** What comes of a schema and something else, whose text is its key; it is made once. */
  derived(schema: SchemaObject, key: string, make: () => unknown): unknown {
    return this.#cache.derived(schema, key, make);
  }

  /** The schema of a function's argument. */
  functionSchema(name: string): JsonSchema {
    return this.#cache.functionSchema(name, this.facts);
  }

  /** A schema's list of functions as a set, made once. */
  functionNames(list: readonly unknown[]): ReadonlySet<string> {
    return this.#cache.names(list);
  }

  /** Whether a value is one of the allowed ones, as CloudFormation compares them. */
  isAmong(value: Json, allowed: readonly Json[]): boolean {
    return this.#cache.isAmong(value, allowed);
  }

  /** The allowed value that a misspelt one probably means. */
  similar(value: string, allowed: readonly Json[]): string | undefined {
    return this.#cache.similar(value, allowed);
  }

  /** The place of this text. */
  place(text: string): Place {
    return this.#cache.place(text);
  }

  /** The dotted name of the property at a place (`Resources/AWS::SQS::Queue/Properties/Arn`), where only AWS sets it. */
  readOnlyAt(place: string): string | undefined {
    return this.#cache.readOnlyAt(place, this.facts);
  }

  /** The availability zones of a region; undefined for an unknown region. */
  zones(region: string): readonly string[] | undefined {
    const { zones } = this.facts.record('regions') as { zones: Readonly<Record<string, readonly string[]>> };
    return Object.hasOwn(zones, region) ? zones[region] : undefined;
  }

  /** An example of what a pseudo parameter is in the template's first region; undefined for AWS::NoValue. */
  pseudoValue(name: string): string | readonly string[] | undefined {
    return pseudoValue(name, this.regions[0] ?? 'us-east-1');
  }

  /** Whether `Ref` knows the name here. */
  isReference(name: string, scope: Scope): boolean {
    return this.parameters.has(name) || (scope.resources && this.resources.has(name)) || pseudoParameters.has(name) || scope.values.has(name);
  }

  /** The type of a resource, as its schema is filed: custom resources share one. */
  schemaType(type: string): string {
    if (type.startsWith('Custom::')) return 'AWS::CloudFormation::CustomResource';
    if (type.endsWith('::MODULE')) return 'Module';
    return type;
  }

  /** Follows `$ref`s (`#/definitions/X`) within a schema. */
  dereference(schema: JsonSchema, root: JsonSchema): { schema: JsonSchema; root: JsonSchema } {
    let current = { schema, root };
    for (let hops = 0; hops < 20 && typeof current.schema === 'object' && typeof current.schema['$ref'] === 'string'; hops++) {
      current = this.referred(current.root, current.schema['$ref']);
    }
    return current;
  }

  /** The text of a stretch in a value in hand, or on its lines. */
  written({ start, end }: Span): string {
    return this.#written.text.slice(start, end);
  }

  /** What stands before a place on its line; the place is one of a value in hand. */
  lineBefore(offset: number): string {
    const { text } = this.#written;
    return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  }

  #sectionEntry(name: string): Entry | undefined {
    return this.#written.root?.entries.findLast((candidate) => candidate.key.text === name);
  }

  #breaks(from: number, to: number): boolean {
    const at = this.#written.text.indexOf('\n', from);
    return at >= 0 && at < to;
  }

  #isSpecial(node: Node, text: string, scope: Scope, issues: Issue[]): boolean {
    if (scope.dynamicReferences && text.includes('{{')) {
      if (dynamicReference.test(text)) {
        if (!scope.inFunction) checkDynamicReferences(this, node, text, scope, issues);
        return true;
      }
      if (spacedReference.test(text)) {
        const message = `${show(node)} has spaces before 'resolve', so it stays as it is written`;
        issues.push(this.issue(node, scope, { keyword: 'dynamicReferenceSpaces', rule: 'W1053', message }));
        return true;
      }
    }
    if (text.startsWith('AWS::') && pseudoParameters.has(text) && !scope.inRef) {
      const message = `${show(node)} is a pseudo parameter written as a plain string; use 'Ref: ${text}'`;
      issues.push(this.issue(node, scope, { keyword: 'rawPseudoParameter', rule: 'W1054', message }));
      return true;
    }
    return false;
  }

  #applyGroup(node: Node, group: SchemaObject, checks: readonly Compiled[], scope: Scope, issues: Issue[]): void {
    if (node.kind === 'scalar') {
      this.#apply(node, group, checks, scope, issues);
      return;
    }
    if (!hasScenarios(node)) {
      this.#apply(withoutNulls(node), group, checks, scope, issues);
      return;
    }
    for (const { assumptions, value } of this.#instances.of(node, scope.assumptions, scope.here)) {
      if (value) this.#apply(value, group, checks, scope.under({ assumptions }), issues);
    }
  }

  /** @param checks of the schema's keywords */
  #apply(node: Node, schema: SchemaObject, checks: readonly Compiled[], scope: Scope, issues: Issue[]): void {
    const context = { validator: this, value: undefined as unknown, schema, node, scope, issues };
    // Run for every keyword of every value: what is made here is made a million times.
    for (let at = 0; at < checks.length; at++) {
      const { check, value, isOfWholes } = checks[at] as Compiled;
      context.value = value;
      if (isOfWholes && node.incomplete) issues.push(this.#hidden(node, scope));
      else check(context);
    }
  }

  /** What a syntax error hides is neither right nor wrong. */
  #hidden(node: Node, scope: Scope): Issue {
    return this.issue(node, scope, { keyword: 'hidden', message: 'a syntax error hides a part of the value', unknown: true });
  }

  /** Runs a check by schemas, which mind hidden parts by themselves. */
  aside<Result>(check: () => Result): Result {
    return this.#written.doubts ? this.#written.doubts.aside(check) : check();
  }

  #inspect(inspections: readonly Inspection[] | undefined, node: Node, schema: SchemaObject, outer: Scope, issues: Issue[]): void {
    if (!inspections) return;
    let inner: Scope | undefined;
    for (let at = 0; at < inspections.length; at++) {
      const inspection = inspections[at] as Inspection;
      if (inspection.wants?.(node, schema, outer.place.text, this) === false) continue;
      inner ??= outer.uninspected;
      if (this.#recall?.remembersInspection(outer)) this.#inspectRecalled(this.#recall, inspection, node, schema, inner, issues);
      else this.#inspectBy(inspection, node, schema, inner, issues);
    }
  }

  #inspectRecalled(recall: Recall, inspection: Inspection, node: Node, schema: SchemaObject, scope: Scope, issues: Issue[]): void {
    issues.push(...recall.found(inspection, scope, (found) => this.#inspectBy(inspection, node, schema, scope, found)));
  }

  #inspectBy(inspection: Inspection, node: Node, schema: SchemaObject, scope: Scope, issues: Issue[]): void {
    const report = (issue: Issue): void => {
      issue.rule ??= inspection.rule;
      issues.push(issue);
    };
    inspection.inspect(node, scope, this, schema, this.#written.doubts?.certain(report) ?? report);
  }
}

/** That nothing can stand at a place: a property is named, an item shown. */
function notAllowed(node: Node, { path }: Scope): Problem {
  const message = (): string => {
    const step = path.slice(path.lastIndexOf('/') + 1);
    return /^\d*$/.test(step) ? `${show(node)} is not allowed here` : `'${step}' cannot be given here`;
  };
  return { keyword: 'false', message };
}

function isEmpty(node: Node): boolean {
  return node.kind === 'scalar' || (node.kind === 'map' ? node.entries : node.items).length === 0;
}
