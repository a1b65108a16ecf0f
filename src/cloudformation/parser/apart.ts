import type { Doubts } from '../../language/tree/doubts.ts';
import { MapView } from '../../language/mapView.ts';
import type { Resource, Template } from './template.ts';

/**
 * The template for rules that go through its resources: what one of them may hide has no bearing on what is said of the
 * next.
 */
export function apart(template: Template): Template {
  const { doubts } = template;
  if (!doubts) return template;
  // The prototype answers for all else, so that a view of a template still knows what is looked at.
  return Object.create(template, { resources: { get: () => new Apart(template.resources, doubts) } }) as Template;
}

class Apart extends MapView<Resource> {
  readonly #resources: ReadonlyMap<string, Resource>;
  readonly #doubts: Doubts;

  constructor(resources: ReadonlyMap<string, Resource>, doubts: Doubts) {
    super();
    this.#resources = resources;
    this.#doubts = doubts;
  }

  get(name: string): Resource | undefined {
    return this.#resources.get(name);
  }

  has(name: string): boolean {
    return this.#resources.has(name);
  }

  override values(): MapIterator<Resource> {
    return this.#each(this.#resources.values());
  }

  override entries(): MapIterator<[string, Resource]> {
    return this.#each(this.#resources.entries());
  }

  override [Symbol.iterator](): MapIterator<[string, Resource]> {
    return this.entries();
  }

  protected all(): ReadonlyMap<string, Resource> {
    return this.#resources;
  }

  *#each<T>(all: Iterable<T>): MapIterator<T> {
    const { looks } = this.#doubts;
    for (const one of all) {
      yield one;
      this.#doubts.forget(looks);
    }
  }
}
