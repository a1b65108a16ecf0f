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
    checkStrings(linting, report, value, name, key);
  },
  checkRest(linting, report) {
    for (const { key, value } of linting.template.root?.entries ?? []) {
      if (key.text !== 'Resources') checkStrings(linting, report, value, key.text, key);
    }
  },
});

function checkStrings(linting: Linting, report: Report, root: Node, name: string, rootPlace: Span): void {
  const setting = linting.configuration.configureRules['E1029']?.['custom_excludes'];
  const excluded = typeof setting === 'string' && setting !== '' ? setting : undefined;
  // `step` leads to the node; `defines`: a step before it leads to the definition of a state machine
  const walk = (node: Node, step: string | undefined, defines: boolean, place: Span, substitutions: Node | undefined): void => {
    if (node.kind === 'scalar') {
      if (typeof node.value !== 'string' || !node.value.includes('${') || step === 'TemplateBody') return;
      for (const [, variable = ''] of node.value.matchAll(/\$\{([A-Za-z0-9_:.]+)\}/g)) {
        if (entryOf(substitutions, variable) || (excluded !== undefined && linting.validator.patterns.matches(`^(?:${excluded})`, `\${${variable}}`))) continue;
        if (!isKnown(linting, variable) && !defines) continue;
        report({ span: linting.validator.spanOf(node, place), message: `'\${${variable}}' is not substituted: the string is not given to Fn::Sub` });
        return;
      }
      return;
    }
    if (node.kind === 'list') {
      for (const item of node.items) walk(item, undefined, defines, item.kind === 'scalar' && typeof item.value === 'string' ? item : place, substitutions);
      return;
    }
    const own = get(node, 'DefinitionSubstitutions') ?? substitutions;
    for (const { key, value } of node.entries) {
      if (key.text !== 'Fn::Sub') walk(value, key.text, defines || key.text === 'DefinitionString', key.synthetic ? place : key, own);
    }
  };
  walk(root, name, name === 'DefinitionString', rootPlace, undefined);
}

function isKnown({ validator, template }: Linting, name: string): boolean {
  if (name.startsWith('AWS::')) return ['AWS::AccountId', 'AWS::NotificationARNs', 'AWS::Partition', 'AWS::Region', 'AWS::StackId', 'AWS::StackName', 'AWS::URLSuffix', 'AWS::NoValue'].includes(name);
  if (template.parameters.has(name) || validator.resources.has(name)) return true;
  const [resource = '', ...attribute] = name.split('.');
  const type = stringOf(get(validator.resources.get(resource)?.value, 'Type'));
  const schema = attribute.length > 0 && type !== undefined ? validator.typeSchema(type) : undefined;
  return schema !== undefined && hasAttribute(schema.attributes ?? [], attribute.join('.'));
}
