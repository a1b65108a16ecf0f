import path from 'node:path';
import picomatch from 'picomatch';
import { get, type Node } from '../../language/tree/node.ts';
import { parseYaml } from '../../language/tree/yaml.ts';
import type { Template } from '../parser/template.ts';
import { jsonOf, show, type Json } from '../schema/values.ts';

/** What cfn-lint's configuration says, in its own names. Source: https://github.com/aws-cloudformation/cfn-lint#configuration */
export interface Configuration {
  /** Beginnings of ids: rules that are off. */
  readonly ignoreChecks: readonly string[];
  /** Beginnings of ids: rules that are on beside all errors and warnings. */
  readonly includeChecks: readonly string[];
  /** Beginnings of ids: rules that nothing switches off. */
  readonly mandatoryChecks: readonly string[];
  /** By rule id and name of the setting. */
  readonly configureRules: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** The regions whose facts apply; never empty. `ALL_REGIONS` alone stands for every one that is known. */
  readonly regions: readonly string[];
  /** Whether a template that is not well-formed is passed over. */
  readonly ignoreBadTemplate: boolean;
  /** Whether no finding of this template counts at all. */
  readonly ignored: boolean;
  /** Folders of schemas of a private registry, as absolute paths. */
  readonly registrySchemas: readonly string[];
  /** The file of the user's own rules, as an absolute path. */
  readonly customRules: string | undefined;
  /** Values for the parameters of every template, one set for each deployment that is meant. */
  readonly parameters: readonly Readonly<Record<string, Json>>[];
  /** Files that give the template in hand its parameters. */
  readonly parameterFiles: readonly PathsFrom[];
  /** The template whose parameters the file in hand gives, as an absolute path. */
  readonly parametersOf: string | undefined;
  /** What is wrong with the configuration files, one sentence each. */
  readonly problems: readonly string[];
  /** Which settings of the configuration files have no effect, one sentence each. */
  readonly notes: readonly string[];
}

/** Files that a glob names from a folder. */
export interface PathsFrom {
  /** Absolute path. */
  readonly folder: string;
  readonly glob: string;
}

/** The text of one configuration file as read. */
export interface ConfigurationFile {
  /** Absolute path. */
  readonly path: string;
  readonly values: Readonly<Record<string, Json>>;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** What a setting holds. */
type Kind = 'texts' | 'flag' | 'text' | 'rules' | 'maps' | readonly string[];

/** The settings of a configuration file. Source: https://github.com/aws-cloudformation/cfn-lint#parameters */
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['append_rules', 'texts'],
  ['configure_rules', 'rules'],
  ['custom_rules', 'text'],
  ['debug', 'flag'],
  ['deployment_files', 'texts'],
  ['format', ['quiet', 'parseable', 'json', 'junit', 'pretty', 'sarif']],
  ['ignore_bad_template', 'flag'],
  ['ignore_checks', 'texts'],
  ['ignore_templates', 'texts'],
  ['include_checks', 'texts'],
  ['include_experimental', 'flag'],
  ['mandatory_checks', 'texts'],
  ['merge_configs', 'flag'],
  ['non_zero_exit_code', ['informational', 'warning', 'error', 'none']],
  ['output_file', 'text'],
  ['override_spec', 'text'],
  ['parameter_files', 'texts'],
  ['parameters', 'maps'],
  ['regions', 'texts'],
  ['registry_schemas', 'texts'],
  ['template_parameters', 'maps'],
  ['templates', 'texts'],
]);

/** Settings that change what cfn-lint finds and nothing here, and what is there instead. */
const unsupported: Readonly<Record<string, string>> = {
  append_rules: "rules in Python are run by the user's own cfn-lint alone ('plumbline.cloudformation.cfnLint')",
  override_spec: 'schemas are taken as AWS publishes them',
  template_parameters: "values of parameters are taken from 'parameters' and 'parameter_files'",
};

