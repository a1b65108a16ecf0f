import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { Body } from './hcl/ast.ts';
import { attributeOf, attributesOf, blocksOf, stringOf } from './model/module.ts';
import { schemaOf } from './model/file.ts';
import { typeText } from './hover.ts';
import { occurrencesIn } from './names.ts';
import { rulesets } from './rules/all.ts';
import { generatedRuleNames } from './rules/awsValues.ts';
import type { FileView } from './rules/rule.ts';
import { awsFactsOf, installedSchemas, providerBlock, schemaBodies, type SchemaBody } from './rules/schemaBodies.ts';
import { builtInBodies } from './schema/builtIn.ts';

/** What may be written at an offset: names of things after `var.` and the like, else arguments and blocks of the body around. */
export function completionsAt(view: FileView, offset: number): CompletionItem[] {
  const { text } = view.file.parsed;
  const { role } = view.file;
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const path = /(?:^|[^\w.-])((?:[A-Za-z_][\w-]*\.)+)[\w-]*$/.exec(line)?.[1];
  if (path !== undefined) return afterDot(view, path);
  if (role === 'tflint') {
    const rule = /^\s*rule\s+"([\w-]*)$/.exec(line)?.[1];
    if (rule !== undefined) return ruleNames(view, rule).map((name) => ({ label: name, kind: CompletionItemKind.Value }));
  }
  const label = /^\s*(resource|data|ephemeral)\s+"[\w-]*$/.exec(line)?.[1];
  if (label !== undefined) return typesOf(view, label).map((name) => ({ label: name, kind: CompletionItemKind.Class }));
  if (/^\s*[\w-]*$/.test(line)) return inBody(view, offset);
  // A file of values refers to nothing, and of a lock file nothing is written by hand.
  return role === 'variables' || role === 'lock' ? [] : roots(view);
}

/** Types of a kind: those of the installed providers, of the AWS provider, and Terraform's own. */
function typesOf(view: FileView, kind: string): readonly string[] {
  const installed = view.providers?.types(kind) ?? [];
  const aws = installedSchemas(view, 'aws_') ? [] : (awsFactsOf(view)?.table ?? view.facts.aws[0]).types(kind);
  const own = [...builtInBodies.keys()].filter((name) => name.startsWith(`${kind} `)).map((name) => name.slice(kind.length + 1));
  return [...new Set([...installed, ...aws, ...own])];
}

/** Rules of tflint, those of generated ones whose names begin as what is written. */
function ruleNames(view: FileView, written: string): readonly string[] {
  const named = rulesets.flatMap(({ name, rules }) => (name === 'core' ? [] : rules.map(({ id }) => id)));
  return [...named, ...(written.startsWith('aws_') ? [...generatedRuleNames(view.facts)].filter((name) => name.startsWith(written)) : [])];
}

/** What may stand after `var.`, `aws_vpc.`, `data.aws_ami.`, or after a whole address. */
function afterDot(view: FileView, path: string): CompletionItem[] {
  const names = new Map<string, CompletionItem>();
  const ofTest = view.file.role === 'test' ? namesInTest(view, path) : undefined;
  if (ofTest) return ofTest.map((label) => ({ label, kind: CompletionItemKind.Property, detail: `${path}${label}` }));
  for (const file of view.module.configuration) {
    for (const { address, declares } of occurrencesIn(file)) {
      if (!declares || address.startsWith('output.') || !address.startsWith(path)) continue;
      const [label = ''] = address.slice(path.length).split('.');
      names.set(label, { label, kind: CompletionItemKind.Variable, detail: `${path}${label}` });
    }
  }
  if (names.size > 0) return [...names.values()];
  const [first = '', second = '', third = ''] = path.split('.');
  if (first === 'module') {
    return [...(view.module.called(second)?.declared('output').keys() ?? [])].map((label) => ({ label, kind: CompletionItemKind.Property }));
  }
  const given: Record<string, readonly string[]> = { path: ['module', 'root', 'cwd'], each: ['key', 'value'], count: ['index'], terraform: ['workspace'] };
  const fixed = given[first];
  if (fixed) return fixed.map((label) => ({ label, kind: CompletionItemKind.Property }));
  const [kind, type, name] = first === 'data' || first === 'ephemeral' ? [first, second, third] : ['resource', first, second];
  const declared = kind === 'resource' || kind === 'data' || kind === 'ephemeral' ? view.module.declared(kind).has(`${type}.${name}`) : false;
  const object = declared ? providerBlock(view, kind, type)?.type : undefined;
  if (object?.kind !== 'object') return [];
  return [...object.attributes].map(([label, inner]) => ({ label, kind: CompletionItemKind.Property, detail: typeText(inner) }));
}

