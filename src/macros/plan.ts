import type { Repository } from '../git/repository.ts';
import type { MacroHost } from './host.ts';
import type { Macro } from './language.ts';
import { type PlanContext, type Step, reasonFor } from './step.ts';
import { Variables } from './variables.ts';

export interface PlanOptions {
  readonly repository: Repository | undefined;
  readonly host: MacroHost;
  readonly inputs: Readonly<Record<string, string>>;
  /** Every macro of the settings, for those that run others. */
  readonly macros: readonly Macro[];
}

/** What a step would do. */
export interface PlannedStep {
  readonly path: string;
  readonly kind: string;
  readonly name: string | undefined;
  readonly lines: readonly string[];
  /** Why it cannot be planned now: what it needs is made by an earlier step, or it would fail. */
  readonly problem: string | undefined;
}

/**
 * What a macro would do, step by step, without doing anything. A step is planned on the repository as it is now, which
 * earlier steps may change; inputs without a value stay as they are written.
 */
export async function planMacro(macro: Macro, options: PlanOptions): Promise<PlannedStep[]> {
  const offered = macro.inputs.flatMap((input) => (input.default === undefined ? [] : [[input.name, input.default]]));
  const inputs = { ...Object.fromEntries(offered), ...options.inputs };
  const variables = new Variables({ ...options, inputs, results: {}, keepUnknownInputs: true });
  const context: PlanContext = {
    repository: options.repository,
    variables,
    macro: (name) => options.macros.find((other) => other.name === name)?.steps ?? [],
    async describeSteps(steps) {
      const planned = await planSteps(steps, context);
      return planned.flatMap(({ lines, problem }) => [...lines, ...(problem ? [problem] : [])]).map((line) => `  ${line}`);
    },
  };
  return planSteps(macro.steps, context);
}

async function planSteps(steps: readonly Step[], context: PlanContext): Promise<PlannedStep[]> {
  const planned: PlannedStep[] = [];
  for (const step of steps) {
    const { path, kind, name } = step;
    try {
      planned.push({ path, kind, name, lines: await step.body.describe(context), problem: undefined });
    } catch (error) {
      const { message } = reasonFor(error);
      planned.push({ path, kind, name, lines: [], problem: `as things are now: ${message}` });
    }
  }
  return planned;
}
