import { fields } from '../../language/json.ts';
import type { StoredBody } from './stored.ts';

const nesting: Readonly<Record<string, string>> = { list: 'L', set: 'S', map: 'M', single: 'B', group: 'B' };

/**
 * A block of `terraform providers schema -json` in the form of the generated table.
 * https://developer.hashicorp.com/terraform/cli/commands/providers/schema
 */
export function storedBody(block: unknown): StoredBody {
  const { attributes, block_types: blockTypes } = fields(block);
  return {
    a: Object.fromEntries(Object.entries(fields(attributes)).map(([name, attribute]) => [name, storedAttribute(fields(attribute))])),
    b: Object.fromEntries(
      Object.entries(fields(blockTypes)).map(([name, stored]) => {
        const { nesting_mode: mode, block: inner, min_items: minimum, max_items: maximum } = fields(stored);
        const single = mode === 'single' || mode === 'group';
        return [name, [Number(minimum ?? 0), single ? 1 : Number(maximum ?? 0), nesting[String(mode)] ?? 'L', storedBody(inner)] as const];
      }),
    ),
  };
}

function storedAttribute(attribute: Readonly<Record<string, unknown>>): string | readonly [string, string, StoredBody] {
  const { type, nested_type: nested, required, optional, computed } = attribute;
  const flags = required === true ? 'r' : optional === true ? (computed === true ? 'p' : 'o') : 'c';
  if (nested === undefined) return flags + codeOf(type);
  const { attributes, nesting_mode: mode } = fields(nested);
  // An attribute that holds objects is never written as a block.
  return [flags, mode === 'single' ? 'B' : (nesting[String(mode)] ?? 'L'), storedBody({ attributes })];
}

/** A type in Terraform's JSON notation as the table's code. */
function codeOf(type: unknown): string {
  if (type === 'string') return 's';
  if (type === 'number') return 'n';
  if (type === 'bool') return 'b';
  const [kind, element] = Array.isArray(type) ? (type as unknown[]) : [];
  const collection = { list: 'L', set: 'S', map: 'M' }[String(kind)];
  return collection === undefined ? '*' : collection + codeOf(element);
}
