import assert from 'node:assert/strict';
import { languageModules } from '../../../src/cli/languages.ts';
import { linterFor } from '../../../src/cli/linterFor.ts';
import { KeptResults } from '../../../src/lint/keptResults.ts';
import { lintedExtensions } from '../../../src/lint/languages.ts';
import { type Linter, LintFaultError, type LintReport } from '../../../src/lint/linter.ts';
import { UnreadableFileError } from '../../../src/lint/read.ts';
import { SecondThread, SecondThreadError, type ThreadWork } from '../../../src/lint/secondThread.ts';
import { secondThreadPays } from '../../../src/lint/secondThreadPays.ts';
import { Share } from '../../../src/lint/share.ts';
import { findFiles, type FoundFiles } from '../../../src/lint/walk.ts';
import { silentLog } from '../../../src/log.ts';
import { dataFolder, lintThread } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const template = (type: string) => `Resources:\n  Topic:\n    Type: ${type}\n`;

suite('linting in two threads', () => {
  let folder: TempFolder;
  let found: FoundFiles;
  let work: ThreadWork;
  suiteSetup(async () => {
    folder = await TempFolder.create({
      '.cfnlintrc': 'ignore_checks:\n- E3006\n',
      'a/one.yaml': template('AWS::SNS::Topik'),
      'a/other.yaml': 'replicas: 3\n',
      'b/two.json': JSON.stringify({ Parameters: { Unused: { Type: 'Strin' } }, Resources: { A: { Type: 'AWS::SNS::Topic', Properties: { Nam: 1 } } } }),
      'b/ignored.yaml': `${template('AWS::SNS::Topic')}    Properties:\n      Nam: x # plumbline-ignore: E3002 on purpose\n      TopicName: y # plumbline-ignore: E3002 needless\n`,
      'c/binary.yaml': new Uint8Array([0x41, 0, 0x42]),
      'c/latin1.yaml': Buffer.from(template('Caf\xe9'), 'latin1'),
      'infra/latin1/main.tf': Buffer.from('locals {\n  a = "caf\xe9"\n}\n', 'latin1'),
      'infra/main.tf': 'module "lower" {\n  source = "./lower"\n  other  = var.nothing\n}\n',
      'infra/lower/main.tf': 'output "x" {\n  value = var.input\n}\n',
      'infra/lower/variables.tf': 'variable "input" {\n  type = string\n}\n',
      'infra/broken.tf': 'locals {\n',
    });
    found = await findFiles(['.', 'none.tf', '.cfnlintrc'], folder.path, lintedExtensions);
    work = { files: found.files.map(({ path }) => path), cwd: folder.path, results: undefined, dataFolders: { cloudformation: dataFolder('cloudformation'), terraform: dataFolder('terraform') } };
  });
  suiteTeardown(() => folder.dispose());

  const linter = (): Promise<Linter> => linterFor(work.files, { dataFolder, env: {}, languages: languageModules, stderr: assert.fail, providers: new Map() });

  /** @param takes whether this thread takes its part of the files, or leaves all to the other */
  async function lintInTwo(program: URL, takes = true): Promise<LintReport> {
    const second = new SecondThread(program, work);
    if (!takes) second.share.take = function* () {};
    try {
      return await (await linter()).lintFound(found, folder.path, undefined, { second });
    } finally {
      await second.stop();
    }
  }

  test('the report is that of one thread, whichever of them lints what', async () => {
    const alone = await (await linter()).lintFound(found, folder.path);
    assert.deepEqual(new Set(alone.diagnostics.map(({ diagnostic }) => diagnostic.source)), new Set(['cloudformation', 'terraform']));
    assert.ok(alone.diagnostics.some(({ diagnostic }) => diagnostic.fixes && diagnostic.severity === 'error'));
    assert.ok(alone.problems.every((problem) => problem instanceof UnreadableFileError));
    assert.equal(alone.problems.length, 3);
    assert.deepEqual(await lintInTwo(lintThread), alone);
    assert.deepEqual(await lintInTwo(lintThread, false), alone);
  });

  test('the other thread keeps its results', async () => {
    const results = { folder: folder.file('cache'), day: '2031-05-06', context: '' };
    const second = new SecondThread(lintThread, { ...work, results });
    second.share.take = function* () {};
    const report = await (await linter()).lintFound(found, folder.path, undefined, { second });
    await second.stop();
    const known = new KeptResults(results, silentLog).find(work.files);
    assert.deepEqual(report.linted.filter((file) => !known.has(file)), [folder.file('infra/latin1/main.tf')]);
  });

  test('what the other thread cannot lint is tried here, and told', async () => {
    const program = new URL('data:text/javascript,import { parentPort } from "node:worker_threads"; parentPort.postMessage(new Map());');
    const faulty = await linter();
    for (const service of faulty.services) service.lint = () => { throw new TypeError('no such thing'); };
    const second = new SecondThread(program, work);
    second.share.take = function* () {};
    const report = await faulty.lintFound(found, folder.path, undefined, { second });
    await second.stop();
    assert.equal(report.problems.filter((problem) => problem instanceof LintFaultError).length, report.problems.length - 3);
    assert.match(report.problems.map(({ message }) => message).join('\n'), /infra\/main\.tf: could not be linted because of a fault in Plumbline \(no such thing\)/);
  });

  const failures: [what: string, program: string, message: RegExp][] = [
    ['an error that nobody catches', 'throw new TypeError("no such thing")', /has failed \(no such thing\), so not every file was linted/],
    ['a promise that nobody awaits', 'Promise.reject(new TypeError("no such thing")); setTimeout(() => {}, 1e6)', /\(no such thing\)/],
    ['an end without an answer', 'process.exit(3)', /\(exit code 3\)/],
    ['a program that is not there', 'import "./nowhere.js"', /has failed \(/],
  ];
  for (const [what, program, message] of failures) {
    test(`${what} in the other thread is an error`, async () => {
      await assert.rejects(lintInTwo(new URL(`data:text/javascript,${encodeURIComponent(program)}`)), (error) => {
        assert.ok(error instanceof SecondThreadError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  test('a thread that never answers can be stopped', async () => {
    const second = new SecondThread(new URL('data:text/javascript,for (;;);'), work);
    await second.stop();
    await assert.rejects(second.outcomes(), SecondThreadError);
  });

  test('few files are linted in one thread', () => {
    assert.equal(secondThreadPays(work.files), false);
  });
});

suite('the files that threads share', () => {
  test('each is taken once; those of a Terraform module stay together', () => {
    const files = ['/a/x.yaml', '/m/main.tf', '/m/sub/main.tf', '/m/terraform.tfvars', '/m/other.json', '/m/x.tf.json'];
    const here = new Share(files);
    const there = new Share(files, here.taken);
    assert.equal(here.size, 4);
    const first = here.take();
    const second = there.take();
    const next = (taker: Generator<number>) => taker.next().value;
    assert.deepEqual([next(first), next(second), next(second), next(second), next(first)], [0, 1, 3, 5, 2]);
    assert.deepEqual([...second, ...first], [4]);
  });
});
