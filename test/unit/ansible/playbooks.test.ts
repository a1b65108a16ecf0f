import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import { load } from 'js-yaml';
import type { Declaration } from '../../../src/drift/declaration.ts';
import { ansibleDeclarations } from '../../../src/drift/resolve/ansible.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { TempFolder } from '../../support/temp.ts';

interface Case {
  readonly title: string;
  /** What Ansible calls the module with. */
  readonly groups: readonly string[];
  readonly understood?: boolean;
  readonly files: Readonly<Record<string, string>>;
}

const cases = load(await fs.readFile(new URL('playbooks.yml', import.meta.url), 'utf8')) as Case[];

/** The declarations that are fully known. */
function known(declarations: readonly Declaration[]): { readonly text: string; readonly conditional: boolean }[] {
  return declarations.flatMap(({ name, subnets, conditional }) =>
    'text' in name && subnets.unknown === undefined
      ? [{ text: `${name.text}=${subnets.items.map(({ id }) => id).join()}`, conditional }]
      : [],
  );
}

suite('ansible playbooks with a truth that is known', () => {
  for (const { title, groups, understood = true, files } of cases) {
    test(title, async () => {
      await using folder = await TempFolder.create(files);
      const paths = Object.keys(files).map((name) => folder.file(name));
      const found = known(ansibleDeclarations(paths, new DiskFiles()));
      if (understood) assert.deepEqual([...new Set(found.map(({ text }) => text))].toSorted(), [...new Set(groups)].toSorted());
      for (const { text, conditional } of found)
        assert.ok(conditional || groups.includes(text), `'${text}' is not what Ansible makes of it`);
    });
  }
});

/** Notes what it is called with. */
const recorder = `# WANT_JSON
import json, os, sys
given = json.load(open(sys.argv[1]))
subnets = given.get("vpc_zone_identifier")
subnets = subnets.split(",") if isinstance(subnets, str) else subnets
with open(os.environ["GROUPS_MADE"], "a") as file:
    file.write("%s=%s\\n" % (given.get("name"), ",".join(str(subnet).strip() for subnet in subnets)))
print(json.dumps({"changed": False}))
`;

/** Each case takes that program a second or more, so it is asked only where somebody wants to know. */
const hasAnsible = process.env['PLUMBLINE_ORACLES'] !== undefined && spawnSync('ansible-playbook', ['--version']).status === 0;

suite(`the same under Ansible itself${hasAnsible ? '' : ' (skipped: needs ansible-playbook on PATH and PLUMBLINE_ORACLES=1)'}`, () => {
  for (const { title, groups, files } of cases) {
    test(title, async function () {
      if (!hasAnsible) this.skip();
      this.timeout(120_000);
      await using folder = await TempFolder.create({ ...files, 'library/ec2_asg.py': `#!/usr/bin/env python3\n${recorder}`, made: '' });
      const env = { ...process.env, GROUPS_MADE: folder.file('made'), ANSIBLE_LIBRARY: folder.file('library'), ANSIBLE_LOCALHOST_WARNING: 'False' };
      const { stdout, stderr } = spawnSync('ansible-playbook', ['site.yml'], { cwd: folder.path, env, encoding: 'utf8' });
      const made = (await fs.readFile(folder.file('made'), 'utf8')).split('\n').filter(Boolean);
      assert.deepEqual(made, groups, stdout + stderr);
    });
  }
});
