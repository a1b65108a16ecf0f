import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { cloudFormationService, lintText } from '../../../support/cloudformation.ts';

suite("Values that a service's API lists", () => {
  const service = cloudFormationService();
  const destination = (events: string): string => `Resources:\n  Events:\n    Type: AWS::SES::ConfigurationSetEventDestination\n    Properties:\n      ConfigurationSetName: mail\n      EventDestination:\n        Enabled: true\n        MatchingEventTypes: ${events}\n        SnsDestination: {TopicARN: !Ref Topic}\n  Topic:\n    Type: AWS::SNS::Topic\n`;
  const said = (text: string): string[] => lintText(service, text).filter((line) => line.startsWith('plumbline_unlisted_value'));

  test('the items of a list are compared one by one, whatever their case and hyphens, with both models of a service', () => {
    assert.deepEqual(said(destination('[send, deliveryDelay, RENDERING_FAILURE]')), []);
    assert.deepEqual(said(destination('[send, sent]')).length, 1);
    const [found] = service.lint(TextDocument.create('file:///a.yaml', 'yaml', 1, destination('[telephone]')));
    assert.match(found?.message ?? '', /^'telephone' is none of the values that the service's API lists: 'send', .* and \d+ more$/);
  });

  test('a branch is compared, and what only deployment knows is not', () => {
    const parameter = 'Parameters:\n  Stage: {Type: String}\nConditions:\n  Live: !Equals [!Ref Stage, live]\n';
    assert.equal(said(`${parameter}${destination('[!If [Live, telephone, !Ref Stage]]')}`).length, 1);
    assert.deepEqual(said(`${parameter}${destination('[!Ref Stage, !Sub "${Stage}"]')}`), []);
  });

  test('completion offers them', () => {
    const text = 'Resources:\n  Table:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      BillingMode: \n';
    const document = TextDocument.create('file:///a.yaml', 'yaml', 1, text);
    const offered = service.complete(document, document.positionAt(text.length - 1)).map(({ label }) => label);
    assert.ok(offered.includes('PAY_PER_REQUEST'), offered.join(' '));
  });
});
