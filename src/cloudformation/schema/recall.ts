import type { MapNode, Node } from '../../language/tree/node.ts';
import type { Memory } from '../incremental/memory.ts';
import { Parts } from './parts.ts';
import type { Issue, Scope } from './scope.ts';

/** The steps from the document to what a section declares. */
const declarationDepth = 2;

type Find = (issues: Issue[]) => void;

/**
 * What is remembered of the checks of one template: of each declaration of a section, and of each property of a resource
 * by itself. What is remembered as a whole is not remembered in parts of the same kind again.
 */
export class Recall {
  readonly #memory: Memory;
  /** Whether a section is being checked whose declarations are remembered. */
  #isOfSection = false;
  /** What is remembered by itself of the declaration that is being checked. */
  #parts: Parts | undefined;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Checks a section, each declaration of which is remembered. */
  section<Result>(run: () => Result): Result {
    this.#isOfSection = true;
    const result = run();
    this.#isOfSection = false;
    return result;
  }

  /**
   * Checks a resource's properties, each of which is remembered by itself.
   * @param declaration the path of the resource
   */
  properties<Result>(declaration: string, properties: MapNode, scope: Scope, run: () => Result): Result {
    this.#parts = new Parts(declaration, properties, scope);
    const result = run();
    this.#parts = undefined;
    return result;
  }

  /** Whether the check of a value is remembered by itself. */
  remembers(node: Node, scope: Scope): boolean {
    return this.#isDeclaration(scope) || this.#parts?.isProperty(node, scope) === true;
  }

  /** Whether what rules find that look into a value is remembered by itself. */
  remembersInspection(scope: Scope): boolean {
    return this.#parts?.isWhole(scope) === true;
  }

  /**
   * What a check finds that is remembered by itself, remembered or found now.
   * @param check the schema or the inspection
   */
  found(check: object, scope: Scope, find: Find): readonly Issue[] {
    return this.#isDeclaration(scope) ? this.#declaration(check, scope, find) : this.#part(check, scope, find);
  }

  #isDeclaration(scope: Scope): boolean {
    return this.#isOfSection && scope.depth === declarationDepth;
  }

  #declaration(check: object, scope: Scope, find: Find): readonly Issue[] {
    this.#isOfSection = false;
    const found = this.#memory.recallDeclaration(check, scope.path, () => collected(find));
    this.#isOfSection = true;
    return found;
  }

  #part(check: object, scope: Scope, find: Find): readonly Issue[] {
    const parts = this.#parts;
    if (!parts) return collected(find);
    this.#parts = undefined;
    const found = this.#memory.recallDeclaration(check, parts.declaration, () => collected(find), parts.keyOf(scope));
    this.#parts = parts;
    return found;
  }
}

function collected(find: Find): Issue[] {
  const issues: Issue[] = [];
  find(issues);
  return issues;
}
