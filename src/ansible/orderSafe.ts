import type { Edit } from '../language/diagnostic.ts';
import { get, type MapNode } from '../language/tree/node.ts';
import type { GroupTask } from './tasks.ts';

/**
 * The edits that make a task take AWS's own order whatever it is: a task before it that asks AWS, and one that puts the
 * declared subnets into the order of the answer, new ones behind.
 * https://docs.ansible.com/ansible/latest/collections/amazon/aws/autoscaling_group_info_module.html
 * @returns undefined where the task is not written one argument a line, so that there is no place to put them
 */
export function orderSafeEdits({ source, task, list, subnets, arguments: args }: GroupTask): Edit[] | undefined {
  const { text } = source;
  const name = args.get('name');
  if (!list || !name || !onOwnLine(text, list.key.start) || name.value.kind !== 'scalar') return undefined;
  // What is put into order has to be a list; a text is made one here, the outcome of a template cannot be.
  const texts =
    subnets.kind === 'text' && !subnets.text.includes('{') && !subnets.parts
      ? subnets.text.split(',').map((item) => item.trim())
      : undefined;
  if (subnets.kind !== 'list' && !texts) return undefined;
  const taskLine = lineStart(text, task.start);
  const dash = /^([ \t]*)-[ \t]+$/.exec(text.slice(taskLine, task.start));
  const moduleArguments = parentOf(task, list.key.start);
  if (!dash || !moduleArguments || task.flow) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = dash[1] ?? '';
  const region = args.get('region');
  const shown = plainName(text.slice(name.value.start, name.value.end), name.value.text);
  const lines = [
    `- name: Ask AWS for the subnets of ${shown}`,
    '  amazon.aws.autoscaling_group_info:',
    `    name: ${pattern(name.value.text)}`,
    ...(region?.value.kind === 'scalar' ? [`    region: ${text.slice(region.value.start, region.value.end)}`] : []),
    '  register: asg_live',
    '',
    `- name: Keep the order that AWS has`,
    '  ansible.builtin.set_fact:',
    `    asg_subnets: "{{ (asg_has | intersect(asg_wants)) + (asg_wants | difference(asg_has)) }}"`,
    '  vars:',
    `    asg_has: "{{ (asg_live.results | map(attribute='vpc_zone_identifier') | first | default('', true)).split(',') }}"`,
    ...(texts ? [`    asg_wants: [${texts.join(', ')}]`] : wanted(text, list.key.end, list.value)),
    '',
  ];
  const insertion = lines.map((line) => (line ? `${indent}${line}${eol}` : eol)).join('');
  return [
    { span: { start: taskLine, end: taskLine }, newText: insertion },
    { span: { start: list.key.end, end: list.value.end }, newText: ': "{{ asg_subnets }}"' },
  ];
}

/** `asg_wants:` with the list as the task has it, a block list moved to its new depth. */
function wanted(text: string, keyEnd: number, value: { start: number; end: number; kind: string }): string[] {
  const raw = text.slice(value.start, value.end);
  if (value.kind !== 'list' || raw.startsWith('[')) {
    const source = text.slice(keyEnd + 1, value.end).trim();
    const [first, ...rest] = source.split(/\r?\n/);
    return [`    asg_wants: ${first ?? ''}`, ...rest.map((line) => `      ${line.trim()}`)];
  }
  const from = lineStart(text, value.start);
  const lines = text.slice(from, value.end).split(/\r?\n/);
  const depth = /^[ \t]*/.exec(lines[0] ?? '')?.[0].length ?? 0;
  return [
    '    asg_wants:',
    ...lines.map((line) => `      ${line.slice(Math.min(depth, line.length - line.trimStart().length))}`),
  ];
}

/** The module finds groups by a pattern that begins at the beginning of the name. */
function pattern(name: string): string {
  const [, expression] = /^\s*\{\{(.*)\}\}\s*$/s.exec(name) ?? [];
  if (expression !== undefined && !expression.includes('{{')) return `"{{ ${expression.trim()} | regex_escape }}$"`;
  return name.includes('{{') ? `"${name}$"` : JSON.stringify(`${name.replaceAll(/[.+*?()[\]{}|^$\\]/g, '\\$&')}$`);
}

function plainName(raw: string, text: string): string {
  return raw.includes('{{') || /[:#]/.test(text) ? 'the group' : text;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function onOwnLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset));
}

/** The mapping directly in the task that has a key at this offset. */
function parentOf(task: MapNode, offset: number): MapNode | undefined {
  for (const { key } of task.entries) {
    const value = get(task, key.text);
    if (value?.kind === 'map' && !value.flow && value.entries.some((entry) => entry.key.start === offset)) return value;
  }
  return undefined;
}
