import { createHash } from 'node:crypto';
import type { Files } from '../language/files.ts';
import type { KeptFiles } from './keptFiles.ts';

/** What was asked about files, such as `read /a/main.tf`, and a digest of each answer; null where there was nothing. */
export type Asked = Readonly<Record<string, string | null>>;

/** Files of which it is recorded what was asked about them. */
export class RecordedFiles implements Files {
  readonly #base: KeptFiles;
  #asked = new Map<string, string | null>();
  #holds = true;

  constructor(base: KeptFiles) {
    this.#base = base;
  }

  read(file: string): string | undefined {
    return this.#note(`read ${file}`, this.#base.read(file));
  }

  list(folder: string, endings: readonly string[] = ['']): readonly string[] {
    return this.#note(`list ${[folder, ...endings].join('\0')}`, namesEndingIn(endings, this.#base.list(folder)));
  }

  folders(folder: string): readonly string[] {
    return this.#note(`folders ${folder}`, this.#base.folders(folder));
  }

  /**
   * The text of a file that is to be linted. One that cannot be linted ends the record: why it cannot is no answer of `read`.
   * @param shown the name to use in messages
   * @throws UnreadableFileError
   */
  take(file: string, shown: string): string {
    try {
      return this.#note(`read ${file}`, this.#base.take(file, shown));
    } catch (error) {
      this.#holds = false;
      throw error;
    }
  }

  /** Begins a record. */
  begin(): void {
    this.#asked = new Map();
    this.#holds = true;
  }

  /** What was asked since the record began; undefined where an answer has changed meanwhile, or a file cannot be linted. */
  end(): Asked | undefined {
    return this.#holds ? Object.fromEntries(this.#asked) : undefined;
  }

  #note<Answer extends string | readonly string[] | undefined>(question: string, answer: Answer): Answer {
    const digest = digestOf(answer);
    const known = this.#asked.get(question);
    if (known !== undefined && known !== digest) this.#holds = false;
    this.#asked.set(question, digest);
    return answer;
  }
}

/** Tells whether the answers to recorded questions are still what they were; each question is asked once. */
export class Answers {
  readonly #files: Required<Pick<Files, 'read' | 'list' | 'folders'>>;
  readonly #known = new Map<string, string | null>();

  constructor(files: Required<Pick<Files, 'read' | 'list' | 'folders'>>) {
    this.#files = files;
  }

  areStill(asked: Asked): boolean {
    return Object.entries(asked).every(([question, digest]) => this.#digest(question) === digest);
  }

  #digest(question: string): string | null {
    const known = this.#known.get(question);
    if (known !== undefined) return known;
    const space = question.indexOf(' ');
    const path = question.slice(space + 1);
    const digest = digestOf(this.#answer(question.slice(0, space), path));
    this.#known.set(question, digest);
    return digest;
  }

  #answer(kind: string, path: string): string | readonly string[] | undefined {
    switch (kind) {
      case 'read':
        return this.#files.read(path);
      case 'list': {
        const [folder = '', ...endings] = path.split('\0');
        return namesEndingIn(endings, this.#files.list(folder));
      }
      case 'folders':
        return this.#files.folders(path);
      default:
        return undefined;
    }
  }
}

function namesEndingIn(endings: readonly string[], names: readonly string[]): string[] {
  return names.filter((name) => endings.some((ending) => name.endsWith(ending)));
}

function digestOf(answer: string | readonly string[] | undefined): string | null {
  if (answer === undefined) return null;
  return createHash('sha256').update(typeof answer === 'string' ? answer : answer.join('\0')).digest('base64');
}
