import v8 from 'node:v8';

/** What a flag is set to in a short run, and what it is otherwise. V8 complains of flags that it does not know. */
type Tuning = readonly (readonly [short: string, otherwise: string])[];

/**
 * A command lives for seconds, keeps little, and nobody minds that it pauses. V8's space for new objects, which it would
 * double again and again, stays small: a third less memory for a few hundredths of the time. What is old is collected at
 * once, and not bit by bit beside the program, which would have to note all that it writes meanwhile. Compiled code stays,
 * though it has not run for long: the next run has it from this one (keptScripts.ts).
 */
const always: Tuning = [
  ['--semi-space-growth-factor=1', '--semi-space-growth-factor=2'],
  ['--no-incremental-marking', '--incremental-marking'],
  ['--no-flush-bytecode', '--flush-bytecode'],
];

/**
 * What keeps V8's optimising compilers from work that does not pay in a program of seconds, by V8's major version. In V8
 * 13, Node 24's, there is one (Maglev) before the last (TurboFan), which does without that; it, too, is to wait for what
 * runs often. (`--max-opt` is heard at the start of V8 alone.)
 */
const optimiseLess: Readonly<Record<string, Tuning>> = {
  11: [['--interrupt-budget=4000000', '--interrupt-budget=67584']],
  12: [['--invocation-count-for-turbofan=60000', '--invocation-count-for-turbofan=3000']],
  13: [
    ['--no-turbofan', '--turbofan'],
    ['--invocation-count-for-maglev=5000', '--invocation-count-for-maglev=400'],
  ],
};

const tuning: Tuning = [...always, ...(optimiseLess[process.versions.v8.split('.')[0] ?? ''] ?? [])];

/**
 * Has V8 work as suits a program of seconds. Not to be called before all is loaded: what Node has compiled of itself, and
 * what is kept of a script, holds for the flags that it was compiled with.
 */
export function tuneForShortRun(): void {
  for (const [short] of tuning) v8.setFlagsFromString(short);
}

/** Gives V8 back the flags that it starts with. */
export function endShortRun(): void {
  for (const [, otherwise] of tuning) v8.setFlagsFromString(otherwise);
}
