import { quoted } from './runText.ts';

/** For how long, in ms, a step is given before what it prints is shown. */
const patienceMs = 500;

/** What `git push --porcelain` says to programs; a step's own line tells it. https://git-scm.com/docs/git-push#_output */
const porcelain = /^(?:To .*|[ +*=!-]\t\S*:\S*\t.*|Done)$/;

/**
 * Shows what hooks and programs print while they run. A step that is quickly done keeps it to itself: what git says to a
 * commit or push that went well is in the step's own line.
 */
export class LiveOutput {
  readonly #write: (line: string) => void;
  #held = '';
  #isShowing = false;
  #hasShown = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** A step begins, the one around it goes on. */
  begin(): void {
    this.end();
    this.#timer = setTimeout(() => {
      this.#isShowing = true;
      this.#show();
    }, patienceMs);
  }

  print(text: string): void {
    this.#held += text;
    if (this.#isShowing) this.#show();
  }

  /**
   * A step has ended.
   * @returns true where what it printed was shown
   */
  end(): boolean {
    clearTimeout(this.#timer);
    if (this.#isShowing) this.#showLines(this.#held);
    const hasShown = this.#hasShown;
    this.#held = '';
    this.#isShowing = false;
    this.#hasShown = false;
    return hasShown;
  }

  /** Whole lines; the rest is kept until its end comes. */
  #show(): void {
    const end = this.#held.lastIndexOf('\n') + 1;
    this.#showLines(this.#held.slice(0, end));
    this.#held = this.#held.slice(end);
  }

  #showLines(text: string): void {
    const spoken = text.split('\n').filter((line) => !porcelain.test(line));
    for (const line of quoted(spoken.join('\n'))) {
      this.#hasShown = true;
      this.#write(line);
    }
  }
}
