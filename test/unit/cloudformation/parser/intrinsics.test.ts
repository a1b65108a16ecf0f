import assert from 'node:assert/strict';
import { parseTemplate } from '../../../../src/cloudformation/parser/template.ts';
import { subVariables } from '../../../../src/cloudformation/parser/sub.ts';
import { parameterKind, parameterTypes } from '../../../../src/cloudformation/parser/parameterTypes.ts';
import { jsonOf } from '../../../../src/cloudformation/schema/values.ts';
import { templateDocument } from '../../../support/cloudformation.ts';

suite('intrinsic functions', () => {
  const forms: [string, unknown][] = [
    ['!Ref A', { Ref: 'A' }],
    ['!Condition A', { Condition: 'A' }],
    ['!Sub "${A}"', { 'Fn::Sub': '${A}' }],
    ['!GetAtt A.B.C', { 'Fn::GetAtt': ['A', 'B.C'] }],
    ['!GetAtt [A, B]', { 'Fn::GetAtt': ['A', 'B'] }],
    ['!Select [0, !GetAZs ""]', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
    ['!Ref 010', { Ref: '010' }],
    ['{Fn::GetAtt: A.B}', { 'Fn::GetAtt': 'A.B' }],
  ];
  for (const [text, expected] of forms) {
    test(`${text} in its long form`, () => {
      const { root } = parseTemplate(templateDocument(`A: ${text}\n`));
      assert.ok(root);
      assert.deepEqual(jsonOf(root), { A: expected });
    });
  }

  test('variables of Fn::Sub', () => {
    assert.deepEqual(subVariables('a ${B} ${!C} ${ D.E }'), [{ name: 'B', offset: 4 }, { name: 'D.E', offset: 16 }]);
  });

  test('types of parameters', () => {
    assert.equal(parameterKind('String'), 'single');
    assert.equal(parameterKind('List<AWS::EC2::Subnet::Id>'), 'list');
    assert.equal(parameterKind('AWS::SSM::Parameter::Value<List<String>>'), 'list');
    assert.equal(parameterKind('List<AWS::EC2::KeyPair::KeyName>'), undefined);
    assert.ok(parameterTypes().every((type) => parameterKind(type) !== undefined));
  });
});
