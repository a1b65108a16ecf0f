import assert from 'node:assert/strict';
import { DiskFiles, OverlayFiles } from '../../../../src/language/files.ts';
import { cloudFormationService, lintText, templateDocument } from '../../../support/cloudformation.ts';

const stack = `Parameters:
  Name: {Type: String, AllowedPattern: "[a-z]+"}
  Size: {Type: Number, MaxValue: 5, Default: 1}
  Zones: {Type: CommaDelimitedList, Default: a}
  Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}
Resources: {}
`;

suite('CloudFormation deployment files', () => {
  const files = new OverlayFiles(new DiskFiles(), new Map([['/workspace/stacks/stack.yaml', { getText: () => stack }]]));
  const service = cloudFormationService(undefined, files);
  const head = 'template-file-path: stacks/stack.yaml\nparameters:\n';
  const lint = (text: string, name = 'deployments/live.yaml'): string[] => lintText(service, text, name);

  const cases: [string, string[]][] = [
    ['  Name: orders\n  Size: 3\n  Zones: [a, b]\n  Stage: prod\n', []],
    ['  Name: orders\n  Zones: a,b\n', []],
    ['  Size: "3"\n', ['E2900 2:1']],
    ['  Name: Orders\n', ['E2900 3:9']],
    ['  Name: orders\n  Size: 9\n', ['E2900 4:9']],
    ['  Name: orders\n  Size: many\n', ['E2900 4:9']],
    ['  Name: orders\n  Stage: test\n', ['E2900 4:10']],
    ['  Name: orders\n  Colour: red\n', ['E2900 4:3']],
    ['  Name: {a: b}\n', ['E0100 3:9', 'E2900 3:9']],
  ];
  for (const [parameters, findings] of cases) test(JSON.stringify(parameters), () => assert.deepEqual(lint(`${head}${parameters}`).toSorted(), findings));

  test('name a template that is there', () => {
    assert.deepEqual(lint('template-file-path: stacks/other.yaml\n'), ['E0100 1:21']);
  });

  test('may hold a syntax error', () => {
    assert.ok(lint('template-file-path: [a\n').every((line) => line.startsWith('E0100')));
  });

  test('are taken for what they are, and linted again when a template changes', () => {
    assert.ok(service.accepts(templateDocument('template-file-path: a.yaml\n', 'live.yaml')));
    assert.ok(service.accepts(templateDocument('{"template-file-path": "a.yaml"}', 'live.json')));
    assert.ok(!service.accepts(templateDocument('path: a.yaml\n', 'live.yaml')));
    const open = new OverlayFiles(files, new Map([['/workspace/live.yaml', { getText: () => head }]]));
    const linter = cloudFormationService(undefined, open);
    assert.deepEqual(linter.dependents('/workspace/stacks/stack.yaml', ['/workspace/live.yaml', '/workspace/stacks/stack.yaml']), ['/workspace/live.yaml']);
  });
});

suite('CloudFormation parameter files', () => {
  const configuration = 'templates: [stacks/stack.yaml]\nparameter_files: [live/*.json]\n';
  const texts = new Map([['/workspace/stacks/stack.yaml', { getText: () => stack }], ['/workspace/.cfnlintrc', { getText: () => configuration }]]);
  const service = cloudFormationService(undefined, new OverlayFiles(new DiskFiles(), texts));
  const parameter = (key: string, value: string): string => `{"ParameterKey": "${key}", "ParameterValue": "${value}"}`;

  const cases: [string, string[]][] = [
    [`[${parameter('Name', 'orders')}]`, []],
    [`[${parameter('Size', '3')}]`, ['E2900 1:1']],
    [`[${parameter('Name', 'Orders')}]`, ['E2900 1:45']],
    [`[${parameter('Name', 'orders')},\n ${parameter('Colour', 'red')}]`, ['E2900 2:19']],
    ['[{"ParameterKey": "Name", "UsePreviousValue": true}]', []],
    ['[{"ParameterKey": "Name"}]', ['E0200 1:2', 'E2900 1:1']],
    [`[${parameter('Name', 'orders')}, {"ParameterKey": ]`, ['E0000 1:73']],
  ];
  for (const [text, findings] of cases) test(text, () => assert.deepEqual(lintText(service, text, 'live/eu.json').toSorted(), findings));

  test('that no configuration names are lists of parameters all the same', () => {
    assert.deepEqual(lintText(service, '[{"ParameterKey": "Nome", "ParameterValue": "a"}, {"ParameterValue": "a"}]', 'other/eu.json'), ['E0200 1:51']);
  });

  test('are taken for what they are', () => {
    assert.ok(service.accepts(templateDocument('- ParameterKey: a\n  ParameterValue: b\n', 'live.yaml')));
    assert.ok(!service.accepts(templateDocument('- Name: a\n  ParameterKeys: b\n', 'live.yaml')));
  });
});
