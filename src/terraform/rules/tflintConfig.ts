import { suggest } from '../../language/suggest.ts';
import { textsOf } from '../config.ts';
import { evaluateConstant } from '../eval/constant.ts';
import type { Attribute, Block } from '../hcl/ast.ts';
import { attributeOf, attributesOf, blocksOf } from '../model/module.ts';
import { generatedRuleNames } from './awsValues.ts';
import { meant, renamed, renamedString } from './fixes.ts';
import type { FileView, Report, TerraformRule } from './rule.ts';

/** The names of the rules that a configuration turns on and off, by whose they are. */
export interface RuleNames {
  readonly tflint: readonly string[];
  /** tflint itself does not have them. */
  readonly own: readonly string[];
}

/** Settings that change nothing here, and why. */
const withoutEffect = new Map([
  ['required_version', 'it is about the version of tflint'],
  ['format', 'how findings are written is told to "plumbline lint --format"'],
  ['force', 'the exit code of "plumbline lint" tells whether there are errors'],
  ['plugin_dir', 'Plumbline runs no plugins'],
]);

/** Settings of the plugin "aws" that let its rules ask AWS: https://github.com/terraform-linters/tflint-ruleset-aws/blob/master/docs/deep_checking.md */
const forAsking = new Set(['deep_check', 'access_key', 'secret_key', 'profile', 'region', 'shared_credentials_file', 'assume_role']);

/** Rules of the plugin "aws" that ask AWS: https://github.com/terraform-linters/tflint-ruleset-aws/blob/master/docs/rules/README.md */
const asking: ReadonlySet<string> = new Set(
  [
    'alb security_group subnet',
    'db_instance db_subnet_group option_group parameter_group vpc_security_group',
    'elasticache_cluster parameter_group security_group subnet_group',
    'elasticache_replication_group parameter_group security_group subnet_group',
    'elb instance security_group subnet',
    'instance ami iam_profile key_name subnet vpc_security_group',
    'launch_configuration iam_profile image_id',
    'mq_broker engine_version',
    'mq_configuration engine_version',
    'route egress_only_gateway gateway instance nat_gateway network_interface route_table vpc_peering_connection',
    'security_group vpc_id',
  ].flatMap((line) => {
    const [type = '', ...names] = line.split(' ');
    return names.map((name) => `aws_${type}_invalid_${name}`);
  }),
);

const dashes = 'terraform_naming_convention';

/** Rules that tflint had once, and what it has in their place. */
const removed = new Map([
  ['terraform_dash_in_data_source_name', dashes],
  ['terraform_dash_in_module_name', dashes],
  ['terraform_dash_in_output_name', dashes],
  ['terraform_dash_in_resource_name', dashes],
  ['terraform_module_pinned_version', 'terraform_module_pinned_source'],
]);

const naming = 'data locals module output resource variable check'.split(' ');

/** The options of the rules that have some, beside those of all rules; blocks in the second place. */
const options = new Map<string, readonly [attributes: readonly string[], blocks: readonly string[]]>([
  ['terraform_documented_outputs', [['unique'], []]],
  ['terraform_documented_variables', [['unique'], []]],
  ['terraform_naming_convention', [['format', 'custom', 'custom_formats'], naming]],
  ['terraform_module_pinned_source', [['style', 'default_branches'], []]],
  ['terraform_module_version', [['exact'], []]],
  ['terraform_required_providers', [['source', 'version'], []]],
  ['terraform_standard_module_structure', [['outputs'], []]],
  ['aws_provider_missing_default_tags', [['tags'], []]],
  ['aws_resource_missing_tags', [['tags', 'exclude'], []]],
  ['aws_s3_bucket_name', [['prefix', 'regex'], []]],
]);

const ofAllRules = ['enabled', 'ignorable'];

const callTypes = ['all', 'local', 'none'];

function textOf({ value }: Attribute): string | undefined {
  const { data } = evaluateConstant(value);
  return typeof data === 'string' ? data : undefined;
}

