import type { ModuleFile } from './file.ts';
import type { Module, NameKind, PlacedBlock } from './module.ts';
import { isRoot } from './root.ts';
import { ownSurface, surfaceOf, surfacesOf } from './surface.ts';

/** One thing that can be asked of a module. */
export type Question =
  /** What is declared under a name. */
  | { readonly about: 'declared'; readonly kind: NameKind; readonly name: string }
  /** The names that are declared, in order. */
  | { readonly about: 'names'; readonly kind: NameKind }
  /** The declared name that another one probably means. */
  | { readonly about: 'nearest'; readonly kind: NameKind; readonly name: string }
  /** All top-level blocks of a type. */
  | { readonly about: 'blocks'; readonly name: string }
  /** Whether a name occurs where it could be declared, in what was not understood. */
  | { readonly about: 'mention'; readonly name: string }
  /** The module that a call leads to. */
  | { readonly about: 'called'; readonly name: string }
  /** The module that a call leads to, and what it is made of. */
  | { readonly about: 'called whole'; readonly name: string }
  /** What a variable is set to. */
  | { readonly about: 'given'; readonly name: string; readonly more: readonly string[] }
  /** Whether the module in another folder calls this one. */
  | { readonly about: 'caller'; readonly name: string }
  /** The text of a file of the module, by its path. */
  | { readonly about: 'file'; readonly name: string }
  /** The text of a file beside the module, by its path relative to the module's folder. */
  | { readonly about: 'text'; readonly name: string }
  | { readonly about: 'broken' }
  /** Everything that a block can see. */
  | { readonly about: 'surface' };

/** What tells questions apart. */
export function keyOf(question: Question): string {
  const { about } = question;
  switch (about) {
    case 'declared':
    case 'nearest':
      return `${about} ${question.kind} ${question.name}`;
    case 'names':
      return `${about} ${question.kind}`;
    case 'given':
      return [about, question.name, ...question.more].join(' ');
    case 'broken':
    case 'surface':
      return about;
    default:
      return `${about} ${question.name}`;
  }
}

/** What a module was asked and answered while something was concluded. */
export interface Asked {
  readonly answers: readonly { readonly question: Question; readonly key: string; readonly answer: string }[];
  /** What was asked for conclusions that went into this one; several may share one. */
  readonly within: readonly Asked[];
}

/** Everything about a module that the findings in one of its blocks can depend on, as one number: the same for the same. */
export class Surfaces {
  /** How many are told apart: those of a module that is edited and of the modules that it calls. */
  static readonly #kept = 200;
  /** The oldest leave first. */
  readonly #numbers = new Map<string, number>();
  #last = 0;

  numberOf(surface: string): number {
    const number = this.#numbers.get(surface) ?? ++this.#last;
    this.#numbers.delete(surface);
    this.#numbers.set(surface, number);
    const [oldest] = this.#numbers.keys();
    if (this.#numbers.size > Surfaces.#kept && oldest !== undefined) this.#numbers.delete(oldest);
    return number;
  }
}

/**
 * What a module answers to questions, as texts: where an answer is the same as before, so is all that was concluded from
 * it. Good for one lint, since the modules around may change.
 */
export class Answers {
  readonly #module: Module;
  readonly #surfaces: Surfaces;
  readonly #known = new Map<string, string>();
  readonly #held = new Map<Asked, boolean>();

  constructor(module: Module, surfaces: Surfaces) {
    this.#module = module;
    this.#surfaces = surfaces;
  }

  /** Whether everything would be answered as it was. */
  hold(asked: Asked): boolean {
    const known = this.#held.get(asked);
    if (known !== undefined) return known;
    const held = asked.answers.every(({ question, key, answer }) => this.#to(question, key) === answer) && asked.within.every((inner) => this.hold(inner));
    this.#held.set(asked, held);
    return held;
  }

  /** What is answered now to questions by their keys. */
  toAll(questions: ReadonlyMap<string, Question>): Asked['answers'] {
    return [...questions].map(([key, question]) => ({ question, key, answer: this.#to(question, key) }));
  }

  #to(question: Question, key: string): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const answer = this.#answer(question);
    this.#known.set(key, answer);
    return answer;
  }

  #answer(question: Question): string {
    const module = this.#module;
    switch (question.about) {
      case 'declared':
        return declared(module, question.kind, question.name);
      case 'names':
        return [...(question.kind === 'local' ? module.locals : module.declared(question.kind)).keys()].join('\n');
      case 'nearest':
        return module.nearest(question.kind, question.name) ?? '';
      case 'blocks':
        return module.blocks(question.name).map(shown).join('\n');
      case 'mention':
        return String(module.isMentioned(question.name));
      case 'called': {
        const called = module.called(question.name);
        return called ? `${called.broken} ${this.#surfaces.numberOf(called.analysis(ownSurface))}` : '';
      }
      case 'called whole':
        return contentCalled(module, question.name);
      case 'given':
        return givenText(module, question.name, question.more);
      case 'caller':
        return String(module.isCalledFrom(question.name));
      case 'file':
        return module.file(question.name)?.parsed.text ?? '';
      case 'text': {
        const text = module.read(question.name);
        return `${text !== undefined} ${text ?? ''}`;
      }
      case 'broken':
        return String(module.broken);
      case 'surface':
        return String(this.#surfaces.numberOf(`${isRoot(module)}\n${surfaceOf(module)}`));
    }
  }
}

function declared(module: Module, kind: NameKind, name: string): string {
  if (kind !== 'local') return module.declared(kind).get(name)?.map(shown).join('\n') ?? '';
  return module.locals.get(name)?.map(({ attribute: { start, end }, file }) => textIn(file, start, end)).join('\n') ?? '';
}

function givenText(module: Module, name: string, more: readonly string[]): string {
  const given = module.given(name, more);
  return given ? textIn(given.file, given.expression.start, given.expression.end) : '';
}

/** Something that is another when the module that a call leads to is, or one of those that it calls. */
function contentCalled(module: Module, name: string, within: readonly string[] = []): string {
  const called = module.called(name);
  if (!called || within.includes(called.folder)) return '';
  const calls = [...called.declared('module').keys()].map((further) => contentCalled(called, further, [...within, called.folder]));
  return [called.analysis(identityOf), ...calls].join(' ');
}

/** Another for each module: as long as no file changes, a module stays the same. */
function identityOf(): string {
  return crypto.randomUUID();
}

/** What others can see of a block; an override's is seen as a whole. */
function shown({ block, file }: PlacedBlock): string {
  return (file.role === 'override' ? undefined : surfacesOf(file).get(block)) ?? textIn(file, block.start, block.end);
}

function textIn({ role, parsed }: ModuleFile, start: number, end: number): string {
  return `${role} ${parsed.text.slice(start, end)}`;
}

