import assert from 'node:assert/strict';
import { Conditions, inScenario, noAssumptions } from '../../../../src/cloudformation/conditions/conditions.ts';
import { parseTemplate } from '../../../../src/cloudformation/parser/template.ts';
import { jsonOf } from '../../../../src/cloudformation/schema/values.ts';
import { templateDocument } from '../../../support/cloudformation.ts';

const text = `
Parameters:
  Stage: {Type: String, AllowedValues: [test, live]}
  Size: {Type: String}
Conditions:
  IsTest: !Equals [!Ref Stage, test]
  IsLive: !Equals [!Ref Stage, live]
  IsBig: !Equals [!Ref Size, big]
  IsBigTest: !And [!Condition IsBig, !Condition IsTest]
  IsNeither: !Not [!Or [!Condition IsTest, !Condition IsLive]]
  Always: !Equals [a, a]
  Circle: !Not [!Condition Circle]
`;

suite('conditions', () => {
  const conditions = new Conditions(parseTemplate(templateDocument(text)));
  const cases: [Record<string, boolean>, boolean][] = [
    [{ IsTest: true, IsLive: true }, false],
    [{ IsTest: false, IsLive: false }, false],
    [{ IsTest: true, IsBig: false }, true],
    [{ IsBigTest: true, IsTest: false }, false],
    [{ IsBigTest: false, IsTest: true, IsBig: true }, false],
    [{ IsNeither: true }, false],
    [{ Always: false }, false],
    [{ Unknown: true, IsTest: true }, true],
  ];
  for (const [assumptions, expected] of cases) {
    test(`${JSON.stringify(assumptions)} is ${expected ? 'possible' : 'impossible'}`, () => {
      assert.equal(conditions.possible(new Map(Object.entries(assumptions))), expected);
    });
  }

  test('conditions in a circle do not hang', () => assert.equal(typeof conditions.possible(new Map([['Circle', true]])), 'boolean'));

  test('tells the scenarios apart that can be', () => {
    const scenarios = conditions.scenarios(['IsTest', 'IsLive'], noAssumptions);
    assert.deepEqual(scenarios.map((scenario) => [...scenario.values()]), [[true, false], [false, true]]);
  });

  test('decides Fn::If and drops AWS::NoValue', () => {
    const source = 'A: !If [IsTest, !Ref AWS::NoValue, 1]\nB: [!If [IsTest, 2, 3], !Ref AWS::NoValue]\n';
    const { root } = parseTemplate(templateDocument(source));
    assert.ok(root);
    const shown = (value: boolean) => {
      const node = inScenario(root, new Map([['IsTest', value]]));
      return node && jsonOf(node);
    };
    assert.deepEqual(shown(true), { B: [2] });
    assert.deepEqual(shown(false), { A: 1, B: [3] });
  });

  test('gives up on too many variables, and then everything is possible', () => {
    const names = Array.from({ length: 20 }, (_, at) => `C${at}`);
    const big = `Conditions:\n${names.map((name) => `  ${name}: !Equals [!Ref ${name}, a]\n`).join('')}`;
    const many = new Conditions(parseTemplate(templateDocument(big)));
    assert.equal(many.possible(new Map(names.map((name) => [name, true]))), true);
    assert.deepEqual(many.scenarios(names, noAssumptions), []);
  });
});
