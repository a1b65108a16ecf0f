import type { Entry } from '../../language/tree/node.ts';
import type { Declaration, Parameter, Resource, Template } from '../parser/template.ts';
import { MapView } from '../../language/mapView.ts';
import type { Declared } from './declared.ts';
import type { Input, Recorder } from './input.ts';

/** The inputs of one template. */
export interface Inputs {
  readonly transforms: Input;
  /** Whether there are loops; those there are count as others in every lint. */
  readonly loops: Input;
  /** The names of a section in their order. */
  names(section: SectionName): Input;
  /** The names of those of a section that have a type. */
  typed(section: TypedSectionName): Input;
  declared(section: SectionName, name: string): Declared;
}

export const sectionNames = ['parameters', 'mappings', 'conditions', 'resources', 'outputs', 'rules', 'metadata'] as const;
export type SectionName = (typeof sectionNames)[number];

export const typedSectionNames = ['parameters', 'resources'] as const satisfies readonly SectionName[];
export type TypedSectionName = (typeof typedSectionNames)[number];

type View<T> = new (base: T, declared: Declared, recorder: Recorder) => T;

/** The template, with everything that is looked at written down. */
export function recordedTemplate(template: Template, inputs: Inputs, recorder: Recorder): Template {
  const section = <T extends Declaration>(name: SectionName, base: ReadonlyMap<string, T>, view: View<T>): ReadonlyMap<string, T> =>
    new RecordedSection<T>(base, name, inputs, recorder, view);
  const typed = {
    get parameters() {
      recorder.read(inputs.typed('parameters'));
      return template.typed.parameters;
    },
    get resources() {
      recorder.read(inputs.typed('resources'));
      return template.typed.resources;
    },
  };
  const view = {
    typed,
    // A template that turns from YAML into JSON is a new one.
    json: template.json,
    // Findings differ by what is hidden in what they look at, never by this alone.
    doubts: template.doubts,
    get transforms() {
      recorder.read(inputs.transforms);
      return template.transforms;
    },
    get loops() {
      recorder.read(inputs.loops);
      return template.loops;
    },
    parameters: section('parameters', template.parameters, RecordedParameter),
    mappings: section('mappings', template.mappings, RecordedDeclaration),
    conditions: section('conditions', template.conditions, RecordedDeclaration),
    resources: section('resources', template.resources, RecordedResource),
    outputs: section('outputs', template.outputs, RecordedDeclaration),
    rules: section('rules', template.rules, RecordedDeclaration),
    metadata: section('metadata', template.metadata, RecordedDeclaration),
  };
  // Whatever else it holds says something of the whole.
  return new Proxy(template, {
    get(_template, name: keyof Template) {
      if (name in view) return view[name as keyof typeof view];
      recorder.readWhole();
      return template[name];
    },
  });
}

class RecordedSection<T extends Declaration> extends MapView<T> {
  readonly #base: ReadonlyMap<string, T>;
  readonly #section: SectionName;
  readonly #inputs: Inputs;
  readonly #recorder: Recorder;
  readonly #view: View<T>;
  #views: ReadonlyMap<string, T> | undefined;

  constructor(base: ReadonlyMap<string, T>, section: SectionName, inputs: Inputs, recorder: Recorder, view: View<T>) {
    super();
    this.#base = base;
    this.#section = section;
    this.#inputs = inputs;
    this.#recorder = recorder;
    this.#view = view;
  }

  override get size(): number {
    this.#recorder.read(this.#inputs.names(this.#section));
    return this.#base.size;
  }

  get(name: string): T | undefined {
    if (!this.has(name)) return undefined;
    const base = this.#base.get(name);
    return this.#views?.get(name) ?? (base && this.#viewOf(name, base));
  }

  has(name: string): boolean {
    this.#recorder.read(this.#inputs.declared(this.#section, name).presence);
    return this.#base.has(name);
  }

  protected all(): ReadonlyMap<string, T> {
    this.#recorder.read(this.#inputs.names(this.#section));
    return (this.#views ??= new Map([...this.#base].map(([name, base]) => [name, this.#viewOf(name, base)])));
  }

  #viewOf(name: string, base: T): T {
    return new this.#view(base, this.#inputs.declared(this.#section, name), this.#recorder);
  }
}

class RecordedDeclaration<T extends Declaration = Declaration> implements Declaration {
  readonly name: string;
  readonly key: Declaration['key'];
  protected readonly base: T;
  protected readonly declared: Declared;
  protected readonly recorder: Recorder;

  constructor(base: T, declared: Declared, recorder: Recorder) {
    this.name = base.name;
    this.key = base.key;
    this.base = base;
    this.declared = declared;
    this.recorder = recorder;
  }

  get value(): Declaration['value'] {
    this.recorder.read(this.declared.content);
    return this.base.value;
  }

  entry(name: string): Entry | undefined {
    this.recorder.read(this.declared.field(name).content);
    return this.base.entry(name);
  }
}

class RecordedParameter<T extends Parameter | Resource = Parameter> extends RecordedDeclaration<T> {
  get type(): string | undefined {
    this.recorder.read(this.declared.type);
    return this.base.type;
  }

  get isTyped(): boolean {
    this.recorder.read(this.declared.type);
    return this.base.isTyped;
  }
}

class RecordedResource extends RecordedParameter<Resource> implements Resource {
  get condition(): string | undefined {
    this.recorder.read(this.declared.condition);
    return this.base.condition;
  }

  get typeNode(): Resource['typeNode'] {
    this.recorder.read(this.declared.content);
    return this.base.typeNode;
  }

  get properties(): Resource['properties'] {
    this.recorder.read(this.declared.content);
    return this.base.properties;
  }
}
