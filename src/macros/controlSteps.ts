import { readChanged } from '../git/changes.ts';
import { readRemoteNames } from '../git/remotes.ts';
import { readStaged } from '../git/stage.ts';
import { condition, describeCondition, holds } from './conditions.ts';
import { pause } from './editorSteps.ts';
import { either, isList, isText, list, number, object, record, type Shape, text, choice } from './shape.ts';
import { defineStep, reasonFor, type Step, type StepContext, type StepDefinition, StepError } from './step.ts';

const loops = ['remotes', 'changed', 'staged', 'repositories'] as const;

async function loopValues(over: string | readonly string[], { repository, host }: StepContext): Promise<readonly string[]> {
  if (typeof over !== 'string') return over;
  if (over === 'remotes') return readRemoteNames(repository);
  if (over === 'changed') return readChanged(repository);
  if (over === 'staged') return readStaged(repository);
  return (await host.repositories()).map((one) => one.root);
}

/**
 * The kinds of steps that hold other steps.
 * @param steps how a list of steps is written
 */
export function controlSteps(steps: Shape<Step[]>): StepDefinition[] {
  const macroStep = defineStep({
    kind: 'macro',
    calls: ({ macro }) => macro,
    defines: ({ inputs }) => Object.keys(inputs ?? {}),
    summary: 'Runs the steps of another macro.',
    shape: object('runs another macro', { macro: text("the other macro's name") }, {
      inputs: record(text('a value'), 'values of its inputs'),
    }),
    async describe({ macro }, context) {
      return [`the macro ${macro}:`, ...(await context.describeSteps(context.macro(macro)))];
    },
    async run({ macro, inputs }, context) {
      for (const [name, value] of Object.entries(inputs ?? {})) context.variables.setInput(name, value);
      await context.runSteps(context.macro(macro));
      return { summary: macro };
    },
  });

  const ifStep = defineStep({
    kind: 'if',
    summary: 'Runs steps if a condition holds, others if not.',
    // oxlint-disable-next-line unicorn/no-thenable -- the key of the setting; its value is a list, never a function
    shape: object('a choice', { if: condition, then: steps }, { else: steps }),
    async describe(value, context) {
      const otherwise = value.else ? ['otherwise:', ...(await context.describeSteps(value.else))] : [];
      return [`if ${describeCondition(value.if)}:`, ...(await context.describeSteps(value.then)), ...otherwise];
    },
    async run(value, context) {
      const held = await holds(value.if, context);
      const chosen = held ? value.then : value.else;
      if (chosen) await context.runSteps(chosen);
      return { summary: `${describeCondition(value.if)}: ${held}`, data: { held } };
    },
  });

  const forEachStep = defineStep({
    kind: 'forEach',
    summary: 'Runs steps once for each of some values, which ${item} stands for.',
    shape: object(
      'a loop',
      {
        forEach: either<string | string[]>(
          `one of ${loops.map((loop) => `"${loop}"`).join(', ')}, or a list of texts`,
          { when: isText, shape: choice('what to go through', loops) },
          { when: isList, shape: list(text('a value'), 'values') },
        ),
        do: steps,
      },
      { as: text('a name: ${item:name} stands for the value in loops within this one, too') },
    ),
    async describe({ forEach: over, do: inner }, context) {
      return [`for each of ${typeof over === 'string' ? over : over.join(', ')}:`, ...(await context.describeSteps(inner))];
    },
    async run({ forEach: over, do: inner, as }, context) {
      const values = await loopValues(over, context);
      const repositories = over === 'repositories' ? await context.host.repositories() : [];
      for (const [index, value] of values.entries()) {
        const repository = repositories[index];
        const variables = context.variables.withItem(as, value);
        await context.runSteps(inner, { variables: repository ? variables.with({ repository }) : variables, repository });
      }
      return { summary: `${values.length} turns`, data: { values } };
    },
  });

  const tryStep = defineStep({
    kind: 'try',
    summary: 'Runs steps, and then the finally steps, whether the first succeeded or not.',
    shape: object('steps that are tidied up after', { try: steps, finally: steps }),
    async describe(value, context) {
      return [
        'try:',
        ...(await context.describeSteps(value.try)),
        'and in any case:',
        ...(await context.describeSteps(value.finally)),
      ];
    },
    async run(value, context) {
      try {
        await context.runSteps(value.try);
      } finally {
        // tidying up is not cancelled with the rest
        await context.runSteps(value.finally, { signal: new AbortController().signal });
      }
      return { summary: 'done' };
    },
  });

  const retryStep = defineStep({
    kind: 'retry',
    summary: 'Runs steps again while they fail.',
    shape: object(
      'steps that may fail at first',
      { retry: steps },
      {
        times: number('how often at most (default 3)', 1, 100),
        pause: number('seconds between two turns (default 1)', 0, 3600),
        on: list(text('a reason, such as "network"'), 'reasons to try again for (default: any)'),
      },
    ),
    async describe({ retry, times = 3 }, context) {
      return [`up to ${times} times:`, ...(await context.describeSteps(retry))];
    },
    async run({ retry, times = 3, pause: seconds = 1, on }, context) {
      for (let turn = 1; ; turn++) {
        try {
          await context.runSteps(retry);
          return { summary: turn === 1 ? 'at once' : `at turn ${turn}`, data: { turns: turn } };
        } catch (error) {
          const { reason, message } = reasonFor(error);
          if (reason === 'cancelled' || reason === 'declined' || (on && !on.includes(reason))) throw error;
          if (turn >= times) throw new StepError(reason, `${message} (tried ${times} times)`, { cause: error });
          context.log.info(`failed (${reason}), trying again in ${seconds} s`);
          await pause(seconds, context.signal);
        }
      }
    },
  });

  return [macroStep, ifStep, forEachStep, tryStep, retryStep];
}
