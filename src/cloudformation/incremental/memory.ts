import type { Span } from '../../language/diagnostic.ts';
import type { Files } from '../../language/files.ts';
import { get } from '../../language/tree/node.ts';
import { Conditions } from '../conditions/conditions.ts';
import { TemplateLogic } from '../conditions/logic.ts';
import { noLoops } from '../parser/loops.ts';
import type { Template } from '../parser/template.ts';
import { jsonOf } from '../schema/values.ts';
import { Declared } from './declared.ts';
import { Input, Recorder, type Watched } from './input.ts';
import { Memo, type Base } from './memo.ts';
import { RecordedLogic, type CurrentLogic } from './recordedLogic.ts';
import { spansOf, type Placed } from './moved.ts';
import { recordedTemplate, sectionNames, type Inputs, type SectionName, type TypedSectionName, typedSectionNames } from './view.ts';

const headings: ReadonlyMap<string, SectionName> = new Map([
  ['Parameters', 'parameters'], ['Mappings', 'mappings'], ['Conditions', 'conditions'], ['Resources', 'resources'], ['Outputs', 'outputs'], ['Rules', 'rules'], ['Metadata', 'metadata'],
]);

/** Names that are asked for and not declared are kept up to this many for each that is. */
const maxNames = 20;

/**
 * What is remembered of a document from one lint to the next. A check (a rule, or the schema of one declaration) runs
 * over a view of the template that writes down what it looks at; it runs again when one of these things has changed.
 * What it found is kept with the declarations that its places lie in, and moves with them.
 */
