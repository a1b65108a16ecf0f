import assert from 'node:assert/strict';
import { DriftService } from '../../../src/drift/service.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { createServices } from '../../../src/lint/services.ts';
import { silentLog } from '../../../src/log.ts';
import { type AwsEndpoint, type Fault, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const error = (code: string, status = 400): Fault => ({ kind: 'error', code, status });

/** Every call goes wrong so, for as long as the check asks. */
const faults: readonly (readonly [string, (index: number) => Fault | undefined])[] = [
  ['nothing is ever answered', () => ({ kind: 'hang' })],
  ['answers stop in the middle', () => ({ kind: 'hangInBody' })],
  ['connections are reset', () => ({ kind: 'reset' })],
  ['connections are reset in the middle of an answer', () => ({ kind: 'resetInBody' })],
  ['a storm of faults of AWS', () => error('InternalFailure', 500)],
  ['a storm of 503 from a proxy', () => ({ kind: 'html', status: 503 })],
  ['a storm of throttling', () => error('Throttling')],
  ['storms in turn', (index) => [error('Throttling'), error('InternalFailure', 500), { kind: 'reset' } as const][index % 3]],
  ['HTML instead of XML', () => ({ kind: 'html' })],
  ['nothing instead of XML', () => ({ kind: 'empty' })],
  ['XML that ends too soon', () => ({ kind: 'truncated' })],
  ['ten megabytes of something else', () => ({ kind: 'huge', bytes: 10_000_000 })],
  ['an entity bomb', () => ({ kind: 'entityBomb' })],
];

suite('drift where AWS goes wrong', () => {
  let endpoint: AwsEndpoint;
  let folder: TempFolder;
  let service: DriftService;

  setup(async () => {
    endpoint = await startAwsEndpoint({ groups: [{ name: 'web', subnets: ['b', 'a'] }] });
    folder = await TempFolder.create({
      'site.yml': '- hosts: localhost\n  tasks:\n  - ec2_asg: {name: web, vpc_zone_identifier: [a, b]}\n',
    });
    service = new DriftService({
      ...createServices(new DiskFiles(), dataFolder, () => new Date()),
      log: silentLog,
      environment: { HOME: folder.path, ...endpoint.environment },
      now: () => new Date(),
      limits: { connect: 200, request: 200, total: 2_000, attempts: 2 },
    });
  });

  teardown(async () => {
    await endpoint.close();
    await folder.dispose();
  });

  const check = async () => {
    const { groups, targets } = await service.check([folder.path]);
    const [group] = groups;
    assert.ok(group && groups.length === 1);
    return { group, failure: targets[0]?.failure };
  };

  for (const [title, fault] of faults) {
    test(`${title}: unknown before an answer, the last one after it, and the next one as soon as there is one`, async () => {
      endpoint.setFault((_, index) => fault(index));
      const before = await check();
      assert.deepEqual([before.group.verdict, before.group.stale, before.group.cure], ['unknown', false, undefined]);
      assert.ok(before.failure);
      assert.equal(before.group.reason, before.failure.message);

      endpoint.setFault(undefined);
      assert.deepEqual([(await check()).group.verdict, (await check()).failure], ['order', undefined]);

      endpoint.setFault((_, index) => fault(index));
      const after = await check();
      assert.deepEqual([after.group.verdict, after.group.stale, after.group.live], ['order', true, ['b', 'a']]);
      // In a storm of several kinds it is the last one that is told.
      assert.ok(after.failure);

      endpoint.setFault(undefined);
      endpoint.setGroups([{ name: 'web', subnets: ['a', 'b'] }]);
      const healed = await check();
      assert.deepEqual([healed.group.verdict, healed.group.stale, healed.failure], ['in-sync', false, undefined]);
    });
  }

  test('a fault in one region leaves the verdicts of the others', async () => {
    await folder.write(
      'eu.yml',
      '- hosts: localhost\n  tasks:\n  - ec2_asg: {name: web, region: eu-west-1, vpc_zone_identifier: [b, a]}\n',
    );
    endpoint.setFault(({ region }) => (region === 'us-east-1' ? { kind: 'hang' } : undefined));
    const { groups } = await service.check([folder.path]);
    assert.deepEqual(
      groups.map(({ region, verdict }) => `${region} ${verdict}`),
      ['eu-west-1 in-sync', 'us-east-1 unknown'],
    );
  });

  test('a check that is cancelled ends at once and keeps the last answer', async () => {
    await check();
    endpoint.setFault(() => ({ kind: 'hang' }));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    const { groups, targets } = await service.check([folder.path], { signal: abort.signal });
    assert.deepEqual([groups[0]?.verdict, groups[0]?.stale, targets[0]?.failure?.reason], ['order', true, 'cancelled']);
  });
});
