import { didYouMean, suggest } from '../../language/suggest.ts';
import type { Node, ScalarNode } from '../../language/tree/node.ts';
import { changing } from './fixes.ts';
import { checkFormat } from './formats.ts';
import { checkGather } from './gather.ts';
import type { JsonSchema, SchemaObject } from './facts.ts';
import { combinators } from './keywords/combinators.ts';
import { lists } from './keywords/lists.ts';
import { objects } from './keywords/objects.ts';
import { scalars } from './keywords/scalars.ts';
import { checkPassThrough, isGenerated } from './serverless.ts';
import { resolvePointer, stringsOf } from './pointers.ts';
import type { Issue, Scope } from './scope.ts';
import type { Validator } from './validator.ts';

/** What a keyword's check is given. */
export interface KeywordContext {
  readonly validator: Validator;
  /** The keyword's value in the schema. */
  readonly value: unknown;
  readonly schema: SchemaObject;
  readonly node: Node;
  readonly scope: Scope;
  readonly issues: Issue[];
}

export type KeywordCheck = (context: KeywordContext) => void;

/** What the stages of a service's end mean. */
const lifecycles: Readonly<Record<string, { rule: string; words: string }>> = {
  shutdown: { rule: 'E3710', words: 'has been shut down' },
  sunset: { rule: 'W3696', words: 'will be shut down' },
  maintenance: { rule: 'W3697', words: 'is in maintenance: it gets no new features' },
};

/** CloudFormation's own keywords and those that lead to other schemas. */
const references: Readonly<Record<string, KeywordCheck>> = {
  $ref: ({ validator, value, node, scope, issues }) => {
    if (typeof value !== 'string') return;
    const { schema, root } = validator.referred(scope.root, value);
    validator.validate(node, schema, root === scope.root ? scope : scope.under({ root }), issues);
  },

  cfnGather: checkGather,
  passThrough: checkPassThrough,
  format: checkFormat,

  cfnContext: ({ validator, value, node, scope, issues }) => {
    const context = value as { functions?: unknown; references?: unknown; pseudoParameters?: unknown; schema?: JsonSchema };
    let functions = context.functions;
    if (functions !== null && typeof functions === 'object' && '$ref' in functions) {
      functions = resolvePointer(scope.root, String(functions.$ref));
    }
    const allowed = Array.isArray(functions) ? validator.functionNames(functions) : scope.functions;
    const inner = (scope.inIf ? scope.at({ inIf: false }) : scope).under({ functions: allowed });
    validator.validate(node, context.schema ?? true, inner, issues);
  },

  cfnLint: ({ validator, value, schema, node, scope, issues }) => {
    for (const place of stringsOf(value)) validator.inspectPlace(place, node, schema, scope, issues);
  },

  tagging: ({ validator, value, node, scope, issues }) => {
    if ((value as { taggable?: boolean }).taggable !== true) return;
    const schema = validator.facts.schema('other:resources/tagging');
    for (const issue of validator.issues(node, schema, scope.uninspected)) {
      issues.push({ ...issue, keyword: 'tagging' });
    }
  },

  lifecycle: ({ validator, value, node, scope, issues }) => {
    const { status, date } = value as { status?: string; date?: string };
    const known = status === undefined ? undefined : lifecycles[status];
    if (!known) return;
    const when = date === undefined ? '' : ` (${date})`;
    issues.push(validator.issue(node, scope, { keyword: 'lifecycle', rule: known.rule, span: scope.here, message: `The service of this resource ${known.words}${when}` }));
  },

  dynamicValidation: ({ validator, value, node, scope, issues }) => {
    const { transformCheck, context, pathCheck } = value as { transformCheck?: string; context?: string; pathCheck?: string };
    const { template } = validator;
    if (transformCheck !== undefined && !template.transforms.includes(transformCheck)) {
      issues.push(validator.issue(node, scope, { keyword: 'dynamicValidation', message: `the transform '${transformCheck}' is not declared` }));
    }
    if (context !== undefined && !(node.kind === 'scalar' && typeof node.value === 'string' && knows(validator, scope, context, node.value))) {
      const names = namesOf(validator, scope, context);
      if (node.kind === 'scalar' && node.value !== null) issues.push(unknownName(validator, node, scope, context, names));
      else validator.validate(node, { enum: names }, scope, issues);
    }
    if (pathCheck !== undefined && !scope.path.startsWith(pathCheck)) {
      issues.push(validator.issue(node, scope, { keyword: 'dynamicValidation', message: `this is only for ${pathCheck}` }));
    }
  },
};

/** What a name should be the name of. */
const nouns: Readonly<Record<string, string>> = { conditions: 'condition', mappings: 'mapping' };

function unknownName(validator: Validator, node: ScalarNode, scope: Scope, context: string, names: readonly string[]): Issue {
  const similar = scope.judging ? undefined : context in nouns ? suggest(node.text, names) : validator.references.similar(node.text, scope);
  const message = (): string => `'${node.text}' is no ${nouns[context] ?? 'parameter, resource or pseudo parameter'} of this template${didYouMean(similar)}`;
  return validator.issue(node, scope, { keyword: 'enum', message, ...changing(validator, node, similar) });
}

/** Whether a name is one of those that `namesOf` gives, or hidden from them. */
function knows(validator: Validator, scope: Scope, context: string, name: string): boolean {
  const { template } = validator;
  switch (context) {
    case 'conditions':
      return template.conditions.has(name);
    case 'mappings':
      return template.mappings.has(name);
    default:
      return validator.isReference(name, scope) || (context === 'refs' && isGenerated(template, name));
  }
}

function namesOf(validator: Validator, scope: Scope, context: string): readonly string[] {
  const { template } = validator;
  switch (context) {
    case 'conditions':
      return [...template.conditions.keys()];
    case 'mappings':
      return [...template.mappings.keys()];
    default:
      return validator.references.names(scope);
  }
}

/** The check of every keyword that is known. */
export const keywords: Readonly<Record<string, KeywordCheck>> = { ...references, ...scalars, ...objects, ...lists, ...combinators };
