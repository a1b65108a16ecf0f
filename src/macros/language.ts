import { suggest } from '../language/suggest.ts';
import { askSteps } from './askSteps.ts';
import { branchSteps } from './branchSteps.ts';
import { checkSteps } from './checkSteps.ts';
import { condition, conditions } from './conditions.ts';
import { controlSteps } from './controlSteps.ts';
import { editorSteps } from './editorSteps.ts';
import { gitSteps } from './gitSteps.ts';
import type { InputRequest } from './host.ts';
import { programSteps } from './programSteps.ts';
import {
  type JsonSchema,
  isObject,
  isText,
  lazy,
  list,
  member,
  number,
  object,
  record,
  type ReportProblem,
  type Shape,
  type ShapeProblem,
  text,
} from './shape.ts';
import { allSteps, Step, type StepDefinition, type StepLabels } from './step.ts';
import { inputsIn } from './variables.ts';

/** A named list of steps. */
export interface Macro {
  readonly name: string;
  /** What pickers show. */
  readonly title: string;
  readonly description: string | undefined;
  /** What its item in the status bar says; undefined where it has none. */
  readonly statusBar: string | undefined;
  readonly steps: readonly Step[];
  /** What is asked before the first step: the inputs that its steps and the macros it runs use, in order of first use. */
  readonly inputs: readonly InputRequest[];
  /** As it was written. */
  readonly written: unknown;
  /** The names of the macros that it runs. */
  readonly calls: readonly string[];
}

/** Something wrong in the setting; `macro` is undefined where it concerns them all. */
export interface MacroProblem extends ShapeProblem {
  readonly macro: string | undefined;
}

export interface ParsedMacros {
  /** Those without a problem. */
  readonly macros: readonly Macro[];
  readonly problems: readonly MacroProblem[];
}

/** Every kind of step. */
export const stepDefinitions: readonly StepDefinition[] = [
  ...gitSteps,
  ...branchSteps,
  ...checkSteps,
  ...askSteps,
  ...editorSteps,
  ...programSteps,
  ...controlSteps(lazy('steps', () => steps)),
];

const definitionsByKind = new Map(stepDefinitions.map((definition) => [definition.kind, definition]));
const commandDefinition = definitionsByKind.get('command');

const identifier: Shape<string> = {
  parse(value, path, report) {
    if (isText(value) && /^[\w-]+$/.test(value)) return value;
    report({ path, message: `${path} must be a text of letters, digits, - and _.` });
    return undefined;
  },
  schema: { type: 'string', pattern: '^[\\w-]+$', description: 'under which ${result:id.field} finds what it did' },
};

/** What any step may have beside its kind's keys. */
const labelsShape = object('labels', {}, {
  name: text('the name that progress and reports show'),
  id: identifier,
  timeout: number('seconds after which it is ended', 0.1, 86_400),
});

/** Without the keys that are not there. */
function present(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}

const stepShape: Shape<Step> = {
  parse(value, path, report) {
    if (typeof value === 'string') return build(commandDefinition, { command: value }, path, {}, report);
    if (!isObject(value)) {
      report({ path, message: `${path} must be an editor command's id or an object with one of ${kindNames()}.` });
      return undefined;
    }
    const kind = kindOf(value, path, report);
    if (kind === undefined) return undefined;
    const { name, id, timeout, ...rest } = value;
    const labels = labelsShape.parse(present({ name, id, timeout }), path, report);
    if (labels === undefined) return undefined;
    return build(definitionsByKind.get(kind), rest, path, labels, report);
  },
  schema: { $ref: '#/definitions/step' },
};

const steps: Shape<Step[]> = list(stepShape, 'steps');

/** The one key that names a kind. */
function kindOf(value: Record<string, unknown>, path: string, report: ReportProblem): string | undefined {
  const kinds = Object.keys(value).filter((key) => definitionsByKind.has(key));
  const [kind] = kinds;
  if (kind === undefined) {
    report({ path, message: `${path} ${noKind(Object.keys(value))}` });
    return undefined;
  }
  if (kinds.length > 1) {
    const names = kinds.map((key) => `"${key}"`).join(' and ');
    report({ path, message: `${path} has ${names}; a step does one thing, so make them two steps.` });
    return undefined;
  }
  return kind;
}

function noKind(keys: readonly string[]): string {
  const wanted = `it needs one of ${kindNames()}`;
  const [first] = keys;
  if (first === undefined) return `is empty; ${wanted}.`;
  for (const key of keys) {
    const meant = suggest(key, definitionsByKind.keys());
    if (meant !== undefined) return `has no kind of step ("${key}" is none); did you mean "${meant}"?`;
  }
  return `has no kind of step ("${first}" is none); ${wanted}.`;
}

function build(
  definition: StepDefinition | undefined,
  value: unknown,
  path: string,
  labels: StepLabels,
  report: ReportProblem,
): Step | undefined {
  const body = definition?.parse(value, path, report);
  return definition && body && new Step(definition.kind, path.replace(/^.*?\.steps/, 'steps'), labels, body);
}

function kindNames(): string {
  return stepDefinitions.map((definition) => definition.kind).join(', ');
}

const inputShape = object(
  'what is asked before the macro runs',
  {},
  {
    prompt: text('the question'),
    default: text('the value that is offered'),
    options: list(text('a value'), 'the values that may be picked'),
  },
);

