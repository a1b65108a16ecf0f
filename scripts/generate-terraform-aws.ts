// Writes aws-6.json and aws-6.bin, or those of another major version, in src/terraform/schema/data: the arguments, blocks
// and attributes of every resource, data source and ephemeral resource of the AWS provider and of its own configuration, out
// of the npm packages @cdktn/provider-aws (version 6) and @cdktf/provider-aws (version 5), both MPL-2.0, which are made from
// the provider's own schema. Run with: node scripts/generate-terraform-aws.ts FOLDER-OF-A-PACKAGE
// (npm install --ignore-scripts --legacy-peer-deps @cdktn/provider-aws@25.7.0 @cdktf/provider-aws@19.65.1, anywhere).
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/**
 * A body as it is stored: "a" holds attributes, "b" blocks. An attribute is a string: r(equired), o(ptional),
 * c(omputed only) or p (optional and computed), then the type: s n b for primitives, L S M before the element's type, * for
 * anything. An attribute that is an object, or a list of them, is an array: flags, kind (L S M or 1), body.
 * A block is an array: minimum number, maximum number (0: any), kind (L or S or 1), body. "o" says that a body may hold
 * anything.
 */
interface StoredBody {
  o?: 1;
  a?: Record<string, string | [string, string, StoredBody]>;
  b?: Record<string, [number, number, string, StoredBody]>;
}

interface Field {
  readonly name: string;
  readonly flags: string;
  readonly type: string;
  /** The name of the class behind a nested value, without List or OutputReference. */
  readonly nested: string | undefined;
  readonly kind: string;
}

const getters: Record<string, string> = {
  getStringAttribute: 's',
  getNumberAttribute: 'n',
  getBooleanAttribute: 'b',
  getListAttribute: 'Ls',
  getNumberListAttribute: 'Ln',
  getStringMapAttribute: 'Ms',
  getNumberMapAttribute: 'Mn',
  getBooleanMapAttribute: 'Mb',
};

/** Maps that the package reads by a class of its own. */
const primitiveMaps: Record<string, string> = { StringM: 'Ms', NumberM: 'Mn', BooleanM: 'Mb' };

/** Fields of every class in a module of the package, by class. */
function readClasses(source: string): Map<string, { base: string; fields: Field[]; resourceType: string | undefined }> {
  const classes = new Map<string, { base: string; fields: Field[]; resourceType: string | undefined }>();
  for (const chunk of source.split(/^class /m).slice(1)) {
    const [, name = '', base = ''] = /^(\w+) extends cdk(?:tn|tf)\.(\w+)/.exec(chunk) ?? [];
    const resourceType = /\btfResourceType = "([^"]+)"/.exec(chunk)?.[1];
    classes.set(name, { base, fields: readFields(chunk), resourceType });
  }
  return classes;
}

