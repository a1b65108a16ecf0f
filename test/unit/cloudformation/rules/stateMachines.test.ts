import assert from 'node:assert/strict';
import { cloudFormationService, templateDocument } from '../../../support/cloudformation.ts';

suite('CloudFormation state machines', () => {
  const service = cloudFormationService();
  /** `line: message` of what E3601 says of the properties; the first of them stands on line 6. */
  const lint = (properties: string): string[] =>
    service
      .lint(templateDocument(`Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: arn:aws:iam::123456789012:role/m\n${properties}`))
      .map(({ rule, range, message }) => {
        assert.equal(rule, 'E3601', message);
        return `${range.start.line + 1}: ${message}`;
      });
  const object = (states: string, start = 'A'): string => `      Definition:\n        StartAt: ${start}\n        States:\n${states.replaceAll(/^/gm, '          ')}\n`;
  const text = (json: string, more = ''): string => `      DefinitionString: |\n        ${json}\n${more}`;

  test('leave a good one alone', () => {
    assert.deepEqual(lint(object('A: {Type: Pass, Next: B}\nB: {Type: Succeed}')), []);
  });

  const transitions: [string, string, string][] = [
    ['Next', 'A: {Type: Pass, Next: Nowhere}', "9: 'A' goes to the state 'Nowhere', which does not exist"],
    ['Default', 'A: {Type: Choice, Choices: [{Variable: $.a, IsNull: true, Next: A}], Default: Nowhere}', "9: 'A' goes to the state 'Nowhere', which does not exist"],
    ['a choice', 'A: {Type: Choice, Choices: [{Variable: $.a, IsNull: true, Next: Nowhere}]}', "9: 'A' goes to the state 'Nowhere', which does not exist"],
    ['Catch', 'A: {Type: Pass, Next: B}\nB: {Type: Parallel, End: true, Branches: [], Catch: [{ErrorEquals: [States.ALL], Next: Nowhere}]}', "10: 'B' goes to the state 'Nowhere', which does not exist"],
    ['a state that nothing leads to', 'A: {Type: Succeed}\nB: {Type: Succeed}', "10: No state goes to 'B'"],
  ];
  for (const [what, states, message] of transitions) test(`look at ${what}`, () => assert.deepEqual(lint(object(states)), [message]));

  test('look into machines within', () => {
    const inner = 'A:\n  Type: Map\n  End: true\n  ItemProcessor:\n    StartAt: X\n    States:\n      X: {Type: Pass, Next: A}';
    assert.deepEqual(lint(object(inner)), ["15: 'X' goes to the state 'A', which does not exist"]);
  });

  test('say where in a string', () => {
    assert.deepEqual(lint(text('{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}')), ["6: 'A' goes to the state 'B', which does not exist, at /States/A/Next"]);
  });

  test('say that a string is no JSON', () => {
    assert.match(lint(text('{"StartAt": "A", }')).join('\n'), /^6: The definition is no JSON: /);
  });

  test('put substitutions in', () => {
    const json = '{"StartAt": "${First}", "States": {"A": {"Type": "Task", "Resource": "${Function}", "TimeoutSeconds": ${Seconds}, "End": true}}}';
    const given = '      DefinitionSubstitutions:\n        First: A\n        Function: !Ref AWS::StackName\n        Seconds: !Ref AWS::StackName\n';
    assert.deepEqual(lint(text(json, given)), []);
    assert.deepEqual(lint(text(json, given.replace('First: A', 'First: B'))), ["6: 'StartAt' goes to the state 'B', which does not exist, at /StartAt"]);
  });

  test('take variables of Fn::Sub for values that are not known', () => {
    const json = '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${AWS::Region}", "End": true}, "B": {"Type": "Pass"}}}';
    assert.deepEqual(lint(text(json).replace('|', '!Sub |')).map((line) => line.replace(/:.*B.*/, '')), ['6', '6']);
  });

  test('read a string that is joined', () => {
    const joined = (next: string): string =>
      `      DefinitionString: !Join ["", ['{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:', !Ref "AWS::Partition", ':states:::lambda:invoke", "TimeoutSeconds": ', !Ref "AWS::StackName", ', "Next": "${next}"}, "B": {"Type": "Succeed"}}}']]\n`;
    assert.deepEqual(lint(joined('B')), []);
    assert.deepEqual(lint(joined('C')), ["6: 'A' goes to the state 'C', which does not exist, at /States/A/Next"]);
  });

  test('know that a machine hands its query language down', () => {
    const states = 'A: {Type: Pass, Output: "{% 1 %}", Next: B}\nB: {Type: Pass, InputPath: $.a, End: true}';
    assert.deepEqual(lint(object(states).replace('        StartAt', '        QueryLanguage: JSONata\n        StartAt')).map((line) => line.split(':')[0]), ['11']);
  });

  test('know what goes with JSONata alone, and what not', () => {
    const states = 'A: {Type: Choice, Choices: [{Condition: "{% $a %}", Next: B, Assign: {x: 1}, Output: y}, {Condition: "{% $b %}", Variable: $.c, Next: B}], Default: B}\nB: {Type: Map, ItemsPath: $.a, ItemProcessor: {StartAt: C, States: {C: {Type: Pass, End: true}}}, End: true}';
    const found = lint(object(states).replace('        StartAt', '        QueryLanguage: JSONata\n        StartAt'));
    assert.deepEqual(found, ["10: 'Variable' is no property of 'Definition.States.Choices' of AWS::StepFunctions::StateMachine", "11: 'ItemsPath' cannot be given here"]);
  });

  test('know the other partitions', () => {
    assert.deepEqual(lint(object('A: {Type: Task, Resource: arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f, End: true}')), []);
  });
});