function checkWord(attribute: Attribute | undefined, words: readonly string[], report: Report): void {
  if (!attribute || attribute.value.kind === 'invalid') return;
  const text = textOf(attribute);
  if (text !== undefined && words.includes(text)) return;
  const near = text === undefined ? undefined : suggest(text, words);
  report({ span: attribute.value, message: `${attribute.name} is ${words.map((word) => `"${word}"`).join(' or ')}.${meant(near)}`, fixes: renamedString(attribute.value, near) });
}

function checkWithoutEffect({ body }: Block, report: Report): void {
  for (const { name, nameSpan } of attributesOf(body)) {
    const reason = withoutEffect.get(name);
    if (reason !== undefined) report({ span: nameSpan, severity: 'information', message: `${name} has no effect in Plumbline: ${reason}.` });
  }
}

function checkConfig(block: Block, view: FileView, report: Report): void {
  const { body } = block;
  checkWithoutEffect(block, report);
  checkWord(attributeOf(body, 'call_module_type'), callTypes, report);
  const module = attributeOf(body, 'module');
  if (module) {
    const type = module.value.kind === 'literal' && module.value.value === true ? 'all' : 'none';
    const fixes = view.file.json ? [] : [{ title: `Write call_module_type = "${type}"`, preferred: true, edits: [{ span: { start: module.start, end: module.end }, newText: `call_module_type = "${type}"` }] }];
    report({ span: module.nameSpan, message: 'tflint has no setting "module" any more: call_module_type says which modules are looked into.', fixes });
  }
  const files = attributeOf(body, 'varfile')?.value;
  for (const name of files ? textsOf(evaluateConstant(files)) : []) {
    if (files && !view.exists(name)) report({ span: files, message: `There is no file "${name}" in this folder.` });
  }
}

function checkPlugin(block: Block, report: Report): void {
  const [label] = block.labels;
  const items = [...attributesOf(block.body).map(({ name, nameSpan }) => ({ name, span: nameSpan })), ...blocksOf(block.body).map(({ type, typeSpan }) => ({ name: type, span: typeSpan }))];
  if (label?.text === 'terraform') checkWord(attributeOf(block.body, 'preset'), ['recommended', 'all'], report);
  else if (label?.text === 'aws') {
    for (const { name, span } of items) {
      if (forAsking.has(name)) report({ span, severity: 'information', message: `${name} has no effect in Plumbline: it asks AWS nothing to lint, so the rules that need credentials are not run.` });
    }
  } else if (label) {
    report({ span: label, severity: 'information', message: `Plumbline has the rules of the plugins "terraform" and "aws"; those of "${label.text}" are run by your own tflint, which plumbline.terraform.tflint puts beside it.` });
  }
}

/** What is wrong with the name of a rule; true where the rule is known. */
function checkRuleName({ labels: [label] }: Block, plugins: readonly string[], names: RuleNames, view: FileView, report: Report): boolean {
  const name = label?.text;
  if (!label || name === undefined || names.tflint.includes(name)) return name !== undefined;
  if (names.own.includes(name)) report({ span: label, severity: 'information', message: `Only Plumbline has the rule "${name}"; tflint stops at a rule that it does not have.` });
  else if (asking.has(name)) report({ span: label, severity: 'information', message: `The rule "${name}" has no effect in Plumbline: it asks AWS.` });
  else if (removed.has(name)) report({ span: label, message: `tflint has no rule "${name}" any more: it is part of "${removed.get(name)}".`, fixes: renamedString(label, removed.get(name)) });
  else if (!generatedNames(view).has(name) && !plugins.some((plugin) => name.startsWith(`${plugin}_`))) {
    if (namesArgument(name, view)) {
      report({ span: label, severity: 'information', message: `The rule "${name}" has no effect in Plumbline: the models of AWS that it goes by say nothing of the argument.` });
      return false;
    }
    const near = suggest(name, [...names.tflint, ...generatedNames(view)]);
    report({ span: label, message: `There is no rule "${name}".${meant(near)}`, fixes: renamedString(label, near) });
  } else return true;
  return false;
}

