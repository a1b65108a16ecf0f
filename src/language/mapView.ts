/** A map that is derived from another, as far as it is asked for. */
export abstract class MapView<T> implements ReadonlyMap<string, T> {
  abstract get(name: string): T | undefined;
  abstract has(name: string): boolean;
  /** Everything in it. */
  protected abstract all(): ReadonlyMap<string, T>;

  get size(): number {
    return this.all().size;
  }

  keys(): MapIterator<string> {
    return this.all().keys();
  }

  values(): MapIterator<T> {
    return this.all().values();
  }

  entries(): MapIterator<[string, T]> {
    return this.all().entries();
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.all().entries();
  }

  forEach(each: (value: T, name: string, map: ReadonlyMap<string, T>) => void): void {
    for (const [name, value] of this.all()) each(value, name, this);
  }
}
