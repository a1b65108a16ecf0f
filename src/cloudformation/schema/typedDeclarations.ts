import { MapView } from '../parser/mapView.ts';

/** The declarations that have a type. They are looked at when they are asked for, not before. */
export class TypedDeclarations<T extends { readonly type: string | undefined }> extends MapView<T> {
  readonly #declarations: ReadonlyMap<string, T>;

  constructor(declarations: ReadonlyMap<string, T>) {
    super();
    this.#declarations = declarations;
  }

  get(name: string): T | undefined {
    const declaration = this.#declarations.get(name);
    return declaration?.type === undefined ? undefined : declaration;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  protected all(): Map<string, T> {
    return new Map([...this.#declarations].filter(([, { type }]) => type !== undefined));
  }
}
