import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../src/language/diagnostic.ts';
import { randomFrom } from '../../../scripts/seeds.ts';
import { realisticText } from '../../../scripts/terraform/realistic.ts';
import { seedTexts } from '../../../scripts/terraform/seeds.ts';
import { largeShapes } from '../../../scripts/terraform/shapes.ts';
import { RuleConfig } from '../../../src/terraform/config.ts';
import { parseHcl } from '../../../src/terraform/hcl/parser.ts';
import { FileLinter } from '../../../src/terraform/lint.ts';
import { ActiveRules } from '../../../src/terraform/rules/active.ts';
import { ModuleLoader } from '../../../src/terraform/model/loader.ts';
import { fileReferences } from '../../../src/terraform/model/walk.ts';
import { FileView, type TerraformRule } from '../../../src/terraform/rules/rule.ts';
import { Facts } from '../../../src/terraform/schema/facts.ts';
import { TerraformService } from '../../../src/terraform/service.ts';
import { dataFolder } from '../../support/services.ts';
import { documentOf, MemoryFiles, serviceOver } from '../../support/terraform.ts';

/** How many edits each seed makes; PLUMBLINE_EDITS asks for more. */
const edits = Number(process.env['PLUMBLINE_EDITS'] ?? 60);

const pieces = [
  '\n  count = 2\n', '\n  for_each = toset(["a"])\n', '"', '{', '}', '\n', ' ', 'x', '# c\n', 'var.region', 'local.missing', 'variable "region" {\n}\n', 'locals {\n  z = var.nowhere\n}\n',
  'output "o" {\n  value = file("./a.txt")\n}\n', 'output "t" {\n  value = templatefile("./a.txt", {})\n}\n', 'locals {\n  read = { (file("./a.txt")) = 1 }\n}\n', 'output "r" {\n  value = local.read.a\n}\n', 'module "m" {\n  source = "./child"\n  size = "x"\n}\n', 'check "c" {\n}\n', '\n  sensitive = true\n', 'provider "aws" {\n  alias = "b"\n}\n',
  'data "aws_ami" "linux" {\n}\n', 'moved {\n  from = aws_vpc.a\n  to = aws_vpc.main\n}\n', '\n  value = aws_vpc.main[0].id\n', '// old\n', '\n  text = <<EOT\n', '\n  text = <<-EOT\n    ${var.region}\n  EOT\n', '/*', '*/', ',', '": [', '\n  a = lookup({}, "b")\n',
];

/** Applies edits to the files of a module one by one; calls `look` after each. */
function type(files: MemoryFiles, seed: number, look: (edit: number) => void): void {
  const random = randomFrom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const sound = seedTexts();
  for (let edit = 0; edit < edits; edit++) {
    const name = pick([...files.texts.keys()].filter((file) => !file.endsWith('.txt')));
    const text = files.texts.get(name) ?? '';
    const at = Math.floor(random() * (text.length + 1));
    const kind = random();
    let next: string;
    if (kind < 0.35) next = text.slice(0, at) + pick(pieces) + text.slice(at);
    else if (kind < 0.6) next = text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 6));
    else if (kind < 0.75) next = `${text}\n${pick(sound)}`;
    else if (kind < 0.9) {
      const blocks = text.split(/\n(?=\w)/);
      const from = Math.floor(random() * blocks.length);
      const [moved = ''] = blocks.splice(from, 1);
      if (random() < 0.6) blocks.splice(Math.floor(random() * (blocks.length + 1)), 0, moved);
      next = blocks.join('\n');
    } else next = text.endsWith('\n') ? text.slice(0, -1) : `${text}\n`;
    files.texts.set(name, next);
    if (random() < 0.1) {
      const beside = files.texts.get('/m/a.txt');
      if (beside === undefined) files.texts.set('/m/a.txt', 'a');
      else if (beside === 'a') files.texts.set('/m/a.txt', '${a}');
      else files.texts.delete('/m/a.txt');
    }
    look(edit);
  }
}

