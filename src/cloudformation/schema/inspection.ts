import type { Fix, Mark } from '../../language/diagnostic.ts';
import type { Node } from '../../language/tree/node.ts';
import type { SchemaObject } from './facts.ts';
import type { Issue, Scope } from './scope.ts';
import type { Validator } from './validator.ts';

/** A check of the values at certain places of a template; it says what is wrong by `report`. */
export interface Inspection {
  readonly rule: string;
  /** A cheap question that rules out most values, for what is run everywhere. */
  wants?(node: Node, schema: SchemaObject, place: string, validator: Validator): boolean;
  inspect(node: Node, scope: Scope, validator: Validator, schema: SchemaObject, report: (issue: Issue) => void): void;
}

/** The inspections by place; at the place `*` they are run everywhere. */
export interface Inspections {
  /** Of values. */
  readonly values: ReadonlyMap<string, readonly Inspection[]>;
  /** Of calls, given the call. */
  readonly calls: ReadonlyMap<string, readonly Inspection[]>;
}

/** Which rule an issue belongs to, by its keyword. */
export interface Attribution {
  readonly default: string;
  readonly keywords?: Readonly<Record<string, string>>;
  /** Whether what is wrong within functions belongs to the default too, not to the functions' own rules. */
  readonly functions?: 'default';
}

/** What is wrong at a node, before it becomes an issue. */
export interface Problem {
  readonly keyword: string;
  readonly message: string | (() => string);
  readonly rule?: string;
  /** Another place than the node's own. */
  readonly span?: Mark;
  readonly deeper?: number;
  readonly unknown?: true;
  readonly context?: readonly Issue[];
  readonly fixes?: readonly Fix[];
  readonly isNull?: true;
}
