import path from 'node:path';
import type { Files } from '../language/files.ts';
import { readConfig } from './config.ts';
import { groupModules } from './modules.ts';
import { importsOf, isPlaybook, PlaybookWalker } from './playbook.ts';
import { type Source, Sources } from './sources.ts';
import type { GroupTask } from './tasks.ts';
import { type AnsibleEvidence, findEvidence } from './version.ts';

export const ansibleExtensions = ['.yml', '.yaml'] as const;

/** A cheap look that no playbook fails; what is no playbook mostly does. */
const playbookHint = /^\s*-?\s*["']?(hosts|import_playbook|ansible\.builtin\.import_playbook)["']?\s*:/m;
const moduleHint = new RegExp([...groupModules].map((name) => name.replaceAll('.', '\\.')).join('|'));

/** False for a text that surely is no playbook and no file of tasks with a group. */
export function mayDeclareGroups(text: string): boolean {
  return playbookHint.test(text) || moduleHint.test(text);
}

/** A task that declares a group, and what is known of the Ansible that runs it. */
export interface FoundTask {
  readonly task: GroupTask;
  readonly evidence: AnsibleEvidence | undefined;
}

/**
 * The tasks that declare Auto Scaling groups: those that the playbooks among the paths reach, roles and includes
 * followed wherever they lie, and those of task files that none of these playbooks reaches.
 * @param paths absolute paths of files
 * @param all of these and the other files at hand, which tell of folders
 */
export function findGroupTasks(paths: readonly string[], files: Files, all: readonly string[] = paths): FoundTask[] {
  const sources = new Sources(files, all);
  const candidates = paths.filter((file) => ansibleExtensions.some((extension) => file.endsWith(extension)));
  const walkers = new Map<string, PlaybookWalker>();
  const walkerOf = (file: string) => {
    const folder = path.dirname(file);
    let walker = walkers.get(folder);
    if (!walker) walkers.set(folder, (walker = new PlaybookWalker(sources, readConfig(files, folder))));
    return walker;
  };
  const evidences = new Map<string, AnsibleEvidence | undefined>();
  const evidenceFor = (file: string) => {
    const folder = path.dirname(file);
    if (!evidences.has(folder)) evidences.set(folder, findEvidence(sources, folder));
    return evidences.get(folder);
  };
  const tasks: FoundTask[] = [];
  const add = (file: string, found: readonly GroupTask[]) => {
    for (const task of found) tasks.push({ task, evidence: evidenceFor(file) });
  };
  const playbooks: Source[] = [];
  const loose: string[] = [];
  for (const file of candidates) {
    const text = files.read(file);
    if (text === undefined) continue;
    const source = playbookHint.test(text) ? sources.read(file) : undefined;
    if (source && isPlaybook(source)) playbooks.push(source);
    else if (moduleHint.test(text)) loose.push(file);
  }
  const visited = () => new Set([...walkers.values()].flatMap((walker) => [...walker.visited]));
  // A playbook that another one imports is walked with what that one gives it; what only a circle leads to, as it is.
  const imported = new Set(playbooks.flatMap(importsOf));
  for (const source of playbooks) if (!imported.has(source.file)) add(source.file, walkerOf(source.file).playbook(source));
  const reachedBefore = visited();
  for (const source of playbooks) if (!reachedBefore.has(source.file)) add(source.file, walkerOf(source.file).playbook(source));
  const reached = visited();
  for (const file of loose) {
    const source = reached.has(file) ? undefined : sources.read(file);
    if (source) add(file, walkerOf(file).taskFile(source));
  }
  return tasks;
}
