import path from 'node:path';
import { groupedBy } from '../../language/group.ts';
import { suggest } from '../../language/suggest.ts';
import type { Attribute, Block, Body, Expression } from '../hcl/ast.ts';
import type { ModuleFile } from './file.ts';
import { possibleNames } from './possibleNames.ts';

/** A block and the file it stands in. */
export interface PlacedBlock {
  readonly block: Block;
  readonly file: ModuleFile;
}

/** A local value and the file it stands in. */
export interface PlacedAttribute {
  readonly attribute: Attribute;
  readonly file: ModuleFile;
}

/** What sets a variable, and the file that it stands in. */
export interface Given {
  readonly expression: Expression;
  readonly file: ModuleFile;
}

/** The kinds of top-level block that declare something under a name. */
export type DeclaringType = 'variable' | 'output' | 'module' | 'resource' | 'data' | 'ephemeral' | 'provider' | 'check';

/** What names are looked for in: the blocks of a type, or the local values. */
export type NameKind = DeclaringType | 'local';

/** What a module knows of the folders around it. */
export interface Surroundings {
  /** The module in another folder. */
  module(folder: string): Module | undefined;
  /** Where `terraform init` in this folder has put the module of a call; undefined where it has not. */
  installed(folder: string, call: string): string | undefined;
  /** Whether there is a file of this absolute path. */
  exists(file: string): boolean;
  /** The text of the file of this absolute path; undefined where it has none. */
  read(file: string): string | undefined;
}

/** The files of one folder, understood together as Terraform does. Immutable: a changed file makes a new module. */
export class Module {
  readonly folder: string;
  readonly #files: readonly ModuleFile[];
  readonly #surroundings: Surroundings | undefined;
  readonly #analyses = new Map<object, () => unknown>();
  #blocks: ReadonlyMap<string, readonly PlacedBlock[]> | undefined;
  #declared: Map<DeclaringType, ReadonlyMap<string, readonly PlacedBlock[]>> = new Map();
  #locals: ReadonlyMap<string, readonly PlacedAttribute[]> | undefined;
  readonly #nearest = new Map<string, string | undefined>();

  /** @param surroundings without them, module calls lead nowhere */
  constructor(folder: string, files: readonly ModuleFile[], surroundings?: Surroundings) {
    this.folder = folder;
    this.#files = files;
    this.#surroundings = surroundings;
  }

  /** In the order of their names. */
  get files(): readonly ModuleFile[] {
    return this.#files;
  }

  /**
   * The module that a call leads to, where its files are at hand: a path, or what `terraform init` has installed.
   * @param name the name of the call
   */
  called(name: string): Module | undefined {
    const folder = this.#localSource(this.declared('module').get(name)?.[0]) ?? this.#surroundings?.installed(this.folder, name);
    const module = folder === undefined ? undefined : this.#surroundings?.module(folder);
    return module && module.configuration.length > 0 ? module : undefined;
  }

  /** True when a call of this module leads to the folder. */
  calls(folder: string): boolean {
    return this.blocks('module').some((placed) => this.#localSource(placed) === path.resolve(folder));
  }

  /** The same, with everything in it being of interest: what the module and those that it calls are made of. */
  calledWhole(name: string): Module | undefined {
    return this.called(name);
  }

  /**
   * What a variable is set to where the module is run: in a file of values, the last of which counts, or by default.
   * https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
   * @param more paths of further files of values, relative to the folder of the module
   */
  given(name: string, more: readonly string[]): Given | undefined {
    for (const file of [...this.analysis(valueFiles), ...more.flatMap((further) => this.#valueFile(further) ?? [])].toReversed()) {
      const expression = attributeOf(file.body, name)?.value;
      if (expression) return { expression, file };
    }
    for (const { block, file } of (this.declared('variable').get(name) ?? []).toReversed()) {
      const expression = attributeOf(block.body, 'default')?.value;
      if (expression) return { expression, file };
    }
    return undefined;
  }

  #valueFile(file: string): ModuleFile | undefined {
    const absolute = path.resolve(this.folder, file);
    return this.file(absolute) ?? this.#surroundings?.module(path.dirname(absolute))?.file(absolute);
  }

  /** Whether there is a file of this path, relative to the folder of the module. */
  exists(file: string): boolean {
    return this.#surroundings?.exists(path.resolve(this.folder, file)) ?? true;
  }

  /** The text of the file of this path, relative to the folder of the module; undefined where it is not known. */
  read(file: string): string | undefined {
    return this.#surroundings?.read(path.resolve(this.folder, file));
  }

  /** True when a call of the module in another folder leads to this one. */
  isCalledFrom(folder: string): boolean {
    return this.#surroundings?.module(folder)?.calls(this.folder) ?? false;
  }

  /** What stands in the folder of a file, which may be another one: that of tests. */
  beside(file: ModuleFile): Module | undefined {
    const folder = path.dirname(file.path);
    return folder === this.folder ? this : this.#surroundings?.module(folder);
  }

  #localSource(placed: PlacedBlock | undefined): string | undefined {
    const source = stringOf(placed && attributeOf(placed.block.body, 'source')?.value);
    return source !== undefined && /^\.\.?(\/|$)/.test(source) ? path.resolve(this.folder, source) : undefined;
  }

  /** The file with this absolute path. */
  file(file: string): ModuleFile | undefined {
    return this.analysis(filesByPath).get(file);
  }

  /** The files that configure the module, overrides last, as Terraform merges them. */
  get configuration(): readonly ModuleFile[] {
    return this.analysis(configurationOf);
  }

  /** True where a file holds a syntax error, so that a missing declaration may just not have been understood. */
  get broken(): boolean {
    return this.analysis(isBroken);
  }

  /** Top-level blocks of a type, those of override files last; `label` narrows to blocks with that first label. */
  blocks(type: string, label?: string): readonly PlacedBlock[] {
    this.#blocks ??= groupedBy(
      this.configuration.flatMap((file) => file.body.blocks.map((block) => ({ block, file }))),
      ({ block }) => block.type,
    );
    const blocks = this.#blocks.get(type) ?? [];
    return label === undefined ? blocks : blocks.filter(({ block }) => block.labels[0]?.text === label);
  }

