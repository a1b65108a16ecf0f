import path from 'node:path';
import type { Files } from '../../../language/files.ts';
import { get, type Node } from '../../../language/tree/node.ts';
import { parseJson } from '../../../language/tree/json.ts';
import { readTomlStrings } from './toml.ts';

/** What files beside a template say of the stack made from it. */
export interface StackFacts {
  readonly stack: string | undefined;
  /** Values of parameters by name. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly region: string | undefined;
  readonly profile: string | undefined;
}

const nothing: StackFacts = { stack: undefined, parameters: new Map(), region: undefined, profile: undefined };

/**
 * Reads the values that a stack is deployed with: a parameter file named after the template (`web.parameters.json`),
 * the only parameter file of its folder, or `samconfig.toml`. Where several files give different values nobody can say
 * which stack is meant, and nothing is taken.
 */
export function stackFacts(files: Files, template: string): StackFacts {
  const sam = samFacts(files, template);
  const parameters = parameterFile(files, template);
  const agreed = [...sam.parameters, ...parameters].filter(([name, value]) => (parameters.get(name) ?? value) === (sam.parameters.get(name) ?? value));
  return { ...sam, parameters: new Map(agreed) };
}

function parameterFile(files: Files, template: string): ReadonlyMap<string, string> {
  const folder = path.dirname(template);
  const stem = path.basename(template).replace(/\.(template\.)?(ya?ml|json|template)$/i, '');
  const own = files.list(folder).filter((name) => {
    const match = /^(.*?)[.-]?(parameters|params)\.json$/i.exec(name);
    return match !== null && (match[1] === stem || match[1] === '');
  });
  const named = own.filter((name) => name.startsWith(stem));
  const [only, ...others] = named.length ? named : own;
  const text = only !== undefined && others.length === 0 ? files.read(path.join(folder, only)) : undefined;
  return text === undefined ? new Map() : parametersOf(parseJson(text).root);
}

/**
 * The AWS CLI's list of `ParameterKey` and `ParameterValue`, or CodePipeline's `Parameters`.
 * https://docs.aws.amazon.com/cli/latest/reference/cloudformation/create-stack.html
 */
function parametersOf(root: Node | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (name: Node | undefined, value: Node | undefined) => {
    if (name?.kind !== 'scalar') return;
    if (value?.kind === 'scalar') found.set(name.text, value.text);
    else if (value?.kind === 'list')
      found.set(name.text, value.items.map((item) => (item.kind === 'scalar' ? item.text : '')).join(','));
  };
  if (root?.kind === 'list') for (const item of root.items) add(get(item, 'ParameterKey'), get(item, 'ParameterValue'));
  const parameters = get(root, 'Parameters');
  if (parameters?.kind === 'map') for (const { key, value } of parameters.entries) add(key, value);
  return found;
}

/**
 * The `deploy` parameters of `samconfig.toml` beside the template, of the environment `default` or of the only one.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
 */
function samFacts(files: Files, template: string): StackFacts {
  const text = files.read(path.join(path.dirname(template), 'samconfig.toml'));
  if (text === undefined) return nothing;
  const tables = readTomlStrings(text);
  const environments = new Set(
    [...tables.keys()].flatMap((name) => /^([^.]+)\.(deploy|global)\.parameters$/.exec(name)?.[1] ?? []),
  );
  const environment = environments.has('default') ? 'default' : environments.size === 1 ? [...environments][0] : undefined;
  if (environment === undefined) return nothing;
  const settings = new Map([
    ...(tables.get(`${environment}.global.parameters`) ?? []),
    ...(tables.get(`${environment}.deploy.parameters`) ?? []),
  ]);
  const own = settings.get('template_file') ?? settings.get('template');
  // A configuration for another template says nothing of this one.
  if (typeof own === 'string' && path.resolve(path.dirname(template), own) !== template && !own.includes('.aws-sam'))
    return nothing;
  const one = (name: string) => {
    const value = settings.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    stack: one('stack_name'),
    region: one('region'),
    profile: one('profile'),
    parameters: overrides(settings.get('parameter_overrides')),
  };
}

/** `A=1 B="two words"`, or `ParameterKey=A,ParameterValue=1`, as one text or a list of them. */
function overrides(value: string | readonly string[] | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of typeof value === 'string' ? [value] : (value ?? [])) {
    for (const [, key, pairValue, name, quoted, plain] of text.matchAll(
      /ParameterKey=([^,\s]+),ParameterValue=("[^"]*"|\S*)|([^\s=]+)=(?:"([^"]*)"|(\S*))/g,
    )) {
      if (key !== undefined) found.set(key, (pairValue ?? '').replaceAll('"', ''));
      else if (name !== undefined) found.set(name, quoted ?? plain ?? '');
    }
  }
  return found;
}
