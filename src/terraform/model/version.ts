/** A version of Terraform or a provider: 1.2.3, any part after the first may be missing. */
const version = String.raw`v?\d+(?:\.\d+)*(?:-?[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?`;
const constraint = new RegExp(String.raw`^\s*(=|!=|>|<|>=|<=|~>)?\s*(${version})\s*$`);

interface Bound {
  readonly operator: string;
  readonly parts: readonly number[];
}

/** True for what Terraform reads as a version constraint: https://developer.hashicorp.com/terraform/language/expressions/version-constraints */
export function isVersionConstraint(text: string): boolean {
  return text.split(',').every((part) => constraint.test(part));
}

/** True where a version of this major number can satisfy the constraint; undefined where the constraint cannot be read. */
export function allowsMajor(text: string, major: number): boolean | undefined {
  return allowsBetween(text, [major, 0, 0], [major, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
}

/** True where a version of these major and minor numbers can satisfy the constraint. */
export function allowsMinor(text: string, major: number, minor: number): boolean {
  return allowsBetween(text, [major, minor, 0], [major, minor, Number.MAX_SAFE_INTEGER]) === true;
}

/** Every bound is an interval of versions, so it is enough to look at both ends of what is asked about. */
function allowsBetween(text: string, low: readonly number[], high: readonly number[]): boolean | undefined {
  if (!isVersionConstraint(text)) return undefined;
  return text.split(',').every((part) => overlaps(boundOf(part), low, high));
}

/** True where no version below `least` satisfies the constraint; false where that cannot be told. */
export function demandsAtLeast(text: string, least: string): boolean {
  const wanted = least.split('.').map(Number);
  return (
    isVersionConstraint(text) &&
    text.split(',').some((part) => {
      const { operator, parts } = boundOf(part);
      return ['=', '>', '>=', '~>'].includes(operator) && compare(parts, wanted) >= 0;
    })
  );
}

function boundOf(text: string): Bound {
  const [, operator = '=', number = '0'] = constraint.exec(text) ?? [];
  const parts = number.replace(/^v/, '').split(/[-+]/)[0]?.split('.').map(Number) ?? [0];
  return { operator, parts };
}

function overlaps({ operator, parts }: Bound, low: readonly number[], high: readonly number[]): boolean {
  switch (operator) {
    case '>':
    case '>=':
      return compare(high, parts) >= 0;
    case '<':
      return compare(low, parts) < 0;
    case '<=':
      return compare(low, parts) <= 0;
    case '!=':
      return true;
    case '~>': {
      // ~> 1.2 allows 1.x from 1.2 on, ~> 1.2.3 allows 1.2.x.
      const upper = parts.slice(0, Math.max(1, parts.length - 1));
      const ceiling = [...upper.slice(0, -1), (upper.at(-1) ?? 0) + 1];
      return compare(high, parts) >= 0 && (parts.length === 1 || compare(low, ceiling) < 0);
    }
    default:
      return compare(low, parts) <= 0 && compare(high, parts) >= 0;
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
