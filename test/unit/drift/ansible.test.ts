import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Declaration } from '../../../src/drift/declaration.ts';
import { ansibleDeclarations } from '../../../src/drift/resolve/ansible.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { readInventory } from '../../../src/ansible/hosts.ts';
import { Sources } from '../../../src/ansible/sources.ts';
import { TempFolder } from '../../support/temp.ts';

/** The parts of a declaration that a table can show. */
function shown({ name, subnets, address, region }: Declaration) {
  return {
    name: 'text' in name ? name.text : `?${'unknown' in name ? name.unknown : ''}`,
    ids: subnets.items.map(({ id }) => id).join(' '),
    ...(subnets.unknown === undefined ? {} : { unknown: subnets.unknown }),
    address,
    ...(region === undefined ? {} : { region }),
  };
}

async function declare(files: Record<string, string>, paths = Object.keys(files)): Promise<Declaration[]> {
  await using folder = await TempFolder.create(files);
  return ansibleDeclarations(
    paths.map((name) => folder.file(name)),
    new DiskFiles(),
  ).map((declaration) => ({
    ...declaration,
    file: path.relative(folder.path, declaration.file),
  }));
}

const play = (tasks: string, extra = '') => `- hosts: localhost\n${extra}  tasks:\n${tasks.replaceAll(/^(?=.)/gm, '    ')}`;
const one = async (tasks: string, extra = '', more: Record<string, string> = {}) =>
  (await declare({ 'site.yml': play(tasks, extra), ...more })).map(shown);

