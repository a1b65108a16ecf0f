import { templateRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html';

/** Well-formed YAML or JSON: one document that is an object, no key twice, no null. */
export const parseError = templateRule({
  id: 'E0000',
  summary: 'The template is well-formed YAML or JSON',
  docs,
  check({ template }, report) {
    for (const { span, message } of template.problems) report({ span, message });
    const { value, documents } = template;
    if (documents > 1 && value) report({ span: value, message: 'expected a single document in the stream; a template is one document' });
    if (value && value.kind !== 'map' && !(value.kind === 'scalar' && value.value === null)) {
      report({ span: value, message: 'A template is an object; this is something else' });
    }
    for (const key of template.repeated) report({ span: key, message: `'${key.text}' stands here a second time; remove one of the two` });
  },
});
