import type { Edit } from '../../language/diagnostic.ts';
import { entryOf, get } from '../../language/tree/node.ts';
import { circles } from '../circles.ts';
import { noAssumptions } from '../conditions/conditions.ts';
import type { Resource } from '../parser/template.ts';
import { didYouMean, suggest } from '../../language/suggest.ts';
import { dependents, generatedDependencies } from '../sam/generatedDependencies.ts';
import { changing } from '../schema/fixes.ts';
import { isServerless } from '../schema/serverless.ts';
import { show } from '../schema/values.ts';
import { removeEntry, removeItem } from './edits.ts';
import { placeRule, templateRule, type Linting } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html';

/** DependsOn names other resources, and such as exist whenever this one does. */
export const dependsOn = placeRule({
  id: 'E3005',
  summary: 'DependsOn names another resource, one that exists whenever this one does',
  docs,
  places: ['Resources/*/DependsOn', 'Resources/*/DependsOn/*'],
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return;
    const own = scope.path.split('/')[1] ?? '';
    const target = node.value === own ? undefined : validator.resources.get(node.value);
    if (!target) {
      const similar = suggest(node.value, [...validator.resources.keys()].filter((name) => name !== own));
      const message = node.value === own ? `${show(node)} is this resource itself` : `${show(node)} is no resource of this template${didYouMean(similar)}`;
      report(validator.issue(node, scope, { keyword: 'enum', message, ...changing(validator, node, node.value === own ? undefined : similar) }));
      return;
    }
    const condition = validator.template.resources.get(own)?.condition;
    const assumptions = condition === undefined ? noAssumptions : new Map([[condition, true]]);
    if (target.condition === undefined || target.condition === condition) return;
    // What an undeclared condition has to do with others is not known.
    if (condition !== undefined && !validator.conditions.has(condition)) return;
    if (!validator.conditions.assume(assumptions, target.condition, false)) return;
    report(validator.issue(node, scope, { keyword: 'enum', message: `${show(node)} does not exist when condition '${target.condition}' is false` }));
  },
});

/** A Ref or Fn::GetAtt is a dependency already. */
export const redundantDependsOn = templateRule({
  id: 'W3005',
  summary: 'DependsOn does not repeat a dependency that a reference makes',
  docs,
  check({ template, uses }, report) {
    for (const resource of template.resources.values()) {
      const targets = dependencies(resource);
      if (targets.length === 0) continue;
      for (const { name, place } of targets) {
        if (!template.resources.has(name)) continue;
        const use = uses.find(
          ({ kind, name: used, path }) =>
            (kind === 'Ref' || kind === 'GetAtt') && used === name && path[0] === 'Resources' && path[1] === resource.name,
        );
        if (!use) continue;
        const message = `'${name}' is a dependency already, by the ${use.kind} in '${use.path.slice(2, -1).join('/')}'`;
        const edit = withoutDependency(template.text, resource, name);
        report({ span: place, message, tags: ['unnecessary'], ...(edit ? { fixes: [{ title: `Remove '${name}' from DependsOn`, edits: [edit], preferred: true }] } : {}) });
      }
    }
  },
});

/** Resources that wait for each other are never created. */
export const circularDependency = templateRule({
  id: 'E3004',
  summary: 'Resources do not depend on each other in a circle',
  docs,
  check(linting, report) {
    const reported = new Set<string>();
    for (const [name, next] of circles(graph(linting))) {
      const resource = linting.template.resources.get(name);
      if (!resource || reported.has(name)) continue;
      reported.add(name);
      report({ span: resource.key, message: name === next ? `'${name}' depends on itself` : `'${name}' and '${next}' depend on each other in a circle` });
    }
  },
});

/** The strings of a resource's DependsOn, each with its place. */
function dependencies(resource: Resource): { name: string; place: { start: number; end: number } }[] {
  const entry = entryOf(resource.value, 'DependsOn');
  if (!entry) return [];
  const node = entry.value;
  if (node.kind === 'scalar') return typeof node.value === 'string' ? [{ name: node.value, place: node.start >= entry.key.start ? node : entry.key }] : [];
  if (node.kind !== 'list') return [];
  return node.items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [{ name: item.value, place: item }] : []));
}

/** Takes a name out of DependsOn, and DependsOn itself with its last name. */
function withoutDependency(text: string, { value }: Resource, name: string): Edit | undefined {
  const depends = get(value, 'DependsOn');
  if (value.kind !== 'map' || value.incomplete || !depends || depends.incomplete) return undefined;
  if (depends.kind !== 'list' || depends.items.length === 1) return removeEntry(text, value, 'DependsOn');
  return removeItem(text, depends, depends.items.findIndex((item) => item.kind === 'scalar' && item.text === name));
}

/** What each resource waits for: first what it says so of, then what it refers to by itself, then within strings. */
function graph({ template, uses }: Linting): Map<string, Set<string>> {
  // What has a type that is none is no resource.
  const resources = new Map([...template.resources].filter(([, { type, typeNode }]) => type !== undefined || !typeNode));
  const edges = new Map([...resources.keys()].map((name) => [name, new Set<string>()]));
  const generated = isServerless(template) ? generatedDependencies(template) : [];
  for (const name of generated.flat()) if (!edges.has(name)) edges.set(name, new Set());
  const add = (from: string, to: string): void => {
    if (edges.has(to)) edges.get(from)?.add(to);
  };
  for (const resource of resources.values()) for (const { name } of dependencies(resource)) add(resource.name, name);
  for (const [name, needed] of generated) add(name, needed);
  const references = uses.flatMap((use) => {
    const [section, owner = ''] = use.path;
    if ((use.kind !== 'Ref' && use.kind !== 'GetAtt') || !edges.has(use.name)) return [];
    if (section === 'Globals' || (section === 'Resources' && resources.get(owner)?.type?.startsWith('AWS::Serverless::'))) return dependents(template, use.path).map((from) => ({ from, use }));
    return section === 'Resources' ? [{ from: owner, use }] : [];
  });
  for (const [kind, inSub] of [['Ref', false], ['GetAtt', false], ['Ref', true], ['GetAtt', true]] as const) {
    for (const { from, use } of references) if (use.kind === kind && use.inSub === inSub) add(from, use.name);
  }
  return edges;
}
