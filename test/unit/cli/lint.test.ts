import assert from 'node:assert/strict';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { runCli } from '../../support/cli.ts';
import { TempFolder } from '../../support/temp.ts';

const broken = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Topic:
    Type: AWS::SNS::Topik
`;

const valid = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Topic:
    Type: AWS::SNS::Topic
`;

interface Report {
  readonly diagnostics: readonly {
    readonly file: string;
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly source: string;
    readonly range: unknown;
  }[];
  readonly files: number;
  readonly elapsedMs: number;
}

suite('plumbline lint', () => {
  let folder: TempFolder;
  suiteSetup(async () => {
    folder = await TempFolder.create({
      'stacks/topic.yaml': broken,
      'stacks/valid.json': '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"A": {"Type": "AWS::SNS::Topic"}}}',
      'stacks/values.yaml': 'replicas: 3\n',
      'infra/main.tf': 'output "x" {\n  value = var.nothing\n}\n',
      'node_modules/x/main.tf': 'broken {',
      'fine/topic.yaml': valid,
      'odd/empty.yaml': '',
      'odd/binary.yaml': new Uint8Array([0x41, 0, 0x42]),
      'odd/latin1.yaml': Buffer.from(valid.replace('Topic:', 'Caf\xe9:'), 'latin1'),
      'latin1/main.tf': Buffer.from('locals {\n  a = "caf\xe9"\n}\n', 'latin1'),
      'odd/topic.yaml': broken,
      'warned.yaml': `Parameters:\n  "Unused": {Type: String}\n${valid}`,
    });
  });
  suiteTeardown(() => folder.dispose());

  const json = async (...args: string[]) => {
    const result = await runCli(['lint', '--format', 'json', ...args], folder.path);
    return { ...result, report: JSON.parse(result.stdout) as Report };
  };

  test('json: files relative to the working directory, positions from 1, only what can be linted is counted', async () => {
    const { code, report } = await json('stacks', 'infra');
    assert.equal(code, 1);
    assert.equal(report.files, 3);
    assert.equal(typeof report.elapsedMs, 'number');
    const [type] = report.diagnostics.filter(({ file }) => file === 'stacks/topic.yaml');
    assert.deepEqual(
      { ...type, message: '' },
      {
        file: 'stacks/topic.yaml',
        rule: 'E3006',
        severity: 'error',
        message: '',
        source: 'cloudformation',
        range: { start: { line: 4, column: 11 }, end: { line: 4, column: 26 } },
      },
    );
    const terraform = report.diagnostics.find(({ source, severity }) => source === 'terraform' && severity === 'error');
    assert.equal(terraform?.file, 'infra/main.tf');
    assert.match(terraform.message, /^Reference to undeclared input variable/);
  });

  // Elsewhere the place of caches is not the environment's to say.
  (process.platform === 'linux' ? test : test.skip)('what was found is kept for the day, and --no-cache neither keeps nor uses it', async () => {
    await using project = await TempFolder.create({ 'a.tf': 'output "x" {\n  value = var.nothing\n}\n', 'b.yaml': broken, 'c.yaml': 'replicas: 3\n' });
    const env = { ...process.env, XDG_CACHE_HOME: project.file('cache') };
    const lint = async (...args: string[]) => {
      const { stdout, ...rest } = await runCli(['lint', '--format', 'json', 'a.tf', 'b.yaml', 'c.yaml', ...args], project.path, env);
      return { ...rest, report: { ...(JSON.parse(stdout) as Report), elapsedMs: 0 } };
    };
    const anew = await lint('--no-cache');
    assert.equal(anew.report.diagnostics.length, 2);
    const kept = async () => (await readdir(project.file('cache'), { recursive: true })).filter((name) => name.endsWith('.json'));
    assert.deepEqual(await kept(), []);
    assert.deepEqual(await lint(), anew);
    const names = await kept();
    assert.equal(names.length, 3);
    // a result that no lint would give shows where it comes from
    for (const name of names) {
      const file = project.file(`cache/${name}`);
      await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"severity":"error"', '"severity":"warning"'));
    }
    assert.equal((await lint()).code, 0);
    assert.deepEqual(await lint('--no-cache'), anew);
  });

  // Elsewhere the place of caches is not the environment's to say.
  (process.platform === 'linux' ? test : test.skip)('the program is the same with compiled code that was kept, without, and where none can be kept', async () => {
    await using project = await TempFolder.create({ 'a.tf': 'output "x" {\n  value = var.nothing\n}\n', 'b.yaml': broken, 'a-file': '' });
    const lint = async (cache: string, ...args: string[]) => {
      const result = await runCli([...args, '--no-cache'], project.path, { ...process.env, XDG_CACHE_HOME: project.file(cache) });
      return { ...result, stdout: result.stdout.replace(/\d+ ms/, 'some ms') };
    };
    const code = async () => new Map(await Promise.all((await readdir(project.file('cache/plumbline/code'))).map(async (name) => [name.split('-')[0], await readFile(project.file(`cache/plumbline/code/${name}`))] as const)));
    const first = await lint('cache', 'lint', 'a.tf');
    assert.match(first.stdout, /^a\.tf:2:11: error terraform_reference_to_undeclared_input_variable: /);
    const kept = await code();
    assert.deepEqual([...kept.keys()].toSorted(), ['computing', 'terraform']);
    assert.deepEqual(await lint('cache', 'lint', 'a.tf'), first);
    assert.deepEqual(await lint('a-file', 'lint', 'a.tf'), first);
    assert.deepEqual(await code(), kept);
    const templates = await lint('cache', 'lint', 'b.yaml');
    assert.match(templates.stdout, /^b\.yaml:4:11: error E3006: /);
    const both = await code();
    assert.deepEqual([...both.keys()].toSorted(), ['cloudformation', 'computing', 'terraform']);
    assert.deepEqual(both.get('terraform'), kept.get('terraform'));
    assert.deepEqual(await lint('cache', 'lint', 'b.yaml'), templates);
    // nor does a call that cannot be understood lose anything
    const bad = await lint('cache', 'lint', '--format', 'none');
    assert.equal(bad.code, 2);
    assert.deepEqual(await lint('a-file', 'lint', '--format', 'none'), bad);
  });

  test('a folder without errors: exit 0', async () => {
    const { code, report } = await json('fine');
    assert.deepEqual({ code, files: report.files, diagnostics: report.diagnostics }, { code: 0, files: 1, diagnostics: [] });
  });

  test('a large set of files, which two threads share', async () => {
    const padding = `# ${'x'.repeat(200)}\n`.repeat(3500);
    const large = await TempFolder.create(Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`${name}.yaml`, broken + padding])));
    try {
      const { code, stdout } = await runCli(['lint', '--format', 'json', '.'], large.path);
      const { diagnostics, files } = JSON.parse(stdout) as Report;
      assert.deepEqual({ code, files }, { code: 1, files: 6 });
      assert.deepEqual(diagnostics.map(({ file, rule }) => `${file} ${rule}`), ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}.yaml E3006`));
    } finally {
      await large.dispose();
    }
  });

  test('text: one line each, and a summary', async () => {
    const { code, stdout } = await runCli(['lint', 'stacks'], folder.path);
    assert.equal(code, 1);
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /^stacks\/topic\.yaml:4:11: error E3006: \S/);
    assert.match(lines[1] ?? '', /^2 files, 1 error, 0 warnings \(\d+ ms\)$/);
  });

  test('github: workflow commands', async () => {
    const { stdout } = await runCli(['lint', '--format', 'github', 'stacks'], folder.path);
    assert.match(stdout, /^::error file=stacks\/topic\.yaml,line=4,endLine=4,col=11,endColumn=26,title=E3006::/);
  });

  test('sarif: the version, the rule, the place', async () => {
    const { stdout } = await runCli(['lint', '--format', 'sarif', 'stacks'], folder.path);
    const log = JSON.parse(stdout);
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    assert.deepEqual(run.tool.driver.rules.map((rule: { id: string }) => rule.id), ['E3006']);
    assert.deepEqual(run.results[0].locations[0].physicalLocation, {
      artifactLocation: { uri: 'stacks/topic.yaml', uriBaseId: 'ROOT' },
      region: { startLine: 4, startColumn: 11, endLine: 4, endColumn: 26 },
    });
  });

  test('junit: a test for each finding, and one that passed for each file without', async () => {
    const { stdout } = await runCli(['lint', '--format', 'junit', 'stacks/topic.yaml', 'fine'], folder.path);
    const [head, suites, suite, ...cases] = stdout.split('\n');
    assert.equal(head, '<?xml version="1.0" encoding="UTF-8"?>');
    for (const element of [suites, suite]) assert.match(element ?? '', /^<testsuites? name="plumbline lint" tests="2" failures="1" time="\d+\.\d{3}">$/);
    assert.ok(cases.includes('<testcase name="fine/topic.yaml" classname="fine/topic.yaml"/>'), stdout);
    assert.deepEqual(cases.filter((line) => line.includes('<failure')).map((line) => line.replace(/message=.*/, '')), [
      '<testcase name="E3006 at 4:11" classname="stacks/topic.yaml" file="stacks/topic.yaml" line="4"><failure type="error" ',
    ]);
    assert.deepEqual(cases.slice(-3), ['</testsuite>', '</testsuites>', '']);
  });

  for (const [severity, expected] of [['error', 0], ['warning', 1], ['none', 0]] as const) {
    test(`--fail-on ${severity}: a file with a warning gives ${expected}`, async () => {
      const { code } = await runCli(['lint', '--fail-on', severity, 'warned.yaml'], folder.path);
      assert.equal(code, expected);
    });
  }

  test('a bad file gets one line, and the others are linted all the same', async () => {
    const names = ['odd/none.yaml', 'odd/binary.yaml', 'odd/latin1.yaml', 'odd/empty.yaml', 'odd/topic.yaml'];
    const { code, report, stderr } = await json(...names);
    assert.equal(code, 2);
    assert.deepEqual([...new Set(report.diagnostics.map(({ file }) => file))], ['odd/topic.yaml']);
    const lines = stderr.trimEnd().split('\n').toSorted();
    assert.deepEqual(lines.map((line) => line.split(':')[0]), ['odd/binary.yaml', 'odd/empty.yaml', 'odd/latin1.yaml', 'odd/none.yaml']);
    assert(!/\n\s+at /.test(stderr), 'no stack trace');
  });

  test('Terraform that is not UTF-8 is a syntax error, where it stops being UTF-8', async () => {
    const { code, report } = await json('latin1');
    assert.equal(code, 1);
    assert.deepEqual(
      report.diagnostics.map(({ rule, range }) => ({ rule, range })),
      [{ rule: 'hcl_syntax', range: { start: { line: 2, column: 11 }, end: { line: 2, column: 11 } } }],
    );
  });

  test('a file without permission (needs another user than root)', async function () {
    if (process.getuid?.() === 0) this.skip();
    await chmod(folder.file('odd/topic.yaml'), 0);
    const { code, stderr } = await runCli(['lint', 'odd/topic.yaml'], folder.path);
    await chmod(folder.file('odd/topic.yaml'), 0o644);
    assert.equal(code, 2);
    assert.match(stderr, /odd\/topic\.yaml: permission denied/);
  });

  test('a file that is of no linted language is named', async () => {
    const { code, stderr } = await runCli(['lint', 'stacks/values.yaml'], folder.path);
    assert.equal(code, 0);
    assert.match(stderr, /^stacks\/values\.yaml: is neither a CloudFormation template nor Terraform/);
  });

  const badCalls: [string[], RegExp][] = [
    [[], /^plumbline COMMAND/],
    [['lnit'], /there is no command 'lnit'/],
    [['lint', '--format', 'xml'], /--format cannot be 'xml'; it is one of text, json, sarif, junit, github/],
    [['lint', '--nonsense'], /Unknown option '--nonsense'/],
    [['lint', '--log-level', 'loud'], /--log-level cannot be 'loud'/],
    [['fmt', '--check', '--write'], /exclude each other/],
    [['lsp'], /--stdio/],
  ];
  for (const [args, message] of badCalls) {
    test(`a bad call: plumbline ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await runCli(args, folder.path);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr.replace(/^plumbline: /, ''), message);
    });
  }

  test('--version and --help', async () => {
    assert.match((await runCli(['--version'], folder.path)).stdout, /^\d+\.\d+\.\d+\n$/);
    const general = await runCli(['--help'], folder.path);
    assert.equal(general.code, 0);
    for (const command of ['lint', 'fmt', 'drift', 'run', 'lsp']) {
      assert.match(general.stdout, new RegExp(`^  ${command} `, 'm'));
      const { code, stdout } = await runCli([command, '--help'], folder.path);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`^plumbline ${command}`));
    }
    assert.deepEqual(await runCli(['help'], folder.path), general);
    assert.match((await runCli(['help', 'lint'], folder.path)).stdout, /^ {2}--provider-schemas /m);
  });
});

