import type { JsonSchema } from '../facts.ts';
import type { KeywordCheck, KeywordContext } from '../keywords.ts';
import type { Issue } from '../scope.ts';
import { checkByType } from '../serverless.ts';
import { stringsOf } from '../pointers.ts';
import { show } from '../values.ts';
import { eitherOf } from '../words.ts';
import { get, type Node } from '../../../language/tree/node.ts';

/** Keywords that combine schemas. */
export const combinators: Readonly<Record<string, KeywordCheck>> = {
  allOf: (context) => {
    const [first, ...more] = context.value as readonly JsonSchema[];
    // SAM's schemas wrap whatever they refer to: one alone combines nothing.
    if (first !== undefined && more.length === 0) {
      context.validator.validate(context.node, first, context.scope.uninspected, context.issues);
      return;
    }
    for (const schema of context.value as readonly JsonSchema[]) context.issues.push(...check(context, schema));
  },

  anyOf: (context) => {
    if (checkByType(context)) return;
    const failures: Issue[] = [];
    let unknown = false;
    for (const schema of context.value as readonly JsonSchema[]) {
      const found = check(context, schema);
      // A warning does not make an alternative invalid.
      const errors = found.filter((issue) => issue.rule === undefined || issue.rule.startsWith('E'));
      if (errors.some((issue) => issue.unknown)) unknown = true;
      else if (errors.length === 0) return;
      else failures.push(...found);
    }
    if (unknown) reportUnknown(context, 'anyOf');
    else reportNone(context, 'anyOf', failures);
  },

  oneOf: (context) => {
    const failures: Issue[] = [];
    let unknown = false;
    let valid = 0;
    for (const schema of context.value as readonly JsonSchema[]) {
      const found = check(context, schema);
      if (found.some((issue) => issue.unknown)) unknown = true;
      else if (found.length === 0) valid++;
      else failures.push(...found);
    }
    if (unknown && valid < 2) reportUnknown(context, 'oneOf');
    else if (valid === 0) reportNone(context, 'oneOf', failures);
    else if (valid > 1) {
      const { validator, node, scope, issues } = context;
      const message = (): string => `${show(node)} fits ${valid} of the forms that are allowed here; it has to fit one alone`;
      issues.push(validator.issue(node, scope, { keyword: 'oneOf', message }));
    }
  },

  not: (context) => {
    const { validator, node, scope, issues } = context;
    const found = validator.issues(node, context.value as JsonSchema, scope.judged);
    if (found.some((issue) => issue.unknown)) reportUnknown(context, 'not');
    else if (found.length === 0) {
      issues.push(validator.issue(node, scope, { keyword: 'not', message: () => refused(node, context.value as JsonSchema) }));
    }
  },

  if: (context) => {
    const { validator, schema, node, scope, issues } = context;
    const found = validator.issues(node, context.value as JsonSchema, scope.judged);
    if (found.some((issue) => issue.unknown)) {
      reportUnknown(context, 'if');
      return;
    }
    const branch = found.length === 0 ? schema['then'] : schema['else'];
    if (branch !== undefined) validator.validate(node, branch as JsonSchema, scope.uninspected, issues);
  },
};

function check({ validator, node, scope }: KeywordContext, schema: JsonSchema): Issue[] {
  return validator.issues(node, schema, scope.composed);
}

function reportUnknown({ validator, node, scope, issues }: KeywordContext, keyword: string): void {
  issues.push(validator.issue(node, scope, { keyword, message: `whether ${keyword} holds is not known`, unknown: true }));
}

function reportNone({ validator, node, scope, issues }: KeywordContext, keyword: string, context: readonly Issue[]): void {
  const message = (): string => `${show(node)} fits none of the forms that are allowed here`;
  issues.push(validator.issue(node, scope, { keyword, message, context }));
}

/** That a value fits what it must not; of an object with certain properties, that those cannot be given. */
function refused(node: Node, schema: JsonSchema): string {
  const together = requiredBy(schema);
  if (together.length > 1) return `${eitherOf(together, 'and')} cannot be given together`;
  const { anyOf, oneOf } = typeof schema === 'object' ? schema : {};
  const alternatives = [anyOf, oneOf].filter(Array.isArray).flat() as JsonSchema[];
  const names = [...together, ...alternatives.flatMap(requiredBy)].filter((name) => get(node, name));
  return names.length > 0 ? `${eitherOf(names, 'and')} cannot be given here` : `${show(node)} is not allowed here`;
}

function requiredBy(schema: JsonSchema): readonly string[] {
  return typeof schema === 'object' ? stringsOf(schema['required']) : [];
}
