import { entryOf, type Node } from '../../language/tree/node.ts';
import { ServerlessResource } from '../sam/serverlessResource.ts';
import { resolve } from '../schema/resolve.ts';
import { intoEntry, type Scope } from '../schema/scope.ts';
import type { Validator } from '../schema/validator.ts';
import { show } from '../schema/values.ts';
import { valuesAt } from '../schema/valuesAt.ts';
import { places } from './extension.ts';
import { propertiesScope } from './network.ts';
import { placeRule, templateRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html';

/** The first version of each runtime that can start from a snapshot. Source: AWS Lambda's "Improving startup performance with Lambda SnapStart". */
const firstVersions: readonly (readonly [name: string, version: RegExp, first: number])[] = [
  ['java', /^java(\d+)$/, 11],
  ['python', /^python3\.(\d+)$/, 12],
  ['dotnet', /^dotnet(\d+)$/, 8],
];

function canSnapStart(runtime: string): boolean {
  return firstVersions.some(([, version, first]) => Number(version.exec(runtime)?.[1] ?? -1) >= first);
}

/** The runtimes that a function may have, each with what holds then. */
function* runtimes(validator: Validator, properties: Node, scope: Scope): Generator<{ text: string; scope: Scope }> {
  for (const { value, scope: at } of valuesAt(validator, properties, ['Runtime'], scope)) {
    if (!value) continue;
    for (const found of resolve(validator, value, at)) {
      if (found.value?.kind === 'scalar' && typeof found.value.value === 'string') yield { text: found.value.value, scope: found.scope };
    }
  }
}

export const snapStartRuntime = placeRule({
  id: 'E2530',
  summary: 'A function that starts from a snapshot has a runtime with snapshots',
  docs,
  places: places(['AWS::Lambda::Function/P']),
  inspect(node, scope, validator, _schema, report) {
    for (const runtime of runtimes(validator, node, scope)) {
      if (canSnapStart(runtime.text)) continue;
      for (const { value, scope: at } of valuesAt(validator, node, ['SnapStart', 'ApplyOn'], scope.under({ assumptions: runtime.scope.assumptions }))) {
        if (value?.kind !== 'scalar' || value.value !== 'PublishedVersions') continue;
        report(validator.issue(value, at, { keyword: 'enum', message: `Functions with the runtime '${runtime.text}' cannot start from a snapshot` }));
      }
    }
  },
});

export const snapStartPossible = placeRule({
  id: 'I2530',
  summary: 'A Java function starts from a snapshot',
  docs,
  places: places(['AWS::Lambda::Function/P']),
  inspect(node, scope, validator, _schema, report) {
    const { snapStartRegions } = validator.facts.record('rule-tables') as { snapStartRegions: readonly string[] };
    if (!validator.regions.every((region) => snapStartRegions.includes(region))) return;
    for (const runtime of runtimes(validator, node, scope)) {
      if (!runtime.text.startsWith('java') || !canSnapStart(runtime.text)) continue;
      for (const { value } of valuesAt(validator, node, ['SnapStart', 'ApplyOn'], scope.under({ assumptions: runtime.scope.assumptions }))) {
        if (value) continue;
        const entry = entryOf(node, 'SnapStart');
        const span = entry ? intoEntry(scope, entry, undefined).here : scope.here;
        report(validator.issue(node, scope, { keyword: 'required', span, message: `Functions with the runtime '${runtime.text}' start faster with 'SnapStart'` }));
        return;
      }
    }
  },
});

export const snapStartVersion = templateRule({
  id: 'W2530',
  summary: 'A function that starts from a snapshot has a published version',
  docs,
  check(linting, report) {
    const { template, validator, uses } = linting;
    // A version may stand in what a syntax error hides.
    if (template.doubts) return;
    const published = new Set(uses.filter(({ path }) => template.resources.get(path[1] ?? '')?.type === 'AWS::Lambda::Version').map((use) => use.name));
    for (const resource of template.resources.values()) {
      const { name, type } = resource;
      const isOpen = type === 'AWS::Serverless::Function' ? !new ServerlessResource(template, resource).entry('AutoPublishAlias') : type === 'AWS::Lambda::Function';
      const found = isOpen && !published.has(name) ? propertiesScope(linting, name) : undefined;
      if (!found) continue;
      for (const { value, scope } of valuesAt(validator, found.node, ['SnapStart', 'ApplyOn'], found.scope)) {
        if (value?.kind !== 'scalar' || value.value !== 'PublishedVersions') continue;
        report({ span: validator.spanOf(value, scope.here), message: `${show(value)} has no effect: ${type === 'AWS::Lambda::Function' ? 'no AWS::Lambda::Version publishes this function' : "without 'AutoPublishAlias' this function is not published"}` });
      }
    }
  },
});
