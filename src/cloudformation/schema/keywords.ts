import type { Node } from '../../language/tree/node.ts';
import type { JsonSchema, SchemaObject } from './facts.ts';
import { combinators } from './keywords/combinators.ts';
import { lists } from './keywords/lists.ts';
import { objects } from './keywords/objects.ts';
import { scalars } from './keywords/scalars.ts';
import { resolvePointer } from './pointers.ts';
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

/** CloudFormation's own keywords and those that lead to other schemas. */
const references: Readonly<Record<string, KeywordCheck>> = {
  $ref: ({ validator, value, node, scope, issues }) => {
    if (typeof value === 'string') validator.validate(node, resolvePointer(scope.root, value), scope, issues);
  },

  cfnContext: ({ validator, value, node, scope, issues }) => {
    const context = value as { functions?: unknown; references?: unknown; pseudoParameters?: unknown; schema?: JsonSchema };
    let functions = context.functions;
    if (functions !== null && typeof functions === 'object' && '$ref' in functions) {
      functions = resolvePointer(scope.root, String(functions.$ref));
    }
    const allowed = Array.isArray(functions) ? new Set(functions.map(String)) : scope.functions;
    validator.validate(node, context.schema ?? true, { ...scope, functions: allowed, inIf: false }, issues);
  },

  dynamicValidation: ({ validator, value, node, scope, issues }) => {
    const { transformCheck, context, pathCheck } = value as { transformCheck?: string; context?: string; pathCheck?: string };
    const { template } = validator;
    if (transformCheck !== undefined && !template.transforms.includes(transformCheck)) {
      issues.push(validator.issue(node, scope, { keyword: 'dynamicValidation', message: `the transform '${transformCheck}' is not declared` }));
    }
    if (context !== undefined) {
      validator.validate(node, { enum: namesOf(validator, scope, context) }, scope, issues);
    }
    if (pathCheck !== undefined && !scope.path.startsWith(pathCheck)) {
      issues.push(validator.issue(node, scope, { keyword: 'dynamicValidation', message: `this is only for ${pathCheck}` }));
    }
  },
};

function namesOf(validator: Validator, scope: Scope, context: string): string[] {
  const { template } = validator;
  switch (context) {
    case 'conditions':
      return [...template.conditions.keys()];
    case 'mappings':
      return [...template.mappings.keys()];
    default:
      return validator.references(scope);
  }
}

/** The check of every keyword that is known. */
export const keywords: Readonly<Record<string, KeywordCheck>> = { ...references, ...scalars, ...objects, ...lists, ...combinators };
