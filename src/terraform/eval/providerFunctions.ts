import { isIdentifier } from '../hcl/identifier.ts';
import { parseHcl } from '../hcl/parser.ts';
import { referencesIn } from '../model/walk.ts';
import { evaluateConstant } from './constant.ts';
import { FunctionFailure } from './failure.ts';
import type { Signature } from './signatures.ts';
import { anyType, stringType } from './type.ts';
import { isMap, objectValue, unknown, type Value } from './value.ts';

/** A function of the provider that Terraform brings along. */
export interface ProviderFunction {
  readonly signature: Signature;
  /** @throws FunctionFailure where Terraform would report an error */
  readonly call: (argument: Value) => Value;
}

/** The source of the provider that Terraform brings along, whatever a module calls it. */
export const builtInSource = 'terraform.io/builtin/terraform';

function taking(name: string, type: Signature['returns'], returns: Signature['returns']): Signature {
  return { parameters: [{ name, type, nullable: false }], variadic: undefined, returns };
}

/** https://developer.hashicorp.com/terraform/language/functions/terraform-decode_tfvars and the pages beside it */
export const builtInFunctions: ReadonlyMap<string, ProviderFunction> = new Map<string, ProviderFunction>([
  ['encode_expr', { signature: taking('value', anyType, stringType), call: () => unknown(stringType) }],
  ['encode_tfvars', { signature: taking('value', anyType, stringType), call: encodeVariables }],
  ['decode_tfvars', { signature: taking('src', stringType, anyType), call: ({ data }) => (typeof data === 'string' ? decodeVariables(data) : unknown()) }],
]);

function encodeVariables({ type, data }: Value): Value {
  if (type.kind !== 'object' && type.kind !== 'map' && type.kind !== 'any') throw new FunctionFailure('the names and values are an object or a map.');
  const misnamed = isMap(data) ? [...data.keys()].find((name) => !isIdentifier(name)) : undefined;
  if (misnamed !== undefined) throw new FunctionFailure(`"${misnamed}" cannot be the name of a variable.`);
  return unknown(stringType);
}

function decodeVariables(text: string): Value {
  const { body, problems } = parseHcl(text);
  const [problem] = problems;
  if (problem) throw new FunctionFailure(`the text is not as in a file of values: ${problem.summary}.`);
  if (body.blocks.length > 0) throw new FunctionFailure('a file of values has no blocks.');
  const values = new Map(body.attributes.map(({ name, value }) => [name, evaluateConstant(value)]));
  const referring = body.attributes.find(({ value }) => referencesIn(value).length > 0);
  if (referring) throw new FunctionFailure(`the value of "${referring.name}" refers to something else.`);
  return objectValue(values);
}
