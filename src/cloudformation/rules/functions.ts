import { schemaRule } from './rule.ts';

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
