import type { MapNode, Node } from '../../language/tree/node.ts';
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
      report({ span: value, message: 'Template needs to be an object.' });
    }
    if (value) checkNode(value, report, new Set());
  },
});

function checkNode(node: Node, report: (finding: { span: { start: number; end: number }; message: string }) => void, seen: Set<Node>): void {
  if (node.kind === 'scalar' || seen.has(node)) return;
  seen.add(node);
  if (node.kind === 'list') for (const item of node.items) checkNode(item, report, seen);
  if (node.kind !== 'map') return;
  for (const key of duplicates(node)) report({ span: key, message: `Duplicate found '${key.text}'` });
  for (const entry of node.entries) checkNode(entry.value, report, seen);
}

/** Every key that is there more than once, each time. */
function duplicates(node: MapNode) {
  const counts = new Map<string, number>();
  for (const { key } of node.entries) counts.set(key.text, (counts.get(key.text) ?? 0) + 1);
  if (counts.size === node.entries.length) return [];
  return node.entries.map((entry) => entry.key).filter((key) => (counts.get(key.text) ?? 0) > 1);
}
