import type { Files } from '../../language/files.ts';
import { findGroupTasks } from '../../ansible/service.ts';
import type { GroupTask } from '../../ansible/tasks.ts';
import { splitText, textValue, toText, type ListItem, type ListValue, type Value } from '../../ansible/value.ts';
import { type Declaration, type DeclaredSubnet, type DeclaredSubnets, lineAt, type OrderSemantics } from '../declaration.ts';

/** The groups that the Ansible files among `paths` declare. */
export function ansibleDeclarations(paths: readonly string[], files: Files): Declaration[] {
  const declarations = findGroupTasks(paths, files).flatMap(declarationOf);
  // A file that two plays include declares the same thing twice.
  const seen = new Set<string>();
  return declarations.filter((declaration) => {
    const { file, span, name, subnets, region, profile } = declaration;
    const key = JSON.stringify([file, span, name, subnets.items.map(({ id }) => id), subnets.unknown, region, profile]);
    return !seen.has(key) && seen.add(key);
  });
}

function declarationOf(task: GroupTask): Declaration[] {
  // A task that leaves the subnets alone declares nothing about them.
  if (task.subnets.kind === 'undefined' && !task.list) return [];
  const { source, list } = task;
  // An alias has the place of what it stands for, which may be anywhere.
  const own = list && list.value.start >= list.key.end ? list.value : (list?.key ?? task.at);
  const span = { start: own.start, end: own.end };
  return [
    {
      tool: 'ansible',
      file: source.file,
      span,
      line: lineAt(source.text, span.start),
      address: task.address,
      name: nameOf(task.name),
      subnets: subnetsOf(task.subnets),
      order: orderOf(task.module),
      region: toText(task.region),
      profile: toText(task.profile),
      conditional: task.conditional,
    },
  ];
}

function nameOf(name: Value): Declaration['name'] {
  const text = toText(name);
  if (text) return { text };
  if (name.kind === 'unknown') return { unknown: `the group's name is not known: ${name.reason}` };
  return { unknown: 'the task gives the group no name' };
}

/**
 * Only the bare module name can belong to an Ansible of 2.3 or older, which compared positions; a name with a collection
 * came with 2.9, and since 2.4 the module compares what AWS answers before and after.
 * https://github.com/ansible/ansible/issues/25182
 */
function orderOf(module: string): OrderSemantics {
  return module === 'ec2_asg' ? 'positional' : 'harmless';
}

function subnetsOf(value: Value): DeclaredSubnets {
  switch (value.kind) {
    case 'unknown':
      return { items: [], unknown: value.reason };
    case 'undefined':
      return { items: [], unknown: `'${value.name}' is defined nowhere in these files` };
    case 'text':
      return subnetsOfList(splitText(value, ','));
    case 'list':
      return subnetsOfList(value);
    default:
      return { items: [], unknown: 'the subnets are neither a list nor a text' };
  }
}

function subnetsOfList(list: ListValue): DeclaredSubnets {
  const items: DeclaredSubnet[] = [];
  let unknown: string | undefined;
  for (const item of list.items) {
    const ids = idsOf(item);
    if (typeof ids === 'string') unknown ??= ids;
    else items.push(...ids);
  }
  if (!items.length) unknown ??= 'the list of subnets is empty';
  const { written } = list;
  return { items, unknown, written: written && { file: written.origin.file, span: written.origin.span, style: written.style } };
}

/** The subnets of one item, or why they are not known. The module joins items with commas, so one may hold several. */
function idsOf({ value, slot }: ListItem): DeclaredSubnet[] | string {
  if (value.kind === 'unknown') return value.reason;
  if (value.kind === 'undefined') return `'${value.name}' is defined nowhere in these files`;
  const text = toText(value);
  if (text === undefined) return 'an item of the list is not a text';
  const ids = splitText(value.kind === 'text' ? value : textValue(text), ',')
    .items.map((part) => (toText(part.value) ?? '').trim())
    .filter(Boolean);
  return ids.map((id) => ({ id, slot: ids.length === 1 && slot ? { file: slot.file, span: slot.span } : undefined }));
}
