import assert from 'node:assert/strict';
import fs from 'node:fs';
import { formatHcl } from '../../../src/terraform/hcl/format.ts';
import { rulesets } from '../../../src/terraform/rules/all.ts';
import { lintModule } from '../../support/terraform.ts';

const rules = rulesets.flatMap(({ rules: all }) => all);
const pages = new URL('../../../docs/rules/', import.meta.url);

/** The fenced example of a section, as files: a line `# file: NAME` begins one, main.tf is the first. */
function example(page: string, section: string): Record<string, string> {
  // A rule that another language has too has its examples in both.
  const fenced = new RegExp(`## ${section}(?:, in Terraform)?\\n+\`\`\`hcl\\n([\\s\\S]*?)\\n\`\`\``).exec(page)?.[1];
  assert.ok(fenced !== undefined, `the page has no example under ${section}`);
  const files: Record<string, string> = {};
  let name = 'main.tf';
  for (const line of fenced.split('\n')) {
    const start = /^# file: (.+)$/.exec(line)?.[1];
    if (start === undefined) files[name] = `${files[name] ?? ''}${line}\n`;
    else name = start;
  }
  return files;
}

/** The rule of a finding as `lintModule` shows it. */
function ruleOf(line: string): string {
  return line.split(' ')[1]?.replace(/:$/, '') ?? '';
}

suite('Terraform rules: the page of each is its test', () => {
  test('no two rules share an id', () => {
    const ids = rules.map(({ id }) => id);
    assert.deepEqual(ids.filter((id, index) => ids.indexOf(id) !== index), []);
  });

  for (const { id, members, summary, docs } of rules) {
    test(id, () => {
      const page = fs.readFileSync(new URL(`${id}.md`, pages), 'utf8');
      assert.ok(page.startsWith(`# ${id}: ${summary}\n`), 'the title is the id and the summary');
      assert.ok(page.includes(`## Source\n\n${docs}\n`) || page.includes(`## Source\n\n<${docs}>\n`), 'the source is the rule’s');
      const bad = lintModule(example(page, 'Bad'));
      assert.ok(bad.some((line) => (members ? members.test(ruleOf(line)) : ruleOf(line) === id)), `the bad example gives ${bad.join('\n') || 'nothing'}`);
      const good = example(page, 'Good');
      assert.deepEqual(lintModule(good), []);
      for (const [name, text] of Object.entries(good)) if (name.endsWith('.tf')) assert.equal(formatHcl(text), text);
    });
  }
});
