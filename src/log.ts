/** Where an engine says what it does; the editor's log channels and the command line's standard error implement it. */
export interface Log {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Says nothing. */
export const silentLog: Log = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

const secrets: readonly [RegExp, string][] = [
  // user:password@ or token@ in a URL
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1***@'],
  // access key ids; their first four letters tell the kind and stay
  [/\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, '$1***'],
  // GitHub, GitLab and Slack tokens
  [/\b(gh[pousr]_|github_pat_|glpat-|xox[abpr]-)[A-Za-z0-9_-]{10,}/g, '$1***'],
  [/\b(authorization|x-amz-security-token)(["']?\s*[:=]\s*["']?)[^\r\n"']+/gi, '$1$2***'],
  [/\b([\w-]*(?:secret|password|passwd|token|session_?key|access_?key)[\w-]*)(["']?\s*[:=]\s*["']?)[^\s"',;]+/gi, '$1$2***'],
];

/** The text with credentials blotted out: URL userinfo, AWS keys, common tokens, `secret=...` pairs. */
export function redact(text: string): string {
  return secrets.reduce((out, [pattern, replacement]) => out.replace(pattern, replacement), text);
}
