/** The region that AWS's own programs, and cfn-lint, take from the environment; undefined where it names none. */
export function environmentRegion(env: NodeJS.ProcessEnv): string | undefined {
  return env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
}
