import type { Fix } from '../../../language/diagnostic.ts';
import { type Entry, type MapNode } from '../../../language/tree/node.ts';
import { callOf } from '../../parser/intrinsics.ts';
import type { JsonSchema } from '../facts.ts';
import { adding, quoting } from '../fixes.ts';
import type { KeywordCheck } from '../keywords.ts';
import { intoEntry, type Scope } from '../scope.ts';
import type { Problem } from '../inspection.ts';
import type { Validator } from '../validator.ts';
import { didYouMean, suggest } from '../../../language/suggest.ts';
import { patternInWords } from '../patternWords.ts';
import { stringsOf } from '../pointers.ts';
import { counted, eitherOf, ownerAt, writtenName } from '../words.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;

/** Keywords about objects. */
export const objects: Readonly<Record<string, KeywordCheck>> = {
  properties: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'map') return;
    const schemas = value as Schemas;
    for (let at = 0; at < node.entries.length; at++) {
      const entry = node.entries[at] as Entry;
      const schema = Object.hasOwn(schemas, entry.key.text) ? schemas[entry.key.text] : undefined;
      if (schema !== undefined) validator.validate(entry.value, schema, intoEntry(scope, entry, entry.key.text), issues);
    }
  },

  patternProperties: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'map') return;
    const schemas = value as Schemas;
    for (const pattern in schemas) {
      for (const entry of node.entries) {
        const schema = typeof entry.key.value === 'string' && validator.patterns.matches(pattern, entry.key.text) ? schemas[pattern] : undefined;
        if (schema !== undefined) validator.validate(entry.value, schema, intoEntry(scope, entry, '*'), issues);
      }
    }
  },

  additionalProperties: ({ validator, value, schema, node, scope, issues }) => {
    if (node.kind !== 'map' || value === true) return;
    const call = callOf(node);
    if (call && scope.functions.has(call.name)) return;
    const known = (schema['properties'] ?? {}) as Schemas;
    const patterns = (schema['patternProperties'] ?? {}) as Schemas;
    for (let at = 0; at < node.entries.length; at++) {
      const entry = node.entries[at] as Entry;
      const name = entry.key.text;
      if (Object.hasOwn(known, name)) continue;
      // A key that is a number matches no expression.
      if (typeof entry.key.value === 'string' && matchesAny(patterns, name, validator)) continue;
      if (name === 'Fn::Transform' && scope.functions.has(name)) continue;
      if (/^Fn::ForEach::[a-zA-Z0-9]+$/.test(name)) continue;
      if (value !== false) {
        validator.validate(entry.value, value as JsonSchema, intoEntry(scope, entry, '*'), issues);
        continue;
      }
      issues.push(validator.issue(entry.value, scope, notExpected(entry, node, Object.keys(known), Object.keys(patterns), scope)));
    }
  },

  propertyNames: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'map') return;
    for (const entry of node.entries) {
      const inner = intoEntry(scope, entry, undefined).uninspected;
      for (const issue of validator.issues({ ...entry.key, value: entry.key.text }, value as JsonSchema, inner)) {
        issues.push(issue.keyword === 'enum' ? { ...issue, keyword: 'propertyNames' } : issue);
      }
    }
  },

  required: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'map') return;
    for (const name of stringsOf(value)) {
      if (!hasEntry(node, name)) issues.push(validator.issue(node, scope, lacking(validator, node, scope, name)));
    }
  },

  requiredOr: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'map') return;
    const names = stringsOf(value);
    if (node.entries.some((entry) => names.includes(entry.key.text))) return;
    const message = `One of ${eitherOf(names, 'and')} is needed here`;
    issues.push(validator.issue(node, scope, { keyword: 'requiredOr', message, span: scope.here, ...addingOneOf(validator, node, scope, names) }));
  },

  requiredXor: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'map') return;
    const names = stringsOf(value);
    const found = node.entries.filter((entry) => names.includes(entry.key.text));
    const none = `One of ${eitherOf(names, 'and')} is needed here, and only one`;
    if (found.length === 0) issues.push(validator.issue(node, scope, { keyword: 'requiredXor', message: none, span: scope.here, ...addingOneOf(validator, node, scope, names) }));
    if (found.length < 2) return;
    const message = `Only one of ${eitherOf(names, 'and')} can be given; here are ${eitherOf(found.map(({ key }) => key.text), 'and')}`;
    for (const entry of found) {
      issues.push(
        validator.issue(node, scope, { keyword: 'requiredXor', message, span: keySpan(entry, scope.anchor), deeper: 1 }),
      );
    }
  },

  dependentRequired: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'map') return;
    for (const [name, needed] of Object.entries(value as Record<string, unknown>)) {
      if (!node.entries.some((entry) => entry.key.text === name)) continue;
      for (const other of stringsOf(needed)) {
        if (node.entries.some((entry) => entry.key.text === other)) continue;
        const message = `'${other}' is missing; '${name}' needs it`;
        issues.push(validator.issue(node, scope, { keyword: 'dependentRequired', message, span: scope.here, ...adding(validator, node, scope, other) }));
      }
    }
  },

  dependentExcluded: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'map') return;
    for (const [name, excluded] of Object.entries(value as Record<string, unknown>)) {
      if (!node.entries.some((entry) => entry.key.text === name)) continue;
      const names = stringsOf(excluded);
      for (const entry of node.entries.filter((candidate) => names.includes(candidate.key.text))) {
        const message = `'${entry.key.text}' cannot be given together with '${name}'`;
        issues.push(
          validator.issue(node, scope, { keyword: 'dependentExcluded', message, span: keySpan(entry, scope.anchor), deeper: 1 }),
        );
      }
    }
  },

  dependencies: (context) => {
    const { validator, value, node, scope, issues } = context;
    if (node.kind !== 'map') return;
    for (const [name, dependency] of Object.entries(value as Record<string, unknown>)) {
      if (!node.entries.some((entry) => entry.key.text === name)) continue;
      if (Array.isArray(dependency)) objects['dependentRequired']?.({ ...context, value: { [name]: dependency } });
      else validator.validate(node, dependency as JsonSchema, scope, issues);
    }
  },

  minProperties: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'map' || node.entries.length >= Number(value)) return;
    const message = `At least ${counted(Number(value), 'entry')} ${Number(value) === 1 ? 'is' : 'are'} needed here, not ${node.entries.length}`;
    issues.push(validator.issue(node, scope, { keyword: 'minProperties', message, span: scope.here }));
  },

  maxProperties: ({ validator, value, node, scope, issues }) => {
    if (node.kind !== 'map' || node.entries.length <= Number(value)) return;
    const message = `There are ${counted(node.entries.length, 'entry')} here; ${String(value)} is the most`;
    issues.push(validator.issue(node, scope, { keyword: 'maxProperties', message, span: scope.here }));
  },
};

