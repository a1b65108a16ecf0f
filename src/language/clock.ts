/** Milliseconds since the program was started; they never go back. (Node takes two of them to load `performance`.) */
export function uptimeMs(): number {
  return process.uptime() * 1000;
}
