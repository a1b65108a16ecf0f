import { entryOf, get, type Node } from '../../language/tree/node.ts';
import { callOf } from '../parser/intrinsics.ts';
import type { SchemaObject } from '../schema/facts.ts';
import { intoEntry, intoItem, type Scope } from '../schema/scope.ts';
import { show } from '../schema/values.ts';
import { places } from './extension.ts';
import { placeRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html';

/** How many artifacts go in and out, by owner, category and provider of an action: the limits of a list, in JSON Schema. */
type ArtifactCounts = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, SchemaObject>>>>>>>>;

interface Placed {
  readonly node: Node;
  readonly scope: Scope;
}

/** The entries of the list that an object has under a key, each with its place. */
function* items(owner: Placed, key: string): Generator<Placed> {
  const entry = entryOf(owner.node, key);
  if (entry?.value.kind !== 'list') return;
  const inner = intoEntry(owner.scope, entry, key);
  for (const [index, node] of entry.value.items.entries()) yield { node, scope: intoItem(inner, node, index) };
}

function* names(action: Placed, key: string): Generator<Placed> {
  for (const artifact of items(action, key)) {
    const entry = entryOf(artifact.node, 'Name');
    if (entry) yield { node: entry.value, scope: intoEntry(artifact.scope, entry, 'Name') };
  }
}

export const artifactNames = placeRule({
  id: 'E3701',
  summary: 'An action reads artifacts that an action before it writes, and each artifact is written once',
  docs,
  places: places(['AWS::CodePipeline::Pipeline/P']),
  inspect(node, scope, validator, _schema, report) {
    const written = new Set<string>();
    // What a function comes to may be any artifact's name.
    let computed = false;
    for (const stage of items({ node, scope }, 'Stages')) {
      if (callOf(stage.node)) computed = true;
      for (const action of items(stage, 'Actions')) {
        if (callOf(action.node)) computed = true;
        for (const name of names(action, 'InputArtifacts')) {
          if (name.node.kind !== 'scalar' || computed || written.has(name.node.text)) continue;
          report(validator.issue(name.node, name.scope, { keyword: 'enum', message: `${show(name.node)} is written by no action before this one` }));
        }
        for (const name of names(action, 'OutputArtifacts')) {
          if (name.node.kind !== 'scalar') {
            computed = true;
            continue;
          }
          if (written.has(name.node.text)) report(validator.issue(name.node, name.scope, { keyword: 'uniqueItems', message: `${show(name.node)} is written by another action already` }));
          written.add(name.node.text);
        }
      }
    }
  },
});

export const artifactCounts = placeRule({
  id: 'E3702',
  summary: 'An action has as many artifacts as its provider takes',
  docs: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html',
  places: places(['AWS::CodePipeline::Pipeline/P/Stages/*/Actions/*']),
  inspect(node, scope, validator, _schema, report) {
    const { pipelineArtifacts } = validator.facts.record('rule-tables') as { pipelineArtifacts: ArtifactCounts };
    const [owner, category, provider] = ['Owner', 'Category', 'Provider'].map((key) => textOf(get(get(node, 'ActionTypeId'), key)));
    const counts = pipelineArtifacts[owner ?? '']?.[category ?? '']?.[provider ?? ''];
    if (!counts) return;
    const required = Object.keys(counts).filter((name) => Number(counts[name]?.['minItems'] ?? 0) > 0);
    for (const issue of validator.issues(node, { properties: counts, required }, scope.under({ composite: true }))) {
      if (!issue.unknown) report({ ...issue, rule: 'E3702', message: `${issue.message} (${String(category)} by ${String(provider)})` });
    }
  },
});

function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.text : undefined;
}

/** The settings that name an input artifact, by provider: whether a path within it follows (`Artifact::template.yaml`). Source: AWS CodePipeline's action structure reference. */
const artifactSettings: Readonly<Record<string, Readonly<Record<string, 'with path' | 'alone'>>>> = {
  CloudFormation: { TemplatePath: 'with path', TemplateConfiguration: 'with path' },
  CodeBuild: { PrimarySource: 'alone' },
};

export const actionConfiguration = placeRule({
  id: 'E3703',
  summary: 'The configuration of an action names artifacts that the action reads',
  docs: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html',
  places: places(['AWS::CodePipeline::Pipeline/P/Stages/*/Actions/*']),
  inspect(node, scope, validator, _schema, report) {
    const provider = textOf(get(get(node, 'ActionTypeId'), 'Provider')) ?? '';
    const settings = textOf(get(get(node, 'ActionTypeId'), 'Owner')) === 'AWS' && Object.hasOwn(artifactSettings, provider) ? artifactSettings[provider] : undefined;
    const configuration = entryOf(node, 'Configuration');
    const inputs = entryOf(node, 'InputArtifacts');
    if (!settings || !configuration || (inputs && inputs.value.kind !== 'list')) return;
    const read = [...names({ node, scope }, 'InputArtifacts')].map((name) => name.node);
    // What a function comes to may be any artifact's name.
    if ((inputs?.value.kind === 'list' ? inputs.value.items.length : 0) !== read.length || read.some(({ kind }) => kind !== 'scalar')) return;
    for (const [setting, form] of Object.entries(settings)) {
      const entry = entryOf(configuration.value, setting);
      if (entry?.value.kind !== 'scalar') continue;
      const [artifact = '', ...path] = entry.value.text.split('::');
      const at = intoEntry(intoEntry(scope, configuration, 'Configuration'), entry, setting);
      if (form === 'with path' && path.length === 0) {
        report(validator.issue(entry.value, at, { keyword: 'pattern', message: `${show(entry.value)} is no file of an artifact: 'Artifact::path' is its form` }));
      } else if (!read.some((name) => name.kind === 'scalar' && name.text === artifact)) {
        report(validator.issue(entry.value, at, { keyword: 'enum', message: `'${artifact}' is no input artifact of this action` }));
      }
    }
  },
});
