import type { Span } from '../../language/diagnostic.ts';
import type { Node } from '../../language/tree/node.ts';
import { conditionFunctions } from '../parser/intrinsics.ts';
import { transformProblems } from '../sam/transformProblems.ts';
import { isServerless } from '../schema/serverless.ts';
import type { Inspection } from '../schema/inspection.ts';
import { placeRule, schemaRule, templateRule } from './rule.ts';

const anatomy = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html';
const limits = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html';

export const transformError = templateRule({
  id: 'E0001',
  summary: 'A template is one that its transforms understand',
  docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html',
  check({ template, facts, issuesOf }, report) {
    for (const { span, message, fixes } of issuesOf('E0001')) report({ span, message, ...(fixes ? { fixes } : {}) });
    if (isServerless(template)) for (const problem of transformProblems(template, facts)) report(problem);
  },
});
export const templateStructure = schemaRule({ id: 'E1001', summary: 'A template has resources and only the sections that templates have', docs: anatomy });
export const descriptionLength = schemaRule({ id: 'E1003', summary: 'A description is no longer than CloudFormation takes', docs: limits });
export const descriptionType = schemaRule({ id: 'E1004', summary: 'The description of a template is a string', docs: anatomy });
export const transform = schemaRule({ id: 'E1005', summary: 'Transform names macros', docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-section-structure.html' });
export const rulesSection = schemaRule({ id: 'E1700', summary: 'The section Rules holds rules with assertions', docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html' });
export const metadata = schemaRule({ id: 'E4002', summary: 'Metadata holds no null', docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/metadata-section-structure.html' });

/** A resource and a parameter of one name cannot be told apart by Ref. */
export const uniqueNames = templateRule({
  id: 'E3007',
  summary: 'A resource and a parameter do not share a name',
  docs: anatomy,
  check({ template }, report) {
    for (const { name, key } of template.resources.values()) {
      if (template.parameters.has(name)) report({ span: key, message: `A parameter is named '${name}' too; Ref cannot tell them apart` });
    }
  },
});

/** CloudFormation takes aliases, but not merged maps; `aws cloudformation package` writes them out. */
export const yamlMerge = templateRule({
  id: 'W1100',
  summary: 'A template does not merge maps by YAML',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html',
  check({ template }, report) {
    const merged = (node: Node, place: Span): void => {
      if (node.kind === 'map') {
        if (node.merged) report({ span: place, message: "CloudFormation does not know YAML's merge key; such a template is deployed after 'aws cloudformation package' only" });
        for (const { key, value } of node.entries) merged(value, key.synthetic ? place : key);
      }
      if (node.kind === 'list') for (const item of node.items) merged(item, item.kind === 'scalar' ? place : item);
    };
    // Without a merge key in the text there is nothing to walk for.
    if (template.root && template.text.includes('<<')) merged(template.root, { start: 0, end: 0 });
  },
});

const rulesDocs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html';

/** A value that has to be a rule-specific function that is true or false. */
function boolean(rule: string): Inspection['inspect'] {
  return (node, scope, validator, _schema, report) => {
    const inner = scope.under({ functions: conditionFunctions, strict: true });
    for (const issue of validator.run(node, { type: 'boolean' }, inner, { default: rule })) report(issue);
  };
}

export const assertion = placeRule({
  id: 'E1701',
  summary: 'What a rule asserts is a function that is true or false',
  docs: rulesDocs,
  places: ['Rules/*/Assertions/*/Assert'],
  inspect: boolean('E1701'),
});

export const ruleCondition = placeRule({
  id: 'E1702',
  summary: 'The condition of a rule is a function that is true or false',
  docs: rulesDocs,
  places: ['Rules/*/RuleCondition'],
  inspect: boolean('E1702'),
});
