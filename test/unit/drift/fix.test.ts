import assert from 'node:assert/strict';
import { planFixes } from '../../../src/drift/fix.ts';
import { applyEdits } from '../../../src/language/edits.ts';
import { type CheckOptions, DriftService } from '../../../src/drift/service.ts';
import { chooseTarget } from '../../../src/drift/targets.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { createServices } from '../../../src/lint/services.ts';
import { silentLog } from '../../../src/log.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const play = (...tasks: string[]) =>
  `- hosts: localhost\n  vars: {s: [a, b]}\n  tasks:\n${tasks.map((task) => `  - ${task}\n`).join('')}`;
const task = (name: string, list: string, more = '') => `ec2_asg: {name: ${name}, vpc_zone_identifier: ${list}${more}}`;

suite('drift of a workspace', () => {
  let endpoint: AwsEndpoint;
  let folder: TempFolder;
  let clock: number;
  let service: DriftService;

  setup(async () => {
    endpoint = await startAwsEndpoint({ groups: [] });
    folder = await TempFolder.create();
    clock = 0;
    const services = createServices(new DiskFiles(), dataFolder, () => new Date());
    service = new DriftService({
      ...services,
      log: silentLog,
      environment: { HOME: folder.path, ...endpoint.environment },
      now: () => new Date(clock),
    });
  });

  teardown(async () => {
    await endpoint.close();
    await folder.dispose();
  });

  const check = (options: CheckOptions = {}) => service.check([folder.path], options);

  test('every order is planned once, also where groups share a list', async () => {
    endpoint.setGroups(['one', 'two', 'three'].map((name) => ({ name, subnets: ['b', 'a'] })));
    const text = play(task('one', '"{{ s }}"'), task('two', '"{{ s }}"'), task('three', '[a, b]'));
    await folder.write('site.yml', text);
    const { files, left } = planFixes((await check()).groups);
    assert.deepEqual(left, []);
    assert.deepEqual(
      files.map(({ groups }) => groups),
      [['one', 'two', 'three']],
    );
    await folder.write('site.yml', applyEdits(text, files[0]?.edits ?? []));
    assert.deepEqual(
      (await check()).groups.map(({ verdict }) => verdict),
      ['in-sync', 'in-sync', 'in-sync'],
    );
  });

  test('a list that two groups have in different orders is left alone for the second', async () => {
    endpoint.setGroups([
      { name: 'one', subnets: ['b', 'a', 'c'] },
      { name: 'two', subnets: ['c', 'a', 'b'] },
    ]);
    await folder.write('site.yml', play(task('one', '"{{ s }}"'), task('two', '"{{ s }}"')).replace('[a, b]', '[a, b, c]'));
    const { files, left } = planFixes((await check()).groups);
    assert.deepEqual(
      files.map(({ groups }) => groups),
      [['one']],
    );
    assert.deepEqual(
      left.map(({ group, reason }) => `${group.name}: ${reason}`),
      ['two: Another group uses the same list, and AWS has it in another order there.'],
    );
  });

  test('what has no one place, or is known only from before, is left with the reason', async () => {
    endpoint.setGroups([{ name: 'one', subnets: ['b', 'a'] }]);
    await folder.write('site.yml', play(task('one', "\"{{ ['a'] + ['b'] }}\"")));
    assert.match(planFixes((await check()).groups).left[0]?.reason ?? '', /several places/);
    await folder.write('site.yml', play(task('one', '[a, b]')));
    await check();
    endpoint.setFault(() => ({ kind: 'error', code: 'AccessDenied' }));
    assert.match(planFixes((await check()).groups).left[0]?.reason ?? '', /did not answer/);
  });

  test('of alternatives under conditions, the one that AWS has is in force', async () => {
    endpoint.setGroups([{ name: 'web', subnets: ['a'] }]);
    const conditional = (list: string, when: string) => `${task('web', list)}\n    when: ${when}`;
    await folder.write('site.yml', play(conditional('[a]', 'r.changed'), conditional('[x]', 'not r.changed')));
    assert.deepEqual(
      (await check()).groups.map(({ verdict }) => verdict),
      ['in-sync', 'unknown'],
    );
    await folder.write('site.yml', play(conditional('[x]', 'r.changed')));
    assert.deepEqual(
      (await check()).groups.map(({ verdict }) => verdict),
      ['membership'],
    );
  });

  test('an answer serves again while it is young enough and says enough', async () => {
    endpoint.setGroups([
      { name: 'web', subnets: ['a'] },
      { name: 'other', subnets: ['a'] },
    ]);
    await folder.write('site.yml', play(task('web', '[a]')));
    await check();
    clock = 1_000;
    const again = await check({ maxAgeMs: 2_000 });
    assert.equal(endpoint.calls.length, 1);
    assert.deepEqual(
      again.targets.map(({ answered }) => answered?.getTime()),
      [0],
    );
    assert.deepEqual(
      again.groups.map(({ verdict }) => verdict),
      ['in-sync'],
    );
    await check({ maxAgeMs: 500 });
    assert.equal(endpoint.calls.length, 2);
    await folder.write('site.yml', play(task('web', '[a]'), task('other', '[a]')));
    assert.deepEqual(
      (await check({ maxAgeMs: 60_000 })).groups.map(({ verdict }) => verdict),
      ['in-sync', 'in-sync'],
    );
    assert.equal(endpoint.calls.length, 3);
  });

  test('folders belong to accounts and regions by their globs', async () => {
    await folder.write('.aws/config', '[profile prod]\naws_access_key_id = PROD\naws_secret_access_key = x\n');
    endpoint.setGroups([
      { name: 'web', subnets: ['a'], region: 'eu-west-1' },
      { name: 'web', subnets: ['b'], region: 'us-west-2' },
    ]);
    await folder.write('live/prod/site.yml', play(task('web', '[a]')));
    await folder.write('live/dev/site.yml', play(task('web', '[b]')));
    const targetFor = chooseTarget(
      [
        { files: 'live/prod/**', profile: 'prod', region: 'eu-west-1' },
        { files: 'live/**', region: 'us-west-2' },
      ],
      folder.path,
    );
    const report = await check({ targetFor });
    assert.deepEqual(
      report.groups.map(({ verdict, region }) => `${verdict} ${region}`),
      ['in-sync us-west-2', 'in-sync eu-west-1'],
    );
    assert.deepEqual(endpoint.calls.map(({ accessKeyId, region }) => `${accessKeyId} ${region}`).toSorted(), [
      'PROD eu-west-1',
      'plumbline-stand-in us-west-2',
    ]);
  });
});
