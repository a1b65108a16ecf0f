import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ApiValues } from './apiValues.ts';
import type { FactsWriter } from './factsWriter.ts';

/** The parts of the specification's types that are read here. */
interface PropertyType {
  readonly type: string;
  readonly element?: PropertyType;
  readonly types?: readonly PropertyType[];
  readonly reference?: { readonly $ref: string };
}
interface Property {
  readonly type: PropertyType;
  readonly required?: boolean;
}
interface Definition {
  readonly $id: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, Property>>;
}
interface Resource extends Definition {
  readonly cloudFormationType: string;
  readonly attributes: Readonly<Record<string, Property>>;
  readonly primaryIdentifier?: readonly string[];
}
interface Database {
  all(entity: 'resource'): Iterable<Resource>;
  all(entity: 'typeDefinition'): Iterable<Definition>;
}

/** Adds the resource types of @aws-cdk/aws-service-spec that are not there yet; returns the package's version. */
export function addServiceSpecFacts(writer: FactsWriter, folder: string, apiValues: ApiValues): string {
  const require = createRequire(path.join(folder, 'package.json'));
  const { loadAwsServiceSpecSync } = require('@aws-cdk/aws-service-spec') as { loadAwsServiceSpecSync: () => Database };
  const database = loadAwsServiceSpecSync();
  const definitions = new Map([...database.all('typeDefinition')].map((definition) => [definition.$id, definition]));
  const resources = [...database.all('resource')].toSorted((a, b) => (a.cloudFormationType < b.cloudFormationType ? -1 : 1));
  for (const resource of resources) {
    const type = resource.cloudFormationType;
    // SAM's types are described by SAM's own schema.
    if (type.startsWith('AWS::Serverless::') || writer.has(`type:${type}`)) continue;
    writer.addType(type, apiValues.addedTo(type, new SchemaOf(definitions).resource(resource)), undefined);
  }
  const manifest = fs.readFileSync(require.resolve('@aws-cdk/aws-service-spec/package.json'), 'utf8');
  return String((JSON.parse(manifest) as { version: string }).version);
}

/** Turns one resource of the specification into a JSON Schema. */
class SchemaOf {
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #used = new Map<string, unknown>();

  constructor(definitions: ReadonlyMap<string, Definition>) {
    this.#definitions = definitions;
  }

  resource(resource: Resource): Readonly<Record<string, unknown>> {
    const body = this.#object(resource.properties);
    return {
      ...body,
      definitions: Object.fromEntries(this.#used),
      primaryIdentifier: (resource.primaryIdentifier ?? []).map((name) => `/properties/${name}`),
      attributes: Object.keys(resource.attributes),
    };
  }

  #object(properties: Readonly<Record<string, Property>>) {
    const required = Object.entries(properties).filter(([, property]) => property.required).map(([name]) => name);
    return {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, this.#type(property.type)])),
      ...(required.length > 0 ? { required } : {}),
    };
  }

  #type(type: PropertyType): unknown {
    switch (type.type) {
      case 'string':
      case 'integer':
      case 'number':
      case 'boolean':
        return { type: type.type };
      case 'date-time':
        return { type: 'string' };
      case 'array':
        return { type: 'array', items: type.element ? this.#type(type.element) : {} };
      case 'map':
        return { type: 'object', patternProperties: { '.*': type.element ? this.#type(type.element) : {} } };
      case 'ref':
        return this.#reference(type.reference?.$ref);
      case 'union':
        return { anyOf: (type.types ?? []).map((option) => this.#type(option)) };
      default:
        // `json`, `tag` and what may come: anything goes.
        return {};
    }
  }

  #reference(id: string | undefined): unknown {
    const definition = id === undefined ? undefined : this.#definitions.get(id);
    if (!definition) return {};
    const name = `${definition.name}`;
    if (!this.#used.has(name)) {
      this.#used.set(name, {});
      this.#used.set(name, this.#object(definition.properties));
    }
    return { $ref: `#/definitions/${name}` };
  }
}
