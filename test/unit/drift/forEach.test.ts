import assert from 'node:assert/strict';
import { cloudformationDeclarations } from '../../../src/drift/resolve/cloudformation.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { createServices } from '../../../src/lint/services.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const transform = 'Transform: AWS::LanguageExtensions\n';

async function declare(text: string, more: Record<string, string> = {}) {
  await using folder = await TempFolder.create({ 'web.yaml': text, ...more });
  const files = new DiskFiles();
  const { cloudformation } = createServices(files, dataFolder, () => new Date());
  return cloudformationDeclarations([folder.file('web.yaml')], files, cloudformation).map(({ address, name, subnets, conditional }) => [
    address,
    'text' in name ? name.text : 'logicalId' in name ? `#${name.logicalId}` : 'unknown' in name ? `?${name.unknown}` : '',
    subnets.unknown === undefined ? subnets.items.map(({ id }) => id).join() : `?${subnets.unknown}`,
    conditional,
  ]);
}

const group = (properties: string) =>
  `{Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: {MinSize: "1", MaxSize: "1", ${properties}}}`;

suite('Fn::ForEach over Auto Scaling groups', () => {
  test('each round is a group of its own', async () => {
    const text = `${transform}Mappings: {Net: {web: {Ids: [a, b]}, db-1: {Ids: [c]}}}
Resources:
  Fn::ForEach::Tiers:
    - Tier
    - [web, db-1]
    - "Group&{Tier}": ${group("AutoScalingGroupName: !Sub 'shop-${Tier}', VPCZoneIdentifier: !FindInMap [Net, !Ref Tier, Ids]")}
`;
    assert.deepEqual(await declare(text), [
      ['Groupweb', 'shop-web', 'a,b', false],
      ['Groupdb1', 'shop-db-1', 'c', false],
    ]);
  });

  test('loops in loops, and names that CloudFormation makes up', async () => {
    const text = `${transform}Resources:
  Fn::ForEach::Outer:
    - X
    - [a, b]
    - Fn::ForEach::Inner:
        - Y
        - ['1', '2']
        - "G\${X}\${Y}": ${group("VPCZoneIdentifier: [!Sub 'subnet-${X}${Y}']")}
`;
    assert.deepEqual(
      await declare(text),
      ['a1', 'a2', 'b1', 'b2'].map((id) => [`G${id}`, `#G${id}`, `subnet-${id}`, false]),
    );
  });

  test('over a parameter: with its value, and without', async () => {
    const text = `${transform}Parameters: {Tiers: {Type: CommaDelimitedList}}
Resources:
  Fn::ForEach::Loop: [Tier, !Ref Tiers, {"G\${Tier}": ${group("AutoScalingGroupName: !Ref Tier, VPCZoneIdentifier: [a]")}}]
`;
    const [unknown] = await declare(text);
    assert.deepEqual(unknown, [
      'G${Tier}',
      '?the value of the parameter Tiers is not in these files',
      'a',
      true,
    ]);
    const parameters = JSON.stringify([{ ParameterKey: 'Tiers', ParameterValue: 'x,y' }]);
    assert.deepEqual(await declare(text, { 'web.parameters.json': parameters }), [
      ['Gx', 'x', 'a', false],
      ['Gy', 'y', 'a', false],
    ]);
  });

  test('what is not sure stays unknown, and what is no loop makes nothing', async () => {
    const loop = (rest: string) => `Resources:\n  Fn::ForEach::Loop: ${rest}\n`;
    const body = (list: string) => `{"G\${T}": ${group(`AutoScalingGroupName: !Ref T, VPCZoneIdentifier: ${list}`)}}`;
    const [plain] = await declare(transform + loop(`[T, [x], ${body("['subnet-${T}']")}]`));
    assert.match(String(plain?.[2]), /^\?an identifier of a loop stands in a text without Fn::Sub/);
    // Without the transform CloudFormation takes no loop.
    assert.deepEqual(await declare(loop(`[T, [x], ${body('[a]')}]`)), []);
    const many = `[${Array.from({ length: 400 }, (_, i) => i).join()}]`;
    let nested = body('[a]');
    for (let i = 0; i < 6; i++) nested = `{"Fn::ForEach::L${i}": [V${i}, ${many}, ${nested}]}`;
    assert.ok((await declare(transform + loop(`[T, [x], ${nested}]`))).length <= 1_000);
    for (const broken of ['[]', '[T]', '[T, x, y]', '{}', '[[T], [x], {}]', 'x'])
      assert.deepEqual(await declare(transform + loop(`${broken} # AWS::AutoScaling::AutoScalingGroup`)), []);
  });
});
