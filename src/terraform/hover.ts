import type { Hover } from 'vscode-languageserver-types';
import type { Span } from '../language/diagnostic.ts';
import type { Type } from './eval/type.ts';
import type { ModuleFile } from './model/file.ts';
import { attributeOf, attributesOf, blocksOf, stringOf } from './model/module.ts';
import { lockedVersion } from './model/providers.ts';
import { occurrenceAt, occurrencesIn } from './names.ts';
import type { FileView } from './rules/rule.ts';
import { providerBlock, schemaBodies, sourceOf } from './rules/schemaBodies.ts';
import type { AttributeSchema, BodySchema } from './schema/body.ts';
import { builtInBodies } from './schema/builtIn.ts';

/** Longest declaration that is shown in full, in lines. */
const shownLines = 20;

/** What is known of the thing at an offset: a declaration, or an argument or block by its schema. */
export function hoverAt(view: FileView, offset: number): Hover | undefined {
  const { file } = view;
  const occurrence = occurrenceAt(file, offset);
  if (occurrence) {
    const text = declarationText(view, occurrence.address);
    return text === undefined ? undefined : shown(file, occurrence.span, text);
  }
  for (const { body, schema, block } of schemaBodies(view)) {
    if (offset < body.start || offset > body.end) continue;
    for (const { name, nameSpan } of attributesOf(body)) {
      const attribute = schema.attributes.get(name);
      if (attribute && holds(nameSpan, offset)) return shown(file, nameSpan, `${fenced(`${name} = ${typeText(attribute.type)}`)}\n\n${need(attribute)}`);
    }
    for (const { type, typeSpan } of blocksOf(body)) {
      const inner = schema.blocks.get(type);
      if (!inner || !holds(typeSpan, offset) || !block) continue;
      const least = inner.minimum ? `At least ${inner.minimum}.` : 'Optional.';
      return shown(file, typeSpan, `${fenced(`${type} { }`)}\n\n${least}${inner.maximum ? ` At most ${inner.maximum}.` : ''}`);
    }
  }
  return typeHover(view, offset);
}

function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

function shown({ document }: ModuleFile, { start, end }: Span, value: string): Hover {
  return { contents: { kind: 'markdown', value }, range: { start: document.positionAt(start), end: document.positionAt(end) } };
}

function fenced(text: string): string {
  return `\`\`\`terraform\n${text}\n\`\`\``;
}

function need({ required, computed }: AttributeSchema): string {
  if (computed) return 'Set by the provider alone.';
  return required ? 'Required.' : 'Optional.';
}

/** The declaration behind an address, as it is written, after its description. */
function declarationText({ module }: FileView, address: string): string | undefined {
  for (const file of module.configuration) {
    const declared = occurrencesIn(file).find((occurrence) => occurrence.declares && occurrence.address === address);
    if (!declared) continue;
    const block = blocksOf(file.body).find(({ start, end }) => start <= declared.span.start && declared.span.end <= end);
    const local = block?.type === 'locals' ? attributesOf(block.body).find(({ nameSpan }) => nameSpan.start === declared.span.start) : undefined;
    const item = local ?? block;
    if (!item) return undefined;
    const lines = file.parsed.text.slice(item.start, item.end).split('\n');
    const code = fenced(lines.length > shownLines ? [...lines.slice(0, shownLines), '# ...'].join('\n') : lines.join('\n'));
    const description = block && stringOf(attributeOf(block.body, 'description')?.value);
    return description === undefined ? code : `${description}\n\n${code}`;
  }
  return undefined;
}

/** By kind of block, the folder of its types' pages in the registry. */
const pageFolders = new Map([
  ['resource', 'resources'],
  ['data', 'data-sources'],
  ['ephemeral', 'ephemeral-resources'],
]);

/** Whose a type is, what it cannot do without, and its page in the registry. */
function typeHover(view: FileView, offset: number): Hover | undefined {
  const { file, module } = view;
  for (const block of blocksOf(file.body)) {
    const [label] = block.labels;
    const folder = pageFolders.get(block.type);
    if (!label || !folder || !holds(label, offset)) continue;
    const type = label.text;
    const known = providerBlock(view, block.type, type);
    if (!known) return undefined;
    const source = sourceOf(view, type);
    const version = lockedVersion(module, source);
    const whose = builtInBodies.has(`${block.type} ${type}`) ? '' : `, ${source}${version === undefined ? '' : ` ${version}`}`;
    const page = pageOf(source, version, `${folder}/${type.slice(type.indexOf('_') + 1)}`);
    const lines = [`**${type}**${whose}`, requiredText(known.schema), whose && page && `[Documentation](${page})`];
    return shown(file, label, lines.filter(Boolean).join('\n\n'));
  }
  return undefined;
}

/** A page of a provider's documentation; undefined where the provider is not in the public registry. */
function pageOf(source: string, version: string | undefined, page: string): string | undefined {
  const [, provider] = /^(?:registry\.terraform\.io\/)?([^/]+\/[^/]+)$/.exec(source) ?? [];
  return provider && `https://registry.terraform.io/providers/${provider}/${version ?? 'latest'}/docs/${page}`;
}

function requiredText({ attributes, blocks }: BodySchema): string {
  const names = [...[...attributes].filter(([, { required }]) => required), ...[...blocks].filter(([, { minimum }]) => minimum)].map(([name]) => `\`${name}\``);
  return names.length > 0 ? `Required: ${names.join(', ')}.` : 'Nothing is required.';
}

/** A type as Terraform writes it. */
export function typeText(type: Type | undefined): string {
  if (!type) return 'any';
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind}(${typeText(type.element)})`;
    case 'tuple':
      return `tuple([${type.elements.map((element) => typeText(element)).join(', ')}])`;
    case 'object':
      return `object({ ${[...type.attributes].map(([name, inner]) => `${name} = ${typeText(inner)}`).join(', ')} })`;
    default:
      return type.kind;
  }
}
