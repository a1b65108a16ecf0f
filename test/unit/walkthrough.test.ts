import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { parseMacros } from '../../src/macros/language.ts';
import { cloudFormationService, lintText as lintTemplate } from '../support/cloudformation.ts';
import { lintText as lintConfiguration } from '../support/terraform.ts';

const root = path.join(import.meta.dirname, '../..');

/** A page's fenced example in a language. */
function example(page: string, language: string): string {
  const text = fs.readFileSync(path.join(root, 'media/walkthrough', page), 'utf8');
  const [, found] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(text) ?? [];
  assert.ok(found, `${page} has an example in ${language}`);
  return found;
}

suite('the walkthrough says what is so', () => {
  test('lint.md: the findings of its examples', () => {
    assert.deepEqual(lintTemplate(cloudFormationService(), example('lint.md', 'yaml')), ['E3002 5:7']);
    const [finding, ...others] = lintConfiguration(example('lint.md', 'hcl')).filter((line) => !/ terraform_required_/.test(line));
    assert.match(finding ?? '', /^2:19 \w+: Reference to undeclared input variable/);
    assert.deepEqual(others, []);
  });

  test('push.md: the keys of the manifest', () => {
    const manifest: { contributes: { keybindings: { key: string }[] } } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
    const bound = new Set(manifest.contributes.keybindings.map(({ key }) => key));
    const letters = [...fs.readFileSync(path.join(root, 'media/walkthrough/push.md'), 'utf8').matchAll(/^\| `(\w)` \|/gm)];
    assert.ok(letters.length > 5);
    for (const [, letter = ''] of letters) assert.ok(bound.has(`ctrl+alt+g ${letter.toLowerCase()}`), letter);
  });

  test('macros.md: its macro is a good one', () => {
    const { 'plumbline.macros': written } = parse(`{${example('macros.md', 'json')}}`) as Record<string, unknown>;
    const { macros, problems } = parseMacros(written);
    assert.deepEqual(problems, []);
    assert.equal(macros.length, 1);
  });
});
