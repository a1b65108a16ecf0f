import type { Entry, MapNode, Node, ScalarNode } from '../language/tree/node.ts';
import { entryOf, get } from '../language/tree/node.ts';

/** Modules that declare an Auto Scaling group, by every name they have had. */
export const groupModules: ReadonlySet<string> = new Set([
  'ec2_asg',
  // With the keyword `collections:` a module of a collection goes by its short name.
  'autoscaling_group',
  'community.aws.ec2_asg',
  'community.aws.autoscaling_group',
  'amazon.aws.ec2_asg',
  'amazon.aws.autoscaling_group',
]);

/** Modules whose result holds AWS's own answer about Auto Scaling groups. */
export const groupInfoModules: ReadonlySet<string> = new Set([
  'ec2_asg_facts',
  'ec2_asg_info',
  'autoscaling_group_info',
  'community.aws.ec2_asg_facts',
  'community.aws.ec2_asg_info',
  'community.aws.autoscaling_group_info',
  'amazon.aws.ec2_asg_info',
  'amazon.aws.autoscaling_group_info',
]);

const commandModules: ReadonlySet<string> = new Set([
  'command',
  'shell',
  'raw',
  'ansible.builtin.command',
  'ansible.builtin.shell',
  'ansible.builtin.raw',
]);

/** An argument of a module, with the node that it is written in. */
export interface ModuleCall {
  readonly module: string;
  /** The place of the module's name. */
  readonly at: ScalarNode;
  /** Arguments by name; the module's own win over those of `args:`. */
  readonly args: ReadonlyMap<string, Entry>;
  /** The words after the module's name, for command modules. */
  readonly freeForm: string | undefined;
}

/** Keys of a task that are no module. https://docs.ansible.com/ansible/latest/reference_appendices/playbooks_keywords.html */
const taskKeywords: ReadonlySet<string> = new Set(
  (
    'name action local_action args any_errors_fatal async become become_exe become_flags become_method become_user changed_when ' +
    'check_mode collections connection debugger delay delegate_facts delegate_to diff environment failed_when ignore_errors ' +
    'ignore_unreachable loop loop_control module_defaults no_log notify poll port register remote_user retries run_once tags ' +
    'throttle timeout until vars when listen block rescue always'
  ).split(' '),
);

/** The module that a task calls, in any of Ansible's notations; undefined for a block or a task without one. */
export function moduleCall(task: MapNode): ModuleCall | undefined {
  const extra = get(task, 'args');
  for (const key of ['action', 'local_action']) {
    const entry = entryOf(task, key);
    if (!entry) continue;
    const { value } = entry;
    if (value.kind === 'map') {
      const module = get(value, 'module');
      if (module?.kind !== 'scalar') return undefined;
      return { module: module.text, at: module, args: argumentsOf(extra, value), freeForm: undefined };
    }
    if (value.kind !== 'scalar') return undefined;
    const [, module = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(value.text) ?? [];
    const from = value.text.length - rest.length;
    return { module, at: value, args: argumentsOf(extra, keyValues(value, from)), freeForm: rest };
  }
  const entry = task.entries.find(({ key }) => !taskKeywords.has(key.text) && !key.text.startsWith('with_'));
  if (!entry) return undefined;
  const { key, value } = entry;
  if (value.kind === 'scalar')
    return { module: key.text, at: key, args: argumentsOf(extra, keyValues(value, 0)), freeForm: value.text };
  return { module: key.text, at: key, args: argumentsOf(extra, value), freeForm: undefined };
}

/** True where the call's result is AWS's own answer about groups. */
export function describesGroups(call: ModuleCall): boolean {
  if (groupInfoModules.has(call.module)) return true;
  if (!commandModules.has(call.module)) return false;
  const words = [
    call.freeForm ?? '',
    ...[...call.args.values()].map(({ value }) => (value.kind === 'scalar' ? value.text : '')),
  ];
  return words.some((text) => text.includes('describe-auto-scaling-groups'));
}

function argumentsOf(...sources: readonly (Node | readonly Entry[] | undefined)[]): Map<string, Entry> {
  const args = new Map<string, Entry>();
  for (const source of sources) {
    const entries = Array.isArray(source) ? source : isMap(source) ? source.entries : [];
    for (const entry of entries) args.set(entry.key.text, entry);
  }
  return args;
}

function isMap(source: Node | readonly Entry[] | undefined): source is MapNode {
  return source !== undefined && 'kind' in source && source.kind === 'map';
}

/**
 * The arguments of `k=v k="v w"`, each as a scalar with its own place. White space inside `{{ }}` and quotes separates
 * nothing. Places are exact where the text stands in its file as it is, and the whole scalar's otherwise.
 */
function keyValues(scalar: ScalarNode, from: number): Entry[] {
  const { text } = scalar;
  const quote = scalar.style === 'single' || scalar.style === 'double' ? 1 : 0;
  const exact = scalar.end - scalar.start === text.length + 2 * quote;
  const place = (start: number, end: number) =>
    exact ? { start: scalar.start + quote + start, end: scalar.start + quote + end } : scalar;
  const node = (start: number, end: number, value: string, style: ScalarNode['style']): ScalarNode => ({
    kind: 'scalar',
    value,
    text: value,
    style,
    start: place(start, end).start,
    end: place(start, end).end,
  });
  const entries: Entry[] = [];
  let position = from;
  while (position < text.length) {
    while (/\s/.test(text[position] ?? '')) position++;
    const start = position;
    const word = wordEnd(text, position);
    position = word;
    const equals = text.indexOf('=', start);
    const key = text.slice(start, equals);
    if (equals < 0 || equals >= word || !/^\w+$/.test(key)) continue;
    const raw = text.slice(equals + 1, word);
    const quoted = /^(["'])(.*)\1$/s.exec(raw);
    const value = quoted ? (quoted[2] ?? '') : raw;
    const style = quoted ? (quoted[1] === '"' ? 'double' : 'single') : 'plain';
    entries.push({ key: node(start, equals, key, 'plain'), value: node(equals + 1, word, value, style) });
  }
  return entries;
}

function wordEnd(text: string, from: number): number {
  let quote = '';
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const character = text[i] ?? '';
    if (quote) {
      if (character === '\\') i++;
      else if (character === quote) quote = '';
    } else if (text.startsWith('{{', i)) {
      depth++;
      i++;
    } else if (depth > 0 && text.startsWith('}}', i)) {
      depth--;
      i++;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (depth === 0 && /\s/.test(character)) {
      return i;
    }
  }
  return text.length;
}
