import { schemaRule, templateRule } from './rule.ts';

const anatomy = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html';
const limits = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html';

/** Bytes of a template body that CloudFormation takes from S3. Source: AWS CloudFormation quotas. */
const maxBytes = 1_000_000;

export const templateStructure = schemaRule({ id: 'E1001', summary: 'A template has resources and only the sections that templates have', docs: anatomy });
export const templateSize = templateRule({
  id: 'E1002',
  summary: 'A template is no larger than CloudFormation takes',
  docs: limits,
  check({ template }, report) {
    const bytes = Buffer.byteLength(template.text);
    if (bytes > maxBytes) report({ span: { start: 0, end: 0 }, message: `The template has ${bytes} bytes; ${maxBytes} is the most` });
  },
});
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
