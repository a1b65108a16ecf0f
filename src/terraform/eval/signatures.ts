import fs from 'node:fs';
import path from 'node:path';
import { anyType, boolType, listOf, mapOf, numberType, objectOf, setOf, stringType, tupleOf, type Type } from './type.ts';

export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly nullable: boolean;
}

/** What a function of Terraform's language takes and gives. */
export interface Signature {
  readonly parameters: readonly Parameter[];
  /** Any number of further arguments. */
  readonly variadic: Parameter | undefined;
  readonly returns: Type;
}

type RawParameter = readonly [string, unknown, number];

interface RawTable {
  readonly functions: Readonly<Record<string, { readonly parameters: readonly RawParameter[]; readonly variadic?: RawParameter; readonly returns: unknown }>>;
}

/** Reads the generated table of functions. */
export function readSignatures(dataFolder: string): ReadonlyMap<string, Signature> {
  const table = JSON.parse(fs.readFileSync(path.join(dataFolder, 'functions.json'), 'utf8')) as RawTable;
  return new Map(
    Object.entries(table.functions).map(([name, { parameters, variadic, returns }]) => [
      name,
      { parameters: parameters.map((raw) => parameterOf(raw)), variadic: variadic && parameterOf(variadic), returns: typeOfJson(returns) },
    ]),
  );
}

function parameterOf([name, type, nullable]: RawParameter): Parameter {
  return { name, type: typeOfJson(type), nullable: nullable === 1 };
}

/** A type in Terraform's JSON notation: "string", ["list", "string"], ["object", {...}]. */
export function typeOfJson(json: unknown): Type {
  if (json === 'string') return stringType;
  if (json === 'number') return numberType;
  if (json === 'bool') return boolType;
  if (!Array.isArray(json)) return anyType;
  const [kind, inner] = json as [string, unknown];
  switch (kind) {
    case 'list':
      return listOf(typeOfJson(inner));
    case 'set':
      return setOf(typeOfJson(inner));
    case 'map':
      return mapOf(typeOfJson(inner));
    case 'tuple':
      return tupleOf((inner as unknown[]).map((element) => typeOfJson(element)));
    case 'object':
      return objectOf(new Map(Object.entries(inner as Record<string, unknown>).map(([name, type]) => [name, typeOfJson(type)])));
    default:
      return anyType;
  }
}
