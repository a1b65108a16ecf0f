// Compares the linter with `terraform validate` on seeded mutants of the modules in scripts/terraform/modules, which need no
// provider: every error of Terraform should be found on its line with its summary, and a module that Terraform calls valid
// should have none. Needs the terraform binary; reads no network. Run with: node scripts/terraform/compareValidate.ts [COUNT] [SEED];
// EXTRAS=1 prints what is said beside Terraform.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Attribute, Block, Body, Expression } from '../../src/terraform/hcl/ast.ts';
import { parseHcl } from '../../src/terraform/hcl/parser.ts';
import { walkExpression } from '../../src/terraform/model/walk.ts';
import { randomFrom } from '../seeds.ts';
import { isMissed, validated, weSay } from './validate.ts';
import { scratchFolder } from '../scratch.ts';

const [count = '300', seed = '1'] = process.argv.slice(2);
const random = randomFrom(Number(seed));
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
const source = fileURLToPath(new URL('./modules', import.meta.url));

const values = [
  '"x"', '"1"', '1', '-1', '1.5', 'true', 'null', '[]', '{}', '[1, "a"]', '["a", "b"]', '{ a = 1 }', '{ a = "b", c = [1] }', 'var.name', 'var.missing', 'local.ids', 'local.missing',
  'terraform_data.one', 'terraform_data.two', 'terraform_data.three', 'terraform_data.none.id', 'terraform_data.two[0].id', 'each.key', 'each.value', 'each.other', 'count.index', 'count.x', 'self.id', 'self',
  'module.child', 'module.none.x', 'module.child.double', 'path.module', 'path.none', 'terraform.workspace', 'terraform.none', 'data.terraform_remote_state.state', 'data.none.x', 'length(1)', 'foo("a")', 'upper()',
  'upper("a", "b")', 'toset(["a"])', 'tomap({ a = 1 })', 'sum(["a"])', 'element([], 0)', 'lookup({}, "a")', 'jsondecode("{")', 'cidrhost("10.0.0.0/8", -1)', 'regex("(", "a")', '[for x in 1 : x]', '{ for x in ["a", "a"] : x => x }',
  '[for x in ["a"] : y]', 'try(var.missing, 1)', '1 / 0', '"a" + 1', '!"x"', '1 ? 2 : 3', 'true ? "a" : [1]', 'null == null', 'sensitive("x")', 'ephemeralasnull(1)', 'nonsensitive("x")', 'timestamp()', 'plantimestamp()', 'file("none.txt")',
  'templatefile("none.tpl", {})', 'provider::none::f(1)', 'merge([1])', 'concat("a")', 'range(0)', 'coalesce()', 'one([1, 2])', 'type(1)', 'max()', 'min("a")', 'split(1)', 'join(",", {})', 'keys([])', 'zipmap(["a"], [])', 'flatten("a")',
  'format("%d", "x")', 'tonumber("x")', 'tobool("maybe")', 'tolist({})', 'string', 'list(string)', 'any', 'object({})', 'all', '[terraform_data.one]', '[terraform_data.one.id]', 'var', 'local', 'each', 'var.name.x', 'var.sizes.small', 'var.sizes["none"]',
  'local.nested.none', 'local.first.x', 'var.zones[0].none', 'var.zones.id', 'var.pair[5]', 'var.secret', 'local.ids[*].x', 'var.zones[*].none', 'module.child["a"].none', 'terraform_data.three["a"].none', 'terraform_data.three.a', 'var.settings.none', 'terraform_data.many[0]',
];
const wraps: readonly ((text: string) => string)[] = [
  (text) => `upper(${text})`, (text) => `length(${text})`, (text) => `toset(${text})`, (text) => `sum(${text})`, (text) => `(${text}).foo`, (text) => `(${text})[0]`, (text) => `(${text})["a"]`, (text) => `(${text})[*]`, (text) => `-(${text})`,
  (text) => `!(${text})`, (text) => `(${text}) + 1`, (text) => `"\${${text}}-x"`, (text) => `(${text}) ? 1 : 2`, (text) => `[${text}]`, (text) => `{ a = ${text} }`, (text) => `[for v in ${text} : v]`, (text) => `tostring(${text})`, (text) => `tonumber(${text})`,
  (text) => `true ? ${text} : "x"`, (text) => `(${text}) == 1`, (text) => `(${text}) && true`, (text) => `keys(${text})`, (text) => `merge(${text}, {})`, (text) => `concat(${text}, [])`, (text) => `jsonencode(${text})`, (text) => `one(${text})`, (text) => `flatten(${text})`,
];
const statements = [
  'unknown = 1', 'count = 2', 'count = "x"', 'for_each = {}', 'for_each = ["a"]', 'depends_on = [terraform_data.one]', 'depends_on = terraform_data.one', 'depends_on = [terraform_data.none]', 'provider = aws', 'provider = aws.x.y', 'lifecycle {\n}', 'lifecycle {\n  prevent_destroy = var.flag\n}',
  'lifecycle {\n  unknown = 1\n}', 'unknown {\n}', 'dynamic "x" {\n  for_each = []\n  content {\n  }\n}', 'provisioner "local-exec" {\n}', 'provisioner "none" {\n}', 'connection {\n  host = self.id\n  nothing = 1\n}', 'sensitive = true', 'sensitive = "maybe"', 'ephemeral = true',
  'type = string', 'type = "string"', 'type = strin', 'type = list(string, number)', 'type = object({ a = strin })', 'type = map()', 'default = 1', 'default = "x"', 'default = var.name', 'default = []', 'nullable = false', 'description = 1', 'value = 1', 'source = "./child"',
  'source = var.name', 'version = "1.0"', 'version = "x"', 'validation {\n}', 'validation {\n  condition = true\n  error_message = "x"\n}', 'precondition {\n  condition = 1\n  error_message = "x"\n}', 'postcondition {\n  condition = true\n  error_message = null\n}', 'id = "x"', 'to = terraform_data.one',
  'from = terraform_data.one', 'variable "x" {\n}', 'provider "aws" {\n}', 'required_version = "x"', 'required_providers {\n  x = 1\n}', 'backend "local" {\n}', 'cloud {\n}', 'experiments = [x]', 'workspaces {\n}', 'providers = {\n  aws = aws\n}', 'assert {\n}', 'input = each.value', 'triggers_replace = self.id',
];
const topLevel = [
  'variable "name" {\n}', 'variable {\n}', 'variable "a" "b" {\n}', 'variable "source" {\n}', 'variable "1a" {\n}', 'locals {\n  prefix = 1\n}', 'locals "x" {\n}', 'output "one" {\n  value = 1\n}', 'output "o" {\n}', 'resource "terraform_data" {\n}', 'resource "terraform_data" "one" {\n}', 'resource "terraform_dat" "x" {\n}',
  'data "terraform_remote_state" "x" {\n}', 'data "terraform_none" "x" {\n}', 'module "m" {\n}', 'module "child" {\n  source = "./child"\n}', 'module "c" {\n  source = "./child"\n  size = "x"\n  label = []\n  none = 1\n}', 'provider "x" {\n  alias = 1\n}', 'terraform {\n  required_version = ">= 99"\n}', 'terraform {\n  backend "local" {\n  }\n}',
  'moved {\n}', 'moved {\n  from = var.x\n  to = terraform_data.one\n}', 'removed {\n  from = terraform_data.one\n}', 'removed {\n  from = module.x["a"]\n}', 'import {\n  to = module.child\n  id = ""\n}', 'import {\n  to = terraform_data.none\n  id = "x"\n}', 'check "c" {\n}', 'check "health" {\n  assert {\n    condition = true\n    error_message = "x"\n  }\n}',
  'unknown "x" {\n}', 'x = 1', 'ephemeral "terraform_x" "a" {\n}', 'locals {\n  l1 = local.l2\n  l2 = local.l1\n}', 'terraform {\n  required_providers {\n    aws = {\n      source = "a/b/c/d"\n    }\n  }\n}', 'terraform {\n  unknown = 1\n}', 'locals {\n  x {\n  }\n}', 'output "e" {\n  value = var.token\n}', 'output "s" {\n  value = var.secret\n}',
];