  /**
   * Everything declared by a type of block, by name: a resource's name is `type.name`, a provider's `name` or
   * `name.alias`. More than one block under a name is a duplicate or an override.
   */
  declared(type: DeclaringType): ReadonlyMap<string, readonly PlacedBlock[]> {
    const known = this.#declared.get(type);
    if (known) return known;
    const declared = groupedBy(this.blocks(type), ({ block }) => declaredName(block));
    this.#declared.set(type, declared);
    return declared;
  }

  /** Local values by name. */
  get locals(): ReadonlyMap<string, readonly PlacedAttribute[]> {
    this.#locals ??= groupedBy(
      this.blocks('locals').flatMap(({ block, file }) => block.body.attributes.map((attribute) => ({ attribute, file }))),
      ({ attribute }) => attribute.name,
    );
    return this.#locals;
  }

  /** Addresses (`type.name`) of the data sources inside checks, which belong to the module as well. */
  get checkedData(): ReadonlySet<string> {
    return this.analysis(dataInChecks);
  }

  /**
   * True where a name occurs in a way that could declare it, in a part of the module that was not understood: nothing is
   * said about references to it then.
   */
  isMentioned(name: string): boolean {
    return this.configuration.some((file) => file.analysis(possibleNames).has(name));
  }

  /** The declared name that a misspelt one probably means. */
  nearest(kind: NameKind, name: string): string | undefined {
    const key = `${kind} ${name}`;
    if (!this.#nearest.has(key)) {
      const names = kind === 'local' ? this.locals.keys() : this.declared(kind).keys();
      this.#nearest.set(key, suggest(name, kind === 'data' ? [...names, ...this.checkedData] : names));
    }
    return this.#nearest.get(key);
  }

  /** The result of an analysis of the whole module, made on first use and kept. */
  analysis<T>(analyse: (module: Module) => T): T {
    const known = this.#analyses.get(analyse) as (() => T) | undefined;
    if (known) return known();
    const kept = this.once(() => analyse(this));
    this.#analyses.set(analyse, kept);
    return kept();
  }

  /** A look at the module that is taken when its result is first asked for. */
  once<T>(look: () => T): () => T {
    let taken: { readonly result: T } | undefined;
    return () => (taken ??= { result: look() }).result;
  }
}

function filesByPath({ files }: Module): ReadonlyMap<string, ModuleFile> {
  return new Map(files.map((file) => [file.path, file]));
}

/** The files of values that Terraform reads by itself, in order. */
function valueFiles({ files }: Module): readonly ModuleFile[] {
  const named = ['terraform.tfvars', 'terraform.tfvars.json'].flatMap((name) => files.find((file) => file.name === name) ?? []);
  return [...named, ...files.filter(({ name }) => /\.auto\.tfvars(?:\.json)?$/.test(name))];
}

function dataInChecks(module: Module): ReadonlySet<string> {
  const data = module.blocks('check').flatMap(({ block }) => blocksOf(block.body, 'data'));
  return new Set(data.map(({ labels }) => labels.map(({ text }) => text).join('.')));
}

function configurationOf({ files }: Module): readonly ModuleFile[] {
  return [...files.filter(({ role }) => role === 'configuration'), ...files.filter(({ role }) => role === 'override')];
}

function isBroken({ configuration }: Module): boolean {
  return configuration.some(({ parsed }) => parsed.problems.length > 0);
}

/** The name that a top-level block declares; undefined where a label is missing. */
export function declaredName(block: Block): string | undefined {
  const first = block.labels[0];
  const second = block.labels[1];
  if (first === undefined) return undefined;
  switch (block.type) {
    case 'resource':
    case 'data':
    case 'ephemeral':
      return second && `${first.text}.${second.text}`;
    case 'provider': {
      const alias = stringOf(attributeOf(block.body, 'alias')?.value);
      return alias === undefined ? first.text : `${first.text}.${alias}`;
    }
    default:
      return first.text;
  }
}

/** The blocks directly in a body, of one type or of all. */
export function blocksOf(body: Body, type?: string): readonly Block[] {
  return type === undefined ? body.blocks : body.blocksOf(type);
}

/** The arguments directly in a body. */
export function attributesOf(body: Body): readonly Attribute[] {
  return body.attributes;
}

/** The first argument of that name directly in a body. */
export function attributeOf(body: Body, name: string): Attribute | undefined {
  return body.named.get(name);
}

/** The text of a string without interpolation; undefined for anything else. */
export function stringOf(expression: Expression | undefined): string | undefined {
  if (expression?.kind !== 'template') return undefined;
  const { parts } = expression;
  if (!parts.every((part) => part.kind === 'text')) return undefined;
  return parts.map((part) => part.value).join('');
}