export class Memory implements Inputs {
  readonly transforms = new Input(0);
  readonly loops = new Input(0);
  readonly #recorder = new Recorder();
  /** What the template's conditions allow. */
  readonly conditions = new Conditions(new RecordedLogic(() => this.#logic, this, this.#recorder));
  #logic: CurrentLogic = { logic: new TemplateLogic({ conditions: new Map(), parameters: new Map() }), since: 0 };
  readonly #names = new Map<SectionName, Input>();
  readonly #typed: Readonly<Record<TypedSectionName, Input>> = { parameters: new Input(0), resources: new Input(0) };
  readonly #declared: Readonly<Record<SectionName, Map<string, Declared>>> = {
    parameters: new Map(), mappings: new Map(), conditions: new Map(), resources: new Map(), outputs: new Map(), rules: new Map(), metadata: new Map(),
  };
  readonly #files = new Map<string, Input>();
  #memos = new WeakMap<object, Map<string, Memo>>();
  /** What the conditions and the parameters' allowed values are. */
  #written = '';
  #circumstances = '';
  #lint = 0;
  #order: readonly Declared[] = [];

  /**
   * Begins the lint of another version of the document.
   * @param circumstances all that findings depend on beside the template and its files
   * @returns false where nothing can be remembered of this version
   */
  begin(template: Template, circumstances: string, files: Files): boolean {
    this.#lint++;
    this.#recorder.begin();
    if (circumstances !== this.#circumstances || this.#size() > maxNames * (this.#order.length + 100)) this.#forget();
    this.#circumstances = circumstances;
    const lint = this.#lint;
    this.loops.set(template.loops === noLoops ? 'none' : String(lint), lint);
    this.transforms.set(template.transforms.join('\n'), lint);
    for (const [file, input] of this.#files) input.set(files.read(file), lint);
    const seen = new Set<Declared>();
    for (const section of sectionNames) {
      const names: string[] = [];
      for (const [name, declaration] of template[section]) {
        const declared = this.declared(section, name);
        declared.update(template, declaration, lint);
        seen.add(declared);
        names.push(template.text.slice(declaration.key.start, declaration.key.end));
      }
      this.names(section).set(names.join('\n'), lint);
    }
    for (const section of typedSectionNames) this.#typed[section].set(template.typed[section].join('\n'), lint);
    for (const declared of this.#order) if (!seen.has(declared)) declared.update(template, undefined, lint);
    this.#takeLogic(template);
    const order = [...seen].toSorted((a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0));
    const isUsual = areApart(order) && keepsOrder(this.#order, order, seen) && !hasDuplicates(template);
    this.#order = order;
    if (!isUsual) this.#forget();
    return isUsual;
  }

  /** The template in hand, what is looked at written down. */
  view(template: Template): Template {
    return recordedTemplate(template, this, this.#recorder);
  }

  /** The files in hand, what is looked at written down. */
  files(files: Files): Files {
    return {
      read: (file) => {
        let input = this.#files.get(file);
        const text = files.read(file);
        if (!input) {
          input = new Input(this.#lint);
          input.set(text, this.#lint);
          this.#files.set(file, input);
        }
        this.#recorder.read(input);
        return text;
      },
      list: (folder) => {
        this.#recorder.readWhole();
        return files.list(folder);
      },
      folders: (folder) => {
        this.#recorder.readWhole();
        return files.folders?.(folder) ?? [];
      },
    };
  }

  names(section: SectionName): Input {
    let names = this.#names.get(section);
    if (!names) {
      names = new Input(this.#lint);
      this.#names.set(section, names);
    }
    return names;
  }

  typed(section: TypedSectionName): Input {
    return this.#typed[section];
  }

  declared(section: SectionName, name: string): Declared {
    const map = this.#declared[section];
    let declared = map.get(name);
    if (!declared) {
      declared = new Declared(this.#lint);
      map.set(name, declared);
    }
    return declared;
  }

  /** Says that a check looks at the whole template. */
  readWhole(): void {
    this.#recorder.readWhole();
  }

  /**
   * What a check of one declaration finds, which looks into that at least.
   * @param path the declaration's: `Resources/Bucket`
   * @param place what of it is checked, and how, where that is less than all of it
   */
  recallDeclaration<Found extends Placed>(check: object, path: string, run: () => readonly Found[], place = path): readonly Found[] {
    return this.recall(check, place, () => {
      const slash = path.indexOf('/');
      const section = headings.get(path.slice(0, slash));
      if (section) this.#recorder.read(this.declared(section, path.slice(slash + 1)).content);
      else this.#recorder.readWhole();
      return run();
    });
  }

  /**
   * What a check finds, remembered or found now.
   * @param check the check's rule or schema, the same object in every lint
   * @param place what it checks: the path of a declaration, or nothing for a whole template
   */
  recall<Found extends Placed>(check: object, place: string, run: () => readonly Found[]): readonly Found[] {
    let memos = this.#memos.get(check);
    if (!memos) {
      memos = new Map();
      this.#memos.set(check, memos);
    }
    const memo = memos.get(place);
    if (memo?.isCurrent(this.#lint)) {
      this.#recorder.read(memo);
      const { found, gaveUp } = memo.relocated();
      for (const what of gaveUp) this.#recorder.giveUp(what);
      return found as readonly Found[];
    }
    const { result, inputs, gaveUp } = this.#recorder.record(run);
    const bases = inputs && !result.some(({ related }) => related !== undefined) ? this.#basesOf([...result, ...gaveUp], inputs) : undefined;
    if (inputs && bases) {
      const found = new Memo(this.#lint, inputs, result, gaveUp, bases);
      memos.set(place, found);
      this.#recorder.read(found);
    } else {
      memos.delete(place);
      if (inputs) for (const input of inputs) this.#recorder.read(input);
      else this.#recorder.readWhole();
    }
    return result;
  }

  /** What each span lies in; undefined where one lies in no single declaration, or in one that was not looked at. */
  #basesOf(found: readonly Placed[], inputs: readonly Watched[]): (Base | undefined)[] | undefined {
    const bases: (Base | undefined)[] = [];
    for (const span of found.flatMap(spansOf)) {
      const base = span.end === 0 ? undefined : this.#baseOf(span, inputs);
      if (span.end > 0 && !base) return undefined;
      bases.push(base);
    }
    return bases;
  }

  #baseOf(span: Span, inputs: readonly Watched[]): Base | undefined {
    const declared = this.#at(span);
    if (!declared?.place) return undefined;
    const piece = declared.around(span);
    const isOfName = span.end <= declared.keyEnd;
    if (!isOfName && !inputs.some((input) => input.holds(declared.content) || input.holds(piece.content))) return undefined;
    return piece.place && { piece, start: piece.place.start };
  }

  #at(span: Span): Declared | undefined {
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#order[middle]?.place?.start ?? 0) <= span.start) low = middle + 1;
      else high = middle;
    }
    const [declared, next] = [this.#order[low - 1], this.#order[low]];
    return declared?.place && span.end <= Math.min(declared.reach, next?.place?.start ?? Infinity) ? declared : undefined;
  }

  #takeLogic(template: Template): void {
    const written = logicOf(template);
    if (written === this.#written) return;
    this.#written = written;
    this.#logic = { logic: new TemplateLogic(template), since: this.#lint };
  }

  #size(): number {
    return sectionNames.reduce((sum, section) => sum + this.#declared[section].size, 0);
  }

  #forget(): void {
    this.#memos = new WeakMap();
    for (const section of sectionNames) this.#declared[section].clear();
    this.#names.clear();
    this.#files.clear();
    this.#order = [];
  }
}

/** All that decides which conditions can hold together. */
function logicOf(template: Template): string {
  const conditions = [...template.conditions.values()].map(({ name, value }) => [name, jsonOf(value)]);
  const allowed = [...template.parameters.values()].map(({ name, value }) => [name, get(value, 'AllowedValues')] as const);
  return JSON.stringify([conditions, allowed.flatMap(([name, values]) => (values ? [[name, jsonOf(values)]] : []))]);
}

/** Whether every declaration has a stretch of the text of its own. */
function areApart(order: readonly Declared[]): boolean {
  return order.every(({ place }, at) => place && place.end <= (order[at + 1]?.place?.start ?? Infinity));
}

/** Whether those that were there before follow each other as they did. */
function keepsOrder(before: readonly Declared[], after: readonly Declared[], still: ReadonlySet<Declared>): boolean {
  const was = new Set(before);
  const rest = before.filter((declared) => still.has(declared));
  return after.filter((declared) => was.has(declared)).every((declared, at) => declared === rest[at]);
}

/** Whether a section, or a name within one, is declared twice: then a name does not say which is meant. */
function hasDuplicates(template: Template): boolean {
  const seen = new Set<SectionName>();
  return (template.root?.entries ?? []).some(({ key, value }) => {
    const section = headings.get(key.text);
    if (!section) return false;
    const isSecond = seen.has(section);
    seen.add(section);
    return isSecond || (value.kind === 'map' && value.entries.length !== template[section].size);
  });
}
