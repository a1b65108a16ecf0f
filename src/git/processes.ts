import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

interface Process {
  readonly id: number;
  readonly parent: number;
}

/** Every process that lives; those that have ended and wait to be collected by their parent do not. */
async function livingProcesses(): Promise<Process[]> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid=,stat=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length === 3 && !fields[2]?.startsWith('Z'))
    .map(([id, parent]) => ({ id: Number(id), parent: Number(parent) }));
}

/** The ids of every process below `pid`, the nearest first. */
function descendantsOf(pid: number, processes: readonly Process[]): number[] {
  const below = processes.filter((one) => one.parent === pid).map((one) => one.id);
  return [...below, ...below.flatMap((id) => descendantsOf(id, processes))];
}

/** Sends the signal; a process that is gone is no failure. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const patienceMs = 2000;

/**
 * Ends a process and all its descendants: an interrupt to the process, so that it cleans up after itself (git removes
 * its lock files), a termination to what it started, and a kill to whatever is left after two seconds.
 */
export async function endProcessTree(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    // exit code 128 says that the process is gone already
    await execute('taskkill', ['/pid', String(pid), '/T', '/F']).catch((error: { code?: number }) => {
      if (error.code !== 128) throw error;
    });
    return;
  }
  // Read before the first signal: afterwards the children of a dead parent belong to init and are not found any more.
  const tree = [pid, ...descendantsOf(pid, await livingProcesses())];
  for (const id of tree) signal(id, id === pid ? 'SIGINT' : 'SIGTERM');
  const deadline = performance.now() + patienceMs;
  let left = tree;
  do {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const living = new Set((await livingProcesses()).map((one) => one.id));
    left = left.filter((id) => living.has(id));
  } while (left.length && performance.now() < deadline);
  for (const id of left) signal(id, 'SIGKILL');
}
