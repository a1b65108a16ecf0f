/** How long typing must pause before a program is started, in milliseconds. */
const pauseMs = 400;

/** Runs programs of the user's own, one at a time for each thing they are asked about; a new question ends the old one's. */
export class PeerRuns {
  readonly #running = new Map<string, AbortController>();
  /** What the user has been told. */
  readonly #told = new Set<string>();
  readonly #warn: (message: string) => void;

  /** @param warn shows a sentence to the user */
  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /**
   * Starts a run after a pause, in place of one that is under way.
   * @param key what the run is about
   */
  schedule(key: string, run: (signal: AbortSignal) => Promise<void>): void {
    this.stop(key);
    const controller = new AbortController();
    this.#running.set(key, controller);
    const start = async () => {
      try {
        await run(controller.signal);
      } finally {
        if (this.#running.get(key) === controller) this.#running.delete(key);
      }
    };
    const timer = setTimeout(() => void start(), pauseMs);
    controller.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  /** Shows a failure, once of each kind until `forget`. */
  tell(kind: string, message: string): void {
    if (this.#told.has(kind)) return;
    this.#told.add(kind);
    this.#warn(message);
  }

  /** What was told is told anew when it happens again. */
  forget(): void {
    this.#told.clear();
  }

  stop(key: string): void {
    this.#running.get(key)?.abort();
    this.#running.delete(key);
  }

  dispose(): void {
    for (const key of this.#running.keys()) this.stop(key);
  }
}