/** Declarations and references over a few names, so that they meet. */
const names = ['region', 'main', 'a', 'b', 'c', 'service1', 'service1_tags', 'size'];
const declarations: readonly ((name: string, other: string) => string)[] = [
  (name) => `variable "${name}" {\n  type = string\n}\n`,
  (name) => `variable "${name}" {\n  type      = list(string)\n  sensitive = true\n}\n`,
  (name, other) => `locals {\n  ${name} = local.${other}\n}\n`,
  (name, other) => `locals {\n  ${name} = [local.${other}, var.${name}]\n  ${other}x = 1\n}\n`,
  (name, other) => `locals {\n  ${name} = { ${other} = "x" }\n}\n`,
  (name, other) => `output "${name}" {\n  value = [var.${other}, local.${name}.${other}, aws_vpc.${other}.id, module.${name}.double]\n}\n`,
  (name) => `resource "aws_vpc" "${name}" {\n  cidr_block = "10.0.0.0/16"\n}\n`,
  (name, other) => `resource "aws_vpc" "${name}" {\n  count      = 2\n  cidr_block = local.${other}\n}\n`,
  (name, other) => `resource "aws_subnet" "${name}" {\n  vpc_id            = aws_vpc.${other}.id\n  availability_zone = "eu-west-1a"\n}\n`,
  (name, other) => `resource "aws_autoscaling_group" "${name}" {\n  min_size            = 1\n  max_size            = 2\n  vpc_zone_identifier = [aws_subnet.${name}.id, aws_subnet.${other}.id]\n}\n`,
  (name, other) => `module "${name}" {\n  source = "./child"\n  ${other} = "x"\n}\n`,
  (name, other) => `variable "${name}" {\n  type    = string\n  default = "t3.${other}"\n}\n`,
  (name, other) => `resource "aws_instance" "${name}" {\n  ami           = "ami-1"\n  instance_type = "\${var.${other}}"\n}\n`,
  (name, other) => `check "${name}" {\n  data "aws_ami" "${other}" {\n  }\n\n  assert {\n    condition     = data.aws_ami.${other}.id != ""\n    error_message = "none"\n  }\n}\n`,
  (name, other) => `provider "aws" {\n  alias  = "${name}"\n  region = var.${other}\n}\n`,
  () => 'terraform {\n  required_version = ">= 1.12"\n\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "~> 4.0"\n    }\n  }\n}\n',
  (name, other) => `removed {\n  from = aws_vpc.${name}\n}\n\nimport {\n  to = module.${other}.aws_vpc.a\n  id = "x"\n}\n`,
];

/** Files that come and go. */
const visitors: Readonly<Record<string, string>> = {
  '/main.tf': 'module "m" {\n  source = "./m"\n}\n',
  '/m/more.tf': 'locals {\n  a = local.b\n}\n\nvariable "size" {\n}\n',
  '/m/override.tf': 'variable "region" {\n  default = 1\n}\n\nlocals {\n  c = 2\n}\n',
  '/m/terraform.tfvars': 'region = 1\nsize = []\n',
  '/m/a.auto.tfvars': 'a = "t3.micro"\nsize = "t3.x"\n',
  '/m/child/main.auto.tfvars': 'size = "t3.micro"\n',
  '/m/child/instance.tf': 'resource "aws_instance" "a" {\n  ami           = "ami-1"\n  instance_type = "${var.size}${var.a}"\n}\n\nvariable "a" {\n  type    = string\n  default = "b"\n}\n',
  '/m/.terraform.lock.hcl': 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "4.1.0"\n}\n',
  '/m/child/versions.tf': 'terraform {\n  required_version = ">= 1.9"\n}\n',
  '/m/.tflint.hcl': 'rule "terraform_typed_variables" {\n  enabled = false\n}\n',
};

