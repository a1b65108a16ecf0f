import { get } from '../../language/tree/node.ts';
import { functions } from '../parser/intrinsics.ts';
import { intoEntry } from '../schema/scope.ts';
import { withCondition } from '../schema/sections.ts';
import { show } from '../schema/values.ts';
import { callRule, placeRule, schemaRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html';
const outputFunctions: ReadonlySet<string> = new Set([...functions].filter((name) => name !== 'Fn::GetStackOutput'));

export const outputStructure = schemaRule({ id: 'E6001', summary: 'An output has only the attributes that outputs have', docs });
export const outputRequired = schemaRule({ id: 'E6002', summary: 'An output has a value', docs });
export const outputType = schemaRule({ id: 'E6003', summary: 'The attributes of an output have their types', docs });
export const outputCount = schemaRule({ id: 'E6010', summary: 'A template has no more outputs than CloudFormation takes', docs });
export const outputLength = schemaRule({ id: 'E6011', summary: 'An output has a name and a description no longer than CloudFormation takes', docs });

export const outputValue = placeRule({
  id: 'E6101',
  summary: 'The value of an output is a string',
  docs,
  places: ['Outputs/*'],
  inspect(node, scope, validator, _schema, report) {
    const entry = node.kind === 'map' ? node.entries.findLast((candidate) => candidate.key.text === 'Value') : undefined;
    if (!entry || (entry.value.kind === 'scalar' && !entry.value.value)) return;
    const assumptions = withCondition(validator, node, scope);
    const inner = intoEntry(scope, entry, 'Value').under({ functions: outputFunctions, assumptions, strict: false });
    for (const issue of validator.run(entry.value, { type: ['string'] }, inner, { default: 'E6101', functions: 'default' })) report(issue);
  },
});

export const exportName = placeRule({
  id: 'E6102',
  summary: 'The name of an export is a string that does not depend on resources',
  docs,
  places: ['Outputs/*/Export/Name'],
  inspect(node, scope, validator, _schema, report) {
    const inner = scope.under({ functions: outputFunctions, resources: false });
    for (const issue of validator.run(node, { type: 'string' }, inner, { default: 'E6102' })) report(issue);
  },
});

export const outputCondition = placeRule({
  id: 'E6005',
  summary: 'The condition of an output is declared',
  docs,
  places: ['Outputs/*/Condition'],
  inspect(node, scope, validator, _schema, report) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || validator.conditions.has(node.value)) return;
    report(validator.issue(node, scope, { keyword: 'enum', message: `${show(node)} is no condition of this template` }));
  },
});

export const importedOutput = callRule({
  id: 'W6001',
  summary: 'An output does not only pass on the output of another stack',
  docs,
  places: ['Fn::ImportValue'],
  inspect(node, scope, validator, _schema, report) {
    const [section, , attribute] = scope.path.split('/');
    if (section !== 'Outputs' || attribute !== 'Value') return;
    report(validator.issue(node, scope, { keyword: 'fn_importvalue', message: `${show(node)} is an import from another output` }));
  },
});

/** A secret is shown by what the output or the metadata say. */
export const secretShown = callRule({
  id: 'W2010',
  summary: 'A parameter with NoEcho is not used where everybody sees it',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
  places: ['*'],
  inspect(node, scope, validator, _schema, report) {
    const name = get(node, 'Ref');
    if (name?.kind !== 'scalar') return;
    const noEcho = validator.parameters.get(name.text)?.entry('NoEcho')?.value;
    if (noEcho?.kind !== 'scalar' || String(noEcho.value).toLowerCase() !== 'true') return;
    const [section = '', , attribute] = scope.path.split('/');
    const where = section === 'Resources' && attribute === 'Metadata' ? 'the metadata of a resource' : section;
    if (where === section && section !== 'Outputs' && section !== 'Metadata') return;
    const key = node.kind === 'map' ? node.entries[0]?.key : undefined;
    const here = key && !key.synthetic ? key : scope.anchor;
    report(validator.issue(node, scope.at({ here }), { keyword: 'ref', message: `'${name.text}' has NoEcho, but ${where} shows it to everybody` }));
  },
});
