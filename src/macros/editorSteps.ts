import { condition, type Condition, describeCondition, holds } from './conditions.ts';
import { anything, isObject, isText, list, map, number, object, text, choice, either } from './shape.ts';
import { defineStep, type StepContext, StepError } from './step.ts';

const commandStep = defineStep({
  kind: 'command',
  // the editor's own git commands move references, too
  effect: ({ command }) => (command.startsWith('git.') ? 'refs' : undefined),
  summary: "Runs an editor command. Many of them report success even when they failed: say with expect what must be true.",
  shape: object(
    'runs an editor command',
    { command: text('the id of an editor command') },
    {
      args: list(anything, 'arguments of the command', 0),
      expect: condition,
      within: number('seconds to wait for what is expected (default 2)', 0, 3600),
    },
  ),
  async describe({ command, args, expect }) {
    const given = args?.length ? ` ${JSON.stringify(args)}` : '';
    return `editor command ${command}${given}${expect ? `, then expect ${describeCondition(expect)}` : ''}`;
  },
  async run({ command, args, expect, within = 2 }, context) {
    const result = await context.host.command(command, args ?? []);
    if (expect) await waitFor(expect, within, command, context);
    return { summary: command, data: result };
  },
});

/** Many commands have only begun when they say that they are done. */
async function waitFor(expect: Condition, seconds: number, command: string, context: StepContext): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await holds(expect, context))) {
    if (performance.now() >= deadline) {
      throw new StepError('unexpected', `${command} ended, but this is not true: ${describeCondition(expect)}.`);
    }
    await pause(0.1, context.signal);
  }
}

/**
 * Waits, in seconds.
 * @throws StepError `cancelled`
 */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const cancel = () => {
      clearTimeout(timer);
      reject(new StepError('cancelled', 'Cancelled while waiting.'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', cancel);
      resolve();
    }, seconds * 1000);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
  });
}

const taskStep = defineStep({
  kind: 'task',
  effect: () => 'refs',
  summary: "Runs one of the workspace's tasks and waits for its end.",
  shape: object('runs a task', { task: text('the name of a task') }),
  describe: async ({ task }) => `task ${task}`,
  async run({ task }, { host, signal }) {
    await host.task(task, signal);
    return { summary: task };
  },
});

const terminalStep = defineStep({
  kind: 'terminal',
  summary: 'Types a line into a terminal of the editor, and does not wait for what it starts.',
  shape: object('types a line into a terminal', {
    terminal: either<{ text: string; name?: string | undefined }>(
      'the line, or an object',
      { when: isText, shape: map(text('the line'), (line) => ({ text: line })) },
      {
        when: isObject,
        shape: object('what to type', { text: text('the line') }, { name: text("the terminal's name") }),
      },
    ),
  }),
  shellTexts: ({ terminal }) => [terminal.text],
  describe: async ({ terminal }) => `type into a terminal: ${terminal.text}`,
  async run({ terminal }, { host }) {
    host.terminal(terminal.text, terminal.name);
    return { summary: terminal.text };
  },
});

const levels = ['information', 'warning', 'error'] as const;

const notifyStep = defineStep({
  kind: 'notify',
  summary: 'Shows a message.',
  shape: object('shows a message', {
    notify: either<{ message: string; level?: (typeof levels)[number] | undefined }>(
      'the message, or an object',
      { when: isText, shape: map(text('the message'), (message) => ({ message })) },
      {
        when: isObject,
        shape: object(
          'what to show',
          { message: text('the message') },
          { level: choice('how it is shown (default information)', levels) },
        ),
      },
    ),
  }),
  describe: async ({ notify }) => `say ${JSON.stringify(notify.message)}`,
  async run({ notify }, { host }) {
    host.notify(notify.message, notify.level ?? 'information');
    return { summary: notify.message };
  },
});

export const editorSteps = [commandStep, taskStep, terminalStep, notifyStep];
