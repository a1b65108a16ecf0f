import type { Span } from '../../language/diagnostic.ts';
import type { Report } from '../../language/rule.ts';
import { entryOf, get, type Node } from '../../language/tree/node.ts';
import { stringOf } from '../parser/template.ts';
import { hasAttribute } from '../schema/getAtt.ts';
import { resourceRule, type Linting } from './rule.ts';

/** A variable in a string that Fn::Sub never sees stays as it is written. */
export const missingSub = resourceRule({
  id: 'E1029',
  summary: 'A string with a variable is given to Fn::Sub',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html',
  check({ name, key, value }, linting, report) {
    checkStrings(linting, report, value, ['Resources', name], key);
  },
  checkRest(linting, report) {
    for (const { key, value } of linting.template.root?.entries ?? []) {
      if (key.text !== 'Resources') checkStrings(linting, report, value, [key.text], key);
    }
  },
});

function checkStrings(linting: Linting, report: Report, root: Node, rootPath: readonly string[], rootPlace: Span): void {
  const setting = linting.configuration.configureRules['E1029']?.['custom_excludes'];
  const excluded = typeof setting === 'string' && setting !== '' ? setting : undefined;
  const walk = (node: Node, path: readonly string[], place: Span, substitutions: Node | undefined): void => {
    if (node.kind === 'scalar') {
      if (typeof node.value !== 'string' || !node.value.includes('${') || path.at(-1) === 'TemplateBody') return;
      for (const [, name = ''] of node.value.matchAll(/\$\{([A-Za-z0-9_:.]+)\}/g)) {
        if (entryOf(substitutions, name) || (excluded !== undefined && linting.validator.patterns.matches(`^(?:${excluded})`, `\${${name}}`))) continue;
        if (!isKnown(linting, name) && !path.includes('DefinitionString')) continue;
        report({ span: linting.validator.spanOf(node, place), message: `'\${${name}}' is not substituted: the string is not given to Fn::Sub` });
        return;
      }
      return;
    }
    if (node.kind === 'list') {
      for (const [index, item] of node.items.entries()) walk(item, [...path, String(index)], item.kind === 'scalar' && typeof item.value === 'string' ? item : place, substitutions);
      return;
    }
    const own = get(node, 'DefinitionSubstitutions') ?? substitutions;
    for (const { key, value } of node.entries) {
      if (key.text !== 'Fn::Sub') walk(value, [...path, key.text], key.synthetic ? place : key, own);
    }
  };
  walk(root, rootPath, rootPlace, undefined);
}

function isKnown({ validator, template }: Linting, name: string): boolean {
  if (name.startsWith('AWS::')) return ['AWS::AccountId', 'AWS::NotificationARNs', 'AWS::Partition', 'AWS::Region', 'AWS::StackId', 'AWS::StackName', 'AWS::URLSuffix', 'AWS::NoValue'].includes(name);
  if (template.parameters.has(name) || validator.resources.has(name)) return true;
  const [resource = '', ...attribute] = name.split('.');
  const type = stringOf(get(validator.resources.get(resource)?.value, 'Type'));
  const schema = attribute.length > 0 && type !== undefined ? validator.typeSchema(type) : undefined;
  return schema !== undefined && hasAttribute(schema.attributes ?? [], attribute.join('.'));
}
