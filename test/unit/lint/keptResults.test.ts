import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { keptResultsPlace } from '../../../src/cli/keptResultsPlace.ts';
import { languageModules } from '../../../src/cli/languages.ts';
import { linterFor } from '../../../src/cli/linterFor.ts';
import { KeptResults, type KeptResultsPlace } from '../../../src/lint/keptResults.ts';
import { lintedExtensions } from '../../../src/lint/languages.ts';
import type { LintReport } from '../../../src/lint/linter.ts';
import { findFiles } from '../../../src/lint/walk.ts';
import { type Log, silentLog } from '../../../src/log.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const template = (property: string) => `Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      ${property}: x\n`;

const project = {
  '.tflint.hcl': 'rule "terraform_typed_variables" {\n  enabled = true\n}\n',
  'tf/one/main.tf': 'module "through" {\n  source = "../through"\n}\n\noutput "one" {\n  value = module.through.all.none\n}\n',
  'tf/two/main.tf': 'module "through" {\n  source = "../through"\n}\n\noutput "two" {\n  value = module.through.all.none\n}\n',
  'tf/through/main.tf': 'module "deep" {\n  source = "../deep"\n}\n\noutput "all" {\n  value = module.deep\n}\n',
  'tf/deep/main.tf': 'output "some" {\n  value = 1\n}\n',
  'tf/apart/main.tf': 'output "x" {\n  value = var.none\n}\n',
  'tf/apart/sub/main.tf': 'variable "untyped" {}\n',
  'tf/apart/variables.tf': 'variable "some" {\n  type = string\n}\n',
  'cf/topic.yaml': template('TopicNam'),
  'cf/other.yaml': template('Nam'),
  'cf/app/template.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: src/\n      Handler: index.handler\n      Runtime: nodejs12.x\n',
  'notes/values.yaml': 'replicas: 3\n',
};