/** Reads a configuration file: YAML, of which JSON is a part. What is wrong in it is a problem, and the rest counts. */
export function readConfiguration(file: string, text: string): ConfigurationFile {
  const tree = parseYaml(text);
  const name = path.basename(file);
  const problems = tree.problems.map(({ span, message }) => `${name}, line ${lineOf(text, span.start)}: ${message}; mend the syntax.`);
  if (tree.root === undefined || (tree.root.kind === 'scalar' && tree.root.value === null)) return { path: file, values: {}, problems, notes: [] };
  if (tree.root.kind !== 'map') return { path: file, values: {}, problems: [...problems, `${name} holds no map of settings; write 'ignore_checks: [W3005]' and the like.`], notes: [] };
  const values: Record<string, Json> = {};
  const notes: string[] = [];
  for (const { key, value } of tree.root.entries) {
    const problem = problemOf(key.text, value);
    const place = `${name}, line ${lineOf(text, key.start)}:`;
    if (problem === undefined) values[key.text] = jsonOf(value);
    else problems.push(`${place} ${problem}`);
    const instead = Object.hasOwn(unsupported, key.text) && !isEmpty(value) ? unsupported[key.text] : undefined;
    if (instead !== undefined) notes.push(`${place} '${key.text}' has no effect in Plumbline: ${instead}.`);
  }
  return { path: file, values, problems, notes };
}

/**
 * What counts for a template: its own Metadata before the project's file before the user's. Where `merge_configs` is
 * set, the template's lists are added to the files' instead of standing in for them, and its rules' settings stand beneath theirs.
 * @param rulesOff ids of rules that are switched off elsewhere, such as in an editor's settings
 * @param region the region that counts where no configuration names one
 */
export function configurationOf(template: Template, project: ConfigurationFile | undefined, user: ConfigurationFile | undefined, file: string | undefined, rulesOff: readonly string[] = [], region = 'us-east-1'): Configuration {
  const files = merged(user?.values ?? {}, project?.values ?? {});
  const own = ownConfiguration(template);
  const isMerged = files['merge_configs'] === true;
  const listOf = (name: string): string[] => {
    const [inner, outer] = [textsOf(own[name]), textsOf(files[name])];
    if (isMerged) return [...inner, ...outer];
    return inner.length > 0 ? inner : outer;
  };
  const [ownRules, filesRules] = [asRecord(own['configure_rules']), asRecord(files['configure_rules'])];
  const rules = isMerged ? { ...ownRules, ...filesRules } : Object.keys(ownRules).length > 0 ? ownRules : filesRules;
  const regions = listOf('regions');
  return {
    ignoreChecks: [...listOf('ignore_checks'), ...rulesOff].filter((id) => id !== ''),
    includeChecks: listOf('include_checks').filter((id) => id !== ''),
    mandatoryChecks: textsOf(files['mandatory_checks']).filter((id) => id !== ''),
    configureRules: Object.fromEntries(Object.entries(rules).map(([id, settings]) => [id, asRecord(settings)])),
    regions: regions.includes('ALL_REGIONS') ? ['ALL_REGIONS'] : regions.length > 0 ? regions : [region],
    ignoreBadTemplate: own['ignore_bad_template'] === true || files['ignore_bad_template'] === true,
    ignored: file !== undefined && isIgnored(file, project),
    registrySchemas: pathsOf('registry_schemas', project, user),
    customRules: pathsOf('custom_rules', project, user)[0],
    parameters: recordsOf(own['parameters'] ?? files['parameters']),
    parameterFiles: file !== undefined && project && isOnlyTemplate(file, project) ? textsOf(project.values['parameter_files']).map((glob) => ({ folder: path.dirname(project.path), glob })) : [],
    parametersOf: file === undefined ? undefined : templateOf(file, project),
    problems: [...(user?.problems ?? []), ...(project?.problems ?? [])],
    notes: [...(user?.notes ?? []), ...(project?.notes ?? [])],
  };
}

/** The files or folders that a setting names, the project's before the user's, from where each stands. */
function pathsOf(setting: string, ...files: readonly (ConfigurationFile | undefined)[]): string[] {
  const file = files.find((each) => each?.values[setting] !== undefined);
  return file ? textsOf(file.values[setting]).map((name) => path.resolve(path.dirname(file.path), name)) : [];
}

/** Whether a rule is on: errors and warnings unless they are ignored, others where they are included. */
export function isOn(rule: string, configuration: Configuration): boolean {
  const begins = (ids: readonly string[]): boolean => ids.some((id) => rule.startsWith(id));
  if (rule.startsWith('I') && !begins(configuration.includeChecks)) return false;
  return begins(configuration.mandatoryChecks) || !begins(configuration.ignoreChecks);
}

