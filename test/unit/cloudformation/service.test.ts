import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { cloudFormationService, lintText, templateDocument } from '../../support/cloudformation.ts';

const valid = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Name:
    Type: String
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Ref Name
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: s3:GetObject
            Resource: !Sub "\${Bucket.Arn}/*"
Outputs:
  Arn:
    Value: !GetAtt Bucket.Arn
`;

suite('CloudFormation service', () => {
  const service = cloudFormationService();

  suite('accepts', () => {
    const cases: [string, string, string, boolean][] = [
      ['a template', 'a.yaml', valid, true],
      ['a template that begins with a byte order mark', 'a.yaml', `\ufeff${valid}`, true],
      ['resources without a version', 'a.yml', 'Resources:\n  A:\n    Type: AWS::S3::Bucket\n', true],
      ['resources whose only type is misspelt', 'a.yml', 'Resources:\n  A:\n    Typ: AWS::S3::Bucket\n', true],
      ['JSON resources whose only type is misspelt', 'a.json', '{\n  "Resources": {"A": {"Typ": "AWS::S3::Bucket"}}}', true],
      ['resources under a misspelt key', 'a.yml', 'Resource:\n  A:\n    Type: AWS::S3::Bucket\n', true],
      ['a resource without a type', 'a.yml', 'Resources:\n  A:\n    Properties:\n      BucketName: a\n', true],
      ['resources of a third party', 'a.yml', 'Resources:\n  A:\n    Type: MongoDB::Atlas::Cluster\n', true],
      ['a module', 'a.json', '{\n "Resources": {"A": {"Type": "Example::Web::Site::MODULE"}}}', true],
      ['parameters beside no resources yet', 'a.yml', 'Parameters:\n  P:\n    Type: String\nResources: {}\n', true],
      ['parameters beside no resources yet in JSON', 'a.json', '{\n  "Parameters": {\n    "P": {"Type": "String"}\n  },\n  "Resources": {}\n}\n', true],
      ['outputs beside a misspelt section', 'a.yml', 'Resource:\n  A: {}\nOutputs: {}\n', true],
      ['parameters and conditions, as a template begins', 'a.yml', 'Parameters:\n  P: {Type: String}\nConditions:\n', true],
      ['parameters alone', 'a.yml', 'Parameters:\n  P: {Type: String}\nDescription: a\n', false],
      ['resources beside what no template has', 'a.yml', 'Parameters: {}\nResources: {}\nUsers: {}\n', false],
      ['resources deep within other YAML', 'a.yaml', 'resources:\n  Resources:\n    - AWS::S3::Bucket\n', false],
      ['JSON', 'a.json', '{\n "Resources": {"A": {"Type": "AWS::S3::Bucket"}}}', true],
      ['half-typed JSON', 'a.template', '{"AWSTemplateFormatVersion": "2010-', true],
      ['SAM', 'a.yaml', 'Transform: AWS::Serverless-2016-10-31\n', true],
      ['broken YAML', 'a.yaml', 'AWSTemplateFormatVersion: x\nResources:\n  A: [\n', true],
      ['other YAML', 'a.yaml', 'services:\n  web:\n    image: x\n', false],
      ['a manifest that speaks of AWS types', 'a.yaml', 'kind: X\nspec:\n  Type: AWS::S3::Bucket\n', false],
      ['other JSON', 'package.json', '{"name": "x"}', false],
      ['a template in a file of another language', 'a.tf', valid, false],
      ['nothing', 'a.yaml', '', false],
    ];
    for (const [title, name, text, expected] of cases) {
      test(`${expected ? 'takes' : 'leaves'} ${title}`, () => assert.equal(service.accepts(templateDocument(text, name)), expected));
    }
  });

  test('has nothing to say of a valid template', () => assert.deepEqual(lintText(service, valid), []));

  suite('positions', () => {
    const cases: [string, string, string, string[]][] = [
      ['the key of an unknown property', 'BucketName: !Ref Name', 'BuketName: !Ref Name', ['E3002 9:7']],
      ['the value of a wrong type', 'BucketName: !Ref Name', 'BucketName: [x]', ['E3012 9:19']],
      ['the key of what misses something', '      Bucket: !Ref Bucket\n', '', ['E3003 12:5']],
      ['the type that does not exist', 'AWS::S3::BucketPolicy', 'AWS::S3::BuketPolicy', ['E3006 11:11']],
      ['the Ref to nothing', '!Ref Name', '!Ref Nmae', ['E1020 9:24']],
      ['the attribute that is none', '"${Bucket.Arn}/*"', '!GetAtt Bucket.An', ['E1010 20:31']],
      ['the variable of Sub', '"${Bucket.Arn}/*"', '"x${Buckt.Arn}/*"', ['E1019 20:32']],
      ['a syntax error', '      Bucket: !Ref Bucket\n', '      Bucket: !Ref Bucket\n       x: 1\n', ['E0000 14:9']],
      ['both duplicates', '  Arn:\n', '  Arn:\n    Value: x\n  Arn:\n', ['E0000 22:3', 'E0000 24:3']],
    ];
    for (const [title, from, to, expected] of cases) {
      test(title, () => {
        const text = valid.replace(from, to).replace('Resource: !Sub !GetAtt', 'Resource: !GetAtt');
        assert.notEqual(text, valid);
        assert.deepEqual(
          lintText(service, text).filter((line) => !/^[WI]/.test(line)),
          expected,
        );
      });
    }
  });

  test('goes on after a syntax error', () => {
    const text = valid.replace('      BucketName: !Ref Name\n', '      BucketName: "x\n').replace('Principal: "*"', 'Principal: "*"\n            Efect: x');
    const found = lintText(service, text);
    assert.ok(found.some((line) => line.startsWith('E0000')), found.join());
  });

  test('does not miss what a syntax error has swallowed', () => {
    const text = valid.replace('      Bucket: !Ref Bucket\n', '      Bucket: !Ref Bucket]: [\n');
    assert.deepEqual(lintText(service, text).map((line) => line.split(' ')[0]), ['E0000']);
    const unnamed = valid.replace('    Type: String\n', '    Type: String\n   Default: x\n');
    assert.ok(lintText(service, unnamed).every((line) => line.startsWith('E0000')), lintText(service, unnamed).join());
  });

  test('offers what was meant', () => {
    const document = templateDocument(valid.replace('BucketName:', 'BuketName:'));
    const [diagnostic] = service.lint(document);
    const [fix] = diagnostic?.fixes ?? [];
    assert.equal(fix?.title, "Rename to 'BucketName'");
    const [edit] = fix.edits;
    assert.ok(edit);
    const text = document.getText();
    assert.equal(text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end), valid);
  });

  test('honours ignore_checks of the template and of a resource', () => {
    const broken = valid.replace('BucketName:', 'BuketName:');
    const metadata = (indent: string): string => `${indent}Metadata:\n${indent}  cfn-lint: {config: {ignore_checks: [E3002]}}\n`;
    assert.deepEqual(lintText(service, `${metadata('')}${broken}`), []);
    assert.deepEqual(lintText(service, broken.replace('    Properties:\n', `${metadata('    ')}    Properties:\n`)), []);
  });

  test('gives the outline', () => {
    const symbols = service.symbols(templateDocument(valid));
    assert.deepEqual(symbols.map((symbol) => symbol.name), ['AWSTemplateFormatVersion', 'Parameters', 'Resources', 'Outputs']);
    assert.deepEqual(symbols[2]?.children?.map((symbol) => [symbol.name, symbol.detail]), [
      ['Bucket', 'AWS::S3::Bucket'],
      ['Policy', 'AWS::S3::BucketPolicy'],
    ]);
  });

  test('gives the typed model, and parses a document again when it changes', () => {
    const document = templateDocument(valid);
    const template = service.template(document);
    assert.equal(service.template(document), template);
    assert.equal(template.resources.get('Bucket')?.type, 'AWS::S3::Bucket');
    assert.deepEqual([...template.parameters.keys()], ['Name']);
    TextDocument.update(document, [{ text: 'Resources: {}\n' }], 1);
    assert.equal(service.template(document).resources.size, 0);
  });

  test('never throws and never points outside the text, whatever is cut out of a template', () => {
    for (let at = 0; at < valid.length; at += 3) {
      for (const text of [valid.slice(0, at), valid.slice(at), valid.slice(0, at) + valid.slice(at + 9)]) {
        const document = templateDocument(text);
        for (const { range } of service.lint(document)) {
          assert.ok(document.offsetAt(range.start) <= document.offsetAt(range.end));
          assert.ok(range.end.line < document.lineCount);
        }
      }
    }
  });
});
