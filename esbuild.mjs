// Builds dist/ (the extension, the language server, the command line) and, with --tests, out/ (the suites that run in
// the editor). --watch rebuilds on every change.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { unpack } from './src/terraform/schema/table.ts';

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  // Packages' ES modules first: some `main` files hide their requires from the bundler (jsonc-parser's does).
  mainFields: ['module', 'main'],
  target: 'node20',
  // Identifiers keep their names, so that a stack trace in a user's log can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/**
 * Node's own modules are required, and asked for what is used of them: of one that is imported Node reads all that it
 * exports, and so loads what lies behind every getter (fs.promises, and what that needs); where one is required the bundler
 * would copy all that.
 * @type {esbuild.Plugin}
 */
const requiredBuiltins = {
  name: 'required-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path: name, kind }) => (kind === 'require-call' ? { path: name, external: true } : { path: name, namespace: 'builtin' }));
    onLoad({ filter: /^/, namespace: 'builtin' }, async ({ path: name }) => {
      const names = Object.keys(await import(name)).filter((key) => key !== 'default' && /^\w+$/.test(key));
      const exported = names.map((key) => `export const ${key} = /* @__PURE__ */ (() => builtin.${key})();`);
      return { contents: [`const builtin = require('${name}');`, 'export default builtin;', ...exported].join('\n') };
    });
  },
};

/** @type {esbuild.BuildOptions} */
const modules = {
  ...common,
  outdir: 'dist',
  format: 'esm',
  plugins: [requiredBuiltins],
  banner: { js: "import{createRequire as _createRequire}from'node:module';const require=_createRequire(import.meta.url);" },
};

/** @type {esbuild.BuildOptions[]} */
const bundles = [
  {
    ...common,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
  },
  {
    // One build for these: what they share, and the AWS SDK that loads on first use, become chunks.
    ...modules,
    entryPoints: { server: 'src/server.ts', program: 'src/program.ts', lintThread: 'src/lintThread.ts' },
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
  },
  {
    // What starts the command line, in one piece.
    ...modules,
    entryPoints: { cli: 'src/cli.ts' },
  },
  {
    // Scripts whose compiled code is kept between runs (src/cli/keptScripts.ts): each in one piece.
    ...common,
    entryPoints: { computing: 'src/cli/computing.ts', cloudformation: 'src/cloudformation/service.ts', terraform: 'src/terraform/service.ts' },
    outdir: 'dist/scripts',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [requiredBuiltins],
    supported: { 'dynamic-import': false },
  },
];

/** How many of the bundles go into the extension. */
const shipped = bundles.length;

if (tests) {
  fs.rmSync('out', { recursive: true, force: true });
  bundles.push({
    ...common,
    // Each suite a file of its own; index.cjs runs those beside it.
    entryPoints: ['index.ts', '*.test.ts', 'multiroot/index.ts', 'multiroot/*.test.ts'].map((name) => `test/editor/${name}`),
    outbase: 'test/editor',
    outdir: 'out/test/editor',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
  });
}

fs.rmSync('dist', { recursive: true, force: true });
copyData();

if (watch) {
  for (const options of bundles) await (await esbuild.context(options)).watch();
} else {
  const results = await Promise.all(bundles.map((options) => esbuild.build(options)));
  checkScripts();
  writeBuildId();
  writeLicences(results.slice(0, shipped).flatMap((result) => Object.keys(result.metafile?.inputs ?? {})));
}

/** The languages' generated facts, each to dist/data/<language>. */
function copyData() {
  for (const language of fs.readdirSync('src')) {
    const data = path.join('src', language, 'schema/data');
    if (fs.existsSync(data)) fs.cpSync(data, path.join('dist/data', language), { recursive: true });
  }
  // Packed tables are laid out for reading: no run has to unpack them, and the extension is compressed as a whole.
  for (const name of fs.readdirSync('dist/data/terraform').filter((file) => file.endsWith('.bin'))) {
    const table = path.join('dist/data/terraform', name.replace('.bin', ''));
    const { index, bytes } = unpack(table);
    fs.writeFileSync(`${table}.json`, JSON.stringify(index));
    fs.writeFileSync(`${table}.txt`, bytes);
    fs.rmSync(`${table}.bin`);
  }
}

/** Scripts are read a byte a character (src/cli/keptScripts.ts), so all of them has to be ASCII. */
function checkScripts() {
  for (const name of fs.readdirSync('dist/scripts')) {
    const text = fs.readFileSync(path.join('dist/scripts', name), 'utf8');
    const at = text.search(/[^\0-\x7f]/);
    if (at >= 0) throw new Error(`dist/scripts/${name} is not ASCII; write an escape in the source: …${text.slice(Math.max(0, at - 40), at + 40)}…`);
  }
}

/** A digest of all that was built, by which results of the linter are told apart from those of another build. */
function writeBuildId() {
  const hash = crypto.createHash('sha256');
  for (const name of fs.readdirSync('dist', { recursive: true }).map(String).toSorted()) {
    const file = path.join('dist', name);
    if (fs.statSync(file).isFile()) hash.update(`${name}\n`).update(fs.readFileSync(file));
  }
  fs.writeFileSync('dist/build-id', hash.digest('hex'));
}

/**
 * The licences of the packages that went into the bundles, as their terms ask.
 * @param {string[]} inputs
 */
function writeLicences(inputs) {
  const folders = new Set(
    inputs.map((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]).filter((folder) => folder !== undefined),
  );
  const texts = [...folders].toSorted().map((folder) => {
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? fs.readFileSync(path.join(folder, file), 'utf8').trim() : '';
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  fs.writeFileSync('dist/THIRD-PARTY-LICENSES.txt', texts.join(`\n${'-'.repeat(78)}\n\n`));
}
