import { textsOf } from '../config.ts';
import { marked } from '../eval/value.ts';
import type { Block, Expression } from '../hcl/ast.ts';
import { attributeOf, stringOf } from '../model/module.ts';
import { isVersionConstraint } from '../model/version.ts';
import { evaluateGiven, shownText } from './given.ts';
import type { FileView } from './rule.ts';
import { mergedAttribute, ownBlocks, tflintRule } from './tflintRule.ts';

/** Where a module comes from, when that is a git or Mercurial repository. */
interface Repository {
  readonly kind: 'git' | 'hg';
  /** True where the address leads to a host. */
  readonly valid: boolean;
  readonly query: URLSearchParams;
}

/**
 * Reads a source as Terraform does: https://developer.hashicorp.com/terraform/language/modules/sources. Of URLs only
 * those that begin with git:: or hg:: (or the scheme itself) are repositories; others are archives.
 */
function repositoryOf(source: string): Repository | undefined {
  const query = new URLSearchParams(source.split('?')[1] ?? '');
  if (/^(?:github\.com|bitbucket\.org)\/|^[\w.-]+@[\w.-]+:/.test(source)) return { kind: 'git', valid: true, query };
  const [, kind, forced, rest = ''] = /^(git|hg)(::|:(?=\/\/))(.*)$/.exec(source) ?? [];
  if (kind !== 'git' && kind !== 'hg') return undefined;
  const address = forced === '::' ? rest : `${kind}:${rest}`;
  return { kind, valid: /^[a-z][a-z0-9+.-]*:\/\/[^/?]/.test(address) || repositoryOf(rest) !== undefined, query };
}

/** A module call whose source is known. */
interface Call {
  readonly name: string;
  readonly block: Block;
  readonly value: Expression;
  readonly source: string;
  /** The source as messages show it. */
  readonly shown: string;
}

function callsIn(view: FileView): Call[] {
  return ownBlocks(view, 'module').flatMap((block) => {
    const value = attributeOf(block.body, 'source')?.value;
    const source = value && textOf(view, value);
    if (!value || typeof source !== 'string') return [];
    return [{ name: block.labels[0]?.text ?? '', block, value, source, shown: stringOf(value) ?? shownText(view, source) }];
  });
}

/** The string that an expression comes to with what variables are set to, or null; undefined where that is not known. */
function textOf(view: FileView, expression: Expression): string | null | undefined {
  const plain = stringOf(expression);
  if (plain !== undefined) return plain;
  const value = evaluateGiven(view, expression);
  const { data } = value;
  return (data === null || typeof data === 'string') && !marked(value, 'sensitive') ? data : undefined;
}

/** What a revision has to look like to be a version: 1.2.3, with or without a v, its minor and patch numbers, and what follows them. */
const version = /^v?\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

const pinned = 'terraform_module_pinned_source';

export const modulePinnedSource = tflintRule('module_pinned_source', 'warning', 'Modules from a repository must be pinned to a revision', (view, report) => {
  const style = view.config.option(pinned, 'style')?.data ?? 'flexible';
  const stated = view.config.option(pinned, 'default_branches');
  const branches = ['master', 'main', 'default', 'develop', ...textsOf(stated)];
  for (const { name, value, source, shown } of callsIn(view)) {
    const repository = repositoryOf(source);
    if (!repository) continue;
    const { valid, query } = repository;
    const key = query.get('ref') ? 'ref' : 'rev';
    const revision = query.get(key);
    if (!valid) report({ span: value, message: `"${shown}" is no URL that a module can come from.` });
    else if (!revision) report({ span: value, message: `The module "${name}" changes with its repository "${shown}": add ?ref= with a tag or a commit.` });
    else if (style === 'semver') {
      if (!version.test(revision)) report({ span: value, message: `The ${key} of "${shown}" is no semantic version.` });
    } else if (style !== 'flexible') report({ span: value, message: `The option style of ${pinned} is "flexible" or "semver", not "${String(style)}"; mend it in .tflint.hcl.` });
    else if (branches.includes(revision)) report({ span: value, message: `The ${key} of "${shown}" is a branch (${shown === source ? revision : '…'}), which moves: name a tag or a commit.` });
  }
}, { local: true });

/** A commit is not cloned shallowly: a server need not give one that is no tip. */
const commit = /^[a-f0-9]{4,64}$/;

export const moduleShallowClone = tflintRule('module_shallow_clone', 'warning', 'Modules pinned to a version of a repository must be cloned shallowly', (view, report) => {
  for (const { value, source, shown } of callsIn(view)) {
    const repository = repositoryOf(source);
    const revision = repository?.query.get('ref');
    if (repository?.kind !== 'git' || !repository.valid || !revision || commit.test(revision) || repository.query.get('depth') === '1') continue;
    // Where the text is written as it is read, the parameter goes before the revision.
    const at = view.file.parsed.text.slice(value.start, value.end).indexOf('ref=');
    const start = value.start + at;
    const fixes = at < 0 ? [] : [{ title: 'Add depth=1', preferred: true, automatic: true, edits: [{ span: { start, end: start }, newText: 'depth=1&' }] }];
    report({ span: value, message: `Only the newest commit of "${shown}" is needed: add depth=1.`, fixes });
  }
}, { local: true });

/** https://developer.hashicorp.com/terraform/internals/module-registry-protocol#module-addresses */
const registryAddress = /^(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?\/)?[0-9A-Za-z][\w-]*\/[0-9A-Za-z][\w-]*\/[a-z0-9]+(?:\/\/.*)?$/;

const exact = /^=?\s*(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

export const moduleVersion = tflintRule('module_version', 'warning', 'Modules of a registry must state a version', (view, report) => {
  const exactly = view.config.option('terraform_module_version', 'exact')?.data === true;
  for (const { name, block, source } of callsIn(view)) {
    if (!registryAddress.test(source) || /^(?:github\.com|bitbucket\.org)\//.test(source)) continue;
    const attribute = mergedAttribute(view, block, 'version');
    const constraint = attribute ? textOf(view, attribute.value) : null;
    if (!attribute || constraint === null) {
      report({ span: block.header, message: `The call of module "${name}" sets no version.` });
      continue;
    }
    if (!exactly || constraint === undefined || !isVersionConstraint(constraint)) continue;
    const several = constraint.includes(',');
    if (several || !exact.test(constraint.trim())) report({ span: attributeOf(block.body, 'version') ?? block.header, message: `The version of module "${name}" is ${several ? 'several constraints' : 'a range'}; one exact version is wanted.` });
  }
}, { local: true });
