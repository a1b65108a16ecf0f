import { entryOf } from '../../language/tree/node.ts';
import { sectionEntry, type Declaration, type Template } from '../parser/template.ts';
import { templateRule, type TemplateRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html';

/** How much of a quota may be used before it counts as near. */
const near = 0.9;

/** The most that CloudFormation takes. Source: AWS CloudFormation quotas. */
const quotas = { bytes: 1_000_000, description: 1024, mappings: 200, name: 255, outputs: 200, parameters: 200, resources: 500 };

function isNear(found: number, most: number): boolean {
  return found > near * most && found <= most;
}

export const templateSize = templateRule({
  id: 'E1002',
  summary: 'A template is no larger than CloudFormation takes',
  docs,
  check({ template }, report) {
    const bytes = Buffer.byteLength(template.text);
    if (bytes > quotas.bytes) report({ span: { start: 0, end: 0 }, message: `The template has ${bytes} bytes; ${quotas.bytes} is the most` });
  },
});
export const nearTemplateSize = templateRule({
  id: 'I1002',
  summary: 'A template is not close to the size that CloudFormation takes',
  docs,
  check({ template }, report) {
    const bytes = Buffer.byteLength(template.text);
    if (isNear(bytes, quotas.bytes)) report({ span: { start: 0, end: 0 }, message: `The template has ${bytes} bytes; ${quotas.bytes} is the most` });
  },
});

export const nearDescriptionLength = templateRule({
  id: 'I1003',
  summary: 'A description is not close to the length that CloudFormation takes',
  docs,
  check({ template, validator }, report) {
    const entry = sectionEntry(template, 'Description');
    const bytes = entry?.value.kind === 'scalar' && typeof entry.value.value === 'string' ? Buffer.byteLength(entry.value.value) : 0;
    if (entry && isNear(bytes, quotas.description)) {
      report({ span: validator.spanOf(entry.value, entry.key), message: `The description has ${bytes} bytes; ${quotas.description} is the most` });
    }
  },
});

type Section = 'Mappings' | 'Outputs' | 'Parameters' | 'Resources';

function declarations(template: Template, section: Section): readonly Declaration[] {
  switch (section) {
    case 'Mappings':
      return [...template.mappings.values()];
    case 'Outputs':
      return [...template.outputs.values()];
    case 'Parameters':
      return [...template.parameters.values()];
    case 'Resources':
      return [...template.resources.values()];
  }
}

/** A section has almost as many entries as CloudFormation takes. */
function nearCount(id: string, section: Section, most: number): TemplateRule {
  return templateRule({
    id,
    summary: `The ${section.toLowerCase()} of a template are not close to the number that CloudFormation takes`,
    docs,
    check({ template }, report) {
      const found = declarations(template, section).length;
      const entry = entryOf(template.root, section);
      if (entry && isNear(found, most)) report({ span: entry.key, message: `The template has ${found} ${section.toLowerCase()}; ${most} is the most` });
    },
  });
}

/** A name in a section is almost as long as CloudFormation takes. */
function nearNameLength(id: string, section: Section): TemplateRule {
  const what = section.toLowerCase().slice(0, -1);
  return templateRule({
    id,
    summary: `The name of ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what} is not close to the length that CloudFormation takes`,
    docs,
    check({ template }, report) {
      for (const { name, key } of declarations(template, section)) {
        if (isNear(name.length, quotas.name)) report({ span: key, message: `The name of this ${what} has ${name.length} characters; ${quotas.name} is the most` });
      }
    },
  });
}

export const nearParameterCount = nearCount('I2010', 'Parameters', quotas.parameters);
export const nearParameterName = nearNameLength('I2011', 'Parameters');
export const nearResourceCount = nearCount('I3010', 'Resources', quotas.resources);
export const nearResourceName = nearNameLength('I3012', 'Resources');
export const nearOutputCount = nearCount('I6010', 'Outputs', quotas.outputs);
export const nearOutputName = nearNameLength('I6011', 'Outputs');
export const nearMappingName = nearNameLength('I7002', 'Mappings');
export const nearMappingCount = nearCount('I7010', 'Mappings', quotas.mappings);
