import { argumentOf } from '../parser/intrinsics.ts';
import { sectionEntry } from '../parser/template.ts';
import { schemaRule, templateRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html';

export const mappingStructure = schemaRule({ id: 'E7001', summary: 'A mapping has two levels of keys and simple values', docs });
export const mappingName = schemaRule({ id: 'E7002', summary: 'A mapping has names no longer than CloudFormation takes', docs });
export const mappingCount = schemaRule({ id: 'E7010', summary: 'A mapping has no more keys than CloudFormation takes', docs });

export const unusedMapping = templateRule({
  id: 'W7001',
  summary: 'A mapping is used',
  docs,
  check({ template, uses }, report) {
    const section = sectionEntry(template, 'Mappings')?.value;
    if (argumentOf(section, 'Fn::Transform')) return;
    const names = new Set(uses.filter((use) => use.kind === 'FindInMap').map((use) => use.name));
    // The name of a mapping may be computed; then any may be meant.
    if (/FindInMap["']?\s*:?\s*(?:\[|-)?\s*(?:!|\{|-?\s*(?:Ref|Fn::)\b)/.test(template.text) && namesComputed(template.text)) return;
    for (const { name, key } of template.mappings.values()) {
      if (!names.has(name)) report({ span: key, message: `Mapping '${name}' is not used`, tags: ['unnecessary'] });
    }
  },
});

function namesComputed(text: string): boolean {
  return /FindInMap["']?\s*:?\s*(?:\[\s*|\n\s*-\s*)(?:!(?:Ref|Sub|If|Join|FindInMap|Select)\b|\{|Ref:|Fn::)/.test(text);
}
