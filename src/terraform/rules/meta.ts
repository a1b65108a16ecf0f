import type { Attribute, Block, Body, Expression } from '../hcl/ast.ts';
import { attributeOf, attributesOf, blocksOf } from '../model/module.ts';
import { referencesIn } from '../model/walk.ts';
import { family, type FamilyReport } from './rule.ts';
import { addressOf, keywordOf, listItems } from './static.ts';

const resourcePage = 'meta-arguments/lifecycle';

const facts = {
  'Invalid combination of "count" and "for_each"': { demand: 'count and for_each must not be set together', page: 'meta-arguments/for_each' },
  'Duplicate lifecycle block': { demand: 'A resource must have one lifecycle block at most', page: resourcePage },
  'Duplicate connection block': { demand: 'A resource or provisioner must have one connection block at most', page: 'resources/provisioners/connection' },
  'Duplicate escaping block': { demand: 'A block must have one escaping block (_) at most', page: 'resources/syntax' },
  'Reserved block type name': { demand: 'Block types that Terraform keeps for itself must not be used', page: 'resources/syntax' },
  'Reserved argument name in provider block': { demand: 'Arguments that Terraform keeps for itself must not be set in provider blocks', page: 'providers/configuration' },
  'Invalid data resource lifecycle argument': { demand: 'The lifecycle of a data source must hold conditions only', page: resourcePage },
  'Invalid ephemeral resource lifecycle argument': { demand: 'The lifecycle of an ephemeral resource must hold conditions only', page: resourcePage },
  'Invalid ignore_changes wildcard': { demand: 'Ignoring all changes must be written as ignore_changes = all', page: resourcePage },
  'Invalid ignore_changes ruleset': { demand: 'Ignoring all changes must not be mixed with attributes', page: resourcePage },
  'Invalid provider configuration reference': { demand: 'provider must name a provider and, after a dot, an alias', page: 'meta-arguments/resource-provider' },
  'Invalid "when" keyword': { demand: 'when must be create or destroy', page: 'resources/provisioners/syntax' },
  'Invalid "on_failure" keyword': { demand: 'on_failure must be continue or fail', page: 'resources/provisioners/syntax' },
  'Quoted references are deprecated': { demand: 'References must be written without quotes', page: 'expressions/references', severity: 'warning' },
  'Quoted keywords are deprecated': { demand: 'Keywords must be written without quotes', page: 'resources/provisioners/syntax', severity: 'warning' },
  'Postconditions are not allowed': { demand: 'Outputs must have preconditions only', page: 'values/outputs' },
  'Zero assert blocks': { demand: 'A check must assert something', page: 'checks' },
  'Multiple data resource blocks': { demand: 'A check must have one data source at most', page: 'checks' },
  'Unexpected block': { demand: 'Local values and required providers must be arguments, not blocks', page: 'values/locals' },
  'Invalid expression': { demand: 'Addresses and lists of them must be written out', page: 'expressions/references' },
} as const;

type Summary = keyof typeof facts;
type MetaReport = FamilyReport<Summary>;

const resourceTypes = new Set(['resource', 'data', 'ephemeral']);

function checkRepeats(body: Body, type: string, summary: Summary, owner: string, report: MetaReport): void {
  const blocks = blocksOf(body, type);
  if (blocks.length < 2) return;
  for (const { typeSpan, header } of blocks.slice(1)) {
    report(summary, type === '_' ? typeSpan : header, `This ${owner} already has a block "${type}".`);
  }
}

function checkReserved(body: Body, types: readonly string[], owner: string, report: MetaReport): void {
  for (const block of blocksOf(body)) {
    if (!types.includes(block.type)) continue;
    const summary = `Reserved block type name in ${owner} block`;
    report('Reserved block type name', block.header, `Terraform keeps the block type "${block.type}" for itself.`, { summary });
  }
}

function checkRepetition(body: Body, report: MetaReport): void {
  const count = attributeOf(body, 'count');
  const forEach = attributeOf(body, 'for_each');
  if (!count || !forEach) return;
  report('Invalid combination of "count" and "for_each"', forEach.nameSpan, 'Only one of the two can say how many there are.');
}

