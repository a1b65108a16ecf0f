import { stringOf } from '../../../cloudformation/parser/template.ts';
import type { Node } from '../../../language/tree/node.ts';
import { asText, isList, Unknown } from '../value.ts';
import type { TemplateEvaluator } from './evaluate.ts';

/** A resource that stands in a template, or that a loop makes. */
export interface LoopResource {
  readonly name: string;
  readonly body: Node;
  /** Evaluates with what the loops around the resource stand at. */
  readonly evaluator: TemplateEvaluator;
  /** Why a loop's round, and with it the resource's name, is not known. */
  readonly unknown?: string | undefined;
}

const prefix = 'Fn::ForEach::';
/** Rounds of a loop and those inside it; no stack holds as many resources. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const maxRounds = 1_000;
const maxDepth = 10;

/** True for the key of a loop. */
export function isLoop(key: string): boolean {
  return key.startsWith(prefix);
}

/**
 * The resources that a loop makes, loops inside it included.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
 */
export function expandLoop(
  key: string,
  argument: Node,
  evaluator: TemplateEvaluator,
  budget = { rounds: maxRounds },
  depth = 0,
): LoopResource[] {
  const [identifier, collection, outputs] = argument.kind === 'list' ? argument.items : [];
  const variable = stringOf(identifier);
  if (variable === undefined || !collection || outputs?.kind !== 'map' || depth > maxDepth) return [];
  const values = evaluator.value(collection);
  const rounds =
    values !== undefined && isList(values) ? values.map((value) => asText(value) ?? value) : [values];
  return rounds.flatMap((value) => {
    if (--budget.rounds < 0) return [];
    const loop = key.slice(prefix.length);
    const unknown =
      typeof value === 'string' ? undefined : value instanceof Unknown ? value.reason : `the loop ${loop} is not understood`;
    const round = evaluator.within(variable, typeof value === 'string' ? value : new Unknown(unknown ?? ''));
    return outputs.entries.flatMap((entry): LoopResource[] => {
      if (isLoop(entry.key.text))
        return expandLoop(entry.key.text, entry.value, round, budget, depth + 1).map((inner) => ({
          ...inner,
          unknown: inner.unknown ?? unknown,
        }));
      return [{ name: round.loopText(entry.key.text) ?? entry.key.text, body: entry.value, evaluator: round, unknown }];
    });
  });
}
