import type { Inspection } from '../schema/inspection.ts';
import { changing } from '../schema/fixes.ts';
import { show } from '../schema/values.ts';
import { placeRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html';
const places = ['Resources/AWS::Lambda::Function/Properties/Runtime', 'Resources/AWS::Serverless::Function/Properties/Runtime', 'Globals/Function/Runtime'];

interface Lifecycle {
  readonly deprecated: string;
  readonly 'create-block': string;
  readonly 'update-block': string;
  /** The runtime to move to; null for the newest. */
  readonly successor: string | null;
}

/** Reports a runtime for which the test of its dates against today holds; dates are `YYYY-MM-DD`. */
function runtime(applies: (lifecycle: Lifecycle, today: string) => boolean): Inspection['inspect'] {
  return (node, scope, validator, _schema, report) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
    const runtimes = validator.facts.record('lambda-runtimes') as Readonly<Record<string, Lifecycle>>;
    const lifecycle = Object.hasOwn(runtimes, node.value) ? runtimes[node.value] : undefined;
    if (!lifecycle || !applies(lifecycle, validator.now.toISOString().slice(0, 10))) return;
    const message =
      `Runtime ${show(node)} was deprecated on ${lifecycle.deprecated}; functions with it can be created until ` +
      `${lifecycle['create-block']} and updated until ${lifecycle['update-block']}${lifecycle.successor === null ? '' : `; use '${lifecycle.successor}'`}`;
    const fix = scope.resolved ? {} : changing(validator, node, lifecycle.successor ?? undefined);
    report(validator.issue(node, scope, { keyword: 'enum', message, ...fix }));
  };
}

export const noUpdate = placeRule({
  id: 'E2533',
  summary: 'A function has a runtime with which it can be updated',
  docs,
  places,
  inspect: runtime((lifecycle, today) => lifecycle['update-block'] <= today),
});

export const noCreate = placeRule({
  id: 'E2531',
  summary: 'A function has a runtime with which it can be created',
  docs,
  places,
  inspect: runtime((lifecycle, today) => lifecycle['create-block'] <= today && lifecycle['update-block'] > today),
});

export const deprecated = placeRule({
  id: 'W2531',
  summary: 'A function has a runtime that is not deprecated',
  docs,
  places,
  inspect: runtime((lifecycle, today) => lifecycle.deprecated <= today && lifecycle['create-block'] > today && lifecycle['update-block'] > today),
});