/** A list of addresses such as that of depends_on. */
function checkAddresses({ value }: Attribute, report: MetaReport): void {
  if (value.kind === 'invalid') return;
  const items = listItems(value);
  if (!items) {
    report('Invalid expression', value, 'A list that is written out is needed here: [address, address].');
    return;
  }
  for (const item of items) checkAddress(item, report);
}

function checkAddress(item: Expression, report: MetaReport): void {
  if (item.kind === 'invalid') return;
  const address = addressOf(item, true);
  if (!address || item.kind === 'literal') {
    report('Invalid expression', item, 'A plain reference is needed here: a name, and attributes or constant indexes after it.');
  } else if (address.quoted) {
    report('Quoted references are deprecated', item, 'A reference is written without quotes here.', {
      fixes: [{ title: 'Remove the quotes', preferred: true, automatic: true, edits: [{ span: item, newText: textOf(item) }] }],
    });
  }
}

function textOf(item: Expression): string {
  const [part] = item.kind === 'template' ? item.parts : [];
  return part?.kind === 'text' ? part.value : '';
}

function checkIgnoreChanges({ value }: Attribute, report: MetaReport): void {
  if (keywordOf(value)?.word === 'all' && value.kind === 'reference') return;
  const items = listItems(value);
  if (!items) {
    report('Invalid expression', value, 'A list of attributes, or the word all, is needed here.');
    return;
  }
  const wildcard = items.find((item) => textOf(item) === '*');
  if (wildcard) {
    report('Invalid ignore_changes wildcard', value, 'Write ignore_changes = all, without brackets and quotes.');
    if (items.length > 1) report('Invalid ignore_changes ruleset', wildcard, 'All changes are ignored, so nothing more can be listed.');
  }
  for (const item of items) if (item !== wildcard) checkAddress(item, report);
}

function checkProvider({ value }: Attribute, report: MetaReport): void {
  if (value.kind === 'invalid') return;
  const address = addressOf(value, true);
  const [alias, extra] = address?.steps ?? [];
  if (!address || extra) {
    report('Invalid provider configuration reference', value, 'Write the name of a provider, or the name, a dot and an alias.');
    return;
  }
  if (alias && (typeof alias.key !== 'string' || !alias.dotted)) {
    report('Invalid provider configuration reference', alias, 'An alias follows the name of the provider after a dot.');
    return;
  }
  if (address.quoted) {
    report('Quoted references are deprecated', value, 'A provider is referred to without quotes.', {
      fixes: [{ title: 'Remove the quotes', preferred: true, automatic: true, edits: [{ span: value, newText: textOf(value) }] }],
    });
  }
}

function checkLifecycle(owner: Block, report: MetaReport): void {
  checkRepeats(owner.body, 'lifecycle', 'Duplicate lifecycle block', 'resource', report);
  for (const lifecycle of blocksOf(owner.body, 'lifecycle')) {
    for (const attribute of attributesOf(lifecycle.body)) {
      if (!lifecycleArguments.has(attribute.name)) continue;
      if (owner.type === 'data' || owner.type === 'ephemeral') {
        const summary = owner.type === 'data' ? 'Invalid data resource lifecycle argument' : 'Invalid ephemeral resource lifecycle argument';
        report(summary, attribute.nameSpan, `Only managed resources have "${attribute.name}".`);
      } else if (attribute.name === 'ignore_changes') {
        checkIgnoreChanges(attribute, report);
      } else if (attribute.name === 'replace_triggered_by' && !listItems(attribute.value)) {
        report('Invalid expression', attribute.value, 'A list that is written out is needed here: [address, address].');
      }
    }
  }
}

const lifecycleArguments = new Set(['create_before_destroy', 'prevent_destroy', 'ignore_changes', 'replace_triggered_by']);

