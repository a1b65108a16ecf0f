import { fields } from '../../language/json.ts';
import type { BodySchema } from './body.ts';
import type { ProviderBlock } from './facts.ts';
import { bodySchemaOf, objectTypeOf, type StoredBody, withinBlock } from './stored.ts';

/** Where the output has the schemas of each kind of block. */
const kinds: Readonly<Record<string, string>> = {
  resource: 'resource_schemas',
  data: 'data_source_schemas',
  ephemeral: 'ephemeral_resource_schemas',
};

/**
 * What the providers that `terraform init` has installed say of their types, as `terraform providers schema -json` gives it.
 * https://developer.hashicorp.com/terraform/cli/commands/providers/schema
 */
export class ProviderSchemas {
  /** Tells these schemas from any others. */
  readonly id: string;
  readonly #providers: Readonly<Record<string, unknown>>;
  readonly #blocks = new Map<string, ProviderBlock | undefined>();
  readonly #within = new Map<string, BodySchema | undefined>();

  /** @param json the parsed output */
  constructor(id: string, json: unknown) {
    this.id = id;
    this.#providers = fields(fields(json)['provider_schemas']);
  }

  /** True where the schemas of a provider are there. */
  has(source: string): boolean {
    return this.#providers[addressOf(source)] !== undefined;
  }

  /** Names of all types of a kind. */
  types(kind: string, source: string): readonly string[] {
    return Object.keys(fields(this.#provider(source)[kinds[kind] ?? '']));
  }

  /** A block of a type (of kind `provider`: the configuration); undefined where the provider has none. */
  block(kind: string, type: string, source: string): ProviderBlock | undefined {
    const key = `${kind} ${type} ${source}`;
    if (!this.#blocks.has(key)) {
      const provider = this.#provider(source);
      const schema = kind === 'provider' ? provider['provider'] : fields(provider[kinds[kind] ?? ''])[type];
      const body = schema === undefined ? undefined : storedBody(fields(schema)['block']);
      this.#blocks.set(key, body && { schema: bodySchemaOf(body, true), type: objectTypeOf(body) });
    }
    return this.#blocks.get(key);
  }

  /** What a block of a type may hold in all, with what every block of the kind may hold. */
  schemaWithin(kind: string, type: string, source: string, own: BodySchema): BodySchema | undefined {
    const key = `${kind} ${type} ${source}`;
    if (!this.#within.has(key)) {
      const block = this.block(kind, type, source);
      this.#within.set(key, block && withinBlock(block.schema, own));
    }
    return this.#within.get(key);
  }

  #provider(source: string): Readonly<Record<string, unknown>> {
    return fields(this.#providers[addressOf(source)]);
  }
}

/** The full address behind a source: `hashicorp/aws` is in the public registry. */
function addressOf(source: string): string {
  return source.split('/').length === 2 ? `registry.terraform.io/${source}` : source;
}

const nesting: Readonly<Record<string, string>> = { list: 'L', set: 'S', map: 'M', single: 'B', group: 'B' };

/** A block of Terraform's output in the form of the generated table. */
function storedBody(block: unknown): StoredBody {
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
