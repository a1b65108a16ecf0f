import assert from 'node:assert/strict';
import { get } from '../../../../src/language/tree/node.ts';
import { jsonOf } from '../../../../src/cloudformation/schema/values.ts';
import { parseTemplate, type Template } from '../../../../src/cloudformation/parser/template.ts';
import { cloudFormationService, lintText, templateDocument } from '../../../support/cloudformation.ts';

suite('CloudFormation loops', () => {
  const service = cloudFormationService();
  const head = `Transform: AWS::LanguageExtensions
Parameters:
  Listed: {Type: CommaDelimitedList, Default: "a, b"}
  Open: {Type: CommaDelimitedList}
Mappings:
  Stages: {Names: {All: [Dev, Prod]}, Prod: {Of: live}}
`;
  const template = (text: string): Template => parseTemplate(templateDocument(`${head}${text}`));
  const lint = (text: string): string[] => lintText(service, `${head}${text}`).filter((line) => !line.startsWith('W7001'));
  const loop = (collection: string, body: string): string => `Resources:\n  Fn::ForEach::Loop:\n    - Name\n    - ${collection}\n    - ${body}\n`;

  const collections: [string, string[]][] = [
    ['[One, Two]', ['TopicOne', 'TopicTwo']],
    ['!Ref Listed', ['Topica', 'Topicb']],
    ['!FindInMap [Stages, Names, All]', ['TopicDev', 'TopicProd']],
    ['[One, !Select [0, !Ref Open]]', ['TopicOne', 'TopicName']],
    ['!Ref Open', ['TopicName']],
  ];
  for (const [collection, names] of collections) {
    test(`are written out over ${collection}`, () => {
      assert.deepEqual([...template(loop(collection, 'Topic${Name}: {Type: AWS::SNS::Topic}')).resources.keys()], names);
    });
  }

  test('within loops, in outputs, conditions and properties', () => {
    const { resources, outputs, conditions } = template(`Conditions:
  Fn::ForEach::Regions:
    - Region
    - [eu, us]
    - In\${Region}: !Equals [!Ref AWS::Region, !Ref Region]
Resources:
  Fn::ForEach::Outer:
    - X
    - [A, B]
    - Fn::ForEach::Inner:
        - Y
        - ["1", "2"]
        - T\${X}\${Y}: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub "\${X}-\${Y}-\${AWS::Region}", DisplayName: !Sub "\${Y}"}}
  Instance:
    Type: AWS::EC2::Instance
    Properties:
      Fn::ForEach::Properties:
        - P
        - [ImageId, KeyName]
        - \${P}: a
Outputs:
  Fn::ForEach::Names:
    - X
    - [A, B]
    - Name\${X}: {Value: !GetAtt "T\${X}1.TopicName"}
`);
    assert.deepEqual([...conditions.keys()], ['Ineu', 'Inus']);
    assert.deepEqual([...resources.keys()], ['TA1', 'TA2', 'TB1', 'TB2', 'Instance']);
    assert.deepEqual([...outputs.keys()], ['NameA', 'NameB']);
    const json = (name: string): unknown => jsonOf(resources.get(name)?.properties ?? assert.fail());
    assert.deepEqual(json('TB1'), { TopicName: { 'Fn::Sub': 'B-1-${AWS::Region}' }, DisplayName: '1' });
    assert.deepEqual(json('Instance'), { ImageId: 'a', KeyName: 'a' });
    assert.deepEqual(jsonOf(get(outputs.get('NameB')?.value, 'Value') ?? assert.fail()), { 'Fn::GetAtt': ['TB1', 'TopicName'] });
  });

  test('what a mapping holds for an item is looked up', () => {
    const { resources } = template(loop('[Dev, Prod]', 'T${Name}: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [Stages, !Ref Name, Of], DisplayName: !FindInMap [Stages, !Ref Name, None]}}'));
    assert.deepEqual(jsonOf(resources.get('TProd')?.properties ?? assert.fail()), { TopicName: 'live', DisplayName: { 'Fn::FindInMap': ['Stages', 'Prod', 'None'] } });
  });

  test('what a loop uses counts as used', () => {
    const text = loop('[Of]', 'T${Name}: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [Stages, Prod, !Ref Name]}}');
    assert.deepEqual(lintText(service, `${head}${text}`), []);
    assert.deepEqual(lintText(service, `${head}${loop('!FindInMap [Stages, Names, All]', 'T${Name}: {Type: AWS::SNS::Topic}')}`), []);
  });

  test('an ampersand leaves out what a name may not hold', () => {
    assert.deepEqual([...template(loop('[10.0.0.1, a-b]', 'T&{Name}: {Type: AWS::SNS::Topic}')).resources.keys()], ['T10001', 'Tab']);
  });

  test('what is wrong with a copy stands in the body, once for all copies', () => {
    assert.deepEqual(lint(loop('[One, Two]', 'T${Name}: {Type: AWS::SNS::Topic, Properties: {Nope: 1}}')), ['E3002 11:54']);
  });

  test('what a loop makes can be referred to, what it does not cannot', () => {
    const outputs = (name: string): string => `${loop('[One, Two]', 'T${Name}: {Type: AWS::SNS::Topic}')}Outputs:\n  Out: {Value: !Ref ${name}}\n`;
    assert.deepEqual(lint(outputs('TOne')), []);
    assert.deepEqual(lint(outputs('TThree')), ['E6101 13:21']);
  });

  test('of a collection that is not known any name may be meant, and values are left alone', () => {
    const topic = 'T${Name}: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Name, DisplayName: !Sub "${Name}-x", KmsMasterKeyId: !Ref Name}}';
    assert.deepEqual(lint(`${loop('!Ref Open', topic)}Outputs:\n  Out: {Value: !Ref TAnything}\n`), []);
  });

  const malformed: [string, string][] = [
    ['  Fn::ForEach::Loop: text\n', 'E0001 8:3'],
    ['  Fn::ForEach::Loop:\n    - [Name]\n    - [a]\n    - T${Name}: {Type: AWS::SNS::Topic}\n', 'E0001 9:7'],
    ['  Fn::ForEach::Loop:\n    - Name\n    - {a: b}\n    - T${Name}: {Type: AWS::SNS::Topic}\n', 'E0001 10:7'],
    ['  Fn::ForEach::Loop:\n    - Name\n    - []\n    - T${Name}: {Type: AWS::SNS::Topic}\n', 'E0001 10:7'],
    ['  Fn::ForEach::Loop:\n    - Name\n    - [a]\n    - [b]\n', 'E0001 11:7'],
    ['  Fn::ForEach::Loop:\n    - Name\n    - [a, b]\n    - Same: {Type: AWS::SNS::Topic}\n', 'E0001 11:7'],
  ];
  for (const [text, finding] of malformed) {
    test(`${JSON.stringify(text)} is no loop, and the rest is checked`, () => {
      assert.deepEqual(lint(`Resources:\n${text}  Other: {Type: AWS::SNS::Topic, Properties: {Nope: 1}}\n`).toSorted().map((line) => line.replace(/(E3002) .*/, '$1')), [finding, 'E3002']);
    });
  }

  test('loops in loops are bounded', () => {
    const items = JSON.stringify(Array.from({ length: 100 }, (_, at) => `a${at}`));
    const text = `Resources:\n  Fn::ForEach::A:\n    - A\n    - ${items}\n    - Fn::ForEach::B:\n        - B\n        - ${items}\n        - T\${A}\${B}: {Type: AWS::SNS::Topic}\n`;
    assert.ok(lint(text).some((line) => line.startsWith('E0001')));
  });

  test('no fix is offered for a text that is not what was checked', () => {
    const text = `${head}${loop('[One, Two]', 'T${Name}: {Type: AWS::SNS::Topic, Properties: {TopicNam: a}}')}`;
    const found = service.lint(templateDocument(text)).find(({ rule }) => rule === 'E3002');
    assert.deepEqual((found?.fixes ?? []).filter(({ title }) => title.startsWith('Change')), []);
  });

  test('a parameter is renamed in the collection and once in the body', () => {
    const text = 'Transform: AWS::LanguageExtensions\nParameters:\n  Names: {Type: CommaDelimitedList, Default: "a,b"}\n  Topic: {Type: String}\n' +
      'Resources:\n  Fn::ForEach::Loop:\n    - Name\n    - !Ref Names\n    - T${Name}: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Topic}}\n';
    const lines = (name: string): number[] => {
      const document = templateDocument(text);
      const at = document.positionAt(text.indexOf(`  ${name}: {`) + 2);
      return service.references(document, at, true).map(({ range }) => range.start.line);
    };
    assert.deepEqual(lines('Names'), [2, 7]);
    assert.deepEqual(lines('Topic'), [3, 8]);
  });
});
