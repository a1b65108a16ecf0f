import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

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

/** The Terraform in this repository: the examples of the rule pages, and the samples. */
export function seedTexts(): string[] {
  const pages = path.join(root, 'docs/rules');
  const examples = fs
    .readdirSync(pages)
    .filter((name) => /^(?:terraform|hcl|aws)_/.test(name))
    .flatMap((name) => [...fs.readFileSync(path.join(pages, name), 'utf8').matchAll(/```hcl\n([\s\S]*?)```/g)].map(([, text = '']) => text));
  const samples = fs
    .readdirSync(path.join(root, 'samples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tf') && !name.includes('node_modules'))
    .map((name) => fs.readFileSync(path.join(root, 'samples', name), 'utf8'));
  return [...examples, ...samples];
}
