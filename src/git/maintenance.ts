import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type GitConfig, readConfig } from './config.ts';
import type { Repository } from './repository.ts';

/**
 * What keeps a git command from looking whether the repository should be tidied. It starts a process for that after each
 * commit, fetch and rebase, nearly always for nothing; a chain of them has `tidy` look once, at its end.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-maintenanceauto
 */
export const untidied = ['-c', 'maintenance.auto=false'] as const;

/** False where tasks were configured whose time only git knows. */
export async function canTidyLater(repository: Repository): Promise<boolean> {
  const config = await readConfig(repository);
  return config.last('maintenance.strategy') === undefined && config.subsections('maintenance').length === 0;
}

/** Lets git tidy the repository where it would by now have begun to. */
export async function tidy(repository: Repository): Promise<void> {
  const config = await readConfig(repository);
  if (isOn(config.last('maintenance.auto')) && isDue(repository, config)) {
    await repository.run(['maintenance', 'run', '--auto', '--quiet'], { children: true });
  }
}

function isOn(value: string | undefined): boolean {
  return !['false', 'no', 'off', '0', ''].includes(value?.toLowerCase() ?? 'true');
}

/** git's own estimate of whether there are too many loose objects or packs. https://git-scm.com/docs/git-gc */
function isDue(repository: Repository, config: GitConfig): boolean {
  const objects = path.join(repository.commonDir(), 'objects');
  const mostLoose = numberOf(config.last('gc.auto'), 6700);
  if (mostLoose <= 0) return false;
  // the names are hashes: one folder of the 256 stands for all of them
  if (namesIn(path.join(objects, '17')).length > Math.ceil(mostLoose / 256)) return true;
  const packs = namesIn(path.join(objects, 'pack'));
  const counted = packs.filter((name) => name.endsWith('.pack') && !packs.includes(name.replace(/\.pack$/, '.keep')));
  const mostPacks = numberOf(config.last('gc.autopacklimit'), 50);
  return mostPacks > 0 && counted.length > mostPacks;
}

/** git numbers may end in k, m or g. */
function numberOf(value: string | undefined, fallback: number): number {
  const [, digits, unit = ''] = /^(-?\d+)([kmg]?)$/i.exec(value ?? '') ?? [];
  return digits === undefined ? fallback : Number(digits) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