suite('ansible declarations', () => {
  test('every module name, and every notation', async () => {
    for (const module of [
      'ec2_asg',
      'community.aws.ec2_asg',
      'community.aws.autoscaling_group',
      'amazon.aws.ec2_asg',
      'amazon.aws.autoscaling_group',
    ]) {
      const notations = [
        `- ${module}:\n    name: web\n    vpc_zone_identifier: [a, b]\n`,
        `- ${module}: name=web vpc_zone_identifier="a,b"\n`,
        `- ${module}: name=web vpc_zone_identifier='{{ ["a", "b"] }}'\n`,
        `- local_action:\n    module: ${module}\n    name: web\n    vpc_zone_identifier: a,b\n`,
        `- local_action: ${module} name=web vpc_zone_identifier=a,b\n`,
        `- action: ${module} name=web vpc_zone_identifier={{ 'a' }},{{ "b" }}\n`,
        `- ${module}:\n  args:\n    name: web\n    vpc_zone_identifier:\n    - a\n    - b\n`,
        `- block:\n  - ${module}: {name: web, vpc_zone_identifier: [a, b]}\n`,
        `- block: []\n  rescue:\n  - ${module}: {name: web, vpc_zone_identifier: [a, b]}\n`,
      ];
      for (const notation of notations) {
        const found = await one(notation);
        assert.deepEqual(found, [{ name: 'web', ids: 'a b', address: module }], notation);
      }
    }
  });

  test('a task without subnets, or that removes the group, declares nothing', async () => {
    assert.deepEqual(await one('- ec2_asg: {name: web, min_size: 2}\n'), []);
    assert.deepEqual(await one('- ec2_asg: {name: web, state: absent, vpc_zone_identifier: [a]}\n'), []);
    assert.deepEqual(await one('- ec2_asg: {name: web, vpc_zone_identifier: "{{ s | default(omit) }}"}\n'), []);
    assert.deepEqual(await one('- ec2_lc: {name: web, vpc_zone_identifier: [a]}\n'), []);
  });

  test('variables in the order of precedence', async () => {
    const task = '- name: Web\n  ec2_asg:\n    name: "{{ n }}"\n    vpc_zone_identifier: "{{ s }}"\n';
    const layers: readonly (readonly [string, Record<string, string>, string, string])[] = [
      ['group_vars/all', { 'group_vars/all.yml': 's: [all]\nn: web\n' }, '', ''],
      ['a folder group_vars/all', { 'group_vars/all/net.yaml': 's: [allfolder]\n' }, '', ''],
      ['host_vars', { 'host_vars/localhost.yml': 's: [host]\n' }, '', ''],
      ['play vars', {}, '  vars:\n    s: [play]\n', ''],
      ['vars_files', { 'net.yml': 's: [file]\n' }, '  vars_files: [net.yml]\n', ''],
      ['task vars', {}, '', '  vars:\n    s: [task]\n'],
    ];
    const files: Record<string, string> = {};
    let extra = '';
    const expected = ['all', 'allfolder', 'host', 'play', 'file', 'task'];
    for (const [i, [title, more, playVars, taskVars]] of layers.entries()) {
      Object.assign(files, more);
      extra += playVars;
      assert.deepEqual(
        (await one(task + taskVars, extra, files)).map(({ ids, name }) => [name, ids]),
        [['web', expected[i]]],
        title,
      );
    }
  });

  test('a role: defaults, vars, parameters, dependencies and handlers', async () => {
    const files = {
      'site.yml':
        '- hosts: localhost\n  roles:\n  - plain\n  - {role: given, group: given-1, vars: {subnets: [v], tail: x}}\n  - depends\n',
      'roles/plain/defaults/main.yml': 'group: from-defaults\nsubnets: [d]\n',
      'roles/plain/tasks/main.yml':
        '- name: Make\n  ec2_asg:\n    name: "{{ group }}"\n    vpc_zone_identifier: "{{ subnets }}"\n',
      'roles/given/defaults/main.yml': 'group: unused\n',
      'roles/given/vars/main.yml': 'subnets: [rolevars]\n',
      'roles/given/tasks/main.yml': '- include_tasks: more.yml\n',
      'roles/given/tasks/more.yml':
        '- ec2_asg:\n    name: "{{ group }}-{{ tail }}"\n    vpc_zone_identifier: "{{ subnets }}"\n',
      'roles/depends/meta/main.yml': 'dependencies:\n- role: plain\n  vars: {group: needed}\n',
      'roles/depends/handlers/main.yml': '- name: later\n  ec2_asg: {name: handler, vpc_zone_identifier: [h]}\n',
    };
    const found = (await declare(files)).map(shown);
    assert.deepEqual(found, [
      // Every task of a play sees the variables of all its roles, those given with a dependency's name included.
      { name: 'needed', ids: 'rolevars', address: 'plain : Make' },
      { name: 'given-1-x', ids: 'rolevars', address: 'given : ec2_asg' },
      { name: 'handler', ids: 'h', address: 'depends : later' },
    ]);
  });

  test('include_role, import_role, import_tasks and import_playbook are followed, circles end', async () => {
    const files = {
      'top.yml': '- import_playbook: plays/site.yml\n- import_playbook: top.yml\n',
      'plays/site.yml':
        '- hosts: localhost\n  tasks:\n  - include_role: {name: r, tasks_from: other}\n    vars: {n: one}\n  - ansible.builtin.import_role: {name: r}\n    vars: {n: two}\n  - import_tasks: tasks/a.yml\n',
      'roles/r/tasks/main.yml': '- ec2_asg: {name: "main-{{ n }}", vpc_zone_identifier: [a]}\n',
      'roles/r/tasks/other.yml': '- ec2_asg: {name: "other-{{ n }}", vpc_zone_identifier: [a]}\n',
      'plays/tasks/a.yml': '- include_tasks: b.yml\n',
      'plays/tasks/b.yml': '- include_tasks: a.yml\n- ec2_asg: {name: b, vpc_zone_identifier: [a]}\n',
    };
    const found = (await declare(files)).map((declaration) => shown(declaration).name);
    assert.deepEqual(found, ['other-one', 'main-two', 'b']);
  });

  test('an imported playbook has the variables of its import, and is not read without them', async () => {
    const files = {
      'site.yml': '- import_playbook: web.yml\n  vars: {n: one}\n- import_playbook: web.yml\n  vars: {n: two}\n  when: later\n',
      'web.yml': '- hosts: localhost\n  tasks:\n  - autoscaling_group: {name: "{{ n }}", vpc_zone_identifier: [a]}\n',
      'circle.yml':
        '- import_playbook: circle.yml\n- hosts: localhost\n  tasks:\n  - ec2_asg: {name: c, vpc_zone_identifier: [a]}\n',
    };
    const found = await declare(files);
    assert.deepEqual(found.map((declaration) => [shown(declaration).name, declaration.conditional]).toSorted(), [
      ['c', false],
      ['one', false],
      ['two', true],
    ]);
  });

  test('a task file that no play reaches knows its role and no more', async () => {
    const files = {
      'roles/r/defaults/main.yml': 'n: web\n',
      'roles/r/tasks/main.yml': '- ec2_asg:\n    name: "{{ n }}"\n    vpc_zone_identifier: ["{{ here }}", a]\n',
    };
    assert.deepEqual((await declare(files)).map(shown), [
      { name: 'web', ids: 'a', unknown: "'here' is defined nowhere in these files", address: 'r : ec2_asg' },
    ]);
  });

  test('loops over what is written down', async () => {
    const named = async (loop: string) =>
      (
        await one(
          `- ec2_asg: {name: "{{ item.n | default(item) }}", vpc_zone_identifier: "{{ item.s | default(['x']) }}"}\n  ${loop}\n`,
        )
      ).map(({ name, ids }) => `${name}:${ids}`);
    assert.deepEqual(await named('loop: [a, b]'), ['a:x', 'b:x']);
    assert.deepEqual(await named('with_items:\n  - [a, b]\n  - c'), ['a:x', 'b:x', 'c:x']);
    assert.deepEqual(await named('loop: [{n: a, s: [p, q]}, {n: b, s: "r,s"}]'), ['a:p q', 'b:r s']);
    const other = await one(
      '- ec2_asg: {name: "{{ g.key }}", vpc_zone_identifier: "{{ g.value }}"}\n  with_dict: {a: [x], b: [y]}\n  loop_control: {loop_var: g}\n',
    );
    assert.deepEqual(
      other.map(({ name, ids }) => `${name}:${ids}`),
      ['a:x', 'b:y'],
    );
    const unknown = await one(
      '- ec2_asg: {name: "{{ item }}", vpc_zone_identifier: [a]}\n  loop: "{{ groups_found.results }}"\n',
    );
    assert.match(unknown[0]?.name ?? '', /^\?the group's name is not known: 'groups_found' is defined nowhere/);
  });

  test('module_defaults of the play, the block and the task', async () => {
    const extra =
      '  module_defaults:\n    ec2_asg: {vpc_zone_identifier: [play], region: eu-west-1}\n    group/aws: {region: us-east-1}\n';
    assert.deepEqual(await one('- ec2_asg: {name: web}\n', extra), [
      { name: 'web', ids: 'play', address: 'ec2_asg', region: 'eu-west-1' },
    ]);
    assert.deepEqual(
      await one(
        '- amazon.aws.autoscaling_group: {name: web, vpc_zone_identifier: [own]}\n  module_defaults:\n    group/aws: {region: us-west-2}\n',
      ),
      [{ name: 'web', ids: 'own', address: 'amazon.aws.autoscaling_group', region: 'us-west-2' }],
    );
  });

  test('the region and the keys that the environment of a task gives', async () => {
    const task = '- ec2_asg: {name: web, vpc_zone_identifier: [a]}\n';
    const place = async (tasks: string, extra = '') =>
      (await declare({ 'site.yml': play(tasks, extra) })).map(({ region, regionUnknown, profile, ownKeys }) => [
        region,
        regionUnknown ?? false,
        profile,
        ownKeys ?? false,
      ]);
    assert.deepEqual(await place(task), [[undefined, false, undefined, false]]);
    const environment = '  environment: {AWS_REGION: eu-west-1, AWS_PROFILE: prod}\n';
    assert.deepEqual(await place(task, environment), [['eu-west-1', false, 'prod', false]]);
    assert.deepEqual(await place(`${task}  environment: [{AWS_REGION: eu-west-3}]\n`, environment), [['eu-west-3', false, 'prod', false]]);
    assert.deepEqual(await place('- ec2_asg: {name: web, region: us-east-1, vpc_zone_identifier: [a]}\n', environment), [
      ['us-east-1', false, 'prod', false],
    ]);
    assert.deepEqual(await place(task, '  environment: "{{ aws_env }}"\n'), [[undefined, true, undefined, true]]);
    const assumed = '"{{ assumed.sts_creds.access_key }}"';
    assert.deepEqual(await place(`- ec2_asg: {name: web, access_key: ${assumed}, vpc_zone_identifier: [a]}\n`), [
      [undefined, false, undefined, true],
    ]);
    assert.deepEqual(await place('- ec2_asg: {name: web, profile: "{{ p | default(omit) }}", vpc_zone_identifier: [a]}\n'), [
      [undefined, false, undefined, false],
    ]);
    assert.deepEqual(await place('- ec2_asg: {name: web, profile: "{{ p }}", vpc_zone_identifier: [a]}\n'), [
      [undefined, false, undefined, true],
    ]);
  });

  test('what only a run can tell is unknown, with the reason', async () => {
    const reason = async (value: string, before = '', extra = '', more = {}) =>
      (await one(`${before}- ec2_asg: {name: web, vpc_zone_identifier: "${value}"}\n`, extra, more))[0]?.unknown;
    assert.equal(
      await reason('{{ r.subnets }}', '- ec2_vpc_subnet_facts: {}\n  register: r\n'),
      "'r' is the result of a task, known only when the play runs",
    );
    assert.equal(
      await reason('{{ s }}', '- set_fact: {s: [a]}\n  when: r is changed\n', '  vars: {s: [b]}\n'),
      "'s' is set by set_fact while the play runs",
    );
    assert.equal(await reason('{{ ansible_local.subnets }}'), "'ansible_local' is known only when the play runs");
    assert.equal(await reason("{{ lookup('file', 'x') }}"), 'lookup() is known only when the play runs');
    assert.equal(
      await reason('{{ s }}', '', '  vars_files: ["{{ env }}.yml"]\n  vars: {s: [a]}\n'),
      "'s' may be defined where it cannot be read: the name of a vars file is not known ('env' is defined nowhere in these files)",
    );
    assert.equal(
      await reason('{{ s }}', '', '  vars_files: [gone.yml]\n'),
      "'s' may be defined where it cannot be read: the vars file gone.yml is not here",
    );
    assert.equal(
      await reason('{{ s }}', '', '  vars_files: [v.yml]\n', { 'v.yml': '$ANSIBLE_VAULT;1.1;AES256\n6162\n' }),
      "'s' may be defined where it cannot be read: v.yml is encrypted with Ansible Vault",
    );
    assert.equal(
      await reason('{{ s }}', '', '  vars:\n    s: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      61\n'),
      'it is encrypted with Ansible Vault',
    );
    assert.equal(await reason('{{ s }}', '', '  vars_prompt: [{name: s}]\n'), "'s' is asked for when the play runs");
    assert.equal(await reason('{{ s }}', '', '  vars: {s: "{{ t }}", t: "{{ s }}"}\n'), "'s' is defined by itself");
    assert.equal(
      await reason('{{ s }}', '- include_vars: "{{ env }}.yml"\n'),
      "'s' may be defined where it cannot be read: an include_vars reads files that are not known",
    );
  });

  test('include_vars of a file that is here is read', async () => {
    const found = await one(
      '- include_vars: net.yml\n- ec2_asg: {name: web, vpc_zone_identifier: "{{ s }}"}\n',
      '  vars: {s: [play]}\n',
      { 'vars/net.yml': 's: [included]\n' },
    );
    assert.equal(found[0]?.ids, 'included');
  });

  test("variables of other groups than the play's make its own uncertain", async () => {
    const files = {
      'site.yml': '- hosts: web\n  tasks:\n  - ec2_asg: {name: "{{ n }}", vpc_zone_identifier: "{{ s }}"}\n',
      'group_vars/all.yml': 's: [all]\nn: web\n',
      'group_vars/web.yml': 's: [web]\n',
    };
    assert.equal((await declare(files)).map(shown)[0]?.ids, 'web');
    const local = { ...files, 'site.yml': files['site.yml'].replace('hosts: web', 'hosts: localhost') };
    assert.equal((await declare(local))[0]?.subnets.unknown, "'s' depends on the host: group_vars/web.yml sets it too");
    const uncertain = await declare({ ...files, 'group_vars/europe.yml': 's: [eu]\n' });
    assert.equal(uncertain[0]?.subnets.unknown, "'s' depends on the host: group_vars/europe.yml sets it too");
  });

  test('a condition that is false here is left out, one that a run decides is marked', async () => {
    const files = {
      'site.yml': play(
        '- ec2_asg: {name: a, vpc_zone_identifier: [x]}\n  when: env == "prod"\n- ec2_asg: {name: b, vpc_zone_identifier: [x]}\n  when: env != "prod"\n- ec2_asg: {name: c, vpc_zone_identifier: [x]}\n  when: [result is changed]\n',
        '  vars: {env: prod}\n',
      ),
    };
    const found = await declare(files);
    assert.deepEqual(
      found.map(({ name, conditional }) => [name, conditional]),
      [
        [{ text: 'a' }, false],
        [{ text: 'c' }, true],
      ],
    );
  });

  test('an inventory that is configured says who is in which group', async () => {
    const ini =
      'lone ansible_host=10.0.0.1\n[web]\nweb[01:02].example\n[db]\ndb1\n[europe:children]\nweb\ndb\n[europe:vars]\nx=1 # no host\n';
    const yaml =
      'all:\n  hosts:\n    lone:\n  children:\n    europe:\n      children:\n        web:\n          hosts:\n            web[01:02].example: {}\n        db: {hosts: {db1: {}}}\n';
    for (const [name, text] of [
      ['hosts', ini],
      ['hosts.yml', yaml],
    ] as const) {
      const files = {
        'ansible.cfg': `[defaults]\ninventory = inventory/${name}\n`,
        [`inventory/${name}`]: text,
        'inventory/group_vars/europe.yml': 's: [eu]\n',
        'inventory/group_vars/asia/net.yml': 's: [asia]\n',
        'group_vars/db.yml': 's: [db]\n',
        'group_vars/all.yml': 's: [all]\n',
        'host_vars/lone.yml': 's: [lone]\n',
      };
      const of = async (hosts: string) => {
        const [found] = await declare({
          ...files,
          'site.yml': `- hosts: ${hosts}\n  tasks:\n  - ec2_asg: {name: web, vpc_zone_identifier: "{{ s }}"}\n`,
        });
        return found?.subnets.unknown ?? found?.subnets.items.map(({ id }) => id).join();
      };
      assert.deepEqual(
        await Promise.all(['web', 'db', 'lone', 'localhost', 'web01.example'].map(of)),
        ['eu', 'db', 'lone', 'all', 'eu'],
        name,
      );
      assert.match((await of('europe')) ?? '', /^'s' depends on the host/);
      assert.match((await of('elsewhere')) ?? '', /^'s' depends on the host/);
    }
  });

  const iniValues: readonly (readonly [string, string])[] = [
    ['plain=a,b', 'a,b'],
    ["list=['a', 'b']", '["a","b"]'],
    ['list=["a","b",]', '["a","b"]'],
    ['bare=[a, b]', '[a, b]'],
    ["spaced = 'a,b'", 'a,b'],
    ['comment=a # b', 'a # b'],
    [`nested="['a']"`, "['a']"],
    ['number=5', '5'],
    ['octal=010', '010'],
    ['template={{ plain }}', '{{ plain }}'],
    ['equals=a=b', 'a=b'],
  ];
  const hostValues: readonly (readonly [string, string])[] = [
    ['plain=a,b', 'a,b'],
    [`list="['a', 'b']"`, '["a","b"]'],
    ["single='a,b' # comment", 'a,b'],
    ["bare=[a,b]", '[a,b]'],
  ];
  for (const [where, cases, text] of [
    ['of a group', iniValues, (line: string) => `[web]\nh1\n[web:vars]\n${line}\n`],
    ['of a host', hostValues, (line: string) => `[web]\nh1 port=22 ${line}\n`],
  ] as const) {
    test(`values ${where} in an inventory in INI`, async () => {
      for (const [line, expected] of cases) {
        const name = /^\w+/.exec(line)?.[0] ?? '';
        await using folder = await TempFolder.create({ hosts: text(line) });
        const inventory = readInventory(new Sources(new DiskFiles()), [folder.file('hosts')]);
        const kind = where === 'of a host' ? 'host_vars' : 'group_vars';
        const layer = inventory?.variablesOf(kind, where === 'of a host' ? 'h1' : 'web');
        const binding = layer?.bindings.get(name);
        assert.ok(binding && 'node' in binding, line);
        const { node, source } = binding;
        const value = node.kind === 'list' ? JSON.stringify(node.items.map((item) => item.kind === 'scalar' && item.text)) : node.kind === 'scalar' && node.text;
        assert.equal(value, expected, line);
        assert.ok(line.includes(source.text.slice(node.start, node.end)), line);
      }
    });

    test(`those values ${where} are Ansible's (needs ansible-inventory)`, async function () {
      this.timeout(60_000);
      if (spawnSync('ansible-inventory', ['--version']).status !== 0) this.skip();
      for (const [line, expected] of cases) {
        await using folder = await TempFolder.create({ hosts: text(line) });
        const { stdout } = spawnSync('ansible-inventory', ['-i', folder.file('hosts'), '--host', 'h1'], { encoding: 'utf8' });
        const value: unknown = JSON.parse(stdout)[/^\w+/.exec(line)?.[0] ?? ''];
        assert.equal(typeof value === 'object' ? JSON.stringify(value) : String(value), expected, line);
      }
    });
  }

  test('variables in an inventory, each below the files that overrule it', async () => {
    const ini =
      "[web]\nw1 s=one\nw2\n[db]\nd1\n[all:children]\nweb\ndb\n[all:vars]\ns=everywhere\nt=x\n[db:vars]\ns=['db', '{{ t }}']\n";
    const yaml =
      'all:\n  vars: {s: everywhere, t: x}\n  children:\n    web: {hosts: {w1: {s: one}, w2: }}\n    db:\n      hosts: {d1: }\n      vars: {s: [db, "{{ t }}"]}\n';
    for (const [name, text] of [
      ['hosts', ini],
      ['hosts.yml', yaml],
    ] as const) {
      const of = async (hosts: string, more: Record<string, string> = {}) => {
        const [found] = await declare({
          'ansible.cfg': `[defaults]\ninventory = ${name}\n`,
          [name]: text,
          'site.yml': `- hosts: ${hosts}\n  tasks:\n  - ec2_asg: {name: web, vpc_zone_identifier: "{{ s }}"}\n`,
          ...more,
        });
        return found?.subnets.unknown ?? found?.subnets.items.map(({ id }) => id).join();
      };
      assert.deepEqual(
        await Promise.all(['w1', 'w2', 'db', 'localhost'].map((hosts) => of(hosts))),
        ['one', 'everywhere', 'db,x', 'everywhere'],
        name,
      );
      assert.equal(await of('web'), "'s' depends on the host: the inventory sets it for w1");
      // Files of group_vars overrule what an inventory says of groups, and not what it says of a host.
      const all = { 'group_vars/all.yml': 's: file\n' };
      assert.deepEqual(await Promise.all(['w1', 'db'].map((hosts) => of(hosts, all))), ['one', 'file'], name);
      assert.equal(await of('w1', { 'host_vars/w1.yml': 's: file\n' }), 'file', name);
    }
  });

  test('an inventory beside the playbook that is not configured makes what it sets uncertain', async () => {
    const of = async (hosts: string, inventory: string) => {
      const [found] = await declare({
        hosts: inventory,
        'site.yml': `- hosts: ${hosts}\n  tasks:\n  - ec2_asg: {name: web, vpc_zone_identifier: "{{ s }}"}\n`,
        'group_vars/all.yml': 's: a\n',
      });
      return found?.subnets.unknown ?? found?.subnets.items.map(({ id }) => id).join();
    };
    const uncertain = "'s' depends on the inventory that is given: hosts sets it";
    assert.equal(await of('web', '[web]\nw1 s=x\n'), uncertain);
    assert.equal(await of('localhost', 'localhost ansible_connection=local s=x\n'), uncertain);
    // What it says of other hosts, or of groups that group_vars overrule, is no matter.
    assert.equal(await of('localhost', '[web]\nw1 s=x\n'), 'a');
    assert.equal(await of('web', '[web]\nw1\n[web:vars]\ns=x\n'), 'a');
  });

  test('inventories that may be given on the command line make what they say uncertain', async () => {
    const files = {
      'site.yml': '- hosts: localhost\n  tasks:\n  - ec2_asg: {name: "{{ n }}", vpc_zone_identifier: "{{ s }}"}\n',
      'group_vars/all.yml': 's: [all]\nn: web\n',
      'inventories/prod/hosts': '[local]\nlocalhost\n',
      'inventories/prod/group_vars/all.yml': 'n: other\n',
      'inventories/prod/group_vars/local.yml': 's: [prod]\n',
      'elsewhere/group_vars/local.yml': 'n: [none]\n',
    };
    const [found] = (await declare(files)).map(shown);
    assert.deepEqual([found?.name, found?.unknown], ['web', "'s' depends on the host: inventories/prod/group_vars/local.yml sets it too"]);
  });

  test('an inventory that a plugin or a program makes says nothing', async () => {
    for (const text of ['plugin: amazon.aws.aws_ec2\n', '#!/usr/bin/env python3\n']) {
      const found = await declare({
        'ansible.cfg': '[defaults]\ninventory = inv.yml\n',
        'inv.yml': text,
        'site.yml': '- hosts: localhost\n  tasks:\n  - ec2_asg: {name: web, vpc_zone_identifier: "{{ s }}"}\n',
        'group_vars/all.yml': 's: [all]\n',
        'group_vars/aws_region/net.yml': 's: [x]\n',
      });
      assert.equal(found[0]?.subnets.unknown, "'s' depends on the host: group_vars/aws_region/net.yml sets it too");
    }
  });

  test('a state that is not known makes a declaration conditional', async () => {
    const found = await declare({
      'site.yml': play(
        '- ec2_asg: {name: a, state: "{{ st }}", vpc_zone_identifier: [x]}\n- ec2_asg: {name: b, state: present, vpc_zone_identifier: [x]}\n',
      ),
    });
    assert.deepEqual(
      found.map(({ conditional }) => conditional),
      [true, false],
    );
  });

  test("AWS's own order fed back is recognised as order-safe", async () => {
    const tasks =
      '- command: aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names web\n  register: asg\n' +
      '- set_fact:\n    live: "{{ (asg.stdout | from_json).AutoScalingGroups[0].VPCZoneIdentifier }}"\n' +
      '- ec2_asg: {name: web, vpc_zone_identifier: "{{ live }}"}\n';
    assert.deepEqual(await one(tasks), [
      { name: 'web', ids: '', unknown: "'asg' is AWS's own answer, so its order is AWS's", address: 'ec2_asg' },
    ]);
  });

  test('anchors, aliases and merge keys', async () => {
    const found = await one(
      '- ec2_asg: &base\n    name: one\n    vpc_zone_identifier: &s [a, b]\n- ec2_asg:\n    <<: *base\n    name: two\n- ec2_asg: {name: three, vpc_zone_identifier: *s}\n',
    );
    assert.deepEqual(
      found.map(({ name, ids }) => [name, ids]),
      [
        ['one', 'a b'],
        ['two', 'a b'],
        ['three', 'a b'],
      ],
    );
  });

  test('only the bare name, of an Ansible that may be old, compares positions', async () => {
    const found = await declare({
      'site.yml': play(
        '- ec2_asg: {name: a, vpc_zone_identifier: [x]}\n- amazon.aws.ec2_asg: {name: b, vpc_zone_identifier: [x]}\n',
      ),
    });
    assert.deepEqual(
      found.map(({ order }) => order),
      ['positional', 'harmless'],
    );
  });

  test('files that are no playbook, or broken, or doubling themselves, do no harm', async () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `    v${i}: "{{ v${i + 1} }}{{ v${i + 1} }}"`).join('\n');
    const files = {
      'a.yml': 'hosts: x\n',
      'b.yml': '- hosts: localhost\n  tasks: [oops\n',
      'c.yml': '- hosts: localhost\n  tasks:\n  - ec2_asg:\n  - 3\n  - ec2_asg: []\n  - action: 4\n',
      'd.yml': '',
      'e.yml': `- hosts: localhost\n  vars:\n${bomb}\n    v30: x\n  tasks:\n  - ec2_asg: {name: "{{ v0 }}", vpc_zone_identifier: [a]}\n`,
      'f.yml': 'ec2_asg\n',
    };
    const found = await declare(files);
    assert.equal(found.length, 1);
  });
});