/** Changes blocks and names of a module as people do, mostly without breaking the syntax; calls `look` after each. */
function reshape(files: MemoryFiles, seed: number, look: (edit: number) => void): void {
  const random = randomFrom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  for (let edit = 0; edit < edits; edit++) {
    const file = pick([...files.texts.keys()].filter((name) => name.endsWith('.tf')));
    const text = files.texts.get(file) ?? '';
    const blocks = text.split(/\n(?=[a-z#])/);
    const at = Math.floor(random() * blocks.length);
    const block = blocks[at] ?? '';
    const [name, other] = [pick(names), pick(names)];
    const changes: readonly (() => string)[] = [
      () => blocks.toSpliced(at, 0, pick(declarations)(name, other)).join('\n'),
      () => blocks.toSpliced(at, 0, pick(declarations)(name, other)).join('\n'),
      () => `${text}\n${pick(declarations)(name, other)}`,
      () => blocks.toSpliced(at, 1).join('\n'),
      () => blocks.toSpliced(at, 1).toSpliced(Math.floor(random() * blocks.length), 0, block).join('\n'),
      () => blocks.toSpliced(at, 0, block).join('\n'),
      () => blocks.toSpliced(at, 1, block.replace(name, other)).join('\n'),
      () => text.replaceAll(name, other),
      () => blocks.toSpliced(at, 1, block.replace('{\n', () => `{\n  ${pick(['count = 2', 'for_each = toset(["a"])', 'sensitive = true', '# tflint-ignore: all', `depends_on = [aws_vpc.${name}]`])}\n`)).join('\n'),
      () => text.split('\n').toSpliced(Math.floor(random() * text.split('\n').length), 1).join('\n'),
    ];
    const next = pick(changes)();
    if (parseHcl(next).problems.length === 0 || random() < 0.1) files.texts.set(file, next);
    if (random() < 0.15) {
      const visitor = pick(Object.keys(visitors));
      if (files.texts.has(visitor)) files.texts.delete(visitor);
      else files.texts.set(visitor, visitors[visitor] ?? '');
    }
    look(edit);
  }
}

/** A diagnostic in one line, with its fixes. */
function shown(diagnostic: Diagnostic): string {
  return JSON.stringify(diagnostic);
}

suite('Terraform service: what is kept from before an edit', () => {
  /** Edits a module; after each edit every file of it says what it says to a service that has never seen it. */
  function compare(edit: typeof type, seed: number, more: Readonly<Record<string, string>> = {}): void {
    const files = new MemoryFiles({
      ...more,
      '/m/main.tf': realisticText(4000),
      '/m/other.tf': 'variable "more" {\n  type = list(string)\n}\n\noutput "more" {\n  value = [for m in var.more : upper(m)]\n}\n',
      '/m/child/main.tf': 'variable "size" {\n  type = number\n}\n\noutput "double" {\n  value = var.size * 2\n}\n',
    });
    const service = serviceOver(files);
    edit(files, seed, (number) => {
      const fresh = serviceOver(files);
      // Tells the service, as the server does, that files may have changed.
      service.dependents('/m/main.tf', []);
      for (const name of files.texts.keys()) {
        const document = documentOf(files, name);
        if (!service.accepts(document)) continue;
        assert.deepEqual(service.lint(document).map(shown), fresh.lint(document).map(shown), `after edit ${number} in ${name}`);
      }
    });
  }

  for (const seed of [1, 2, 3, 4]) {
    test(`gives what a fresh look gives while text is typed, seed ${seed}`, function () {
      this.timeout(600_000);
      compare(type, seed);
    });
    test(`gives what a fresh look gives while blocks and files come, go and move, seed ${seed}`, function () {
      this.timeout(600_000);
      compare(reshape, seed);
    });
  }

  // One large block or value each, JSON, and files that are no configuration.
  for (const [index, { what, name, text }] of largeShapes(2500).entries()) {
    test(`gives what a fresh look gives while ${what} is edited`, function () {
      this.timeout(600_000);
      const own = name === 'main.tf' ? 'one.tf' : name;
      compare(type, 10 + index, { [`/m/${own}`]: text });
    });
  }

  test('a template that a block reads is looked at again when its text changes', () => {
    const files = new MemoryFiles({ '/m/main.tf': 'output "t" {\n  value = templatefile("./a.tftpl", { a = 1 })\n}\n', '/m/a.tftpl': '${a}' });
    const service = serviceOver(files);
    const messages = () => service.lint(documentOf(files, '/m/main.tf')).filter(({ severity }) => severity === 'error').map(({ message }) => message);
    assert.deepEqual(messages(), []);
    files.texts.set('/m/a.tftpl', '${a}\n${b}');
    service.dependents('/m/a.tftpl', []);
    assert.deepEqual(messages(), [`Invalid function argument: templatefile: the template's variable "b" is not given; it is used in line 2 of "./a.tftpl".`]);
    files.texts.set('/m/a.tftpl', '%{ if a }');
    service.dependents('/m/a.tftpl', []);
    assert.match(messages().join('\n'), /^Error in function call: templatefile: line 1 of "\.\/a\.tftpl": Unexpected end of template\./);
  });

  test('what a local value reads from a file counts for the blocks that use it', () => {
    const files = new MemoryFiles({
      '/m/main.tf': 'output "a" {\n  value = local.settings.a\n}\n',
      '/m/locals.tf': 'locals {\n  settings = jsondecode(file("./a.json"))\n}\n',
      '/m/a.json': '{"a": 1}',
    });
    const service = serviceOver(files);
    const messages = () => service.lint(documentOf(files, '/m/main.tf')).filter(({ severity }) => severity === 'error').map(({ message }) => message.replace(/:.*/, ''));
    const change = (name: string, text: string) => {
      files.texts.set(name, text);
      service.dependents(name, []);
      return messages();
    };
    assert.deepEqual(messages(), []);
    assert.deepEqual(change('/m/a.json', '{"b": 1}'), ['Unsupported attribute']);
    assert.deepEqual(change('/m/main.tf', 'output "a" {\n  value = local.settings.b\n}\n'), []);
    assert.deepEqual(change('/m/a.json', '{"a": 1}'), ['Unsupported attribute']);
    assert.deepEqual(change('/m/a.json', '{'), []);
    assert.deepEqual(change('/m/a.json', '{"b": 2}'), []);
  });

  test('makes no difference where files are looked at once', () => {
    const text = `${realisticText(4000)}\n${seedTexts().slice(0, 40).join('\n')}`;
    const files = new MemoryFiles({ '/m/main.tf': text, '/m/more.tf': 'locals {\n  a = var.nowhere\n}\n' });
    const once = new TerraformService({ files, dataFolder: dataFolder('terraform'), now: () => new Date('2026-01-01T00:00:00Z'), once: true });
    for (const name of files.texts.keys()) {
      const document = documentOf(files, name);
      const found = serviceOver(files).lint(document);
      assert.ok(found.length > 0);
      assert.deepEqual(once.lint(document).map(shown), found.map(shown));
    }
  });

  test('where no file changes, each is read once for all', () => {
    const read: string[] = [];
    class CountedFiles extends MemoryFiles {
      override read(file: string): string | undefined {
        if (this.texts.has(file)) read.push(file);
        return super.read(file);
      }
    }
    const files = new CountedFiles({ '/m/main.tf': 'output "a" {\n  value = local.a + var.nowhere\n}\n', '/m/more.tf': 'locals {\n  a = 1\n}\n', '/m/other/main.tf': 'locals {\n' });
    const still = new TerraformService({ files, dataFolder: dataFolder('terraform'), now: () => new Date('2026-01-01T00:00:00Z'), still: true });
    const found = [...files.texts.keys()].map((name) => still.lint(documentOf(files, name)).map(shown));
    assert.deepEqual(read.toSorted(), ['/m/more.tf']);
    assert.deepEqual(found, [...files.texts.keys()].map((name) => serviceOver(files).lint(documentOf(files, name)).map(shown)));
  });

  /** The blocks that a rule which looks up their variables is asked about again after an edit. */
  function askedAgain(before: string, after: string): string[] {
    const files = new MemoryFiles({ '/m/main.tf': before });
    const loader = new ModuleLoader(files);
    const facts = new Facts(dataFolder('terraform'));
    const config = RuleConfig.read(undefined);
    const linter = new FileLinter();
    let asked: string[] = [];
    const rule: TerraformRule = {
      id: 'test',
      severity: 'error',
      summary: '',
      docs: '',
      local: true,
      check({ file, module }) {
        for (const block of file.body.blocks) {
          asked.push([...block.labels.map(({ text }) => text), ...(block.type === 'locals' ? block.body.attributes : []).map(({ name }) => name)].join('.'));
          for (const { root, steps } of [...fileReferences(file).values()].flat()) if (root.text === 'var') module.declared('variable').has(String(steps[0]?.key));
        }
      },
    };
    const rules = new ActiveRules([rule]);
    const lint = (text: string): void => {
      asked = [];
      const module = loader.module('/m', { path: '/m/main.tf', text });
      const file = module.file('/m/main.tf');
      assert.ok(file);
      linter.lint(new FileView(file, { module, facts, providers: undefined, config, now: new Date(0) }), rules, 'terraform');
    };
    lint(before);
    lint(after);
    return asked;
  }

  const outputs = ['a', 'b', 'c'].map((name) => `output "${name}" {\n  value = var.${name}\n}\n`).join('\n');

  test('an edit in one block asks about no other', () => {
    assert.deepEqual(askedAgain(outputs, outputs.replace('var.b', 'upper(var.b)')), ['b']);
    assert.deepEqual(askedAgain(outputs, `# c\n${outputs}`), []);
  });

  test('an edit in one local value asks about no other', () => {
    const locals = 'locals {\n  a = 1\n  b = [2]\n\n  c = {\n    d = 3\n  }\n}\n';
    assert.deepEqual(askedAgain(locals, locals.replace('[2]', '[2, 3]')), ['b']);
    assert.deepEqual(askedAgain(locals, locals.replace('  b', '  z = 0\n  b')), ['z']);
    assert.deepEqual(askedAgain(locals, locals.replace('locals {', 'locals "x" {')), ['x.a', 'x.b', 'x.c']);
  });

  test('what a comment or a blank changes in the settings of a module asks about no other block', () => {
    const settings = `terraform {\n  required_version = ">= 1.5"\n}\n\n${outputs}`;
    assert.deepEqual(askedAgain(settings, settings.replace('5"', '5"  # or later')), ['']);
  });

  test('a new declaration asks about the blocks that look for its name', () => {
    assert.deepEqual(askedAgain(outputs, `variable "c" {\n}\n\n${outputs}`), ['c', 'c']);
    assert.deepEqual(askedAgain(outputs, `variable "d" {\n}\n\n${outputs}`), ['d']);
  });

  test('a change of a declaration asks about the blocks that see it', () => {
    const declared = `variable "a" {\n  type    = string\n  default = "x"\n}\n\n${outputs}`;
    assert.deepEqual(askedAgain(declared, declared.replace('string', 'number')), ['a', 'a']);
    // Nobody sees the default itself.
    assert.deepEqual(askedAgain(declared, declared.replace('"x"', '"y"')), ['a']);
  });
});
