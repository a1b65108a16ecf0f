import { checkSteps } from './checkSteps.ts';
import { editorSteps } from './editorSteps.ts';
import { gitSteps } from './gitSteps.ts';
import type { InputRequest } from './host.ts';
import {
  type JsonSchema,
  isObject,
  list,
  member,
  object,
  record,
  type ReportProblem,
  type Shape,
  type ShapeProblem,
  text,
} from './shape.ts';
import { Step, type StepDefinition } from './step.ts';
import { inputsIn } from './variables.ts';

/** A named list of steps. */
export interface Macro {
  readonly name: string;
  /** What pickers show. */
  readonly title: string;
  readonly description: string | undefined;
  readonly steps: readonly Step[];
  /** The inputs that the steps use, in the order of their first use. */
  readonly inputs: readonly InputRequest[];
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
export const stepDefinitions: readonly StepDefinition[] = [...gitSteps, ...checkSteps, ...editorSteps];

const definitionsByKind = new Map(stepDefinitions.map((definition) => [definition.kind, definition]));
const commandDefinition = definitionsByKind.get('command');

const nameKey = 'name';

const stepShape: Shape<Step> = {
  parse(value, path, report) {
    if (typeof value === 'string') return build(commandDefinition, { command: value }, path, undefined, report);
    if (!isObject(value)) {
      report({ path, message: `${path} must be an editor command's id or an object with one of ${kindNames()}.` });
      return undefined;
    }
    const kinds = Object.keys(value).filter((key) => definitionsByKind.has(key));
    const [kind] = kinds;
    if (kind === undefined) {
      const [key] = Object.keys(value);
      const said = key === undefined ? 'is empty' : `has no kind of step ("${key}" is none)`;
      report({ path, message: `${path} ${said}; it needs one of ${kindNames()}.` });
      return undefined;
    }
    if (kinds.length > 1) {
      const names = kinds.map((key) => `"${key}"`).join(' and ');
      report({ path, message: `${path} has ${names}; a step does one thing, so make them two steps.` });
      return undefined;
    }
    const { [nameKey]: name, ...rest } = value;
    if (name !== undefined && typeof name !== 'string') {
      report({ path: member(path, nameKey), message: `${member(path, nameKey)} must be a text.` });
      return undefined;
    }
    return build(definitionsByKind.get(kind), rest, path, name, report);
  },
  schema: { $ref: '#/definitions/step' },
};

function build(
  definition: StepDefinition | undefined,
  value: unknown,
  path: string,
  name: string | undefined,
  report: ReportProblem,
): Step | undefined {
  const body = definition?.parse(value, path, report);
  return definition && body && new Step(definition.kind, path.replace(/^.*?\.steps/, 'steps'), name, body);
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
  { steps: list(stepShape, 'steps') },
  {
    title: text('the name that pickers show'),
    description: text('one line about it'),
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
  const macros: Macro[] = [];
  const problems: MacroProblem[] = [];
  for (const [name, written] of Object.entries(value)) {
    const path = member(root, name);
    // a bare list is a macro that is nothing but its steps
    const read = macroShape.parse(Array.isArray(written) ? { steps: written } : written, path, (problem) =>
      problems.push({ ...problem, macro: name }),
    );
    if (!read) continue;
    const used = inputsIn(read.steps.flatMap((step) => step.body.texts()));
    const inputs = used.map((input) => {
      const asked = read.inputs?.[input];
      return { ...asked, name: input, prompt: asked?.prompt ?? input };
    });
    macros.push({ name, title: read.title ?? name, description: read.description, steps: read.steps, inputs });
  }
  return { macros, problems };
}

/** The JSON schema (draft 7) of the setting `plumbline.macros`. */
export function macrosSchema(): JsonSchema {
  return {
    type: 'object',
    additionalProperties: { anyOf: [macroShape.schema, { type: 'array', items: stepShape.schema, minItems: 1 }] },
    definitions: {
      step: {
        anyOf: [
          { type: 'string', minLength: 1, description: 'the id of an editor command' },
          ...stepDefinitions.map((definition) => stepSchema(definition)),
        ],
      },
    },
  };
}

function stepSchema({ shape, summary }: StepDefinition): JsonSchema {
  const properties = shape.schema['properties'];
  const name = { type: 'string', description: 'the name that progress and reports show' };
  return {
    ...shape.schema,
    properties: { ...(isObject(properties) ? properties : {}), [nameKey]: name },
    description: summary,
  };
}
