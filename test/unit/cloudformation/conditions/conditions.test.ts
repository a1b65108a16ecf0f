import assert from 'node:assert/strict';
import { randomFrom } from '../../../../scripts/seeds.ts';
import { Conditions, inScenario, noAssumptions } from '../../../../src/cloudformation/conditions/conditions.ts';
import { TemplateLogic } from '../../../../src/cloudformation/conditions/logic.ts';
import { formulaOf, type Formula } from '../../../../src/cloudformation/conditions/formula.ts';
import { Search, type Answer } from '../../../../src/cloudformation/conditions/search.ts';
import { parseTemplate } from '../../../../src/cloudformation/parser/template.ts';
import { jsonOf } from '../../../../src/cloudformation/schema/values.ts';
import { cloudFormationService, templateDocument } from '../../../support/cloudformation.ts';

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
  const conditions = new Conditions(new TemplateLogic(parseTemplate(templateDocument(text))));
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
    const scenarios = conditions.scenarios(new Set(['IsTest', 'IsLive']), noAssumptions, { start: 0, end: 1 });
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

  test('what cannot be has no scenarios, whatever else there is to tell apart', () => {
    const found = new Conditions(new TemplateLogic(parseTemplate(templateDocument(text))));
    assert.deepEqual(found.scenarios(new Set(['IsBig']), new Map([['IsTest', true], ['IsLive', true]]), { start: 0, end: 1 }), []);
  });

  test('conditions that have nothing to do with each other are found apart, with the answer that they have together', () => {
    const random = randomFrom(5);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const literal = (): Formula => ({ kind: 'equals', subject: pick(['Ref P', 'Ref Q', 'Ref R', 'Ref S']), value: pick(['1', '2']) });
    const leaf = (): Formula => pick<() => Formula>([literal, literal, () => ({ kind: 'opaque', id: pick(['x', 'y']) }), () => ({ kind: 'condition', name: pick([...names, 'Missing']) })])();
    const formula = (depth: number): Formula => (depth === 0 ? leaf() : pick<() => Formula>([leaf, () => ({ kind: 'not', part: formula(depth - 1) }), () => ({ kind: pick(['and', 'or']), parts: [formula(depth - 1), formula(depth - 1)] })])());
    const written = (one: Formula): string => {
      switch (one.kind) {
        case 'equals':
          return `!Equals [!${one.subject}, '${one.value}']`;
        case 'opaque':
          return `!Equals [!ImportValue ${one.id}, !ImportValue z]`;
        case 'condition':
          return `!Condition ${one.name}`;
        case 'not':
          return `!Not [${written(one.part)}]`;
        case 'constant':
          return '!Equals [a, a]';
        case 'and':
        case 'or':
          return `!${one.kind === 'and' ? 'And' : 'Or'} [${one.parts.map(written).join(', ')}]`;
      }
    };
    const answers = new Map<Answer, number>();
    for (let round = 0; round < 300; round++) {
      const formulas = new Map(names.map((name) => [name, formula(2)]));
      const template = parseTemplate(templateDocument(`Conditions:\n${[...formulas].map(([name, one]) => `  ${name}: ${written(one)}\n`).join('')}`));
      const read = new Map([...template.conditions].map(([name, { value }]) => [name, formulaOf(value)]));
      const assumptions = names.filter(() => random() < 0.7).map((name) => [name, random() < 0.5] as const);
      const together = new Search(read, assumptions).answer((_subject, literals) => [...literals, 'another']);
      assert.equal(new TemplateLogic(template).answer(new Map(assumptions), new Map()), together, `${template.text} ${JSON.stringify(assumptions)}`);
      answers.set(together, (answers.get(together) ?? 0) + 1);
    }
    assert.ok((answers.get('possible') ?? 0) > 30 && (answers.get('impossible') ?? 0) > 30, 'both answers come up');
  });

  const many = (count: number) => Array.from({ length: count }, (_, at) => `C${at}`);
  const place = { start: 0, end: 1 };
  const conditionsOf = (lines: readonly string[]) => new Conditions(new TemplateLogic(parseTemplate(templateDocument(`Conditions:\n${lines.map((line) => `  ${line}\n`).join('')}`))));
  const independent = (names: readonly string[]) => conditionsOf(names.map((name) => `${name}: !Equals [!Ref ${name}, a]`));

  test('many variables are no difficulty where they have little to do with each other', () => {
    const names = many(100);
    const found = independent(names);
    assert.equal(found.possible(new Map(names.map((name) => [name, true]))), true);
    assert.deepEqual(found.gaveUp, []);
  });

  test('conditions that double with every step do not hang', () => {
    const doubling = conditionsOf(['C0: !Equals [!Ref P, a]', ...many(60).slice(1).map((name, at) => `${name}: !And [!Condition C${at}, !Condition C${at}]`)]);
    assert.equal(doubling.possible(new Map([['C59', true], ['C3', false]])), false);
    assert.deepEqual(doubling.gaveUp, []);
  });

  test('of too many combinations some are examined, in which each condition is true and false, and it is said', () => {
    const names = many(9);
    const found = independent(names);
    const scenarios = found.scenarios(new Set(names), noAssumptions, place);
    assert.equal(scenarios.length, 64);
    for (const name of names) assert.deepEqual(new Set(scenarios.map((scenario) => scenario.get(name))), new Set([true, false]));
    assert.deepEqual(found.gaveUp, [{ kind: 'scenarios', names, question: names.join(), span: place }]);
  });

  test('where a question takes too many steps everything is possible, and it is said', () => {
    // Nine letters, each in one of eight boxes, none with another.
    const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'];
    const boxes = letters.slice(1);
    const lines = [
      ...letters.map((letter) => `In${letter}: !Or [${boxes.map((box) => `!Equals [!Ref ${letter}, '${box}']`).join(', ')}]`),
      ...boxes.flatMap((box) => letters.flatMap((one, at) => letters.slice(at + 1).map((two) => `Not${box}${one}${two}: !Not [!And [!Equals [!Ref ${one}, '${box}'], !Equals [!Ref ${two}, '${box}']]]`))),
    ];
    const found = conditionsOf(lines);
    const names = lines.map((line) => line.slice(0, line.indexOf(':')));
    assert.equal(found.possible(new Map(names.map((name) => [name, true]))), true);
    assert.deepEqual(found.gaveUp.map((each) => ({ kind: each.kind, names: each.names })), [{ kind: 'question', names }]);
    const all = `  All: !And [${names.map((name) => `!Condition ${name}`).join(', ')}]\n`;
    const crowded = `Conditions:\n${lines.map((line) => `  ${line}\n`).join('')}${all}Resources:\n  T: {Type: AWS::SNS::Topic, Condition: All, Properties: {TopicName: !If [InA, a, b]}}\n`;
    const told = cloudFormationService().lint(templateDocument(crowded)).filter(({ rule }) => rule === 'plumbline_conditions_unexamined');
    assert.deepEqual(told.map(({ severity, range }) => `${severity} ${range.start.line}`), ['information 0']);
  });
});
