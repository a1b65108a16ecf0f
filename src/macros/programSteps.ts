import path from 'node:path';
import { runProgram, scriptsIn, splitWords } from './shell.ts';
import { either, isList, isObject, isText, list, map, number, object, type Shape, text } from './shape.ts';
import { defineStep } from './step.ts';

interface WrittenProgram {
  readonly run: readonly string[];
  readonly cwd?: string | undefined;
  readonly timeout?: number | undefined;
}

const words: Shape<string[]> = either<string[]>(
  'a command line, or a list of words',
  // split before variables are put in: a value is one word, whatever it holds
  { when: isText, shape: map(text('a program and its arguments; no pipes or redirections'), splitWords) },
  { when: isList, shape: list(text('a word'), 'a program and its arguments') },
);

const shellStep = defineStep({
  kind: 'shell',
  effect: () => 'refs',
  summary: 'Runs a program and waits for its end; it stops the macro with an exit code other than 0. No shell sees the words.',
  shape: object('runs a program', {
    shell: either<WrittenProgram>(
      'a command line, a list of words, or an object',
      { when: (value) => isText(value) || isList(value), shape: map(words, (run) => ({ run })) },
      {
        when: isObject,
        shape: object(
          'what to run',
          { run: words },
          {
            cwd: text('the folder, relative to the repository (default: its root)'),
            timeout: number('seconds after which it is ended', 0.1, 86_400),
          },
        ),
      },
    ),
  }),
  shellTexts: ({ shell }) => scriptsIn(shell.run),
  describe: async ({ shell }) => `run ${shell.run.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')}`,
  async run({ shell: { run, cwd, timeout } }, { host, folder, signal, onOutput }) {
    const stdout = await runProgram(run, {
      cwd: cwd === undefined ? folder : path.resolve(folder, cwd),
      environment: host.environment,
      signal,
      onOutput,
      timeoutMs: timeout === undefined ? undefined : timeout * 1000,
    });
    return { summary: run[0] ?? '', data: { stdout: stdout.trimEnd() } };
  },
});

export const programSteps = [shellStep];
