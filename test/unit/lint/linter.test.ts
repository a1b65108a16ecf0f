import assert from 'node:assert/strict';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { DiskFiles, type Files, pathOf } from '../../../src/language/files.ts';
import { Linter, LintFaultError } from '../../../src/lint/linter.ts';
import { createServices, type Services } from '../../../src/lint/services.ts';
import { dataFolder } from '../../support/services.ts';
import { TempFolder } from '../../support/temp.ts';

const create = (files: Files) => createServices(files, dataFolder, () => new Date(0));

suite('linting files', () => {
  let folder: TempFolder;
  setup(async () => {
    folder = await TempFolder.create({ 'a.tf': 'output "x" {\n  value = var.name\n}\n', 'b.tf': 'locals {}\n' });
  });
  teardown(() => folder.dispose());

  test('given texts take the place of the disk, and see each other', async () => {
    const linter = new Linter(create(new DiskFiles()), create);
    const errors = async (files: { path: string; text?: string }[]) =>
      (await linter.lintFiles(files, folder.path)).diagnostics.filter(({ diagnostic }) => diagnostic.severity === 'error').length;
    const a = { path: folder.file('a.tf') };
    const variable = 'variable "name" {\n  type = string\n}\n';
    assert.equal(await errors([a]), 1);
    assert.equal(await errors([a, { path: folder.file('b.tf'), text: variable }]), 0);
    assert.equal(await errors([a, { path: folder.file('new.tf'), text: variable }]), 0);
    assert.equal(await errors([a]), 1);
  });

  test('a fault in a rule is told with the file, and the other files are linted', async () => {
    const faulty = (files: Files): Services => {
      const services = create(files);
      const lint = services.terraform.lint.bind(services.terraform);
      services.terraform.lint = (document: TextDocument) => {
        if (pathOf(document.uri)?.endsWith('a.tf')) throw new TypeError('no such thing');
        return lint(document);
      };
      return services;
    };
    const report = await new Linter(faulty(new DiskFiles()), faulty).lint(['.'], folder.path);
    assert.deepEqual(report.linted, [folder.file('b.tf')]);
    const [problem] = report.problems;
    assert(problem instanceof LintFaultError);
    assert.equal(problem.message, 'a.tf: could not be linted because of a fault in Plumbline (no such thing); please report it.');
  });

  test('an aborted run rejects with the reason', async () => {
    const linter = new Linter(create(new DiskFiles()), create);
    await assert.rejects(linter.lint(['.'], folder.path, AbortSignal.abort(new Error('enough'))), /enough/);
  });
});
