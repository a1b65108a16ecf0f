import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Numbers in [0, 1) that a seed determines (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = Math.trunc(seed);
  return () => {
    state = Math.trunc(state + 0x6d2b79f5);
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The fenced examples of the rule pages whose names match, as far as they are in one of the languages. */
export function pageExamples(pages: RegExp, languages: readonly string[]): string[] {
  const folder = path.join(root, 'docs/rules');
  const fence = new RegExp(`\`\`\`(?:${languages.join('|')})\\n([\\s\\S]*?)\`\`\``, 'g');
  return fs
    .readdirSync(folder)
    .filter((name) => pages.test(name))
    .flatMap((name) => [...fs.readFileSync(path.join(folder, name), 'utf8').matchAll(fence)].map(([, text = '']) => text));
}

/** The sample files whose names match. */
export function sampleTexts(names: RegExp): string[] {
  const folder = path.join(root, 'samples');
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => names.test(name) && !name.includes('node_modules'))
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
}
