import assert from 'node:assert/strict';
import { Sources } from '../../../src/ansible/sources.ts';
import { findEvidence } from '../../../src/ansible/version.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { TempFolder } from '../../support/temp.ts';

suite('the Ansible in force', () => {
  const cases: readonly (readonly [string, string, boolean | undefined])[] = [
    ['requirements.txt', 'boto==2.49\nansible==2.3.2.0\n', true],
    ['requirements.txt', 'ansible==2.3.*  # pinned', true],
    ['requirements.txt', 'ansible>=2.2,<2.4\n', true],
    ['requirements.txt', 'ansible<=2.3\n', true],
    ['requirements.txt', 'ansible>=2.2\n', undefined],
    ['requirements.txt', 'ansible\n', undefined],
    ['requirements.txt', 'ansible-lint==6\n', undefined],
    ['requirements.txt', 'Ansible >= 2.9\n', false],
    ['requirements.txt', 'ansible~=9.1\n', false],
    ['requirements.txt', 'ansible-core\n', false],
    ['constraints.txt', 'ansible==2.10.7\n', false],
    ['requirements.yml', 'collections:\n- name: amazon.aws\n', false],
    ['collections/requirements.yml', 'collections: [community.general, community.aws]\n', false],
    ['requirements.yml', '- src: someone.role\n', undefined],
  ];
  for (const [name, text, positional] of cases) {
    test(`${name} with ${JSON.stringify(text)}`, async () => {
      await using folder = await TempFolder.create({ [name]: text, '.git/HEAD': 'ref: x\n', 'plays/deep/site.yml': '' });
      assert.equal(findEvidence(new Sources(new DiskFiles()), folder.file('plays/deep'))?.positional, positional);
    });
  }
});