function checkKeyword(attribute: Attribute | undefined, words: readonly string[], summary: Summary, report: MetaReport): void {
  if (!attribute || attribute.value.kind === 'invalid') return;
  const keyword = keywordOf(attribute.value);
  if (!keyword || !words.includes(keyword.word)) {
    report(summary, attribute.value, `One of the words ${words.join(' and ')} is needed here.`);
  } else if (keyword.quoted) {
    report('Quoted keywords are deprecated', attribute.value, 'The keyword is written without quotes here.', {
      fixes: [{ title: 'Remove the quotes', preferred: true, automatic: true, edits: [{ span: attribute.value, newText: keyword.word }] }],
    });
  }
}

function checkProvisioners(owner: Block, report: MetaReport): void {
  checkRepeats(owner.body, 'connection', 'Duplicate connection block', 'resource', report);
  for (const block of blocksOf(owner.body, 'provisioner')) {
    checkKeyword(attributeOf(block.body, 'when'), ['create', 'destroy'], 'Invalid "when" keyword', report);
    checkKeyword(attributeOf(block.body, 'on_failure'), ['continue', 'fail'], 'Invalid "on_failure" keyword', report);
    checkRepeats(block.body, 'connection', 'Duplicate connection block', 'provisioner', report);
    checkRepeats(block.body, '_', 'Duplicate escaping block', 'provisioner', report);
    checkReserved(block.body, ['lifecycle'], 'provisioner', report);
  }
}

function checkResource(block: Block, report: MetaReport): void {
  checkRepetition(block.body, report);
  checkLifecycle(block, report);
  checkRepeats(block.body, '_', 'Duplicate escaping block', 'resource', report);
  checkReserved(block.body, ['locals'], block.type, report);
  if (block.type === 'resource') checkProvisioners(block, report);
  const provider = attributeOf(block.body, 'provider');
  if (provider) checkProvider(provider, report);
  checkDependsOn(block.body, report);
}

function checkDependsOn(body: Body, report: MetaReport): void {
  const dependsOn = attributeOf(body, 'depends_on');
  if (dependsOn) checkAddresses(dependsOn, report);
}

function checkPlainBlocks(body: Body, report: MetaReport): void {
  for (const { type, typeSpan } of blocksOf(body)) {
    report('Unexpected block', typeSpan, 'Only arguments can stand here.', { summary: `Unexpected "${type}" block` });
  }
}

/** The configurations that a module expects of a provider: `configuration_aliases = [name.alias]`. */
function checkAliases(required: Expression, report: MetaReport): void {
  const items = required.kind === 'object' ? required.items : [];
  for (const { key, value } of items) {
    if (keywordOf(key)?.word !== 'configuration_aliases' || value.kind === 'invalid') continue;
    const aliases = listItems(value);
    if (!aliases) report('Invalid expression', value, 'The aliases are a list that is written out: [name.alias].');
    for (const alias of aliases ?? []) {
      if (!addressOf(alias, alias.kind === 'template' && alias.style === 'json') && alias.kind !== 'invalid') report('Invalid expression', alias, 'An alias is a name, a dot, and another name, without quotes.');
    }
  }
}

/** The addresses in a test file, and its variables. */
function checkTestFile(body: Body, report: MetaReport): void {
  for (const block of blocksOf(body)) {
    const overridden = block.type.startsWith('override_') ? [block] : blocksOf(block.body).filter(({ type }) => type.startsWith('override_'));
    for (const { body: override } of overridden) {
      const target = attributeOf(override, 'target')?.value;
      if (target && target.kind !== 'invalid' && !addressOf(target, false)) report('Invalid expression', target, 'A plain address is needed here.');
    }
    const options = blocksOf(block.body, 'plan_options').flatMap((inner) => ['target', 'replace'].map((name) => attributeOf(inner.body, name)));
    for (const attribute of [attributeOf(block.body, 'expect_failures'), ...options]) if (attribute && block.type === 'run') checkAddresses(attribute, report);
    if (block.type === 'variables') checkPlainBlocks(block.body, report);
    for (const variables of block.type === 'run' ? blocksOf(block.body, 'variables') : []) checkPlainBlocks(variables.body, report);
  }
}

