/** What a file is for, told by its name. */
export type FileRole = 'configuration' | 'override' | 'variables' | 'test' | 'mock' | 'query' | 'lock' | 'tflint';

const suffixes: readonly [string, FileRole][] = [
  ['.tftest.hcl', 'test'],
  ['.tftest.json', 'test'],
  ['.tfmock.hcl', 'mock'],
  ['.tfquery.hcl', 'query'],
  ['.tfvars', 'variables'],
  ['.tfvars.json', 'variables'],
  ['.tf', 'configuration'],
  ['.tf.json', 'configuration'],
];

/** Files that have one name alone. */
const named = new Map<string, FileRole>([
  ['.terraform.lock.hcl', 'lock'],
  ['.tflint.hcl', 'tflint'],
  ['.tflint.json', 'tflint'],
]);

/** Ends of the names of the files that Terraform reads, and of those that say how it is linted. */
export const terraformExtensions: readonly string[] = [...suffixes.map(([suffix]) => suffix), ...named.keys()];

/**
 * The role of a file by its name; undefined where Terraform does not read it.
 * https://developer.hashicorp.com/terraform/language/files
 */
export function roleOf(name: string): FileRole | undefined {
  const role = named.get(name);
  if (role) return role;
  const entry = suffixes.find(([suffix]) => name.endsWith(suffix));
  if (entry?.[1] !== 'configuration') return entry?.[1];
  const base = name.slice(0, -entry[0].length);
  return base === 'override' || base.endsWith('_override') ? 'override' : 'configuration';
}
