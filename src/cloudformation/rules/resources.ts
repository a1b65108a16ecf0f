import { closest } from '../schema/similar.ts';
import { schemaRule, templateRule } from './rule.ts';

const reference = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
const schemas = 'https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/cfn-schema-specification.md';

export const resourceStructure = schemaRule({ id: 'E3001', summary: 'A resource has a type and only the attributes that resources have', docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html' });
export const unknownProperty = schemaRule({ id: 'E3002', summary: 'A resource has only properties that its type has', docs: `${schemas}#properties` });
export const requiredProperty = schemaRule({ id: 'E3003', summary: 'A resource has every property that its type requires', docs: `${schemas}#required` });
export const propertyType = schemaRule({ id: 'E3012', summary: 'A property has a value of its type', docs: `${schemas}#type` });

/** The type of every resource is one that is known in the region. */
export const resourceType = templateRule({
  id: 'E3006',
  summary: 'A resource has a type that exists',
  docs: `${reference}/aws-template-resource-type-ref.html`,
  check({ template, facts, validator }, report) {
    for (const { type, typeNode, value } of template.resources.values()) {
      if (type === undefined || !typeNode || typeNode.kind !== 'scalar') continue;
      if (type.startsWith('Custom::') || type.endsWith('::MODULE')) continue;
      const region = validator.regions.find((each) => !facts.hasType(type, each));
      if (region === undefined) continue;
      const elsewhere = facts.hasType(type);
      const similar = elsewhere ? undefined : closest(type, facts.types());
      const hint = similar === undefined ? '' : `; did you mean '${similar}'?`;
      const key = value.kind === 'map' ? value.entries.findLast((entry) => entry.key.text === 'Type')?.key : undefined;
      const span = validator.spanOf(typeNode, key && !key.synthetic ? key : typeNode);
      const quotes = typeNode.style === 'plain' ? 0 : 1;
      const edit = { span: { start: typeNode.start + quotes, end: typeNode.end - quotes }, newText: similar ?? '' };
      report({
        span,
        message: elsewhere ? `Resource type '${type}' does not exist in '${region}'` : `Resource type '${type}' does not exist${hint}`,
        ...(similar === undefined ? {} : { fixes: [{ title: `Change to '${similar}'`, edits: [edit], preferred: true }] }),
      });
    }
  },
});
