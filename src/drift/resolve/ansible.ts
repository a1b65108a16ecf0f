import type { Files } from '../../language/files.ts';
import { orderSafeEdits } from '../../ansible/orderSafe.ts';
import { findGroupTasks, type FoundTask } from '../../ansible/service.ts';
import type { GroupTask } from '../../ansible/tasks.ts';
import { isPositional } from '../../ansible/version.ts';
import { omitted, splitText, textValue, toText, type ListItem, type ListValue, type Value } from '../../ansible/value.ts';
import {
  type Declaration,
  type DeclaredSubnet,
  type DeclaredSubnets,
  lineAt,
  type Note,
  type OrderSemantics,
} from '../declaration.ts';

/**
 * The groups that the Ansible files among `paths` declare.
 * @param all of these and the other files at hand, which tell of folders
 * @param version the Ansible in force, where the user says so; otherwise files of requirements are read for it
 */
export function ansibleDeclarations(
  paths: readonly string[],
  files: Files,
  version?: string,
  all: readonly string[] = paths,
): Declaration[] {
  const declarations = findGroupTasks(paths, files, all).flatMap(({ task, evidence }) =>
    declarationOf(task, version ? { positional: isPositional(version), because: 'the setting' } : evidence),
  );
  // A file that two plays include declares the same thing twice.
  const seen = new Set<string>();
  return declarations.filter((declaration) => {
    const { file, span, name, subnets, region, profile } = declaration;
    const key = JSON.stringify([file, span, name, subnets.items.map(({ id }) => id), subnets.unknown, region, profile]);
    return !seen.has(key) && seen.add(key);
  });
}

function declarationOf(task: GroupTask, evidence: FoundTask['evidence']): Declaration[] {
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
      order: orderOf(task.module, evidence),
      region: toText(task.region),
      regionUnknown: task.region.kind === 'unknown' || (task.region.kind === 'undefined' && isWritten(task.region)),
      ownKeys: task.ownKeys || task.profile.kind === 'unknown' || (task.profile.kind === 'undefined' && isWritten(task.profile)),
      profile: toText(task.profile),
      notes: [...spaceNotes(task), ...moduleNotes(task)],
      orderSafe: () => orderSafeEdits(task),
      conditional: task.conditional,
    },
  ];
}

/** False where the task has no such argument, or leaves it out. */
function isWritten(value: Value): boolean {
  return !(value.kind === 'undefined' && ['the argument', omitted].includes(value.name));
}

function nameOf(name: Value): Declaration['name'] {
  const text = toText(name);
  if (text) return { text };
  if (name.kind === 'unknown') return { unknown: `the group's name is not known: ${name.reason}` };
  return { unknown: 'the task gives the group no name' };
}

/**
 * A module name with a collection came with Ansible 2.9, and since 2.4 the module compares what AWS answers before and
 * after. Only the bare name can belong to an Ansible of 2.3 or older, which compared positions.
 * https://github.com/ansible/ansible/issues/25182
 */
function orderOf(module: string, evidence: FoundTask['evidence']): OrderSemantics {
  return module === 'ec2_asg' && evidence?.positional !== false ? 'positional' : 'harmless';
}

/** Ansible splits a text at its commas and keeps the blanks, so AWS is asked for ` subnet-b`. */
function spaceNotes({ subnets }: GroupTask): Note[] {
  if (subnets.kind !== 'text' || !subnets.origin) return [];
  const texts = subnets.text.split(',');
  if (texts.every((text) => text === text.trim())) return [];
  const { origin } = subnets;
  const edits = [...origin.raw.matchAll(/[ \t]*,[ \t]+|[ \t]+,/g)].map((match) => ({
    span: { start: origin.span.start + match.index, end: origin.span.start + match.index + match[0].length },
    newText: ',',
  }));
  const [odd = ''] = texts.filter((text) => text !== text.trim());
  return [
    {
      rule: 'plumbline_subnet_space',
      place: { file: origin.file, span: origin.span },
      message: `Ansible splits this text at its commas and keeps the blanks: '${odd}' is no subnet id.`,
      // A comma inside an expression is no comma of the text.
      fix: edits.length && !origin.raw.includes('{{') ? { title: 'Remove the blanks', edits, preferred: true } : undefined,
    },
  ];
}

/** https://docs.ansible.com/ansible/latest/collections/community/aws/ec2_asg_module.html */
function moduleNotes({ module, source, at, written }: GroupTask): Note[] {
  if (!module.startsWith('community.aws.')) return [];
  const today = 'amazon.aws.autoscaling_group';
  return [
    {
      rule: 'plumbline_asg_module',
      place: { file: source.file, span: at },
      message: `${module} has moved to ${today}; the old name goes after 2027-01-01.`,
      fix: written === module ? { title: `Use ${today}`, edits: [{ span: at, newText: today }], preferred: true } : undefined,
    },
  ];
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
