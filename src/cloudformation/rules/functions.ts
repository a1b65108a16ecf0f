import { get } from '../../language/tree/node.ts';
import { subVariables } from '../parser/sub.ts';
import { samTransform } from '../parser/template.ts';
import { unwrapping } from '../schema/fixes.ts';
import { callRule, schemaRule } from './rule.ts';

const reference = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference';

export const getAtt = schemaRule({ id: 'E1010', summary: 'Fn::GetAtt names a resource and one of its attributes', docs: `${reference}-getatt.html` });
export const findInMap = schemaRule({ id: 'E1011', summary: 'Fn::FindInMap finds what it looks for in a mapping', docs: `${reference}-findinmap.html` });
export const getAzs = schemaRule({ id: 'E1015', summary: 'Fn::GetAZs names a region', docs: `${reference}-getavailabilityzones.html` });
export const importValue = schemaRule({ id: 'E1016', summary: 'Fn::ImportValue names an export', docs: `${reference}-importvalue.html` });
export const select = schemaRule({ id: 'E1017', summary: 'Fn::Select has an index and a list', docs: `${reference}-select.html` });
export const split = schemaRule({ id: 'E1018', summary: 'Fn::Split has a delimiter and a string', docs: `${reference}-split.html` });
export const sub = schemaRule({ id: 'E1019', summary: 'Fn::Sub uses only variables that exist', docs: `${reference}-sub.html` });
export const ref = schemaRule({ id: 'E1020', summary: 'Ref names a parameter, a resource or a pseudo parameter', docs: `${reference}-ref.html` });
export const base64 = schemaRule({ id: 'E1021', summary: 'Fn::Base64 has a string', docs: `${reference}-base64.html` });
export const join = schemaRule({ id: 'E1022', summary: 'Fn::Join has a delimiter and a list of strings', docs: `${reference}-join.html` });
export const cidr = schemaRule({ id: 'E1024', summary: 'Fn::Cidr has a block, a count and a size', docs: `${reference}-cidr.html` });
export const ifStructure = schemaRule({ id: 'E1028', summary: 'Fn::If has a condition and two values', docs: `${reference}-conditions.html` });
export const length = schemaRule({ id: 'E1030', summary: 'Fn::Length has a list, and its transform is declared', docs: `${reference}-length.html` });
export const toJsonString = schemaRule({ id: 'E1031', summary: 'Fn::ToJsonString has a value, and its transform is declared', docs: `${reference}-ToJsonString.html` });
export const getStackOutput = schemaRule({ id: 'E1033', summary: 'Fn::GetStackOutput names a stack and an output', docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html' });
export const unreachableIf = schemaRule({ id: 'W1028', summary: 'Both branches of Fn::If can be taken', docs: `${reference}-conditions.html` });
export const resolvedRef = schemaRule({ id: 'W1030', summary: 'What Ref can come to suits the place', docs: `${reference}-ref.html` });
export const resolvedSub = schemaRule({ id: 'W1031', summary: 'What Fn::Sub can come to suits the place', docs: `${reference}-sub.html` });
export const resolvedJoin = schemaRule({ id: 'W1032', summary: 'What Fn::Join can come to suits the place', docs: `${reference}-join.html` });
export const resolvedSplit = schemaRule({ id: 'W1033', summary: 'What Fn::Split can come to suits the place', docs: `${reference}-split.html` });
export const resolvedFindInMap = schemaRule({ id: 'W1034', summary: 'What Fn::FindInMap can come to suits the place', docs: `${reference}-findinmap.html` });
export const resolvedSelect = schemaRule({ id: 'W1035', summary: 'What Fn::Select can come to suits the place', docs: `${reference}-select.html` });
export const resolvedGetAzs = schemaRule({ id: 'W1036', summary: 'What Fn::GetAZs can come to suits the place', docs: `${reference}-getavailabilityzones.html` });
export const resolvedToJsonString = schemaRule({ id: 'W1040', summary: 'What Fn::ToJsonString can come to suits the place', docs: `${reference}-ToJsonString.html` });
export const loop = schemaRule({ id: 'E1032', summary: 'A loop is in a template that declares the language extensions', docs: `${reference}-foreach.html` });
export const dynamicReference = schemaRule({ id: 'E1050', summary: 'A dynamic reference is well-formed', docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html' });
export const spacedReference = schemaRule({ id: 'W1053', summary: 'A dynamic reference has no spaces that keep it from being resolved', docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html' });
export const rawPseudoParameter = schemaRule({ id: 'W1054', summary: 'A pseudo parameter is used by Ref, not as a plain string', docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html' });

export const unusedVariable = callRule({
  id: 'W1019',
  summary: 'Every variable given to Fn::Sub is used',
  docs: `${reference}-sub.html`,
  places: ['Fn::Sub'],
  inspect(node, scope, validator, _schema, report) {
    const argument = get(node, 'Fn::Sub');
    const [template, variables] = argument?.kind === 'list' ? argument.items : [];
    if (template?.kind !== 'scalar' || variables?.kind !== 'map') return;
    const used = new Set(subVariables(template.text).map((variable) => variable.name));
    for (const { key } of variables.entries) {
      if (used.has(key.text)) continue;
      report(validator.issue(key, scope.at({ here: key.synthetic ? scope.here : key }), { keyword: 'fn_sub', message: `'${key.text}' is not used in the string` }));
    }
  },
});

export const unneededSub = callRule({
  id: 'W1020',
  summary: 'Fn::Sub has a variable to substitute',
  docs: `${reference}-sub.html`,
  places: ['Fn::Sub'],
  inspect(node, scope, validator, _schema, report) {
    if (validator.template.transforms.includes(samTransform)) return;
    const argument = get(node, 'Fn::Sub');
    const template = argument?.kind === 'list' ? argument.items[0] : argument;
    if (template?.kind !== 'scalar' || typeof template.value !== 'string' || subVariables(template.value).length > 0) return;
    // What stands for a literal `${` would be another text without the function.
    const fix = template.value.includes('${') ? {} : unwrapping(validator, node, template, 'Remove Fn::Sub');
    report(validator.issue(template, scope, { keyword: 'fn_sub', message: 'Fn::Sub is not needed: the string has no variables', ...fix }));
  },
});
