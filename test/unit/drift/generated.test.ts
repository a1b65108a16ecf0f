import assert from 'node:assert/strict';
import type { Verdict } from '../../../src/drift/compare.ts';
import { DriftService } from '../../../src/drift/service.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { createServices } from '../../../src/lint/services.ts';
import { silentLog } from '../../../src/log.ts';
import { type EndpointGroup, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

type Tool = 'ansible' | 'cloudformation' | 'terraform';

/** A way to write a group with these subnets: file names to texts, in a folder of its own. */
interface Writer {
  readonly tool: Tool;
  readonly title: string;
  /** True where a part of the list is known only at run time. */
  readonly partial?: boolean;
  write(name: string, ids: readonly string[]): Record<string, string>;
}

const quoted = (ids: readonly string[]) => `[${ids.map((id) => JSON.stringify(id)).join(', ')}]`;
const dashes = (ids: readonly string[], indent: string) => ids.map((id) => `\n${indent}- ${id}`).join('');
const half = (ids: readonly string[]): [string[], string[]] => [
  ids.slice(0, Math.ceil(ids.length / 2)),
  ids.slice(Math.ceil(ids.length / 2)),
];
const play = (task: string, vars = '') => `- hosts: localhost\n${vars}  tasks:\n  - name: t\n${task}`;
const asg = (name: string, list: string) => `    ec2_asg:\n      name: ${name}\n      vpc_zone_identifier: ${list}\n`;

const ansible: readonly Omit<Writer, 'tool'>[] = [
  { title: 'a block list', write: (name, ids) => ({ 'site.yml': play(asg(name, dashes(ids, '      '))) }) },
  { title: 'a flow list', write: (name, ids) => ({ 'site.yml': play(asg(name, quoted(ids))) }) },
  { title: 'a comma text', write: (name, ids) => ({ 'site.yml': play(asg(name, `"${ids.join(',')}"`)) }) },
  {
    title: 'a variable',
    write: (name, ids) => ({
      'site.yml': play(asg('"{{ n }}"', '"{{ s }}"'), `  vars:\n    n: ${name}\n    s: ${quoted(ids)}\n`),
    }),
  },
  {
    title: 'variables that lead to variables',
    write: (name, ids) => ({
      'site.yml': play(
        asg(`"{{ env }}-{{ n }}"`, `"{{ nets[env].subnets }}"`),
        `  vars:\n    env: ${name.split('-')[0]}\n    nets: "{{ all_nets }}"\n  vars_files: [v/names.yml]\n`,
      ),
      'v/names.yml': `n: ${name.split('-').slice(1).join('-')}\n`,
      'group_vars/all.yml': `all_nets:\n  ${name.split('-')[0]}:\n    subnets: ${quoted(ids)}\n  other: {subnets: [subnet-other]}\n`,
    }),
  },
  {
    title: 'two lists added',
    write: (name, ids) => {
      const [a, b] = half(ids);
      return {
        'site.yml': play(
          asg(name, '"{{ a + (b | default([])) }}"'),
          `  vars:\n    a: ${quoted(a)}\n${b.length ? `    b: ${quoted(b)}\n` : ''}`,
        ),
      };
    },
  },
  {
    title: 'joined',
    write: (name, ids) => ({ 'site.yml': play(asg(name, `"{{ s | join(',') }}"`), `  vars:\n    s: ${quoted(ids)}\n`) }),
  },
  {
    title: 'split',
    write: (name, ids) => ({ 'site.yml': play(asg(name, `"{{ s.split(';') }}"`), `  vars:\n    s: "${ids.join(';')}"\n`) }),
  },
  {
    title: 'single variables',
    write: (name, ids) => ({
      'site.yml': play(
        asg(name, `"${ids.map((_, i) => `{{ s${i} }}`).join(',')}"`),
        `  vars:\n${ids.map((id, i) => `    s${i}: ${id}\n`).join('')}`,
      ),
    }),
  },
  {
    title: 'attributes of a list',
    write: (name, ids) => ({
      'site.yml': play(
        asg(name, `"{{ s | map(attribute='id') | list }}"`),
        `  vars:\n    s:${ids.map((id) => `\n    - {id: ${id}, zone: x}`).join('')}\n`,
      ),
    }),
  },
  {
    title: 'a role',
    write: (name, ids) => ({
      'site.yml': `- hosts: localhost\n  roles:\n  - {role: web, group: ${name}}\n`,
      'roles/web/defaults/main.yml': `group: none\nsubnets: [subnet-default]\n`,
      'roles/web/vars/main.yml': `subnets: ${quoted(ids)}\n`,
      'roles/web/tasks/main.yml': '- import_tasks: group.yml\n',
      'roles/web/tasks/group.yml': `- name: t\n${asg('"{{ group }}"', '"{{ subnets }}"')}`.replaceAll(/^ {4}(?= *\S)/gm, '  '),
    }),
  },
  {
    title: 'a loop',
    write: (name, ids) => ({
      'site.yml': play(
        `${asg('"{{ item.name }}"', '"{{ item.subnets }}"')}    loop:\n    - name: ${name}\n      subnets: ${quoted(ids)}\n`,
      ),
    }),
  },
  {
    title: 'k=v',
    write: (name, ids) => ({
      'site.yml': play(`    local_action: ec2_asg name=${name} vpc_zone_identifier="${ids.join(',')}" min_size=1\n`),
    }),
  },
  {
    title: 'a choice',
    write: (name, ids) => ({
      'site.yml': play(
        asg(name, `"{{ s if env == 'prod' else ['subnet-dev'] }}"`),
        `  vars:\n    env: prod\n    s: ${quoted(ids)}\n`,
      ),
    }),
  },
  {
    title: 'a part that is registered',
    partial: true,
    write: (name, ids) => ({
      'site.yml': `- hosts: localhost\n  tasks:\n  - ec2_vpc_subnet_facts: {}\n    register: r\n  - name: t\n${asg(name, `${quoted([...ids, '{{ r.subnets[0].id }}'])}`)}`,
    }),
  },
  { title: 'a lookup', partial: true, write: (name) => ({ 'site.yml': play(asg(name, `"{{ lookup('env', 'SUBNETS') }}"`)) }) },
];

const group = (name: string, list: string) =>
  `resource "aws_autoscaling_group" "g" {\n  name                = ${name}\n  min_size            = 1\n  max_size            = 1\n  vpc_zone_identifier = ${list}\n}\n`;
const named = (name: string) => JSON.stringify(name);

const terraform: readonly Omit<Writer, 'tool'>[] = [
  { title: 'a literal', write: (name, ids) => ({ 'main.tf': group(named(name), quoted(ids)) }) },
  {
    title: 'a local',
    write: (name, ids) => ({ 'main.tf': `locals {\n  s = ${quoted(ids)}\n  t = local.s\n}\n${group(named(name), 'local.t')}` }),
  },
  {
    title: 'a default',
    write: (name, ids) => ({ 'main.tf': `variable "s" {\n  default = ${quoted(ids)}\n}\n${group(named(name), 'var.s')}` }),
  },
  {
    title: 'variables files',
    write: (name, ids) => ({
      'main.tf': `variable "s" {\n  type = list(string)\n  default = []\n}\nvariable "n" {}\n${group('"${var.n}"', 'var.s')}`,
      'terraform.tfvars': `n = ${named(name)}\ns = ["subnet-lower"]\n`,
      'net.auto.tfvars': `s = ${quoted(ids)}\n`,
    }),
  },
  {
    title: 'concat',
    write: (name, ids) => {
      const [a, b] = half(ids);
      return {
        'main.tf': `locals {\n  a = ${quoted(a)}\n}\nvariable "b" {\n  default = ${quoted(b)}\n}\n${group(named(name), 'concat(local.a, var.b)')}`,
      };
    },
  },
  {
    title: 'sort, tolist and toset',
    write: (name, ids) => ({ 'main.tf': group(named(name), `sort(tolist(toset(${quoted([...ids, ids[0] ?? ''])})))`) }),
  },
  {
    title: 'slice',
    write: (name, ids) => ({
      'main.tf': `locals {\n  all = ${quoted(['subnet-first', ...ids, 'subnet-last'])}\n}\n${group(named(name), `slice(local.all, 1, length(local.all) - 1)`)}`,
    }),
  },
  { title: 'split', write: (name, ids) => ({ 'main.tf': group(named(name), `split(",", "${ids.join(',')}")`) }) },
  {
    title: 'for',
    write: (name, ids) => ({
      'main.tf': `locals {\n  zones = { ${ids.map((id, i) => `z${i} = "${id}"`).join(', ')} }\n}\n${group(named(name), '[for z, id in local.zones : id if z != "none"]')}`,
    }),
  },
  {
    title: 'values and a splat',
    write: (name, ids) => ({
      'main.tf': `locals {\n  nets = [${ids.map((id) => `{ id = "${id}" }`).join(', ')}]\n}\n${group(named(name), 'local.nets[*].id')}`,
    }),
  },
  {
    title: 'a choice',
    write: (name, ids) => ({
      'main.tf': `variable "env" {\n  default = "prod"\n}\n${group(named(name), `var.env == "prod" ? ${quoted(ids)} : ["subnet-dev"]`)}`,
    }),
  },
  {
    title: 'a module',
    write: (name, ids) => ({
      'main.tf': `module "net" {\n  source = "./net"\n}\nmodule "web" {\n  source  = "./web"\n  name    = ${named(name)}\n  subnets = module.net.ids\n}\n`,
      'net/main.tf': `output "ids" {\n  value = ${quoted(ids)}\n}\n`,
      'web/main.tf': `variable "name" {}\nvariable "subnets" {\n  type = set(string)\n}\n${group('var.name', 'var.subnets')}`,
    }),
  },
  {
    title: 'for_each',
    write: (name, ids) => ({
      'main.tf': group('each.key', 'each.value').replace('{\n', `{\n  for_each = { ${named(name)} = ${quoted(ids)} }\n`),
    }),
  },
  {
    title: 'count',
    write: (name, ids) => ({
      'main.tf': group(`"${name.slice(0, -1)}\${count.index + ${name.slice(-1)}}"`, quoted(ids)).replace(
        '{\n',
        '{\n  count = 1\n',
      ),
    }),
  },
  {
    title: 'JSON',
    write: (name, ids) => ({
      'main.tf.json': JSON.stringify({
        resource: { aws_autoscaling_group: { g: { name, min_size: 1, max_size: 1, vpc_zone_identifier: ids } } },
      }),
    }),
  },
  {
    title: 'a resource',
    partial: true,
    write: (name, ids) => ({
      'main.tf': `resource "aws_subnet" "x" {\n  vpc_id = "vpc-1"\n}\n${group(named(name), `concat(${quoted(ids)}, [aws_subnet.x.id])`)}`,
    }),
  },
  {
    title: 'data',
    partial: true,
    write: (name) => ({ 'main.tf': `data "aws_subnets" "x" {}\n${group(named(name), 'data.aws_subnets.x.ids')}` }),
  },
];

const template = (name: unknown, list: unknown, more: Record<string, unknown> = {}) => ({
  'template.json': JSON.stringify({
    AWSTemplateFormatVersion: '2010-09-09',
    ...more,
    Resources: {
      G: {
        Type: 'AWS::AutoScaling::AutoScalingGroup',
        Properties: { AutoScalingGroupName: name, MinSize: '1', MaxSize: '1', VPCZoneIdentifier: list },
      },
    },
  }),
});

const cloudformation: readonly Omit<Writer, 'tool'>[] = [
  {
    title: 'YAML',
    write: (name, ids) => ({
      'template.yaml': `Resources:\n  G:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      AutoScalingGroupName: ${name}\n      MinSize: 1\n      MaxSize: 1\n      VPCZoneIdentifier:${dashes(ids, '        ')}\n`,
    }),
  },
  { title: 'JSON', write: (name, ids) => template(name, ids) },
  { title: 'Split', write: (name, ids) => template(name, { 'Fn::Split': [',', ids.join(',')] }) },
  {
    title: 'Split of a Join',
    write: (name, ids) => template({ 'Fn::Sub': ['${A}', { A: name }] }, { 'Fn::Split': ['|', { 'Fn::Join': ['|', ids] }] }),
  },
  {
    title: 'FindInMap',
    write: (name, ids) =>
      template(name, { 'Fn::FindInMap': ['Net', 'prod', 'Ids'] }, { Mappings: { Net: { prod: { Ids: ids } } } }),
  },
  {
    title: 'a condition',
    write: (name, ids) =>
      template(
        name,
        { 'Fn::If': ['Prod', ids, ['subnet-dev']] },
        { Conditions: { Prod: { 'Fn::Not': [{ 'Fn::Equals': ['prod', 'dev'] }] } } },
      ),
  },
  {
    title: 'NoValue',
    write: (name, ids) =>
      template(name, [...ids, { 'Fn::If': ['More', 'subnet-more', { Ref: 'AWS::NoValue' }] }], {
        Conditions: { More: { 'Fn::Equals': ['a', 'b'] } },
      }),
  },
  {
    title: 'a parameter',
    partial: true,
    write: (name, ids) =>
      template(name, { Ref: 'Ids' }, { Parameters: { Ids: { Type: 'List<AWS::EC2::Subnet::Id>', Default: ids.join(',') } } }),
  },
  { title: 'a resource', partial: true, write: (name, ids) => template(name, [...ids, { Ref: 'Subnet' }]) },
  { title: 'an import', partial: true, write: (name, ids) => template(name, [...ids, { 'Fn::ImportValue': 'x' }]) },
];

const writers: readonly Writer[] = [
  ...ansible.map((writer) => ({ ...writer, tool: 'ansible' as const })),
  ...terraform.map((writer) => ({ ...writer, tool: 'terraform' as const })),
  ...cloudformation.map((writer) => ({ ...writer, tool: 'cloudformation' as const })),
];

type Truth = 'same' | 'order' | 'added' | 'removed' | 'other' | 'gone';
const truths: readonly Truth[] = ['same', 'order', 'added', 'removed', 'other', 'gone', 'same', 'order'];

/** What AWS has, given what is declared. */
function liveSubnets(declared: readonly string[], truth: Truth, index: number): string[] | undefined {
  switch (truth) {
    case 'same':
      return [...declared];
    case 'order':
      return [...declared.slice(1), ...declared.slice(0, 1)];
    case 'added':
      return [...declared, `subnet-extra${index}`];
    case 'removed':
      return declared.slice(1);
    case 'other':
      return [...declared.slice(0, -1), `subnet-extra${index}`];
    case 'gone':
      return undefined;
  }
}

function expected({ tool, partial }: Writer, truth: Truth): Verdict {
  // That there is no group of that name needs nothing of the list.
  if (truth === 'gone') return 'missing';
  if (partial) return 'unknown';
  if (truth === 'same') return 'in-sync';
  if (truth === 'order') return tool === 'ansible' ? 'order' : 'in-sync';
  return 'membership';
}

suite('generated declarations', () => {
  test('344 of all tools and notations: no false drift, no missed membership', async function () {
    this.timeout(120_000);
    await using folder = await TempFolder.create();
    const groups: EndpointGroup[] = [];
    const wanted = new Map<string, { writer: Writer; truth: Truth; ids: readonly string[]; verdict: Verdict }>();
    let index = 0;
    for (const writer of writers) {
      for (const truth of truths) {
        const name = `prod-group-${index}`;
        // Sorted, as Terraform's sort makes them; the order under test is AWS's.
        const ids = Array.from({ length: 2 + (index % 4) }, (_, i) => `subnet-${String(index).padStart(4, '0')}${'abcdef'[i]}`);
        for (const [file, text] of Object.entries(writer.write(name, ids)))
          await folder.write(`${writer.tool}-${index}/${file}`, text);
        const live = liveSubnets(ids, truth, index);
        if (live) groups.push({ name, subnets: live });
        wanted.set(name, { writer, truth, ids, verdict: expected(writer, truth) });
        index++;
      }
    }
    const endpoint = await startAwsEndpoint({ groups });
    try {
      const services = createServices(new DiskFiles(), dataFolder, () => new Date());
      const service = new DriftService({
        ...services,
        log: silentLog,
        environment: { HOME: folder.path, ...endpoint.environment },
        now: () => new Date(),
      });
      const report = await service.check([folder.path]);
      assert.deepEqual(
        report.targets.map(({ failure }) => failure),
        [undefined],
      );
      const got = new Map(report.groups.map((found) => [found.name, found]));
      assert.ok(wanted.size >= 300 && report.groups.length === wanted.size, `${report.groups.length} of ${wanted.size}`);
      const wrong = [...wanted].flatMap(([name, { writer, truth, ids, verdict }]) => {
        const found = got.get(name);
        const rightIds = writer.partial || found?.declared.join() === ids.join();
        return found?.verdict === verdict && rightIds
          ? []
          : [`${writer.tool}, ${writer.title}, ${truth}: ${found?.verdict} instead of ${verdict}: ${found?.reason}`];
      });
      assert.deepEqual(wrong, []);
    } finally {
      await endpoint.close();
    }
  });
});