const macroShape = object(
  'a macro',
  { steps },
  {
    title: text('the name that pickers show'),
    description: text('one line about it'),
    statusBar: text('an item in the status bar that runs it: its words, with icons such as $(rocket)'),
    inputs: record(inputShape, 'the questions behind ${input:name}'),
  },
);

/**
 * Reads the value of the setting `plumbline.macros`.
 * @param value as it came from JSON
 * @param root what paths in problems begin with
 */
export function parseMacros(value: unknown, root = 'plumbline.macros'): ParsedMacros {
  if (value === undefined) return { macros: [], problems: [] };
  if (!isObject(value)) {
    return {
      macros: [],
      problems: [{ macro: undefined, path: root, message: `${root} must be an object: a macro under each name.` }],
    };
  }
  const read: ReadMacro[] = [];
  const problems: MacroProblem[] = [];
  for (const [name, written] of Object.entries(value)) {
    const path = member(root, name);
    // a bare list is a macro that is nothing but its steps
    const body = macroShape.parse(Array.isArray(written) ? { steps: written } : written, path, (problem) =>
      problems.push({ ...problem, macro: name }),
    );
    if (body) read.push({ name, path, written, body, steps: allSteps(body.steps) });
  }
  const sound = new Map(read.map((macro) => [macro.name, macro]));
  // a macro that runs one with a problem has one, too
  for (let before = -1; before !== sound.size; ) {
    before = sound.size;
    for (const macro of sound.values()) {
      const problem = callProblem(macro, value, sound);
      if (!problem) continue;
      problems.push(problem);
      sound.delete(macro.name);
    }
  }
  return { macros: [...sound.values()].map((macro) => finish(macro, sound)), problems };
}

interface ReadMacro {
  readonly name: string;
  readonly path: string;
  readonly written: unknown;
  readonly body: NonNullable<ReturnType<typeof macroShape.parse>>;
  /** All of them, those within others included. */
  readonly steps: readonly Step[];
}

function callsOf(macro: ReadMacro): string[] {
  return macro.steps.flatMap((step) => step.body.calls() ?? []);
}

/** A macro that runs one that does not exist or cannot be read, or that comes back to itself. */
function callProblem(
  macro: ReadMacro,
  all: Readonly<Record<string, unknown>>,
  read: ReadonlyMap<string, ReadMacro>,
): MacroProblem | undefined {
  const { name, path } = macro;
  const trail: string[] = [name];
  const seen = new Set<string>();
  const visit = (current: ReadMacro): string | undefined => {
    for (const called of callsOf(current)) {
      if (called === name) return `${path} comes back to itself: ${[...trail, called].join(' runs ')}.`;
      if (!Object.hasOwn(all, called)) return `${path} runs the macro ${JSON.stringify(called)}, which does not exist.`;
      const target = read.get(called);
      if (!target) return `${path} runs the macro ${JSON.stringify(called)}, which has a problem of its own.`;
      if (seen.has(called)) continue;
      seen.add(called);
      trail.push(called);
      const message = visit(target);
      if (message !== undefined) return message;
      trail.pop();
    }
    return undefined;
  };
  const message = visit(macro);
  return message === undefined ? undefined : { macro: name, path, message };
}

function finish(macro: ReadMacro, all: ReadonlyMap<string, ReadMacro>): Macro {
  const { name, body, written } = macro;
  return {
    name,
    title: body.title ?? name,
    description: body.description,
    statusBar: body.statusBar,
    steps: body.steps,
    inputs: [...inputsOf(macro, all).values()],
    written,
    calls: [...new Set(callsOf(macro))],
  };
}

function inputsOf(macro: ReadMacro, all: ReadonlyMap<string, ReadMacro>): Map<string, InputRequest> {
  const used = inputsIn(macro.body.steps.flatMap((step) => step.body.texts()));
  const inputs = new Map<string, InputRequest>(
    used.map((input) => {
      const asked = macro.body.inputs?.[input];
      return [input, { ...asked, name: input, prompt: asked?.prompt ?? input }];
    }),
  );
  for (const called of callsOf(macro)) {
    const target = all.get(called);
    if (!target) continue;
    for (const [input, request] of inputsOf(target, all)) if (!inputs.has(input)) inputs.set(input, request);
  }
  for (const step of macro.steps) for (const defined of step.body.defines()) inputs.delete(defined);
  return inputs;
}

/** The JSON schema (draft 7) of settings files, for the one setting `plumbline.macros`. */
export function macroSettingsSchema(): JsonSchema {
  const macros = {
    type: 'object',
    description: 'Macros: named chains of git, lint, drift and editor steps.',
    additionalProperties: { anyOf: [macroShape.schema, { type: 'array', items: stepShape.schema, minItems: 1 }] },
  };
  const settings = { type: 'object', properties: { 'plumbline.macros': macros } };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    // a workspace file keeps its settings one level down
    properties: { ...settings.properties, settings },
    definitions: {
      step: {
        anyOf: [
          { type: 'string', minLength: 1, description: 'the id of an editor command' },
          ...stepDefinitions.map((definition) => stepSchema(definition)),
        ],
      },
      steps: steps.schema,
      condition: condition.schema,
      conditions: conditions.schema,
    },
  };
}

function stepSchema({ shape, summary }: StepDefinition): JsonSchema {
  const properties = shape.schema['properties'];
  const labels = labelsShape.schema['properties'];
  return {
    ...shape.schema,
    properties: { ...(isObject(properties) ? properties : {}), ...(isObject(labels) ? labels : {}) },
    description: summary,
  };
}