function attributesIn(body: Body): Attribute[] {
  return [...body.attributes, ...body.blocks.flatMap((block) => attributesIn(block.body))];
}

function blocksIn(body: Body): Block[] {
  return body.blocks.flatMap((block) => [block, ...blocksIn(block.body)]);
}

/** Makes one mistake, or what may be one. */
function mutate(text: string): string {
  const { body } = parseHcl(text);
  const replace = ({ start, end }: { start: number; end: number }, by: string) => text.slice(0, start) + by + text.slice(end);
  const attribute = pick(attributesIn(body));
  const block = pick(blocksIn(body));
  const inner: Expression[] = [];
  walkExpression(attribute.value, (expression) => inner.push(expression));
  const expression = pick(inner);
  const written = text.slice(expression.start, expression.end);
  const kind = random();
  if (kind < 0.08) return replace(attribute, '');
  if (kind < 0.14) return replace(block, '');
  if (kind < 0.2) return `${text}\n${text.slice(block.start, block.end)}\n`;
  if (kind < 0.3) return replace({ start: block.body.start + 1, end: block.body.start + 1 }, `\n${pick(statements)}\n`);
  if (kind < 0.38) return `${text}\n${pick(topLevel)}\n`;
  if (kind < 0.66) return replace(expression, pick(values));
  if (kind < 0.84) return replace(expression, pick(wraps)(written));
  if (kind < 0.88) return replace(attribute.nameSpan, `${attribute.name}x`);
  if (kind < 0.9) return replace(block.typeSpan, `${block.type}x`);
  if (kind < 0.92) return replace(block.header, `${block.type} ${block.labels.slice(1).map((label) => `"${label.text}"`).join(' ')}`);
  // A letter of a name.
  const names = [...text.matchAll(/[a-z_]{2,}/g)];
  const { index, 0: name } = pick(names);
  return replace({ start: index, end: index + name.length }, random() < 0.5 ? name.slice(0, -1) : `${name}s`);
}

