import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { rules } from '../../../src/cloudformation/rules/index.ts';
import { cloudFormationService, lintText } from '../../support/cloudformation.ts';

const folder = path.join(import.meta.dirname, '../../../docs/rules');
const known = new Set(rules.map((rule) => rule.id));
const pages = fs.readdirSync(folder).filter((name) => /^[EWI]\d{4}\.md$/.test(name) || known.has(path.basename(name, '.md')));

/** Pages whose examples are no templates; tested in config/configuration.test.ts. */
const ofOtherFiles: ReadonlySet<string> = new Set(['plumbline_cfnlintrc.md']);

/** Rules about sizes, whose examples would be hundreds of lines, and about two templates at once: tested in limits.test.ts. */
const withoutExample: ReadonlySet<string> = new Set(['E1002', 'E2010', 'E3010', 'E6010', 'E7010', 'E3043']);

/** The fenced example of a section. */
function example(page: string, section: string): string {
  const [, text] = new RegExp(`## ${section}\\n\\n\`\`\`(?:yaml|json)\\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  assert.ok(text, `the page has an example under "${section}"`);
  return text;
}

suite('CloudFormation rule pages', () => {
  const service = cloudFormationService();

  for (const name of pages) {
    const id = path.basename(name, '.md');
    const page = fs.readFileSync(path.join(folder, name), 'utf8');
    test(`${id}: the examples are what the page says`, () => {
      const rule = rules.find((candidate) => candidate.id === id);
      assert.ok(rule, 'the page is of a rule');
      assert.equal(page.split('\n')[0], `# ${id}: ${rule.summary}`);
      assert.ok(page.includes(`<${rule.docs}>`), 'the page names its source');
      if (ofOtherFiles.has(name)) return;
      const found = lintText(service, example(page, 'Bad'));
      assert.ok(found.some((line) => line.startsWith(`${id} `)), found.join('\n'));
      assert.deepEqual(lintText(service, example(page, 'Good')), []);
    });
  }

  test('every rule has an id of its own', () => {
    const ids = rules.map((rule) => rule.id);
    assert.equal(new Set(ids).size, ids.length);
  });

  test('every rule has a page', () => {
    assert.deepEqual(rules.map((rule) => rule.id).filter((id) => !pages.includes(`${id}.md`) && !withoutExample.has(id)), []);
  });
});
