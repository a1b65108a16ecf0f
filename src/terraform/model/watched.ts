import { MapView } from '../../language/mapView.ts';
import type { ModuleFile } from './file.ts';
import { type DeclaringType, type Given, Module, type NameKind, type PlacedAttribute, type PlacedBlock } from './module.ts';
import { type Answers, type Asked, keyOf, type Question } from './questions.ts';

/** What has been asked so far in a look that is being taken. */
interface Look {
  readonly questions: Map<string, Question>;
  readonly within: Set<Asked>;
}

/** A module that writes down what it is asked, so that it is known on what a conclusion rests. */
export class WatchedModule extends Module {
  readonly #base: Module;
  readonly #answers: Answers;
  /** The innermost last. */
  readonly #looks: Look[] = [];
  readonly #views = new Map<NameKind, WatchedNames<unknown>>();

  constructor(base: Module, answers: Answers) {
    super(base.folder, []);
    this.#base = base;
    this.#answers = answers;
  }

  /** The result of a look at the module, and everything that was asked in it. */
  watch<T>(take: () => T): { readonly result: T; readonly asked: Asked } {
    const look: Look = { questions: new Map(), within: new Set() };
    this.#looks.push(look);
    let result: T;
    try {
      result = take();
    } finally {
      this.#looks.pop();
    }
    return { result, asked: { answers: this.#answers.toAll(look.questions), within: [...look.within] } };
  }

  #ask(question: Question): void {
    this.#looks.at(-1)?.questions.set(keyOf(question), question);
  }

  /** Whoever asks for the result has asked all that the look did. */
  override once<T>(look: () => T): () => T {
    let taken: { readonly result: T; readonly asked: Asked } | undefined;
    return () => {
      taken ??= this.watch(look);
      this.#looks.at(-1)?.within.add(taken.asked);
      return taken.result;
    };
  }

  override get files(): readonly ModuleFile[] {
    this.#ask({ about: 'surface' });
    return this.#base.files;
  }

  override get broken(): boolean {
    this.#ask({ about: 'broken' });
    return this.#base.broken;
  }

  override file(file: string): ModuleFile | undefined {
    this.#ask({ about: 'file', name: file });
    return this.#base.file(file);
  }

  override blocks(type: string, label?: string): readonly PlacedBlock[] {
    this.#ask({ about: 'blocks', name: type });
    return this.#base.blocks(type, label);
  }

  override declared(type: DeclaringType): ReadonlyMap<string, readonly PlacedBlock[]> {
    return this.#namesOf(type, this.#base.declared(type));
  }

  override get locals(): ReadonlyMap<string, readonly PlacedAttribute[]> {
    return this.#namesOf('local', this.#base.locals);
  }

  #namesOf<T>(kind: NameKind, base: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
    const known = this.#views.get(kind) as WatchedNames<T> | undefined;
    const view = known ?? new WatchedNames(kind, base, (question) => this.#ask(question));
    this.#views.set(kind, view);
    return view;
  }

  override called(name: string): Module | undefined {
    this.#ask({ about: 'called', name });
    return this.#base.called(name);
  }

  override calledWhole(name: string): Module | undefined {
    this.#ask({ about: 'called whole', name });
    return this.#base.calledWhole(name);
  }

  override given(name: string, more: readonly string[]): Given | undefined {
    this.#ask({ about: 'given', name, more });
    return this.#base.given(name, more);
  }

  /** Not a question to the module: who looks for files keeps what was found. */
  override exists(file: string): boolean {
    return this.#base.exists(file);
  }

  override read(file: string): string | undefined {
    this.#ask({ about: 'text', name: file });
    return this.#base.read(file);
  }

  override isCalledFrom(folder: string): boolean {
    this.#ask({ about: 'caller', name: folder });
    return this.#base.isCalledFrom(folder);
  }

  override isMentioned(name: string): boolean {
    this.#ask({ about: 'mention', name });
    return this.#base.isMentioned(name);
  }

  override nearest(kind: NameKind, name: string): string | undefined {
    this.#ask({ about: 'nearest', kind, name });
    return this.#base.nearest(kind, name);
  }
}

/** What is declared under names; each name that is looked up is written down. */
class WatchedNames<T> extends MapView<T> {
  readonly #kind: NameKind;
  readonly #base: ReadonlyMap<string, T>;
  readonly #ask: (question: Question) => void;

  constructor(kind: NameKind, base: ReadonlyMap<string, T>, ask: (question: Question) => void) {
    super();
    this.#kind = kind;
    this.#base = base;
    this.#ask = ask;
  }

  get(name: string): T | undefined {
    this.#ask({ about: 'declared', kind: this.#kind, name });
    return this.#base.get(name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  override get size(): number {
    this.#ask({ about: 'names', kind: this.#kind });
    return this.#base.size;
  }

  override keys(): MapIterator<string> {
    this.#ask({ about: 'names', kind: this.#kind });
    return this.#base.keys();
  }

  protected all(): ReadonlyMap<string, T> {
    this.#ask({ about: 'surface' });
    return this.#base;
  }
}
