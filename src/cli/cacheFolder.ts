import os from 'node:os';
import path from 'node:path';

/** The folder of what can be had again, as each system has one for a user. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const home = os.homedir();
  const own = process.platform === 'win32' ? env['LOCALAPPDATA'] : process.platform === 'darwin' ? path.join(home, 'Library', 'Caches') : env['XDG_CACHE_HOME'];
  return path.join(own || path.join(home, '.cache'), 'plumbline');
}
