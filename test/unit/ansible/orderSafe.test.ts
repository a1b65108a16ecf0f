import assert from 'node:assert/strict';
import { orderSafeEdits } from '../../../src/ansible/orderSafe.ts';
import { findGroupTasks } from '../../../src/ansible/service.ts';
import { applyEdits } from '../../../src/language/edits.ts';
import { ansibleDeclarations } from '../../../src/drift/resolve/ansible.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { parseYaml } from '../../../src/language/tree/yaml.ts';
import { TempFolder } from '../../support/temp.ts';

/** The playbook with the order-safe tasks, which must be well-formed and be recognised as such. */
async function inserted(text: string): Promise<string | undefined> {
  await using folder = await TempFolder.create({ 'site.yml': text });
  const [found] = findGroupTasks([folder.file('site.yml')], new DiskFiles());
  assert.ok(found);
  const edits = orderSafeEdits(found.task);
  if (!edits) return undefined;
  const after = applyEdits(text, edits);
  assert.deepEqual(parseYaml(after).problems, []);
  await folder.write('site.yml', after);
  const [declaration] = ansibleDeclarations([folder.file('site.yml')], new DiskFiles());
  assert.equal(declaration?.subnets.unknown, "'asg_live' is AWS's own answer, so its order is AWS's");
  return after;
}

suite('the order-safe tasks', () => {
  test('a block list moves to where it is put into order', async () => {
    const before = `- hosts: localhost
  tasks:
    - name: Web
      ec2_asg:
        name: web.1
        region: "{{ region }}"
        vpc_zone_identifier:
          - subnet-a  # zone a
          - subnet-b
        min_size: 1
`;
    assert.equal(
      await inserted(before),
      `- hosts: localhost
  tasks:
    - name: Ask AWS for the subnets of web.1
      amazon.aws.autoscaling_group_info:
        name: "web\\\\.1$"
        region: "{{ region }}"
      register: asg_live

    - name: Keep the order that AWS has
      ansible.builtin.set_fact:
        asg_subnets: "{{ (asg_has | intersect(asg_wants)) + (asg_wants | difference(asg_has)) }}"
      vars:
        asg_has: "{{ (asg_live.results | map(attribute='vpc_zone_identifier') | first | default('', true)).split(',') }}"
        asg_wants:
          - subnet-a  # zone a
          - subnet-b

    - name: Web
      ec2_asg:
        name: web.1
        region: "{{ region }}"
        vpc_zone_identifier: "{{ asg_subnets }}"
        min_size: 1
`,
    );
  });

  test('other ways to write the list and the name', async () => {
    const task = (name: string, list: string) =>
      `- hosts: localhost\n  vars: {n: web, s: [a]}\n  tasks:\n  - ec2_asg:\n      vpc_zone_identifier: ${list}\n      name: ${name}\n`;
    for (const list of ['[a, b]', '"{{ s }}"', '\n      - a\n      - b']) assert.ok(await inserted(task('web', list)), list);
    assert.match((await inserted(task('web', '"a, b"'))) ?? '', /asg_wants: \[a, b\]\n/);
    assert.match((await inserted(task('"{{ n }}"', '[a]'))) ?? '', /name: "\{\{ n \| regex_escape \}\}\$"/);
    assert.match((await inserted(task('"x-{{ n }}"', '[a]'))) ?? '', /name: "x-\{\{ n \}\}\$"/);
    assert.match((await inserted(task('web', '[a]').replaceAll('\n', '\r\n'))) ?? '', /asg_live\r\n/);
  });

  test('is not offered where there is no place for it', async () => {
    assert.equal(
      await inserted('- hosts: localhost\n  tasks:\n  - ec2_asg: {name: web, vpc_zone_identifier: [a]}\n'),
      undefined,
    );
    assert.equal(
      await inserted(
        `- hosts: localhost\n  vars: {s: [a]}\n  tasks:\n  - ec2_asg:\n      name: web\n      vpc_zone_identifier: "{{ s | join(',') }}"\n`,
      ),
      undefined,
    );
    assert.equal(await inserted('- hosts: localhost\n  tasks:\n  - ec2_asg: name=web vpc_zone_identifier=a\n'), undefined);
  });
});