suite('plumbline fmt', () => {
  let folder: TempFolder;
  setup(async () => {
    folder = await TempFolder.create({ 'a.tf': 'locals {\na=1\n}\n', 'b.tf': 'locals {}\n', 'broken.tf': 'locals {\n', 'x/c.tf': 'locals {\n  b = 1\n}\n' });
  });
  teardown(() => folder.dispose());

  test('--check names what would change, changes nothing, exits 1', async () => {
    const result = await runCli(['fmt', '--check', 'a.tf', 'b.tf', 'x'], folder.path);
    assert.deepEqual(result, { code: 1, stdout: 'a.tf\n', stderr: '' });
    assert.equal(await folder.read('a.tf'), 'locals {\na=1\n}\n');
  });

  test('--write rewrites, and a second time there is nothing to do', async () => {
    assert.equal((await runCli(['fmt', '--write', 'a.tf'], folder.path)).code, 0);
    assert.equal(await folder.read('a.tf'), 'locals {\n  a = 1\n}\n');
    assert.deepEqual(await runCli(['fmt', '--check', 'a.tf'], folder.path), { code: 0, stdout: '', stderr: '' });
  });

  test('a file with a syntax error is named and left alone; the others are formatted', async () => {
    const { code, stdout, stderr } = await runCli(['fmt', '--write', '.'], folder.path);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: 'a.tf\n' });
    assert.match(stderr, /^broken\.tf: /);
    assert.equal(await folder.read('broken.tf'), 'locals {\n');
  });
});

