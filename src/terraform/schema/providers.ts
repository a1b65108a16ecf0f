import type { PartsFile } from '../../language/partsFile.ts';
import type { StoredBody } from './stored.ts';
import { type ProviderBlock, TypeBodies } from './typeBodies.ts';

/** The name of the part that holds a block. @param address full, with the registry's host */
export function partName(address: string, kind: string, type: string): string {
  return `${address} ${kind} ${type}`;
}

/** What the providers that `terraform init` has installed say of their types; a type is unpacked when it is first asked for. */
export class ProviderSchemas {
  /** Tells these schemas from any others. */
  readonly id: string;
  /** Names of the types by address and kind. */
  readonly #types = new Map<string, Map<string, string[]>>();
  readonly #bodies: TypeBodies;

  /** @param parts each a `StoredBody`, under its `partName` */
  constructor(id: string, parts: PartsFile) {
    this.id = id;
    this.#bodies = new TypeBodies((name) => parts.part(name) as StoredBody | undefined, { strict: true });
    for (const name of parts.names()) {
      const [address = '', kind = '', type = ''] = name.split(' ');
      const kinds = this.#types.get(address) ?? new Map<string, string[]>();
      this.#types.set(address, kinds);
      const types = kinds.get(kind);
      if (types) types.push(type);
      else kinds.set(kind, [type]);
    }
  }

  /** True where the schemas of a provider are there. */
  has(source: string): boolean {
    return this.#types.has(addressOf(source));
  }

  /** Names of all types of a kind. @param source of one provider; undefined: of all */
  types(kind: string, source?: string): readonly string[] {
    if (source !== undefined) return this.#types.get(addressOf(source))?.get(kind) ?? [];
    return [...this.#types.values()].flatMap((kinds) => kinds.get(kind) ?? []);
  }

  /** A block of a type (of kind `provider`: the configuration); undefined where the provider has none. */
  block(kind: string, type: string, source: string): ProviderBlock | undefined {
    return this.#bodies.block(nameOf(kind, type, source));
  }
}

function nameOf(kind: string, type: string, source: string): string {
  return partName(addressOf(source), kind, kind === 'provider' ? '' : type);
}

/** The full address behind a source: `hashicorp/aws` is in the public registry. */
function addressOf(source: string): string {
  return source.split('/').length === 2 ? `registry.terraform.io/${source}` : source;
}
