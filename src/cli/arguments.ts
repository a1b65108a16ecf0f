import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './io.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * `util.parseArgs`, strict, with positionals allowed.
 * @throws UsageError with one sentence for an unknown option or a missing value
 */
export function parseArguments<O extends Options>(args: string[], options: O) {
  try {
    return parseArgs<{ args: string[]; options: O; allowPositionals: true; strict: true }>({
      args,
      options,
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(error.message.split('. To specify')[0] ?? error.message);
    throw error;
  }
}

/**
 * One of a closed list of values.
 * @throws UsageError naming the option and what it may be
 */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`--${option} cannot be '${value}'; it is one of ${allowed.join(', ')}.`);
  return found;
}
