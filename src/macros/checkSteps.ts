import { isDrift } from '../drift/compare.ts';
import { readStaged } from '../git/stage.ts';
import { describeFindings } from './gate.ts';
import { changedFiles, filesAt } from './lintFiles.ts';
import type { DriftedGroup, LintRequest } from './host.ts';
import { choice, either, isFlag, isObject, isText, literalTrue, map, object } from './shape.ts';
import { defineStep, type StepContext, StepError } from './step.ts';

const lintScopes = ['changed', 'staged', 'open', 'workspace'] as const;
type LintScope = (typeof lintScopes)[number];

const thresholds = ['error', 'warning', 'information', 'never'] as const;
const severities = ['error', 'warning', 'information', 'hint'] as const;

interface WrittenLint {
  readonly scope: LintScope;
  readonly failOn?: (typeof thresholds)[number] | undefined;
}

const lintScope = choice(
  'what to lint: "changed" is everything uncommitted or not on any remote yet, "staged" the index',
  lintScopes,
);

async function lintRequest(scope: LintScope, { repository, host }: StepContext): Promise<LintRequest> {
  if (scope === 'changed') return { scope: 'files', files: await changedFiles(repository, host) };
  if (scope === 'staged') {
    return { scope: 'files', files: await filesAt(repository, host, ':', await readStaged(repository)) };
  }
  return { scope };
}

const lintStep = defineStep({
  kind: 'lint',
  summary: 'Lints, and stops the macro on an error (or warning, with failOn).',
  shape: object('lints', {
    lint: either<WrittenLint>(
      `one of ${lintScopes.map((scope) => `"${scope}"`).join(', ')}, or an object`,
      { when: isText, shape: map(lintScope, (scope) => ({ scope })) },
      {
        when: isObject,
        shape: object(
          'what to lint',
          { scope: lintScope },
          { failOn: choice('the least severity that stops the macro (default error)', thresholds) },
        ),
      },
    ),
  }),
  describe: async ({ lint }) => `lint ${lint.scope} files, stop on ${lint.failOn ?? 'error'}`,
  async run({ lint: { scope, failOn = 'error' } }, context) {
    const { findings, files } = await context.host.lint(await lintRequest(scope, context), context.signal);
    const limit = failOn === 'never' ? -1 : severities.indexOf(failOn);
    const bad = findings.filter((finding) => severities.indexOf(finding.severity) <= limit);
    if (bad.length) {
      const repository = scope === 'changed' || scope === 'staged' ? context.repository : undefined;
      throw new StepError('lintErrors', describeFindings(bad, repository), { findings: bad });
    }
    const noun = files === 1 ? 'file' : 'files';
    return { summary: `${files} ${noun}, ${findings.length} findings`, data: { files, findings } };
  },
});

const formatStep = defineStep({
  kind: 'format',
  summary: 'Formats Terraform files, in the files themselves.',
  shape: object('formats', { format: choice('what to format', ['changed', 'open', 'workspace']) }),
  describe: async ({ format }) => `format ${format} files`,
  async run({ format }, context) {
    const { changed, files } = await context.host.format(await lintRequest(format, context), context.signal);
    return { summary: `${changed.length} of ${files} files changed`, data: { changed } };
  },
});

const driftThresholds = ['membership', 'order', 'any'] as const;
type DriftThreshold = (typeof driftThresholds)[number];

/** Each threshold stops on what the one before it does, and more. */
const stopping: Readonly<Record<DriftThreshold, readonly DriftedGroup['verdict'][]>> = {
  membership: ['membership', 'missing'],
  order: ['membership', 'missing', 'order', 'duplicate'],
  any: ['membership', 'missing', 'order', 'duplicate', 'single-zone', 'unmatched', 'unknown'],
};

const driftThreshold = choice(
  'what stops the macro: "membership" (other subnets, or no such group), "order" (another order, and duplicates, too), ' +
    '"any" (also one zone only, and what is not known)',
  driftThresholds,
);

const driftStep = defineStep({
  kind: 'drift',
  summary: 'Compares the subnets of Auto Scaling groups with AWS, and stops the macro on drift.',
  shape: object('checks drift', {
    drift: either<{ failOn: DriftThreshold }>(
      'true, "membership", "order", "any", or an object',
      { when: isFlag, shape: map(literalTrue('stops on membership and order'), () => ({ failOn: 'order' as const })) },
      { when: isText, shape: map(driftThreshold, (failOn) => ({ failOn })) },
      { when: isObject, shape: object('what stops the macro', { failOn: driftThreshold }) },
    ),
  }),
  describe: async ({ drift }) => `compare Auto Scaling groups with AWS, stop on ${stopping[drift.failOn].join(', ')}`,
  async run({ drift }, { host, signal }) {
    const { groups, failures } = await host.drift(signal);
    if (failures.length) throw new StepError('driftUnknown', `AWS gave no answer: ${failures.join(' ')}`);
    const bad = groups.filter((group) => stopping[drift.failOn].includes(group.verdict));
    const [first] = bad;
    if (first) {
      const others = bad.length === 1 ? '' : ` and ${bad.length - 1} more`;
      const reason = isDrift(first.verdict) ? 'drift' : 'driftUnknown';
      throw new StepError(reason, `${first.name}: ${first.verdict}${first.reason && ` (${first.reason})`}${others}.`, {
        output: bad.map((group) => `${group.name}: ${group.verdict} ${group.reason}`.trim()).join('\n'),
      });
    }
    return { summary: `${groups.length} groups, no drift that stops`, data: { groups } };
  },
});

export const checkSteps = [lintStep, formatStep, driftStep];
