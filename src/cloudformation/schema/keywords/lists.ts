import type { JsonSchema } from '../facts.ts';
import type { KeywordCheck } from '../keywords.ts';
import { intoItem } from '../scope.ts';
import { stringsOf, valueAt } from '../pointers.ts';
import { equal, jsonOf, show, unique, type Json } from '../values.ts';
import { counted, either, eitherOf } from '../words.ts';
import type { Node } from '../../../language/tree/node.ts';

/** Keywords about lists. */
export const lists: Readonly<Record<string, KeywordCheck>> = {
  items: ({ validator, value, schema, node, scope, issues }) => {
    if (node.kind !== 'list') return;
    const prefix = Array.isArray(schema['prefixItems']) ? schema['prefixItems'].length : 0;
    if (value === false) {
      if (node.items.length <= prefix) return;
      const message = `There are ${counted(node.items.length, 'item')} here; ${prefix} is the most`;
      issues.push(validator.issue(node, scope, { keyword: 'items', message }));
      return;
    }
    for (const [index, item] of node.items.entries()) {
      if (index >= prefix) validator.validate(item, value as JsonSchema, intoItem(scope, item, index), issues);
    }
  },

  prefixItems: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'list') return;
    for (const [index, schema] of (value as readonly JsonSchema[]).entries()) {
      const item = node.items[index];
      if (item) validator.validate(item, schema, intoItem(scope, item, index), issues);
    }
  },

  minItems: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'list' || node.items.length >= Number(value)) return;
    const message = `At least ${counted(Number(value), 'item')} ${Number(value) === 1 ? 'is' : 'are'} needed here, not ${node.items.length}`;
    issues.push(validator.issue(node, scope, { keyword: 'minItems', message }));
  },

  maxItems: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'list' || node.items.length <= Number(value)) return;
    const message = `There are ${counted(node.items.length, 'item')} here; ${String(value)} is the most`;
    issues.push(validator.issue(node, scope, { keyword: 'maxItems', message }));
  },

  maxUniqueItems: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'list') return;
    const found = new Set(node.items.map((item) => JSON.stringify(jsonOf(item)))).size;
    if (found <= Number(value)) return;
    const message = `There are ${counted(found, 'different item')} here; ${String(value)} is the most`;
    issues.push(validator.issue(node, scope, { keyword: 'maxUniqueItems', message }));
  },

  uniqueItems: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'list' || unique(node.items.map(jsonOf))) return;
    if (value === true) issues.push(validator.issue(node, scope, { keyword: 'uniqueItems', message: () => `${show(twice(node.items.map(jsonOf)) ?? node)} stands in this list twice` }));
    // Where an item may stand twice it is no violation, so it makes no alternative of a schema wrong.
    else if (!scope.composite) issues.push(validator.issue(node, scope, { keyword: 'uniqueItems', rule: 'I3037', message: 'The list may hold an item twice, but seldom has to' }));
  },

  uniqueKeys: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'list') return;
    const keys = stringsOf(value);
    const items = node.items
      .map((item) => keys.map((key) => valueAt(item, [key])))
      .filter((parts) => parts.every((part) => part !== undefined))
      .map((parts) => parts.map((part) => (part ? jsonOf(part) : null)));
    if (unique(items)) return;
    const message = (): string => `Two items of this list have the same ${eitherOf(keys, 'and')}: ${(twice(items) ?? []).map(show).join(', ')}`;
    issues.push(validator.issue(node, scope, { keyword: 'uniqueKeys', message }));
  },

  contains: ({ validator, value, schema, node, scope, issues }) => {
    if (node.kind !== 'list') return;
    const minimum = Number(schema['minContains'] ?? 1);
    const maximum = Number(schema['maxContains'] ?? node.items.length);
    let matches = 0;
    let unknown = 0;
    for (const [index, item] of node.items.entries()) {
      const found = validator.issues(item, value as JsonSchema, intoItem(scope, item, index, '').under({ judging: true }));
      if (found.some((issue) => !issue.unknown)) continue;
      if (found.length > 0) unknown++;
      else matches++;
    }
    if (matches > maximum) {
      issues.push(validator.issue(node, scope, { keyword: 'maxContains', message: () => `There are ${counted(matches, 'item')} of a kind here of which ${maximum} is the most` }));
    } else if (matches < minimum && unknown > 0) {
      issues.push(validator.issue(node, scope, { keyword: 'contains', message: 'not known', unknown: true }));
    } else if (matches < minimum) {
      const message = (): string => lacking(node, value as JsonSchema);
      issues.push(validator.issue(node, scope, { keyword: matches === 0 ? 'contains' : 'minContains', message }));
    }
  },
};

/** The first of the values that stands there before. */
function twice<Value extends Json>(values: readonly Value[]): Value | undefined {
  return values.find((value, at) => values.slice(0, at).some((other) => equal(other, value)));
}

/** That no item fits a schema; one that only certain values fit is named by them. */
function lacking(node: Node, schema: JsonSchema): string {
  const { enum: allowed, const: only } = typeof schema === 'object' ? schema : {};
  const values = Array.isArray(allowed) ? (allowed as Json[]) : only === undefined ? [] : [only as Json];
  return values.length > 0 ? `${either(values.map(show))} is missing among the items ${show(node)}` : `${show(node)} lacks an item that is needed here`;
}
