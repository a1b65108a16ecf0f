import type { Edit, Fix, Source, Span } from '../language/diagnostic.ts';

/** A stretch of a file. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  readonly span: Span;
}

export interface DeclaredSubnet {
  readonly id: string;
  /** Where it stands in its list: exchanging the texts of two slots exchanges the subnets. */
  readonly slot?: Place | undefined;
}

/** How a list is written: one item a line, in brackets, or inside a string. */
export type ListStyle = 'block' | 'flow' | 'inline';

/** The subnets of a declaration, as far as they are known without running anything. */
export interface DeclaredSubnets {
  /** Every subnet that is known, in the order declared. */
  readonly items: readonly DeclaredSubnet[];
  /** Why more may be declared than is known; undefined where `items` is all of it. */
  readonly unknown?: string | undefined;
  /** The one place that holds the whole list, where there is one. */
  readonly written?: (Place & { readonly style: ListStyle }) | undefined;
}

/** What the tool makes of another order than AWS's. */
export type OrderSemantics =
  /** It compares position by position, so it reports a change on every run. */
  | 'positional'
  /** It compares as a set, so another order is no difference at all. */
  | 'set'
  /** It hands the order to AWS and compares only what AWS answers, so another order has no effect. */
  | 'harmless';

/** What is known of a group's name in AWS. */
export type GroupName =
  | { readonly text: string }
  /** Terraform made the name up from a prefix. */
  | { readonly prefix: string }
  /** CloudFormation made the name up; AWS tags the group with its stack and this id. */
  | { readonly logicalId: string; readonly stack: string | undefined }
  /** Why it is not known. */
  | { readonly unknown: string };

/** Something about a declaration that needs no look at AWS. */
export interface Note {
  readonly rule: 'plumbline_subnet_space' | 'plumbline_asg_module';
  readonly place: Place;
  /** One sentence. */
  readonly message: string;
  readonly fix?: Fix | undefined;
}

/** An Auto Scaling group as code declares it. */
export interface Declaration {
  readonly tool: Source;
  /** Absolute path. */
  readonly file: string;
  /** The list of subnets where the group's definition has it (a variable's own place is `subnets.written`). */
  readonly span: Span;
  /** Of the span's beginning, from 1. */
  readonly line: number;
  /** What people call the declaration in its tool: a task's name, a logical id, a resource address. */
  readonly address: string;
  readonly name: GroupName;
  readonly subnets: DeclaredSubnets;
  readonly order: OrderSemantics;
  /** The region that the declaration itself names. */
  readonly region: string | undefined;
  /** True where it names one that is known only when it runs. */
  readonly regionUnknown?: boolean | undefined;
  /** True where it may sign in with keys that are not known here, so that its account is not known. */
  readonly ownKeys?: boolean | undefined;
  /** The profile that the declaration itself names. */
  readonly profile: string | undefined;
  /** The account that the group is known to live in: of another one, nothing is concluded. */
  readonly account?: string | undefined;
  readonly notes: readonly Note[];
  /** Edits of `file` after which the tool takes AWS's own order whatever it is; undefined where there is no such way. */
  readonly orderSafe?: (() => readonly Edit[] | undefined) | undefined;
  /** True where it may not apply at all. */
  readonly conditional: boolean;
}

/** The line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
