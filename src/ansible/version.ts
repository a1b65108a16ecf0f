import path from 'node:path';
import { get } from '../language/tree/node.ts';
import type { Sources } from './sources.ts';

/** What files say of the Ansible in force. */
export interface AnsibleEvidence {
  /** True for 2.3 and older, whose `ec2_asg` compared the order of subnets. */
  readonly positional: boolean;
  /** What says so, for a message: `requirements.txt` or a setting. */
  readonly because: string;
}

const pipFiles = ['requirements.txt', 'requirements-dev.txt', 'requirements.in', 'constraints.txt'] as const;
const galaxyFiles = [
  'requirements.yml',
  'requirements.yaml',
  'collections/requirements.yml',
  'collections/requirements.yaml',
] as const;
const awsCollections: ReadonlySet<string> = new Set(['amazon.aws', 'community.aws']);
const maxFolders = 6;

/**
 * Looks for what decides the Ansible version in a folder and those above it, up to the repository's.
 * @returns undefined where nothing says anything
 */
export function findEvidence(sources: Sources, folder: string): AnsibleEvidence | undefined {
  let current = folder;
  for (let i = 0; i < maxFolders; i++) {
    const evidence = evidenceIn(sources, current);
    if (evidence) return evidence;
    if (sources.exists(path.join(current, '.git')) || sources.exists(path.join(current, '.git', 'HEAD'))) return undefined;
    const above = path.dirname(current);
    if (above === current) return undefined;
    current = above;
  }
  return undefined;
}

function evidenceIn(sources: Sources, folder: string): AnsibleEvidence | undefined {
  for (const name of pipFiles) {
    const text = sources.exists(path.join(folder, name)) ? sources.read(path.join(folder, name))?.text : undefined;
    const positional = text === undefined ? undefined : positionalByPip(text);
    if (positional !== undefined) return { positional, because: name };
  }
  for (const name of galaxyFiles) {
    const root = sources.exists(path.join(folder, name)) ? sources.read(path.join(folder, name))?.root : undefined;
    const collections = get(root, 'collections');
    const names = (collections?.kind === 'list' ? collections.items : []).map((item) =>
      item.kind === 'scalar' ? item : get(item, 'name'),
    );
    // Collections came with Ansible 2.9.
    if (names.some((node) => node?.kind === 'scalar' && awsCollections.has(node.text)))
      return { positional: false, because: name };
  }
  return undefined;
}

/** What a list of pip requirements says; undefined where it allows both. */
function positionalByPip(text: string): boolean | undefined {
  const requirement = /^[ \t]*(ansible(?:-core|-base)?)(?![\w.-])[ \t]*(?:\[[^\]]*\])?[ \t]*([^#;\r\n]*)/im.exec(text);
  if (!requirement) return undefined;
  const [, name, constraints = ''] = requirement;
  if (name?.toLowerCase() !== 'ansible') return false;
  let positional: boolean | undefined;
  for (const [, operator, version = ''] of constraints.matchAll(/(==|~=|>=|<=|<|>)\s*([\d.]+)/g)) {
    const old = isPositional(version);
    if (operator === '==' || operator === '~=') return old;
    if ((operator === '>=' || operator === '>') && !old) positional = false;
    if ((operator === '<=' && old) || (operator === '<' && (old || /^2\.4(\.0)*$/.test(version)))) positional = true;
  }
  return positional;
}

/** True for a version of 2.3 or older. */
export function isPositional(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 2 || (major === 2 && minor < 4);
}
