import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { CloudFormationService } from '../../../src/cloudformation/service.ts';
import { DiskFiles, OverlayFiles, type Files } from '../../../src/language/files.ts';
import { rules } from '../../../src/cloudformation/rules/index.ts';
import { cloudFormationService, lintText } from '../../support/cloudformation.ts';

const folder = path.join(import.meta.dirname, '../../../docs/rules');
const known = new Set(rules.map((rule) => rule.id));
const pages = fs.readdirSync(folder).filter((name) => /^[EWI]\d{4}\.md$/.test(name) || known.has(path.basename(name, '.md')));

/** Pages whose examples are no templates; tested in config/configuration.test.ts. */
const ofOtherFiles: ReadonlySet<string> = new Set(['plumbline_cfnlintrc.md', 'E9000.md']);

/** The fenced example of a section, written out. */
function example(page: string, section: string): string {
  const [, text] = new RegExp(`## ${section}\\n\\n\`\`\`(?:yaml|json)\\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  assert.ok(text, `the page has an example under "${section}"`);
  return text.replaceAll(/^(.*1.*\n)\s*# and so on to (\d+)\n/gm, (_all, line: string, last: string) =>
    Array.from({ length: Number(last) }, (_, at) => line.replace('1', String(at + 1))).join(''),
  );
}

/** What is beside the examples: the file that the page shows, and the configuration that switches the rule on. */
function filesOf(page: string, id: string): Files {
  const [, name, text] = /## Beside it, `([^`]+)`\n\n```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const files = new Map([['/workspace/.cfnlintrc', { getText: () => `include_checks: [${id}]\n` }]]);
  if (name !== undefined && text !== undefined) files.set(`/workspace/${name}`, { getText: () => text });
  return new OverlayFiles(new DiskFiles(), files);
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
      const linter = id.startsWith('I') || page.includes('## Beside it') ? cloudFormationService(undefined, filesOf(page, id)) : service;
      const found = lintText(linter, example(page, 'Bad'));
      assert.ok(found.some((line) => line.startsWith(`${id} `)), found.join('\n'));
      assert.deepEqual(lintText(linter, example(page, 'Good')), []);
    });
  }

  const own = ['plumbline_sns_redrive_policy', 'plumbline_log_destination_policy', 'plumbline_single_zone_group', 'plumbline_duplicate_subnet', 'plumbline_yaml_value', 'plumbline_unlisted_value', 'plumbline_port_range', 'plumbline_condition_circle', 'plumbline_unused_suppression', 'plumbline_conditions_unexamined'];
  for (const id of own) {
    test(`${id}: off where the user has switched it off, and by .cfnlintrc's own means`, () => {
      const dataFolder = path.join(import.meta.dirname, '../../../src/cloudformation/schema/data');
      const off = new CloudFormationService({ files: new DiskFiles(), dataFolder, now: () => new Date(0), rulesOff: () => [id] });
      const bad = example(fs.readFileSync(path.join(folder, `${id}.md`), 'utf8'), 'Bad');
      const ruleIds = (text: string, of = off) => lintText(of, text).map((line) => line.split(' ')[0]);
      assert.ok(ruleIds(bad, service).includes(id));
      assert.ok(!ruleIds(bad).includes(id));
      assert.ok(!ruleIds(`Metadata: {cfn-lint: {config: {ignore_checks: [${id}]}}}\n${bad}`, service).includes(id));
    });
  }

  test('the settings of the editor name these rules', () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, '../../package.json'), 'utf8')) as { contributes: { configuration: { properties: Record<string, { properties?: object; default: unknown }> } } };
    const setting = manifest.contributes.configuration.properties['plumbline.cloudformation.rules'];
    assert.deepEqual(Object.keys(setting?.properties ?? {}), own);
    // the settings page ticks what is on by default from here, and not from the properties
    assert.deepEqual(setting?.default, Object.fromEntries(own.map((id) => [id, true])));
  });

  test('every rule has an id of its own', () => {
    const ids = rules.map((rule) => rule.id);
    assert.equal(new Set(ids).size, ids.length);
  });

  test('every rule has a page', () => {
    assert.deepEqual(rules.map((rule) => rule.id).filter((id) => !pages.includes(`${id}.md`)), []);
  });
});