function matchesAny(patterns: Schemas, name: string, validator: Validator): boolean {
  for (const pattern in patterns) if (validator.patterns.matches(pattern, name)) return true;
  return false;
}

function hasEntry({ entries }: MapNode, name: string): boolean {
  for (let at = 0; at < entries.length; at++) if (entries[at]?.key.text === name) return true;
  return false;
}

function lacking(validator: Validator, node: MapNode, scope: Scope, name: string): Problem {
  return { keyword: 'required', message: () => missing(name, scope), span: scope.here, ...adding(validator, node, scope, name) };
}

/** That an entry has a name that is not allowed. */
function notExpected(entry: Entry, node: MapNode, known: readonly string[], patterns: readonly string[], scope: Scope): Problem {
  const name = entry.key.text;
  const similar = scope.judging ? undefined : suggest(name, known.filter((key) => !hasEntry(node, key)));
  const message = (): string => {
    const owner = ownerAt(scope);
    if (typeof entry.key.value !== 'string') return `${name} is read as ${typeof entry.key.value === 'number' ? 'a number' : 'something else than a string'}; this name needs quotes`;
    if (patterns.length > 0) return `'${name}' is no name that is allowed here: ${neededName(patterns)}`;
    return `'${name}' is ${owner === undefined ? 'not allowed here' : `no ${scope.place.text === '' ? 'section' : 'property'} of ${owner}`}${didYouMean(similar)}`;
  };
  const fixes = typeof entry.key.value !== 'string' ? quoting(entry.key, scope) : similar !== undefined && !entry.key.synthetic ? { fixes: [rename(entry, similar)] } : {};
  return { keyword: 'additionalProperties', message, span: keySpan(entry, scope.anchor), deeper: 1, ...fixes };
}

/** That a property is not there. */
function missing(key: string, scope: Scope): string {
  const owner = ownerAt(scope);
  const name = writtenName(key, scope);
  return owner === undefined ? `'${name}' is missing here` : `'${name}' is missing; ${owner} needs it`;
}

/** Where an entry's key is written; for a key that is not, where its map is. */
function keySpan(entry: Entry, fallback: { start: number; end: number }): { start: number; end: number } {
  return entry.key.synthetic || typeof entry.key.value !== 'string' ? fallback : entry.key;
}

function rename(entry: Entry, name: string) {
  const quotes = entry.key.style === 'single' || entry.key.style === 'double' ? 1 : 0;
  const span = { start: entry.key.start + quotes, end: entry.key.end - quotes };
  return { title: `Rename to '${name}'`, edits: [{ span, newText: name }], preferred: true };
}

/** A fix for each of the properties of which one is needed. */
function addingOneOf(validator: Validator, node: MapNode, scope: Scope, names: readonly string[]): { fixes?: readonly Fix[] } {
  const fixes = names.flatMap((name) => adding(validator, node, scope, name).fixes ?? []);
  return fixes.length > 0 ? { fixes } : {};
}

/** What a name has to be like, of which there are patterns. */
function neededName(patterns: readonly string[]): string {
  const [words] = patterns.length === 1 ? patterns.map(patternInWords) : [];
  if (words !== undefined) return `it has to be ${words}`;
  return `it does not match ${eitherOf(patterns.slice(0, 2))}${patterns.length > 2 ? ` or ${patterns.length - 2} more` : ''}`;
}
