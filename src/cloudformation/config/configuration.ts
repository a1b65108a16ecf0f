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
  /** The template whose parameters the file in hand gives, as an absolute path. */
  readonly parametersOf: string | undefined;
  /** What is wrong with the configuration files, one sentence each. */
  readonly problems: readonly string[];
}

/** The text of one configuration file as read. */
export interface ConfigurationFile {
  /** Absolute path. */
  readonly path: string;
  readonly values: Readonly<Record<string, Json>>;
  readonly problems: readonly string[];
}

const lists = ['ignore_checks', 'include_checks', 'mandatory_checks', 'regions', 'ignore_templates', 'templates', 'append_rules', 'registry_schemas'] as const;
const flags = ['ignore_bad_template', 'include_experimental', 'merge_configs', 'debug'] as const;
/** Settings of cfn-lint that say how it runs, not what is right. */
const others = [
  'configure_rules', 'custom_rules', 'deployment_files', 'format', 'non_zero_exit_code', 'output_file', 'override_spec', 'parameter_files', 'parameters', 'template_parameters',
];
const known: ReadonlySet<string> = new Set([...lists, ...flags, ...others]);

/** Reads a configuration file: YAML, of which JSON is a part. What is wrong in it is a problem, and the rest counts. */
export function readConfiguration(file: string, text: string): ConfigurationFile {
  const tree = parseYaml(text);
  const name = path.basename(file);
  const problems = tree.problems.map(({ span, message }) => `${name}, line ${lineOf(text, span.start)}: ${message}; mend the syntax.`);
  if (tree.root === undefined || (tree.root.kind === 'scalar' && tree.root.value === null)) return { path: file, values: {}, problems };
  if (tree.root.kind !== 'map') return { path: file, values: {}, problems: [...problems, `${name} holds no map of settings; write 'ignore_checks: [W3005]' and the like.`] };
  const values: Record<string, Json> = {};
  for (const { key, value } of tree.root.entries) {
    const problem = problemOf(key.text, value);
    if (problem === undefined) values[key.text] = jsonOf(value);
    else problems.push(`${name}, line ${lineOf(text, key.start)}: ${problem}`);
  }
  return { path: file, values, problems };
}

/**
 * What counts for a template: its own Metadata before the project's file before the user's. Where `merge_configs` is
 * set, the template's lists are added to the files' instead of standing in for them.
 * @param rulesOff ids of rules that are switched off elsewhere, such as in an editor's settings
 */
export function configurationOf(template: Template, project: ConfigurationFile | undefined, user: ConfigurationFile | undefined, file: string | undefined, rulesOff: readonly string[] = []): Configuration {
  const files = merged(user?.values ?? {}, project?.values ?? {});
  const own = ownConfiguration(template);
  const listOf = (name: string): string[] => {
    const [inner, outer] = [textsOf(own[name]), textsOf(files[name])];
    if (files['merge_configs'] === true) return [...inner, ...outer];
    return inner.length > 0 ? inner : outer;
  };
  const rules = merged(asRecord(files['configure_rules']), asRecord(own['configure_rules']));
  const regions = listOf('regions');
  return {
    ignoreChecks: [...listOf('ignore_checks'), ...rulesOff].filter((id) => id !== ''),
    includeChecks: listOf('include_checks').filter((id) => id !== ''),
    mandatoryChecks: textsOf(files['mandatory_checks']).filter((id) => id !== ''),
    configureRules: Object.fromEntries(Object.entries(rules).map(([id, settings]) => [id, asRecord(settings)])),
    regions: regions.includes('ALL_REGIONS') ? ['ALL_REGIONS'] : regions.length > 0 ? regions : ['us-east-1'],
    ignoreBadTemplate: (own['ignore_bad_template'] ?? files['ignore_bad_template']) === true,
    ignored: file !== undefined && isIgnored(file, project),
    parametersOf: file === undefined ? undefined : templateOf(file, project),
    problems: [...(user?.problems ?? []), ...(project?.problems ?? [])],
  };
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

function ownConfiguration(template: Template): Readonly<Record<string, Json>> {
  const config = get(get(get(template.root, 'Metadata'), 'cfn-lint'), 'config');
  return config ? asRecord(jsonOf(config)) : {};
}

function isIgnored(file: string, project: ConfigurationFile | undefined): boolean {
  return project !== undefined && matchesAny(file, project, 'ignore_templates');
}

/** The one template of a configuration whose `parameter_files` a file is among; cfn-lint takes no more than one with them. */
function templateOf(file: string, project: ConfigurationFile | undefined): string | undefined {
  const [name, ...more] = textsOf(project?.values['templates']);
  if (!project || name === undefined || more.length > 0 || !matchesAny(file, project, 'parameter_files')) return undefined;
  return path.resolve(path.dirname(project.path), name);
}

/** Whether a file is among those that a setting names, from the configuration's own folder. */
function matchesAny(file: string, project: ConfigurationFile, setting: string): boolean {
  const globs = textsOf(project.values[setting]);
  const name = path.relative(path.dirname(project.path), file).replaceAll(path.sep, '/');
  return globs.some((glob) => picomatch.isMatch(name, glob.replace(/^\.\//, ''), { dot: true, nobrace: true, noextglob: true, nonegate: true }));
}

function problemOf(name: string, value: Node): string | undefined {
  if (!known.has(name)) return `'${name}' is no setting of cfn-lint; remove it or correct its name.`;
  if (lists.some((each) => each === name) && (value.kind === 'map' || (value.kind === 'list' && value.items.some((item) => item.kind !== 'scalar')))) {
    return `'${name}' is ${show(value)}, but has to be a list of strings.`;
  }
  if (flags.some((each) => each === name) && !(value.kind === 'scalar' && typeof value.value === 'boolean')) {
    return `'${name}' is ${show(value)}, but has to be true or false.`;
  }
  if (name === 'configure_rules' && value.kind !== 'map') return `'${name}' is ${show(value)}, but has to be a map of rule ids to their settings.`;
  return undefined;
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

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
