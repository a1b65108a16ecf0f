import { anything, choice, either, isObject, isText, list, map, object, text } from './shape.ts';
import { defineStep } from './step.ts';

const commandStep = defineStep({
  kind: 'command',
  summary: "Runs an editor command. Many commands report success even when they failed; that is the editor's way.",
  shape: object(
    'runs an editor command',
    { command: text('the id of an editor command') },
    { args: list(anything, 'arguments of the command', 0) },
  ),
  describe: async ({ command, args }) => `editor command ${command}${args?.length ? ` ${JSON.stringify(args)}` : ''}`,
  async run({ command, args }, { host }) {
    await host.command(command, args ?? []);
    return { summary: command };
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

export const editorSteps = [commandStep, notifyStep];
