import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ConfigurationFinder } from '../../../../src/cloudformation/config/finder.ts';
import { DiskFiles, uriOf } from '../../../../src/language/files.ts';
import { environmentRegion } from '../../../../src/lint/region.ts';
import { cloudFormationService } from '../../../support/cloudformation.ts';

/** E3002 and E3012 at the bucket, W2001 at the parameter. */
const template = `Parameters:
  Unused:
    Type: String
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      Colour: blue
      BucketName: [x]
`;
const page = fs.readFileSync(path.join(import.meta.dirname, '../../../../docs/rules/plumbline_cfnlintrc.md'), 'utf8');
const [bad = '', good = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');

suite('CloudFormation configuration', () => {
  let folder: string;

  setup(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-')));
  });

  teardown(() => fs.rmSync(folder, { recursive: true }));

  function write(name: string, text: string): string {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  }

  function lint(text = template, name = 'stacks/web/template.yaml'): string[] {
    return cloudFormationService().lint(TextDocument.create(uriOf(path.join(folder, name)), '', 0, text)).map(({ rule }) => rule);
  }

  const all = ['W2001', 'E3002', 'E3012'];
  const cases: [string, string, string[]][] = [
    ['nothing', '', all],
    ['ignore_checks by id', 'ignore_checks: [E3002]', ['W2001', 'E3012']],
    ['ignore_checks by the beginning of ids', 'ignore_checks:\n  - E3\n', ['W2001']],
    ['mandatory_checks over ignore_checks', 'ignore_checks: [E, W]\nmandatory_checks: [E3002]\n', ['E3002']],
    ['JSON', '{"ignore_checks": ["W2001"]}', ['E3002', 'E3012']],
    ['ignore_templates that match', 'ignore_templates: [stacks/**/*.yaml]', []],
    ['ignore_templates that do not', 'ignore_templates: [other/*.yaml]', all],
  ];
  for (const [title, text, expected] of cases) {
    for (const name of ['.cfnlintrc', 'stacks/.cfnlintrc.yaml', 'stacks/web/.cfnlintrc.yml']) {
      if (title.startsWith('ignore_templates') && name !== '.cfnlintrc') continue;
      test(`${title} in ${name}`, () => {
        write(name, text);
        assert.deepEqual(lint(), expected);
      });
    }
  }

  test('the nearest file counts alone', () => {
    write('.cfnlintrc', 'ignore_checks: [E3002]');
    write('stacks/.cfnlintrc', 'ignore_checks: [E3012]');
    assert.deepEqual(lint(), ['W2001', 'E3002']);
  });

  test("the template's lists stand before the file's, or are added to them", () => {
    const own = `Metadata: {cfn-lint: {config: {ignore_checks: [E3012]}}}\n${template}`;
    write('.cfnlintrc', 'ignore_checks: [E3002]');
    assert.deepEqual(lint(own), ['W2001', 'E3002']);
    write('.cfnlintrc', 'ignore_checks: [E3002]\nmerge_configs: true\n');
    assert.deepEqual(lint(own), ['W2001']);
  });

  test('a mandatory rule is on where a resource ignores it', () => {
    const own = template.replace('    Properties:', '    Metadata: {cfn-lint: {config: {ignore_checks: [E3002, E3012]}}}\n    Properties:');
    assert.deepEqual(lint(own), ['W2001']);
    write('.cfnlintrc', 'mandatory_checks: [E3012]');
    assert.deepEqual(lint(own), ['W2001', 'E3012']);
  });

  test("the user's file counts beneath the project's", () => {
    const user = write('home/.cfnlintrc', 'ignore_checks: [W]\nregions: [eu-west-1]\n');
    const project = write('.cfnlintrc', 'regions: [eu-north-1]');
    const finder = new ConfigurationFinder(new DiskFiles(), path.dirname(user));
    assert.deepEqual(finder.user()?.values, { ignore_checks: ['W'], regions: ['eu-west-1'] });
    assert.equal(finder.project(path.join(folder, 'stacks/template.yaml'))?.path, project);
    assert.equal(finder.project(path.join(folder, 'home/template.yaml'))?.path, project);
  });

  test('regions: a type that one of them does not have', () => {
    const text = 'Resources:\n  Pinpoint:\n    Type: AWS::Pinpoint::App\n    Properties: {Name: x}\n';
    assert.deepEqual(lint(text).filter((rule) => rule.startsWith('E')), []);
    assert.deepEqual(lint(`Metadata: {cfn-lint: {config: {regions: [us-east-1, af-south-1]}}}\n${text}`).filter((rule) => rule.startsWith('E')), ['E3006']);
  });

  test('configure_rules: strict types, exceptions of patterns, variables that are no variables', () => {
    const text = 'Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: "3"\n';
    assert.deepEqual(lint(text), []);
    write('.cfnlintrc', 'configure_rules: {E3012: {strict: true}}');
    assert.deepEqual(lint(text), ['E3012']);
    const variable = 'Parameters: {A: {Type: String}}\nResources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: !Ref A\n      TopicName: x${A}\n';
    assert.ok(lint(variable).includes('E1029'));
    write('.cfnlintrc', 'configure_rules: {E1029: {custom_excludes: "\\\\$\\\\{A"}, E3031: {exceptions: ["x\\\\$"]}}');
    assert.deepEqual(lint(variable), []);
  });

  test("configure_rules: the template's stand in for the file's, or beneath them where they are merged", () => {
    const text = (rules: string): string => `Metadata: {cfn-lint: {config: {configure_rules: ${rules}}}}\nFoo: {}\nResources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: "3"\n`;
    assert.deepEqual(lint(text('{E3012: {strict: "true"}}')), ['E1001', 'E3012']);
    write('.cfnlintrc', 'configure_rules: {E3012: {strict: true}}');
    assert.deepEqual(lint(text('{}')), ['E1001', 'E3012']);
    assert.deepEqual(lint(text('{E1001: {sections: Foo}}')), []);
    write('.cfnlintrc', 'configure_rules: {E3012: {strict: true}}\nmerge_configs: true\n');
    assert.deepEqual(lint(text('{E1001: {sections: Foo}, E3012: {strict: false}}')), ['E3012']);
  });

  test('a setting of the wrong kind in Metadata has no effect', () => {
    assert.deepEqual(lint(`Metadata: {cfn-lint: {config: {ignore_checks: E3002}}}\n${template}`), ['W4005', 'W2001', 'E3002', 'E3012']);
  });

  test('a setting without effect is information, and the others count', () => {
    write('.cfnlintrc', 'override_spec: spec.json\nignore_checks: [E3002]\nappend_rules: []\n');
    const found = cloudFormationService().lint(TextDocument.create(uriOf(path.join(folder, 'a.yaml')), '', 0, template));
    assert.deepEqual(found.map(({ rule, severity }) => `${rule} ${severity}`), ['plumbline_cfnlintrc information', 'W2001 warning', 'E3012 error']);
  });

  test('registry_schemas: types of a private registry are checked, completed and explained, each as its schema is now', () => {
    const schema = (most: number): string => JSON.stringify({ typeName: 'Own::Db::Table', properties: { Name: { type: 'string' }, Size: { type: 'integer', maximum: most }, Arn: { type: 'string' } }, required: ['Name'], additionalProperties: false, readOnlyProperties: ['/properties/Arn'] });
    const text = 'Resources:\n  Table:\n    Type: Own::Db::Table\n    Properties:\n      Size: 9\nOutputs:\n  Arn: {Value: !GetAtt Table.Arn}\n  Id: {Value: !GetAtt Table.Id}\n';
    const document = TextDocument.create(uriOf(path.join(folder, 'a.yaml')), '', 0, text);
    const service = cloudFormationService();
    const rules = (): string[] => service.lint(document).map(({ rule }) => rule);
    const file = write('types/table.json', schema(5));
    assert.ok(cloudFormationService().lint(document).some(({ rule }) => rule === 'E3006'));
    write('.cfnlintrc', 'registry_schemas: [types]');
    assert.deepEqual(rules(), ['E3003', 'E3034', 'E6101']);
    write('types/table.json', schema(10));
    assert.deepEqual(rules(), ['E3003', 'E6101']);
    assert.ok(service.complete(document, { line: 4, character: 6 }).some(({ label }) => label === 'Name'));
    assert.ok(service.hover(document, { line: 2, character: 12 }));
    fs.rmSync(file);
    write('types/tables/v1/table.json', schema(5));
    assert.deepEqual(rules(), ['E3003', 'E3034', 'E6101'], 'folders in the folder count');
    fs.writeFileSync(file, '{"typeName": ');
    assert.match(service.lint(document).find(({ rule }) => rule === 'plumbline_cfnlintrc')?.message ?? '', /table\.json' of 'registry_schemas' is no schema of a resource type/);
  });

  const parameters = 'Parameters:\n  Stage: {Type: String, AllowedValues: [dev, prod]}\n  Kind: {Type: String, Default: t3.micro}\nResources:\n  Machine:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-12345678\n      InstanceType: !Ref Kind\n      UserData: !Ref Stage\n';
  const given: [string, string[]][] = [
    ['parameters: [{Stage: dev}]', []],
    ['parameters: [{Stage: test}]', ['E2900 2']],
    ['parameters: [{Kind: t3.large}]', ['E2900 2']],
    ['parameters: [{Stage: dev, Colour: red}]', ['E2900 1']],
    ['parameters: [{Stage: dev, Kind: t3.huge}]', ['W1030 9', 'W1030 9']],
    ['parameters: [{Stage: dev}, {Stage: prod, Kind: t3.large}]', []],
    ['templates: [stacks/web/template.yaml]\nparameter_files: [live/*.json]', ['W1030 9', 'W1030 9']],
    ['templates: [stacks/web/template.yaml]\nparameter_files: [./l*/eu.json]', ['W1030 9', 'W1030 9']],
    ['templates: [stacks/web/template.yaml]\nparameter_files: ["**/eu.json"]', ['W1030 9', 'W1030 9']],
    ['templates: [stacks/web/template.yaml]\nparameter_files: ["live/*/eu.json"]', []],
    ['templates: [other.yaml]\nparameter_files: [live/*.json]', []],
  ];
  for (const [text, expected] of given) {
    test(`values of parameters: ${text.replace('\n', ', ')}`, () => {
      write('.cfnlintrc', text);
      write('live/eu.json', '[{"ParameterKey": "Kind", "ParameterValue": "t3.huge"}]');
      const found = cloudFormationService().lint(TextDocument.create(uriOf(path.join(folder, 'stacks/web/template.yaml')), '', 0, parameters));
      assert.deepEqual(found.map(({ rule, range }) => `${rule} ${range.start.line + 1}`), expected);
    });
  }

  test('what a glob of parameter_files names is looked for once for lints in quick succession', () => {
    write('.cfnlintrc', 'templates: [stacks/web/template.yaml]\nparameter_files: ["**/eu.json"]');
    write('live/eu.json', '[{"ParameterKey": "Kind", "ParameterValue": "t3.huge"}]');
    class CountedFiles extends DiskFiles {
      listed = 0;

      override folders(name: string): readonly string[] {
        this.listed++;
        return super.folders(name);
      }
    }
    const files = new CountedFiles();
    const service = cloudFormationService(undefined, files);
    const rules = (version: number): string[] => service.lint(TextDocument.create(uriOf(path.join(folder, 'stacks/web/template.yaml')), '', version, parameters)).map(({ rule }) => rule);
    const first = rules(0);
    const once = files.listed;
    assert.deepEqual(rules(1), first);
    assert.ok(once > 0);
    assert.equal(files.listed, once);
    service.dependents(path.join(folder, '.cfnlintrc'), []);
    assert.deepEqual(rules(2), first);
    assert.ok(files.listed > once);
  });

  test('the region of the environment counts where no configuration names one', () => {
    const text = 'Resources:\n  Pinpoint:\n    Type: AWS::Pinpoint::App\n    Properties: {Name: x}\n';
    const isKnown = (): boolean => {
      const service = cloudFormationService(undefined, undefined, environmentRegion({ AWS_DEFAULT_REGION: 'af-south-1' }));
      return !service.lint(TextDocument.create(uriOf(path.join(folder, 'a.yaml')), '', 0, text)).some(({ rule }) => rule === 'E3006');
    };
    assert.equal(isKnown(), false);
    write('.cfnlintrc', 'regions: [us-east-1]');
    assert.equal(isKnown(), true);
  });

  test('ignore_bad_template passes over what is not well-formed', () => {
    write('.cfnlintrc', 'ignore_bad_template: true');
    assert.deepEqual(lint(`${template}   x: [\n`), []);
    assert.deepEqual(lint(), all);
  });

  test('plumbline_cfnlintrc: the page', () => {
    write('.cfnlintrc', bad);
    assert.deepEqual(lint(), ['plumbline_cfnlintrc', ...all]);
    write('.cfnlintrc', good);
    assert.deepEqual(lint(), all);
  });

  const broken: [string, RegExp][] = [
    ['ignore_checks: [E3002\n', /^\.cfnlintrc, line \d: .*mend the syntax\.$/],
    ['- E3002\n', /^\.cfnlintrc holds no map of settings/],
    ['regions: [us-east-1]\nignore_checks: {E3002: true}\n', /^\.cfnlintrc, line 2: 'ignore_checks' is .* list of strings\.$/],
    ['ignore_checks: E3002\n', /^\.cfnlintrc, line 1: 'ignore_checks' is 'E3002', but has to be a list of strings\.$/],
    ['non_zero_exit_code: sometimes\n', /^\.cfnlintrc, line 1: 'non_zero_exit_code' is 'sometimes', but has to be one of 'informational', /],
    ['regions: [eu-west-4]\n', /^'eu-west-4' is no region that is known, so it is left out; did you mean 'eu-west-1'\?$/],
    ['append_rules: [rules]\n', /^\.cfnlintrc, line 1: 'append_rules' has no effect in Plumbline: /],
    ['override_spec: spec.json\n', /^\.cfnlintrc, line 1: 'override_spec' has no effect in Plumbline: /],
    ['registry_schemas: [types]\n', /^'registry_schemas' names '.*types', where there is no schema \(\*\.json\)\.$/],
    ['merge_configs: sometimes\n', /^\.cfnlintrc, line 1: 'merge_configs' is 'sometimes', but has to be true or false\.$/],
    ['configure_rules: [E3012]\n', /^\.cfnlintrc, line 1: 'configure_rules' is .* map of rule ids/],
  ];
  for (const [text, expected] of broken) {
    test(`says what is wrong with ${JSON.stringify(text)}`, () => {
      write('.cfnlintrc', text);
      const found = cloudFormationService().lint(TextDocument.create(uriOf(path.join(folder, 'a.yaml')), '', 0, template));
      assert.match(found.find(({ rule }) => rule === 'plumbline_cfnlintrc')?.message ?? '', expected);
    });
  }

  test('a changed file concerns every open template at once', () => {
    const service = cloudFormationService();
    const file = path.join(folder, 'a.yaml');
    const document = TextDocument.create(uriOf(file), '', 0, template);
    assert.equal(service.lint(document).length, 3);
    const changed = write('.cfnlintrc', 'ignore_checks: [E]');
    assert.deepEqual(service.dependents(changed, [file, changed]), [file]);
    assert.deepEqual(service.lint(document).map(({ rule }) => rule), ['W2001']);
    assert.deepEqual(service.dependents(file, [file, changed]), []);
  });
});