/** What a test knows beside the names of the module: its outputs, the runs of the file, and of a run the outputs again. */
function namesInTest({ file, module }: FileView, path: string): readonly string[] | undefined {
  if (path === 'run.') return blocksOf(file.body, 'run').flatMap(({ labels }) => labels[0]?.text ?? []);
  return /^(?:output|run\.[\w-]+)\.$/.test(path) ? [...module.declared('output').keys()] : undefined;
}

/** What an expression may begin with. */
function roots(view: FileView): CompletionItem[] {
  const declared = view.module.configuration.flatMap((file) => occurrencesIn(file).filter(({ declares, address }) => declares && !address.startsWith('output.')));
  const addresses = [...new Set(declared.map(({ address }) => address))].map((label) => ({ label, kind: CompletionItemKind.Variable }));
  const functions = [...view.facts.signatures].map(([label, { parameters }]) => ({ label, kind: CompletionItemKind.Function, detail: `${label}(${parameters.map(({ name }) => name).join(', ')})` }));
  return [...addresses, ...functions];
}

/** The variables of the module that have no value yet among those of a body. */
function variablesFor({ module }: FileView, body: Body): CompletionItem[] {
  const set = new Set(attributesOf(body).map(({ name }) => name));
  const open = [...module.declared('variable')].filter(([name]) => !set.has(name));
  return open.map(([label, placed]) => {
    const description = placed.map(({ block }) => stringOf(attributeOf(block.body, 'description')?.value)).find((text) => text !== undefined);
    return { label, kind: CompletionItemKind.Field, insertText: `${label} = `, ...(description !== undefined && { detail: description }) };
  });
}

/** The innermost block of values for variables that an offset is in. */
function valuesAt({ file }: FileView, offset: number): Body | undefined {
  if (file.role === 'variables') return file.body;
  const blocks = file.role === 'test' ? [...blocksOf(file.body, 'variables'), ...blocksOf(file.body, 'run').flatMap((run) => blocksOf(run.body, 'variables'))] : [];
  return blocks.find(({ body }) => body.start < offset && offset <= body.end)?.body;
}

function inBody(view: FileView, offset: number): CompletionItem[] {
  const { file } = view;
  const values = valuesAt(view, offset);
  if (values) return variablesFor(view, values);
  const around = schemaBodies(view)
    .filter(({ body }) => body.start < offset && offset <= body.end && body !== file.body)
    .reduce<SchemaBody | undefined>((inner, entry) => (!inner || entry.body.start > inner.body.start ? entry : inner), undefined);
  // A block of which nothing is known has none of the outer body's arguments.
  if (!around && blocksOf(file.body).some(({ body }) => body.start < offset && offset < body.end)) return [];
  const schema = around?.schema ?? schemaOf(file.role);
  const set = new Set(around ? attributesOf(around.body).filter(({ nameSpan }) => nameSpan.end !== offset).map(({ name }) => name) : []);
  const attributes = [...schema.attributes]
    // the id of a resource is the provider's to say, though many schemas let it be written
    .filter(([name, { computed, required }]) => !computed && !set.has(name) && (name !== 'id' || required || around?.block?.type !== 'resource'))
    .map(([label, { required, type }]) => ({ label, kind: CompletionItemKind.Field, detail: `${required ? 'required ' : ''}${typeText(type)}`, insertText: `${label} = `, sortText: `${required ? 0 : 1}${label}` }));
  const blocks = [...schema.blocks.keys()].filter((name) => !schema.attributes.has(name)).map((label) => ({ label, kind: CompletionItemKind.Struct, detail: 'block', sortText: `2${label}` }));
  return [...attributes, ...blocks];
}