/** One that tests nothing, or holds something else than it should, counts for none. */
function asserts({ body, broken }: Block): boolean {
  const condition = attributeOf(body, 'condition')?.value;
  if (broken || condition?.kind === 'invalid') return true;
  const whole = attributeOf(body, 'error_message') !== undefined && attributesOf(body).length === 2 && blocksOf(body).length === 0;
  return whole && condition !== undefined && referencesIn(condition).length > 0;
}

function checkCheck(block: Block, report: MetaReport): void {
  const [, ...more] = blocksOf(block.body, 'data');
  for (const { header } of more) report('Multiple data resource blocks', header, 'The check already has a data source.');
  const { body, broken } = block;
  if (!blocksOf(body, 'assert').some((assertion) => asserts(assertion)) && !broken) report('Zero assert blocks', block.header, 'A check has at least one assert block.');
}

export const metaRules = family<Summary>(facts, ({ file }, report) => {
  if (file.role === 'test') checkTestFile(file.body, report);
  if (file.role !== 'configuration' && file.role !== 'override') return;
  for (const block of blocksOf(file.body)) {
    if (resourceTypes.has(block.type)) checkResource(block, report);
    switch (block.type) {
      case 'module':
        checkRepetition(block.body, report);
        checkDependsOn(block.body, report);
        checkRepeats(block.body, '_', 'Duplicate escaping block', 'module call', report);
        checkReserved(block.body, ['lifecycle', 'locals', 'provider'], 'module', report);
        checkProviders(attributeOf(block.body, 'providers'), report);
        break;
      case 'provider':
        checkReserved(block.body, ['lifecycle', 'locals'], 'provider', report);
        checkRepeats(block.body, '_', 'Duplicate escaping block', 'provider configuration', report);
        for (const { name, nameSpan } of attributesOf(block.body)) {
          if (!['count', 'depends_on', 'for_each', 'source'].includes(name)) continue;
          report('Reserved argument name in provider block', nameSpan, `Terraform keeps the argument "${name}" for itself.`);
        }
        break;
      case 'output':
        checkDependsOn(block.body, report);
        for (const { header } of blocksOf(block.body, 'postcondition')) {
          report('Postconditions are not allowed', header, 'An output has nothing after it; write a precondition.');
        }
        break;
      case 'locals':
        checkPlainBlocks(block.body, report);
        break;
      case 'terraform':
        for (const { body } of blocksOf(block.body, 'required_providers')) {
          checkPlainBlocks(body, report);
          for (const { value } of attributesOf(body)) checkAliases(value, report);
        }
        break;
      case 'check':
        checkCheck(block, report);
        break;
      case 'moved':
      case 'removed':
      case 'import': {
        checkStaticAddresses(block, report);
        const provider = attributeOf(block.body, 'provider');
        if (provider) checkProvider(provider, report);
        break;
      }
    }
  }
}, { local: true });

/** The addresses of moved, removed and import; the index of an import's may be each.key. */
function checkStaticAddresses({ type, body }: Block, report: MetaReport): void {
  for (const { name, value } of attributesOf(body)) {
    if ((name !== 'from' && name !== 'to') || value.kind === 'invalid') continue;
    const address = type === 'import' && value.kind === 'index' ? value.collection : value;
    if (!addressOf(address, false)) report('Invalid expression', value, 'A plain address is needed here, with constant indexes only.');
  }
}

function checkProviders(attribute: Attribute | undefined, report: MetaReport): void {
  if (!attribute || attribute.value.kind === 'invalid') return;
  if (attribute.value.kind !== 'object') {
    report('Invalid expression', attribute.value, 'The providers are written out as { name = provider }.');
    return;
  }
  for (const { key, value } of attribute.value.items) {
    for (const side of [key, value]) {
      if (addressOf(side, true)?.steps[1]) report('Invalid provider configuration reference', side, 'Write the name of a provider, or the name, a dot and an alias.');
      if (side.kind === 'template' && side.style === 'quoted') report('Quoted references are deprecated', side, 'A provider is referred to without quotes.');
    }
  }
}