if (spawnSync('terraform', ['version']).status !== 0) {
  console.log('terraform is not on PATH, and nothing else can say what it says: nothing was compared.');
  process.exit(0);
}
const scratch = scratchFolder('compare');
let [wanted, found, valid, quiet, extra, unknown] = [0, 0, 0, 0, 0, 0];
try {
  const originals = fs.readdirSync(source);
  const compare = async (number: number, name: string, text: string): Promise<void> => {
    const folder = path.join(scratch, `${number}`);
    fs.cpSync(path.join(source, name), folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'main.tf'), text);
    const { errors: theirs, stopped } = await validated(folder);
    const ours = weSay(folder);
    const line = (said: string) => text.split('\n')[Number(/:(\d+) /.exec(said)?.[1]) - 1]?.trim() ?? '';
    for (const error of theirs) {
      wanted++;
      if (isMissed(error, ours)) console.log(`${number} missed  ${error} | ${line(error)} | ours: ${ours.join('; ')}`);
      else found++;
    }
    if (theirs.length === 0 && stopped) {
      unknown++;
    } else if (theirs.length === 0) {
      valid++;
      if (ours.length === 0) quiet++;
      for (const said of ours) console.log(`${number} WRONG   ${said} | ${line(said)}`);
    } else {
      const more = ours.filter((said) => !theirs.some((error) => !isMissed(error, [said])));
      extra += more.length;
      if (process.env['EXTRAS']) for (const said of more) console.log(`${number} extra   ${said} | ${line(said)} | theirs: ${theirs.join('; ')}`);
    }
    fs.rmSync(folder, { recursive: true });
  };
  const texts = new Map(originals.map((name) => [name, fs.readFileSync(path.join(source, name, 'main.tf'), 'utf8')]));
  const work = Array.from({ length: Number(count) }, (_, number): [number, string, string] => {
    const name = pick(originals);
    let text = texts.get(name) ?? '';
    for (let mistakes = random() < 0.8 ? 1 : 2; mistakes > 0; mistakes--) text = mutate(text);
    return [number, name, text];
  });
  const next = async (): Promise<void> => {
    for (let entry = work.shift(); entry; entry = work.shift()) await compare(...entry);
  };
  await Promise.all([next(), next(), next()]);
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
console.log(`${count} mutants of seed ${seed}: ${found} of ${wanted} of Terraform's errors found (${((100 * found) / wanted).toFixed(1)}%); ${quiet} of ${valid} valid ones without an error; ${extra} other errors beside Terraform's; ${unknown} not looked into for what is not installed`);
