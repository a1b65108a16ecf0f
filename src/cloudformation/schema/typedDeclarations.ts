import { MapView } from '../../language/mapView.ts';

/** The declarations that have a type. They are looked at when they are asked for, not before. */
export class TypedDeclarations<T extends { readonly isTyped: boolean }> extends MapView<T> {
  readonly #declarations: ReadonlyMap<string, T>;

  constructor(declarations: ReadonlyMap<string, T>) {
    super();
    this.#declarations = declarations;
  }

  get(name: string): T | undefined {
    const declaration = this.#declarations.get(name);
    return declaration?.isTyped ? declaration : undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  protected all(): Map<string, T> {
    return new Map([...this.#declarations].filter(([, { isTyped }]) => isTyped));
  }
}