suite('plumbline lint --fix', () => {
  let folder: TempFolder;
  const fix = async (files: Record<string, string>, ...args: string[]) => {
    folder = await TempFolder.create(files);
    const result = await runCli(['lint', '--fix', '--fail-on', 'warning', ...args], folder.path);
    const texts = await Promise.all(Object.keys(files).map(async (name) => [name, await readFile(folder.file(name), 'utf8')] as const));
    return { ...result, texts: Object.fromEntries(texts) };
  };
  teardown(() => folder.dispose());

  const settings = 'terraform {\n  required_version = ">= 1.5"\n}\n';

  test('what one fix leaves is fixed, too, until nothing is left, and what has changed is formatted', async () => {
    const { code, stdout, stderr, texts } = await fix({
      'main.tf': `${settings}\n// Names.\nlocals {\n  used = "\${"\${path.module}"}"\n  a = local.b\n  b = local.c\n  c = 1\n}\n\noutput "x" {\n  value = [local.used][0] == [] ? local.used.0 : lookup({}, "a")\n}\n`,
      'other.tf': '# as it is\nlocals {\n}\n',
      '.tflint.hcl': 'rule "terraform_comment_syntax" {\n  enabled = true\n}\n',
    });
    assert.equal(texts['main.tf'], `${settings}\n# Names.\nlocals {\n  used = path.module\n}\n\noutput "x" {\n  value = length([local.used][0]) == 0 ? local.used[0] : {}["a"]\n}\n`);
    assert.equal(texts['other.tf'], '# as it is\nlocals {\n}\n');
    assert.match(stderr, /^main\.tf: 9 findings fixed\.$/m);
    assert.ok(!/terraform_(?:comment_syntax|deprecated|empty_list|unused)/.test(stdout), stdout);
    assert.equal(code, 1);
  });

  test('sources of providers, with the line breaks that a file has', async () => {
    const { texts } = await fix({ 'main.tf': 'terraform {\r\n  required_version = ">= 1.5"\r\n  required_providers {\r\n    random = "~> 3.0"\r\n  }\r\n}\r\n\r\nresource "random_id" "a" {\r\n  byte_length = 8\r\n}\r\n' });
    assert.equal(texts['main.tf'], 'terraform {\r\n  required_version = ">= 1.5"\r\n  required_providers {\r\n    random = {\r\n      source  = "hashicorp/random"\r\n      version = "~> 3.0"\r\n    }\r\n  }\r\n}\r\n\r\nresource "random_id" "a" {\r\n  byte_length = 8\r\n}\r\n');
  });

  test('a fix that somebody has to look at is left to them, as is a file with nothing to fix', async () => {
    const text = `${settings}\nvariable "a" {}\noutput   "b" {\n  value = var.a\n}\n`;
    const { texts, stdout, stderr } = await fix({ 'main.tf': text, 'topic.yaml': broken });
    assert.deepEqual(texts, { 'main.tf': text, 'topic.yaml': broken });
    assert.match(stdout, /terraform_typed_variables/);
    assert.ok(!stderr.includes('fixed'), stderr);
  });

  test('rules that are off, and lines that a comment keeps', async () => {
    const text = `${settings}\nlocals {\n  # tflint-ignore: terraform_unused_declarations\n  a = 1\n}\n\noutput "b" {\n  value = [1].0\n}\n`;
    const { texts } = await fix({ 'main.tf': text, '.tflint.hcl': 'rule "terraform_deprecated_index" {\n  enabled = false\n}\n' });
    assert.equal(texts['main.tf'], text);
  });
});