/** The attributes and blocks that a class has a getter for. */
function readFields(chunk: string): Field[] {
  const nestedValues = new Map([...chunk.matchAll(/(_\w+) = new (?:\w+\.)?(\w+?)(List|Map|OutputReference)\(this, "(\w+)"(?:, (true|false))?/g)].map(([, field = '', nested = '', suffix = '', name = '', isSet]) => [field, { nested, name, kind: suffix === 'List' ? (isSet === 'true' ? 'S' : 'L') : suffix === 'Map' ? 'M' : '1' }] as const));
  const stated = new Map([...chunk.matchAll(/^ +\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)$/gm)].map(([, name = '', computed, optional, required]) => [name, required === 'true' ? 'r' : optional === 'true' ? (computed === 'true' ? 'p' : 'o') : 'c']));
  const members = new Set([...chunk.matchAll(/^ {4}(?:[gs]et )?(\w+)\(\w*\) \{$/gm)].map(([, member = '']) => member));
  return [...chunk.matchAll(/^ {4}get (\w+)\(\) \{\n([\s\S]*?)\n {4}\}/gm)].flatMap(([, getter = '', code = '']) => {
    const nested = nestedValues.get(/^ +return this\.(_\w+);$/.exec(code)?.[1] ?? '');
    const [, method = '', attribute] = /this\.(\w+Attribute)\('(\w+)'\)/.exec(code) ?? [];
    const name = nested?.name ?? attribute;
    if (name === undefined) return [];
    // Older packages keep only some of the comments; what may be left out can be reset, and what the provider sets alone has no input.
    const member = getter.charAt(0).toUpperCase() + getter.slice(1);
    const flags = stated.get(name) ?? (members.has(`reset${member}`) ? 'o' : members.has(`${getter}Input`) ? 'r' : 'c');
    let type = getters[method] ?? '*';
    if (type.startsWith('L') && code.includes('Fn.tolist')) type = `S${type.slice(1)}`;
    const primitives = primitiveMaps[`${nested?.nested}${nested?.kind}`];
    return [{ name, flags, type: primitives ?? type, nested: nested?.nested, kind: nested?.kind ?? '1' }];
  });
}

/** Names that a class writes as blocks, with the kind that the package gives them. */
function readBlocks(source: string): Map<string, Map<string, string>> {
  const blocks = new Map<string, Map<string, string>>();
  const collect = (owner: string, code: string) => {
    const own = blocks.get(owner) ?? new Map<string, string>();
    for (const [, name = '', type = ''] of code.matchAll(/^ +(\w+): \{\n +value: [^\n]*ToHclTerraform[^\n]*\n +isBlock: true,\n +type: "(\w+)"/gm)) own.set(name, type);
    blocks.set(owner, own);
  };
  for (const [, name = '', code = ''] of source.matchAll(/^function (\w+)ToHclTerraform\(struct\) \{([\s\S]*?)^\}/gm)) {
    collect(name.charAt(0).toUpperCase() + name.slice(1), code);
  }
  for (const chunk of source.split(/^class /m).slice(1)) {
    const owner = /^(\w+)/.exec(chunk)?.[1] ?? '';
    const code = /synthesizeHclAttributes\(\) \{([\s\S]*)/.exec(chunk)?.[1];
    if (code !== undefined) collect(owner, code);
  }
  return blocks;
}

/** Names that a class writes as lists of attributes rather than of blocks. */
function readAttributeLists(source: string): Set<string> {
  const found = new Set<string>();
  for (const [, name = '', mapped = ''] of source.matchAll(/^ +(\w+): cdk(?:tn|tf)\.listMapper\((?:\w+\.)?(\w+)ToTerraform, false\)/gm)) found.add(`${name} ${mapped}`);
  return found;
}

/** A module's source, with the files that hold the nested values of a large one. */
function readSource(file: string): string {
  const structs = path.join(path.dirname(file), 'index-structs');
  const files = fs.existsSync(structs) ? fs.readdirSync(structs).filter((name) => name.endsWith('.js')).map((name) => path.join(structs, name)) : [];
  return [file, ...files].map((name) => fs.readFileSync(name, 'utf8')).join('\n');
}

/** A body with more characters than this is cut off where it is deepest. */
const largestBody = 64 * 1024;

function readModule(file: string): [string, StoredBody] | undefined {
  const source = readSource(file);
  const classes = readClasses(source);
  const blocks = readBlocks(source);
  const attributeLists = readAttributeLists(source);
  let deepest = 12;
  const build = (owner: string, fields: readonly Field[], depth: number): StoredBody => {
    const body: StoredBody = {};
    const own = blocks.get(owner) ?? new Map<string, string>();
    for (const { name, flags, type, nested, kind } of fields) {
      const nestedClass = nested === undefined ? undefined : classes.get(`${nested}OutputReference`);
      if (nested === undefined || !nestedClass) {
        (body.a ??= {})[name] = flags + type;
        continue;
      }
      const inner: StoredBody = depth === deepest ? { o: 1 } : build(nested, nestedClass.fields, depth + 1);
      const lowerFirst = nested.charAt(0).toLowerCase() + nested.slice(1);
      const hclType = own.get(name);
      if (flags === 'c' || flags === 'p' || hclType === undefined || hclType === 'map' || attributeLists.has(`${name} ${lowerFirst}`)) {
        (body.a ??= {})[name] = [flags, kind, inner];
      } else {
        const single = kind === '1';
        const stored = single && hclType !== 'struct' ? (hclType === 'set' ? 'S' : 'L') : kind;
        (body.b ??= {})[name] = [flags === 'r' ? 1 : 0, single ? 1 : 0, stored, inner];
      }
    }
    return body;
  };
  for (const [name, { base, fields, resourceType }] of classes) {
    // The provider's own configuration is written another way.
    if (resourceType === undefined || base === 'TerraformProvider') continue;
    const kind = base === 'TerraformDataSource' ? 'data' : base === 'TerraformEphemeralResource' || path.basename(path.dirname(file)).startsWith('ephemeral-') ? 'ephemeral' : 'resource';
    // aws_wafv2_web_acl_rule says the same again at every depth, millions of characters in all.
    let body = build(name, fields, 0);
    while (JSON.stringify(body).length > largestBody) {
      deepest--;
      body = build(name, fields, 0);
    }
    return [`${kind} ${resourceType}`, body];
  }
  return undefined;
}

const storageClasses: Record<string, string> = { string: 's', number: 'n', boolean: 'b', stringList: 'Ls', numberList: 'Ln', stringMap: 'Ms' };

/** The provider's own configuration, which the package describes by how it writes it. */
function readProvider(folder: string): StoredBody {
  const source = fs.readFileSync(path.join(folder, 'index.js'), 'utf8');
  const declarations = fs.readFileSync(path.join(folder, 'index.d.ts'), 'utf8');
  const functions = new Map([...source.matchAll(/^function (\w+)ToHclTerraform\(struct\) \{([\s\S]*?)^\}/gm)].map(([, name = '', written = '']) => [name, written]));
  const build = (typeName: string, code: string): StoredBody => {
    const declared = new RegExp(`export interface ${typeName} .*?\\n([\\s\\S]*?)^\\}`, 'm').exec(declarations)?.[1] ?? '';
    const body: StoredBody = {};
    for (const [, name = '', value = '', isBlock, type = '', storage = ''] of code.matchAll(/^ +(\w+): \{\n +value: ([^\n]+),\n +isBlock: (true|false),\n +type: "(\w+)",\n +storageClassType: "(\w+)"/gm)) {
      const field = /(?:struct\.|this\._)(\w+)\)$/.exec(value)?.[1] ?? '';
      const required = new RegExp(`readonly ${field}:`).test(declared);
      const inner = /(\w+)ToHclTerraform, (?:true|false)\)/.exec(value)?.[1];
      const innerCode = inner === undefined ? undefined : functions.get(inner);
      if (isBlock === 'true' && inner !== undefined && innerCode !== undefined) {
        (body.b ??= {})[name] = [required ? 1 : 0, 0, type === 'set' ? 'S' : 'L', build(inner.charAt(0).toUpperCase() + inner.slice(1), innerCode)];
      } else {
        const typeCode = storageClasses[storage] ?? '*';
        (body.a ??= {})[name] = `${required ? 'r' : 'o'}${type === 'set' && typeCode.startsWith('L') ? `S${typeCode.slice(1)}` : typeCode}`;
      }
    }
    return body;
  };
  return build('AwsProviderConfig', /synthesizeHclAttributes\(\) \{([\s\S]*)/.exec(source)?.[1] ?? '');
}

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error('Say where the package @cdktn/provider-aws or @cdktf/provider-aws is: node scripts/generate-terraform-aws.ts FOLDER');
const { name: packageName, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { name: string; version: string };
const providerVersion = /providerVersion: '([\d.]+)'/.exec(fs.readFileSync(path.join(root, 'lib/vpc/index.js'), 'utf8'))?.[1] ?? '';
const [major = ''] = providerVersion.split('.');

const bodies = new Map<string, StoredBody>();
for (const folder of fs.readdirSync(path.join(root, 'lib')).toSorted()) {
  const file = path.join(root, 'lib', folder, 'index.js');
  const entry = fs.existsSync(file) ? readModule(file) : undefined;
  if (entry) bodies.set(...entry);
}

bodies.set('provider aws', readProvider(path.join(root, 'lib/provider')));

// Neighbours in the alphabet resemble each other, so chunks of them compress well and one is quick to unpack.
const chunkSize = 96 * 1024;
const names = [...bodies.keys()].toSorted();
const chunks: { first: number; text: string }[] = [];
let first = 0;
let texts: string[] = [];
for (const [index, name] of names.entries()) {
  texts.push(JSON.stringify(bodies.get(name)));
  if (texts.reduce((sum, text) => sum + text.length, 0) < chunkSize && index < names.length - 1) continue;
  chunks.push({ first, text: texts.join('\n') });
  first = index + 1;
  texts = [];
}
const packed = chunks.map(({ text }) => zlib.brotliCompressSync(text, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 } }));
let offset = 0;
const index = packed.map((buffer, number) => {
  const entry = [chunks[number]?.first, offset, buffer.length];
  offset += buffer.length;
  return entry;
});
const target = new URL('../src/terraform/schema/data/', import.meta.url);
fs.writeFileSync(new URL(`aws-${major}.bin`, target), Buffer.concat(packed));
fs.writeFileSync(
  new URL(`aws-${major}.json`, target),
  `${JSON.stringify({ generatedBy: 'scripts/generate-terraform-aws.ts', package: `${packageName} ${version}`, provider: providerVersion, chunks: index, names: names.join(' , ').replaceAll(' , ', '\n') })}\n`,
);
console.log(`${names.length} types of provider ${providerVersion}: ${offset} bytes in ${chunks.length} chunks`);
