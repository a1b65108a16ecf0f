import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { uriOf } from '../../../src/language/files.ts';
import { cloudFormationService, lintText } from '../../support/cloudformation.ts';

suite('CloudFormation limits and nested stacks', () => {
  const service = cloudFormationService();
  const topic = 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n';
  const many = (count: number, line: (at: number) => string): string => Array.from({ length: count }, (_, at) => line(at)).join('');
  const rulesOf = (text: string): string[] => [...new Set(lintText(service, text).map((line) => line.split(' ')[0] ?? ''))];

  const cases: [string, (count: number) => string, number][] = [
    ['E2010', (count) => `${topic}Parameters:\n${many(count, (at) => `  P${at}: {Type: String}\n`)}`, 200],
    ['E3010', (count) => `Resources:\n${many(count, (at) => `  T${at}: {Type: AWS::SNS::Topic}\n`)}`, 500],
    ['E6010', (count) => `${topic}Outputs:\n${many(count, (at) => `  O${at}: {Value: x}\n`)}`, 200],
    ['E7010', (count) => `${topic}    Properties: {TopicName: !FindInMap [M, a, k0]}\nMappings:\n  M:\n    a:\n${many(count, (at) => `      k${at}: v\n`)}`, 200],
  ];
  for (const [rule, text, limit] of cases) {
    test(`${rule}: ${limit} is the most`, () => {
      assert.ok(!rulesOf(text(limit)).includes(rule));
      assert.ok(rulesOf(text(limit + 1)).includes(rule));
    });
  }

  test('E1002: a template has at most a million bytes', () => {
    const text = (length: number): string => `${topic}#${'x'.repeat(length - topic.length - 1)}`;
    assert.deepEqual(rulesOf(text(1_000_000)), []);
    assert.deepEqual(rulesOf(text(1_000_001)), ['E1002']);
  });

  test('E3043: a nested stack is given what its template asks', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-'));
    try {
      fs.writeFileSync(path.join(folder, 'nested.yaml'), 'Parameters:\n  Name: {Type: String}\n  Size: {Type: String, Default: a}\n');
      const lint = (parameters: string): string[] => {
        const text = `Resources:\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: nested.yaml\n      Parameters: ${parameters}\n`;
        const document = TextDocument.create(uriOf(path.join(folder, 'main.yaml')), '', 0, text);
        return service.lint(document).filter((diagnostic) => diagnostic.rule === 'E3043').map((diagnostic) => diagnostic.message);
      };
      assert.deepEqual(lint('{Name: x}'), []);
      assert.deepEqual(lint('{Size: x}'), ["The parameter 'Name' of the nested template 'nested.yaml' is not given"]);
      assert.deepEqual(lint('{Name: x, Colour: y}'), ["The nested template 'nested.yaml' has no parameter 'Colour'"]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