suite('results that are kept', () => {
  let folder: TempFolder;
  let place: KeptResultsPlace;
  setup(async () => {
    folder = await TempFolder.create(project);
    place = { folder: folder.file('cache/lint'), day: '2031-05-06', context: 'a build' };
  });
  teardown(() => folder.dispose());

  /** A lint as the command does it, and which files it need not look into. */
  async function lint(log: Log = silentLog, from = ['tf', 'cf', 'notes']): Promise<{ report: LintReport; known: string[] }> {
    const found = await findFiles(from, folder.path, lintedExtensions);
    const results = new KeptResults(place, log);
    const known = results.find(found.files.map((file) => file.path));
    const files = found.files.map((file) => file.path).filter((file) => !known.has(file));
    const linter = await linterFor(files, { dataFolder, env: {}, languages: languageModules, stderr: assert.fail, providers: new Map() }, results);
    return { report: await linter.lintFound(found, folder.path, undefined, { known }), known: [...known.keys()].map((file) => path.relative(folder.path, file)) };
  }

  async function fresh(): Promise<LintReport> {
    const found = await findFiles(['tf', 'cf', 'notes'], folder.path, lintedExtensions);
    const linter = await linterFor(found.files.map((file) => file.path), { dataFolder, env: {}, languages: languageModules, stderr: assert.fail, providers: new Map() });
    return linter.lintFound(found, folder.path);
  }

  /** What is to be the same: fields that are undefined are not kept. */
  const said = ({ problems, ...report }: LintReport): unknown => JSON.parse(JSON.stringify({ ...report, problems: problems.map(({ message }) => message) }));

  /** Which files are linted again after a change; the report is in any case that of a lint of everything. */
  async function lintedAgainAfter(change: () => Promise<unknown>): Promise<string[]> {
    await lint();
    await change();
    const { report, known } = await lint();
    assert.deepEqual(said(report), said(await fresh()));
    return report.linted.map((file) => path.relative(folder.path, file)).filter((file) => !known.includes(file)).toSorted();
  }

  test('a second lint says the same and looks into no file', async () => {
    const first = await lint();
    assert.deepEqual(first.known, []);
    assert.deepEqual(said(first.report), said(await fresh()));
    assert.ok(first.report.diagnostics.some(({ diagnostic }) => diagnostic.fixes));
    const second = await lint();
    assert.deepEqual(said(second.report), said(first.report));
    assert.equal(second.known.length, Object.keys(project).length - 1);
  });

  const changes: [what: string, name: string, text: string, again: string[]][] = [
    ['a template', 'cf/topic.yaml', template('TopicName'), ['cf/topic.yaml']],
    ['a file of a module', 'tf/apart/variables.tf', 'variable "none" {\n  type = string\n}\n', ['tf/apart/main.tf', 'tf/apart/variables.tf']],
    ['a new file of a module', 'tf/apart/more.tf', 'variable "none" {\n  type = string\n}\n', ['tf/apart/main.tf', 'tf/apart/more.tf', 'tf/apart/variables.tf']],
    ['a new file of values', 'tf/apart/terraform.tfvars', 'some = "x"\n', ['tf/apart/main.tf', 'tf/apart/terraform.tfvars', 'tf/apart/variables.tf']],
    ['a module that one other calls', 'tf/deep/main.tf', 'output "none" {\n  value = 1\n}\n', ['tf/deep/main.tf', 'tf/through/main.tf']],
    ['a module that several call', 'tf/through/main.tf', 'output "other" {\n  value = 1\n}\n', ['tf/one/main.tf', 'tf/through/main.tf', 'tf/two/main.tf']],
    ["cfn-lint's configuration, new and in a folder above", '.cfnlintrc', 'ignore_checks:\n- E3002\n', ['cf/app/template.yaml', 'cf/other.yaml', 'cf/topic.yaml']],
    ["tflint's configuration, in a folder above", '.tflint.hcl', '', Object.keys(project).filter((name) => name.startsWith('tf/')).toSorted()],
    ['what no result depends on', 'cf/readme.md', '# Topics\n', []],
  ];
  for (const [what, name, text, again] of changes) {
    test(`changed: ${what}`, async () => assert.deepEqual(await lintedAgainAfter(() => folder.write(name, text)), again));
  }

  test('a file that is gone is asked for again', async () => {
    assert.deepEqual(await lintedAgainAfter(() => fs.rm(folder.file('tf/apart/variables.tf'))), ['tf/apart/main.tf']);
  });

  test('a single file and all of them, one after the other: nothing is linted twice', async () => {
    assert.deepEqual((await lint(silentLog, ['tf/apart/main.tf'])).known, []);
    assert.deepEqual((await lint()).known, ['tf/apart/main.tf']);
    assert.equal((await lint()).known.length, Object.keys(project).length - 1);
    assert.deepEqual((await lint(silentLog, ['tf/apart/main.tf'])).known, ['tf/apart/main.tf']);
  });

  test('a file that cannot be read is told each time', async () => {
    await fs.writeFile(folder.file('cf/latin1.yaml'), Buffer.from(template('Caf\xe9'), 'latin1'));
    await fs.writeFile(folder.file('tf/apart/binary.tf'), 'a\0b');
    const [first, second] = [await lint(), await lint()];
    assert.deepEqual(said(second.report), said(first.report));
    assert.equal(second.report.problems.length, 2);
    assert.deepEqual(said(second.report), said(await fresh()));
  });

  test('another day, another build or another region begins anew; the results of other days are let go of', async () => {
    await lint();
    place = { ...place, context: 'another build' };
    assert.deepEqual((await lint()).known, []);
    assert.equal((await fs.readdir(place.folder)).length, 2);
    await fs.writeFile(path.join(place.folder, 'not-ours.txt'), '');
    place = { ...place, day: '2031-05-07' };
    assert.deepEqual((await lint()).known, []);
    const names = await fs.readdir(place.folder);
    assert.deepEqual(names.filter((name) => !name.startsWith('2031-05-07-')), ['not-ours.txt']);
    assert.equal(names.length, 2);
  });

  test('what cannot be read of what was kept is done again', async () => {
    await lint();
    for (const name of await fs.readdir(place.folder, { recursive: true })) {
      if (name.endsWith('.json')) await fs.writeFile(path.join(place.folder, name), '{"asked":');
    }
    const { report, known } = await lint();
    assert.deepEqual(known, []);
    assert.deepEqual(said(report), said(await fresh()));
  });

  test('where nothing can be written, everything is linted and the log says why', async () => {
    await fs.writeFile(folder.file('cache'), 'a file where the folder would be');
    const told: string[] = [];
    const { report } = await lint({ ...silentLog, debug: (message) => told.push(message) });
    assert.deepEqual(said(report), said(await fresh()));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^results are not kept: /);
  });

  test('the place depends on build, region and fetched schemas; none without a build or with values of variables', async () => {
    const env = { XDG_CACHE_HOME: folder.path };
    const here = keptResultsPlace({ build: 'b', env });
    assert.ok(here);
    const contexts = [here, keptResultsPlace({ build: 'c', env }), keptResultsPlace({ build: 'b', env: { ...env, AWS_REGION: 'eu-west-1' } })].map((each) => each?.context);
    assert.equal(new Set(contexts).size, 3);
    assert.equal(keptResultsPlace({ build: undefined, env }), undefined);
    assert.equal(keptResultsPlace({ build: 'b', env: { ...env, TF_VAR_password: 'x' } }), undefined);
  });
});