/** True where the name is made of a resource type and one of its arguments, as those of generated rules are. */
function namesArgument(name: string, { facts }: FileView): boolean {
  const separator = '_invalid_';
  return [...name.matchAll(new RegExp(separator, 'g'))].some(({ index }) => facts.aws[0].bodies.block(`resource ${name.slice(0, index)}`)?.schema.attributes.has(name.slice(index + separator.length)) === true);
}

function generatedNames(view: FileView): ReadonlySet<string> {
  return view.analysis(namesOfValues);
}

function namesOfValues({ facts }: FileView): ReadonlySet<string> {
  return generatedRuleNames(facts);
}

function checkOptions({ labels: [label], body }: Block, names: RuleNames, report: Report): void {
  if (!label || !names.tflint.includes(label.text)) return;
  const [attributes, blocks] = options.get(label.text) ?? [[], []];
  for (const { name, nameSpan } of attributesOf(body)) {
    if (ofAllRules.includes(name) || attributes.includes(name) || blocks.includes(name)) continue;
    const near = suggest(name, [...ofAllRules, ...attributes]);
    report({ span: nameSpan, message: `The rule "${label.text}" has no option "${name}".${meant(near)}`, fixes: renamed(nameSpan, near) });
  }
  for (const { type, typeSpan } of blocksOf(body)) {
    if (blocks.includes(type)) continue;
    const near = suggest(type, blocks);
    report({ span: typeSpan, message: `The rule "${label.text}" has no options for "${type}".${meant(near)}`, fixes: renamed(typeSpan, near) });
  }
}

function checkConfiguration(view: FileView, names: RuleNames, report: Report): void {
  const { body } = view.file;
  const plugins = blocksOf(body, 'plugin');
  const foreign = plugins.flatMap(({ labels: [label] }) => (label && label.text !== 'terraform' && label.text !== 'aws' ? [label.text] : []));
  for (const block of blocksOf(body, 'tflint')) checkWithoutEffect(block, report);
  for (const block of blocksOf(body, 'config')) checkConfig(block, view, report);
  for (const block of plugins) checkPlugin(block, report);
  for (const block of blocksOf(body, 'rule')) {
    if (checkRuleName(block, foreign, names, view, report)) checkOptions(block, names, report);
  }
}

/** An annotation for the whole file is the first thing in it: https://github.com/terraform-linters/tflint/blob/master/docs/user-guide/annotations.md */
function checkAnnotations({ file }: FileView, report: Report): void {
  if (file.json) return;
  for (const { start, end } of file.parsed.comments) {
    const comment = file.parsed.text.slice(start, end).trimEnd();
    const span = { start, end: start + comment.length };
    const [close] = /tflint-ignore(?:-file)?:(?=\w)/.exec(comment) ?? [];
    if (close !== undefined) {
      const at = start + comment.indexOf(close) + close.length;
      report({ span, message: `${close} has no effect without a space after it.`, fixes: [{ title: 'Add a space', preferred: true, edits: [{ span: { start: at, end: at }, newText: ' ' }] }] });
    } else if (start > 0 && comment.includes('tflint-ignore-file:')) report({ span, message: 'tflint-ignore-file has no effect here: it must be the first thing in the file.' });
  }
}

/** What is wrong with how tflint is configured, in its configuration and in annotations. */
export function tflintConfiguration(names: RuleNames): TerraformRule {
  return {
    id: 'plumbline_tflint',
    severity: 'warning',
    summary: 'The configuration of tflint must hold settings and rules that there are',
    docs: 'https://github.com/terraform-linters/tflint/blob/master/docs/user-guide/config.md',
    check(view, report) {
      if (view.file.role === 'tflint') checkConfiguration(view, names, report);
      else checkAnnotations(view, report);
    },
  };
}