/** The ids that a template, or a resource, asks to leave out in its Metadata. */
export function ignoredChecks(owner: Node | undefined): string[] {
  const checks = get(get(get(get(owner, 'Metadata'), 'cfn-lint'), 'config'), 'ignore_checks');
  return checks ? textsOf(jsonOf(checks)).filter((id) => id !== '') : [];
}

/** What a template says of itself; a setting of another kind than it has to be is without effect, as in cfn-lint. */
function ownConfiguration(template: Template): Readonly<Record<string, Json>> {
  const config = get(get(get(template.root, 'Metadata'), 'cfn-lint'), 'config');
  if (config?.kind !== 'map') return {};
  return Object.fromEntries(config.entries.flatMap(({ key, value }) => (problemOf(key.text, value) === undefined ? [[key.text, jsonOf(value)]] : [])));
}

function isIgnored(file: string, project: ConfigurationFile | undefined): boolean {
  return project !== undefined && matchesAny(file, project, 'ignore_templates');
}

/** The one template of a configuration whose `parameter_files` a file is among; cfn-lint takes no more than one with them. */
function templateOf(file: string, project: ConfigurationFile | undefined): string | undefined {
  return project && matchesAny(file, project, 'parameter_files') ? onlyTemplate(project) : undefined;
}

function isOnlyTemplate(file: string, project: ConfigurationFile | undefined): boolean {
  return project !== undefined && onlyTemplate(project) === file;
}

function onlyTemplate(project: ConfigurationFile): string | undefined {
  const [name, ...more] = textsOf(project.values['templates']);
  return name === undefined || more.length > 0 ? undefined : path.resolve(path.dirname(project.path), name);
}

/** Whether a file is among those that a setting names, from the configuration's own folder. */
function matchesAny(file: string, project: ConfigurationFile, setting: string): boolean {
  const globs = textsOf(project.values[setting]);
  const name = path.relative(path.dirname(project.path), file).replaceAll(path.sep, '/');
  return globs.some((glob) => picomatch.isMatch(name, glob.replace(/^\.\//, ''), { dot: true, nobrace: true, noextglob: true, nonegate: true }));
}

function problemOf(name: string, value: Node): string | undefined {
  const kind = kinds.get(name);
  if (!kind) return `'${name}' is no setting of cfn-lint; remove it or correct its name.`;
  const wanted = isOfKind(value, kind) ? undefined : typeof kind === 'string' ? words[kind] : `one of ${kind.map((each) => `'${each}'`).join(', ')}`;
  return wanted && `'${name}' is ${show(value)}, but has to be ${wanted}.`;
}

const words: Readonly<Record<Kind & string, string>> = {
  texts: 'a list of strings', flag: 'true or false', text: 'a string', rules: 'a map of rule ids to their settings', maps: 'a list of maps',
};

function isOfKind(value: Node, kind: Kind): boolean {
  switch (kind) {
    case 'texts':
      return value.kind === 'list' && value.items.every((item) => item.kind === 'scalar' && typeof item.value === 'string');
    case 'flag':
      return value.kind === 'scalar' && typeof value.value === 'boolean';
    case 'text':
      return value.kind === 'scalar' && typeof value.value === 'string';
    case 'rules':
      return value.kind === 'map' && value.entries.every((entry) => entry.value.kind === 'map');
    case 'maps':
      return value.kind === 'list' && value.items.every((item) => item.kind === 'map');
    default:
      return value.kind === 'scalar' && kind.includes(value.text);
  }
}

function isEmpty(value: Node): boolean {
  return value.kind === 'scalar' ? value.text === '' : (value.kind === 'list' ? value.items : value.entries).length === 0;
}

/** The second over the first, maps within maps too. */
function merged(under: Readonly<Record<string, Json>>, over: Readonly<Record<string, Json>>): Record<string, Json> {
  const result: Record<string, Json> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isRecord(value) && isRecord(below) ? merged(below, value) : value;
  }
  return result;
}

function isRecord(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asRecord(value: Json | undefined): Readonly<Record<string, Json>> {
  return isRecord(value) ? value : {};
}

function textsOf(value: Json | undefined): string[] {
  const items: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : value === undefined ? [] : [value];
  return items.filter((item) => typeof item === 'string');
}

function recordsOf(value: Json | undefined): Readonly<Record<string, Json>>[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isRecord) : [];
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
