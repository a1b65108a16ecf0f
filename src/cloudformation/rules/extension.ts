import { get, type Node } from '../../language/tree/node.ts';
import { bestOf } from '../schema/bestOf.ts';
import type { Facts, JsonSchema } from '../schema/facts.ts';
import type { Issue, Scope } from '../schema/scope.ts';
import type { Attribution } from '../schema/inspection.ts';
import { show } from '../schema/values.ts';
import { either } from '../schema/words.ts';
import { placeRule, type TemplateRule } from './rule.ts';

interface ExtensionHead {
  readonly id: string;
  readonly summary: string;
  readonly docs: string;
  /** Places below `Resources`, `P` standing for `Properties`. */
  readonly places: readonly string[];
  /** The extension schema, `folder/file`. */
  readonly schema: string;
  /** Properties whose values are shown where the schema only says that the whole does not fit. */
  readonly shows?: readonly string[];
  /** Whether everything that is wrong is reported, with its own words; otherwise what says most, with the summary. */
  readonly all?: boolean;
  /** Properties whose case does not matter. */
  readonly anyCase?: readonly string[];
  /** Whether functions are looked into, instead of leaving what depends on them alone. */
  readonly lookInto?: boolean;
  /** Whether functions count as values that are none of those that the schema names. */
  readonly literal?: boolean;
  /** Whether the schema differs by region. */
  readonly regional?: boolean;
}

/** The places of a rule, written out. */
export function places(short: readonly string[]): string[] {
  return short.map((place) => `Resources/${place.replace(/\/P(?=\/|$)/, '/Properties')}`);
}

/**
 * A rule that is a further schema at some places. Sources: cfn-lint's extension schemas, which are compiled with the
 * other facts. What depends on a function's value is not reported.
 */
export function extensionRule(head: ExtensionHead): TemplateRule {
  const attribution: Attribution = { default: head.id };
  const everywhere = [{ record: `extension:${head.schema}` }];
  const inFirstRegion = { record: `extension:${head.schema}@us-east-1` };
  const elsewhere = `extension:${head.schema}@*`;
  const recordIn = (region: string): SchemaRecord => (region === 'us-east-1' ? inFirstRegion : { record: elsewhere, region });
  return placeRule({
    id: head.id,
    summary: head.summary,
    docs: head.docs,
    places: places(head.places),
    inspect(node, scope, validator, _schema, report) {
      for (const record of head.regional ? validator.regions.map(recordIn) : everywhere) {
        const schema = schemaFor(validator.facts, record);
        if (schema === undefined) continue;
        const found = validator.issues(inLowerCase(node, head.anyCase ?? []), schema, scope.under({ root: schema, composite: head.lookInto !== true, dynamicReferences: false, functions: head.literal ? new Set<string>() : scope.functions }));
        const known = found.filter((issue) => !issue.unknown);
        if (head.all) {
          for (const issue of validator.attribute(known, attribution)) report(issue);
          continue;
        }
        const best = bestOf(known);
        if (best) report({ ...best, rule: head.id, context: undefined, message: head.regional ? best.message : explained(head, node, best, scope) });
      }
    },
  });
}

function inLowerCase(node: Node, names: readonly string[]): Node {
  if (node.kind !== 'map' || names.length === 0) return node;
  const entries = node.entries.map((entry) => {
    if (!names.includes(entry.key.text) || entry.value.kind !== 'scalar' || typeof entry.value.value !== 'string') return entry;
    return { key: entry.key, value: { ...entry.value, value: entry.value.value.toLowerCase() } };
  });
  return { ...node, entries };
}

/** Where the facts hold a schema: a record, or a region's part of one. */
interface SchemaRecord {
  readonly record: string;
  readonly region?: string;
}

function schemaFor(facts: Facts, { record, region }: SchemaRecord): JsonSchema | undefined {
  const found = facts.record(record) as JsonSchema | Record<string, JsonSchema> | undefined;
  return region === undefined ? (found as JsonSchema | undefined) : (found as Record<string, JsonSchema> | undefined)?.[region];
}

/** The summary and what is wrong. */
function explained({ summary, shows = [] }: ExtensionHead, node: Node, { keyword, path, message }: Issue, scope: Scope): string {
  const isOfWhole = path === scope.path && ['anyOf', 'false', 'oneOf'].includes(keyword);
  if (!isOfWhole) return `${summary}: ${/^[A-Z][a-z]* /.test(message) ? message.charAt(0).toLowerCase() + message.slice(1) : message}`;
  const shown = shows.flatMap((name) => {
    const value = get(node, name);
    return value ? [`'${name}' is ${show(value)}`] : [];
  });
  return shown.length > 0 ? `${summary}: ${either(shown, 'and')}` : summary;
}
