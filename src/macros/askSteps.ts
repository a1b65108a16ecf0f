import { pause } from './editorSteps.ts';
import { readRefState } from '../git/refs.ts';
import { readRemoteNames } from '../git/remotes.ts';
import { choice, either, flag, isList, isNumber, isObject, isText, list, map, number, object, text } from './shape.ts';
import { defineStep, type StepContext, StepError } from './step.ts';

const confirmStep = defineStep({
  kind: 'confirm',
  summary: 'Asks a question; no stops the macro.',
  shape: object('asks a question', {
    confirm: either<{ message: string; detail?: string | undefined }>(
      'the question, or an object',
      { when: isText, shape: map(text('the question'), (message) => ({ message })) },
      {
        when: isObject,
        shape: object('what to ask', { message: text('the question') }, { detail: text('more about it') }),
      },
    ),
  }),
  describe: async ({ confirm }) => `ask: ${confirm.message}`,
  async run({ confirm }, { host, signal }) {
    if (await host.confirm(confirm, signal)) return { summary: 'yes' };
    throw new StepError('declined', `The answer to "${confirm.message}" was no.`);
  },
});

const inputStep = defineStep({
  kind: 'input',
  summary: 'Asks for a text, which ${input:name} stands for afterwards.',
  defines: ({ input }) => [input],
  shape: object(
    'asks for a text',
    { input: text('the name, as in ${input:name}') },
    { prompt: text('the question'), default: text('the value that is offered'), password: flag('hides what is typed') },
  ),
  describe: async ({ input, prompt }) => `ask for ${input}${prompt === undefined ? '' : `: ${prompt}`}`,
  async run({ input: name, prompt, default: offered, password }, { host, variables, signal }) {
    const given = variables.inputValue(name);
    const value = given ?? (await host.input({ name, prompt: prompt ?? name, default: offered, password }, signal));
    if (value === undefined) throw new StepError('cancelled', `No value was given for ${name}.`);
    variables.setInput(name, value);
    return { summary: password ? name : `${name}: ${value}` };
  },
});

const sources = ['remotes', 'branches', 'tags'] as const;

async function candidates(from: string | readonly string[], { repository }: StepContext): Promise<readonly string[]> {
  if (typeof from !== 'string') return from;
  if (from === 'remotes') return readRemoteNames(repository);
  const prefix = from === 'branches' ? 'refs/heads/' : 'refs/tags/';
  const { refs } = await readRefState(repository);
  return [...refs.keys()].flatMap((ref) => (ref.startsWith(prefix) ? [ref.slice(prefix.length)] : [])).toSorted();
}

const pickStep = defineStep({
  kind: 'pick',
  summary: 'Asks to pick one of some values, which ${input:name} stands for afterwards.',
  defines: ({ pick }) => [pick],
  shape: object(
    'asks to pick',
    {
      pick: text('the name, as in ${input:name}'),
      from: either<string | string[]>(
        `one of ${sources.map((source) => `"${source}"`).join(', ')}, or a list of texts`,
        { when: isText, shape: choice('what is offered', sources) },
        { when: isList, shape: list(text('a value'), 'values') },
      ),
    },
    { prompt: text('the question') },
  ),
  describe: async ({ pick, from }) => `pick ${pick} from ${typeof from === 'string' ? from : from.join(', ')}`,
  async run({ pick: name, from, prompt }, context) {
    const options = await candidates(from, context);
    if (options.length === 0) throw new StepError('inputMissing', `There is nothing to pick ${name} from.`);
    const given = context.variables.inputValue(name);
    const value = given ?? (await context.host.input({ name, prompt: prompt ?? name, options }, context.signal));
    if (value === undefined) throw new StepError('cancelled', `Nothing was picked for ${name}.`);
    if (!options.includes(value)) {
      throw new StepError('inputMissing', `${name} cannot be '${value}'; it is one of ${options.join(', ')}.`);
    }
    context.variables.setInput(name, value);
    return { summary: `${name}: ${value}` };
  },
});

const waitStep = defineStep({
  kind: 'wait',
  summary: 'Waits some seconds.',
  shape: object('waits', {
    wait: either<number>('seconds', { when: isNumber, shape: number('seconds', 0, 86_400) }),
  }),
  describe: async ({ wait }) => `wait ${wait} s`,
  async run({ wait }, { signal }) {
    await pause(wait, signal);
    return { summary: `${wait} s` };
  },
});

export const askSteps = [confirmStep, inputStep, pickStep, waitStep];
