import { type Files, filesBelow } from '../../language/files.ts';
import { Facts, type JsonSchema, type TypeSchema } from './facts.ts';
import { SchemaCache } from './schemaCache.ts';
import { typeOf } from './update/providerSchema.ts';

/** The facts with the types of a private registry beside AWS's own, and what is made of their schemas. */
export interface Registry {
  readonly facts: Facts;
  readonly cache: SchemaCache;
  /** What is wrong with the schemas, one sentence each. */
  readonly problems: readonly string[];
}

/** Reads the resource schemas of private registries (`registry_schemas`), again when their texts have changed. */
export class Registries {
  readonly #files: Files;
  readonly #known = new Map<string, { readonly texts: string; readonly registry: Registry }>();
  #count = 0;

  constructor(files: Files) {
    this.#files = files;
  }

  /** @param folders absolute paths; of each the files in it and below it that end in `.json` */
  of(folders: readonly string[], base: Facts): Registry {
    const schemas = folders.map((folder) => filesBelow(folder, this.#files).filter((file) => file.endsWith('.json')));
    const texts = schemas.flat().map((file) => [file, this.#files.read(file)] as const);
    const [key, text] = [folders.join('\n'), JSON.stringify([base.updated, texts])];
    const known = this.#known.get(key);
    if (known?.texts === text) return known.registry;
    const types = new Map<string, TypeSchema>();
    const problems = folders.filter((_, index) => schemas[index]?.length === 0).map((folder) => `'registry_schemas' names '${folder}', where there is no schema (*.json).`);
    for (const [file, content] of texts) {
      const found = schemaIn(content);
      if (found) types.set(found.type, found.schema);
      else problems.push(`'${file}' of 'registry_schemas' is no schema of a resource type: it needs 'typeName' and 'properties' in JSON.`);
    }
    const registry = { facts: new FactsWithRegistry(base, types, ++this.#count), cache: new SchemaCache(), problems };
    this.#known.set(key, { texts: text, registry });
    return registry;
  }

  /** Reads all schemas again when next asked. */
  forget(): void {
    this.#known.clear();
  }
}

function schemaIn(text: string | undefined): ReturnType<typeof typeOf> {
  try {
    return typeOf(JSON.parse(text ?? ''));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class FactsWithRegistry extends Facts {
  readonly #base: Facts;
  readonly #own: ReadonlyMap<string, TypeSchema>;
  readonly #number: number;

  constructor(base: Facts, own: ReadonlyMap<string, TypeSchema>, number: number) {
    super('');
    this.#base = base;
    this.#own = own;
    this.#number = number;
  }

  override get updated(): string {
    return `${this.#base.updated ?? ''} ${this.#number}`;
  }

  override get regions(): readonly string[] {
    return this.#base.regions;
  }

  override types(): string[] {
    return [...new Set([...this.#base.types(), ...this.#own.keys()])].toSorted();
  }

  override hasType(type: string, region?: string): boolean {
    return this.#own.has(type) || this.#base.hasType(type, region);
  }

  override type(type: string): TypeSchema | undefined {
    return this.#own.get(type) ?? this.#base.type(type);
  }

  override schema(name: string): JsonSchema {
    return this.#base.schema(name);
  }

  override record(name: string): unknown {
    return this.#base.record(name);
  }
}
