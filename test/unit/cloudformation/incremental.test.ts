import assert from 'node:assert/strict';
import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { madeTemplate, seedTexts } from '../../../scripts/cloudformation/seeds.ts';
import { randomFrom } from '../../../scripts/seeds.ts';
import { Memory } from '../../../src/cloudformation/incremental/memory.ts';
import { CloudFormationService } from '../../../src/cloudformation/service.ts';
import { DiskFiles } from '../../../src/language/files.ts';
import { cloudFormationService, templateDocument } from '../../support/cloudformation.ts';

/** Seeds to try; more with PLUMBLINE_EDITS (`PLUMBLINE_EDITS=200`). */
const seeds = Number(process.env['PLUMBLINE_EDITS'] ?? 4);
const editsPerSeed = 60;
const dataFolder = path.join(import.meta.dirname, '../../../src/cloudformation/schema/data');

const pieces = [
  ' ', '\n', ':', '- ', '"', '{', '}', '[', ']', 'x', '#', '  ', '!Ref ', '!Sub "${Stage}"', '!GetAtt Queue0.Arn', '!If [IsLive, a, b]', '\n    Condition: IsLive', '\n    DependsOn: Queue0', '\n      Extra: 1', 'AWS::SNS::Topic', '&a ', '*a', 'AWS::NoValue',
  '\n  Other:\n    Type: AWS::SNS::Topic\n', '\n    Metadata: {cfn-lint: {config: {ignore_checks: [E3002]}}}\n',
];

/** One change of a text: typed, deleted, pasted, or lines moved. */
function randomEdit(text: string, random: () => number): { start: number; end: number; newText: string } {
  const at = Math.floor(random() * (text.length + 1));
  const kind = random();
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = (text.indexOf('\n', at) + 1 || text.length + 1) - 1;
  if (kind < 0.25) return { start: at, end: at, newText: pieces[Math.floor(random() * pieces.length)] ?? '' };
  if (kind < 0.4) return { start: at, end: Math.min(text.length, at + 1 + Math.floor(random() * 4)), newText: '' };
  if (kind < 0.55) return { start: lineEnd, end: lineEnd, newText: pieces[Math.floor(random() * pieces.length)] ?? '' };
  if (kind < 0.7) return { start: lineStart, end: Math.min(text.length, lineEnd + 1), newText: '' };
  if (kind < 0.8) return { start: lineStart, end: lineStart, newText: `${text.slice(lineStart, lineEnd)}\n` };
  if (kind < 0.9) return { start: at, end: at, newText: text.slice(lineStart, lineStart + Math.floor(random() * 200)) };
  const [word = 'x'] = /\w+/.exec(text.slice(at)) ?? [];
  const other = text.indexOf(word, Math.floor(random() * text.length));
  return other < 0 ? { start: at, end: at, newText: '' } : { start: other, end: other + word.length, newText: `${word}2` };
}

/** What is found in texts that a document has one after the other, each as JSON: the same as in a document that is new. */
function foundAsIfNew(...texts: readonly string[]): string[] {
  const service = cloudFormationService();
  const document = templateDocument('');
  return texts.map((text) => {
    TextDocument.update(document, [{ text }], document.version + 1);
    const found = service.lint(document);
    assert.deepEqual(found, cloudFormationService().lint(templateDocument(text)));
    return JSON.stringify(found);
  });
}

/** The places of the checks that run meanwhile, where something is remembered. */
function checkedAnew(action: () => void): string[] {
  const places: string[] = [];
  const recall = Memory.prototype.recall;
  Memory.prototype.recall = function (this: Memory, check, place, run) {
    return recall.call(this, check, place, () => {
      places.push(place);
      return run();
    }) as ReturnType<typeof run>;
  };
  try {
    action();
  } finally {
    Memory.prototype.recall = recall;
  }
  return places;
}

suite('CloudFormation lint after edits', () => {
  const texts = [madeTemplate(4, randomFrom(7)), ...seedTexts().filter((text) => text.length > 250)];

  for (let seed = 1; seed <= seeds; seed++) {
    test(`finds what a fresh lint finds, seed ${seed}`, () => {
      const random = randomFrom(seed);
      const service = cloudFormationService();
      const fresh = cloudFormationService();
      const original = seed % 2 === 1 ? (texts[0] ?? '') : (texts[Math.floor(random() * texts.length)] ?? '');
      const document = templateDocument(original);
      const undo: string[] = [];
      for (let edit = 1; edit <= editsPerSeed; edit++) {
        const text = document.getText();
        const before = random() < 0.45 ? undo.pop() : undefined;
        if (before === undefined) {
          undo.push(text);
          const { start, end, newText } = randomEdit(text, random);
          TextDocument.update(document, [{ range: { start: document.positionAt(start), end: document.positionAt(end) }, text: newText }], document.version + 1);
        } else {
          TextDocument.update(document, [{ text: before }], document.version + 1);
        }
        const found = service.lint(document);
        assert.deepEqual(found, fresh.lint(templateDocument(document.getText())), `edit ${edit} of\n${document.getText()}`);
      }
    });
  }

  test('says what was left unexamined as a fresh lint does, and no longer once it is not', () => {
    const names = Array.from({ length: 7 }, (_, at) => `C${at}`);
    const properties = (used: readonly string[]) => used.map((name) => `      ${name}: !If [${name}, 1, !Ref AWS::NoValue]\n`).join('');
    const text = (used: readonly string[]) =>
      `Conditions:\n${names.map((name) => `  ${name}: !Equals [!Ref ${name}, a]\n`).join('')}Resources:\n  Function:\n    Type: AWS::Lambda::Function\n    Properties:\n${properties(used)}  Topic:\n    Type: AWS::SNS::Topic\n`;
    const service = cloudFormationService();
    const fresh = cloudFormationService();
    const document = templateDocument(text([]));
    for (const used of [[], names, names, names.slice(1), names]) {
      TextDocument.update(document, [{ text: text(used) }], document.version + 1);
      const found = service.lint(document);
      assert.deepEqual(found, fresh.lint(templateDocument(document.getText())));
      assert.equal(found.some(({ rule }) => rule === 'plumbline_conditions_unexamined'), used.length === 7);
    }
  });

  const base = `Parameters:
  Stage:
    Type: String
    AllowedValues: [test, live]
Conditions:
  IsLive: !Equals [!Ref Stage, live]
Mappings:
  Sizes:
    test: {Memory: 128}
    live: {Memory: 256}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Condition: IsLive
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !If [IsLive, !GetAtt Topic.TopicName, none]
      VisibilityTimeout: !FindInMap [Sizes, !Ref Stage, Memory]
  Function:
    Type: AWS::Serverless::Function
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {Protocol: lambda, Endpoint: x, TopicArn: !Ref Queue}
`;
  const changes: [string, string, string][] = [
    ['what a condition says', '!Equals [!Ref Stage, live]', '!Equals [!Ref Stage, test2]'],
    ['what a parameter may be', '[test, live]', '[test, live, other]'],
    ['the type of a parameter', 'Type: String', 'Type: List<String>'],
    ['what a mapping holds', '{Memory: 256}', '{Memory: 999999}'],
    ['the key of a mapping', 'Memory: 128', 'Memroy: 128'],
    ['the type of a resource that is referred to', 'Type: AWS::SNS::Topic', 'Type: AWS::SQS::Queue'],
    ['the condition of a resource that is referred to', '    Condition: IsLive\n', ''],
    ['the name of a resource that is referred to', '  Topic:', '  Topics:'],
    ['a transform', 'Parameters:', 'Transform: AWS::Serverless-2016-10-31\nParameters:'],
    ['the configuration in Metadata', 'Parameters:', 'Metadata: {cfn-lint: {config: {regions: [cn-north-1], ignore_checks: [W]}}}\nParameters:'],
    ['lines above everything', 'Parameters:', '# one\n# two\nParameters:'],
    ['a second declaration of a name', '  Function:', '  Queue: {Type: AWS::SNS::Topic}\n  Function:'],
    ['a second section', 'Conditions:', 'Resources: {Queue: {Type: AWS::SNS::Topic}}\nConditions:'],
    ['the syntax of a block before', '[test, live]', '[test, live'],
  ];
  for (const [title, from, to] of changes) {
    test(`sees a change of ${title}, and the way back`, () => {
      foundAsIfNew(base, `${base}\n`, base.replace(from, to), base, base.replace(from, to));
    });
  }

  const shared = `Parameters:
  Stage:
    Type: String
    AllowedValues: [test, live]
Conditions:
  IsLive: !Equals [!Ref Stage, live]
Resources:
  Function:
    Type: AWS::Lambda::Function
    Condition: IsLive
    Properties:
      Code: {ZipFile: x}
      Handler: a.b
      Role: arn:aws:iam::123456789012:role/x
      Runtime: python3.13
      TracingConfig: {Mode: !Ref Stage}
      Environment: {Variables: {STAGE: !Ref Stage, 1a: !If [IsLive, a, b]}}
`;
  const sharedChanges: [string, string, string][] = [
    ['the values of a parameter that one of its properties uses', '[test, live]', '[Active, PassThrough]'],
    ['a parameter so that what uses it is wrong', 'Type: String', 'Type: List<String>'],
    ['the condition of what is checked', '!Ref Stage, live', '!Ref Stage, none'],
  ];
  for (const [title, from, to] of sharedChanges) {
    test(`a resource that is as it was sees a change of ${title}, and the way back`, () => {
      const seen = foundAsIfNew(shared, `${shared}\n`, shared.replace(from, to), shared, shared.replace(from, to));
      assert.ok(new Set(seen).size > 1, 'the change makes a difference');
    });
  }

  const described = `Parameters:
  Stage:
    Description: where it runs
    Type: String
    Default: live
    AllowedValues: [Active, live]
  Secret: {Type: String, NoEcho: true}
  Image: {Type: String, Description: an image}
Conditions:
  IsLive: !Equals [!Ref Stage, live]
  IsActive: !Equals [!Ref Stage, Active]
  IsBoth: !And [!Condition IsLive, !Condition IsActive]
  IsJoined: !Equals [!Join ['', [!Ref Stage]], live]
Resources:
  Function:
    Type: AWS::Lambda::Function
    Condition: IsLive
    Properties:
      Code: {ZipFile: x}
      Handler: a.b
      Role: arn:aws:iam::123456789012:role/x
      Runtime: python3.13
      TracingConfig: {Mode: !Ref Stage}
      Timeout: !If [IsBoth, many, 10]
      MemorySize: !If [IsJoined, !If [IsLive, 128, few], 256]
  Instance:
    Type: AWS::EC2::Instance
    Properties: {ImageId: !Ref Image}
Outputs:
  Shown: {Value: !Ref Secret}
`;
  const describedChanges: [string, string, string][] = [
    ['a description, which moves the values below at which findings stand', 'where it runs', 'where\n      all of it runs'],
    ['a blank behind the values', '[Active, live]', '[Active, live] '],
    ['blanks within the values', '[Active, live]', '[Active,   live]'],
    ['the allowed values', '[Active, live]', '[Active, live, other]'],
    ['the default, where there are allowed values', 'Default: live', 'Default: Active'],
    ['the default that alone says what there is', 'Default: live\n    AllowedValues: [Active, live]', 'Default: PassThrough'],
    ['the entries, one more of which is the last of its name', 'Default: live', 'AllowedValues: [x]'],
    ['the order of the entries', 'Default: live\n    AllowedValues: [Active, live]', 'AllowedValues: [Active, live]\n    Default: live'],
    ['what hides a value', 'NoEcho: true', 'NoEcho: false'],
    ['a type at which a finding stands', 'Image: {Type: String,', 'Image: {Type: Number,'],
    ['what stands before a type at which a finding stands', 'Image: {Type: String, Description: an image}', 'Image: {Description: an image of it, Type: String}'],
    ['a condition that cannot be any more', 'IsLive: !Equals [!Ref Stage, live]', 'IsLive: !Equals [!Ref Stage, none]'],
    ['a condition whose combinations are the same', 'IsBoth: !And [!Condition IsLive, !Condition IsActive]', 'IsBoth: !And [!Condition IsActive, !Condition IsLive]'],
    ['a condition that now can be', '!And [!Condition IsLive, !Condition IsActive]', '!Or [!Condition IsLive, !Condition IsActive]'],
    ['what decides a condition', "!Equals [!Join ['', [!Ref Stage]], live]", '!Equals [!Ref Stage, live]'],
    ['the name of a condition', '  IsBoth:', '  AreBoth:'],
  ];
  for (const [title, from, to] of describedChanges) {
    test(`sees a change of ${title}, and the way back`, () => {
      assert.ok(described.includes(from));
      foundAsIfNew(described, `${described}\n`, described.replace(from, to), described, `# more\n${described.replace(from, to)}`, described);
    });
  }

  test('a finding at a value that another parameter repeats moves with the value', () => {
    const text = (description: string) => `Parameters:
  One: {Description: ${description}, Type: String, AllowedValues: &values [Active, wrong]}
  Two: {Type: String, AllowedValues: *values}
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: {Code: {ZipFile: x}, Handler: a.b, Role: "arn:aws:iam::123456789012:role/x", Runtime: python3.13, TracingConfig: {Mode: !Ref Two}}
`;
    const service = cloudFormationService();
    const document = templateDocument(text('a'));
    for (const description of ['a', 'a', 'a longer one', 'a']) {
      TextDocument.update(document, [{ text: text(description) }], document.version + 1);
      const found = service.lint(document);
      assert.deepEqual(found, cloudFormationService().lint(templateDocument(document.getText())));
      assert.ok(found.some(({ rule, range }) => rule === 'W1030' && range.start.line === 1), 'the value is reported where it is written');
    }
  });

  test('what was left unexamined moves with the value, and is said again where nothing is checked anew', () => {
    const names = Array.from({ length: 7 }, (_, at) => `C${at}`);
    const text = (before: string, behind: string) => `Conditions:\n${names.map((name) => `  ${name}: !Equals [!Ref AWS::Region, ${name}]\n  Other${name}: !Equals [!Ref P${name}, a]\n`).join('')}Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: ${before}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
${names.map((name) => `      ${name}: !If [Other${name}, 1, !Ref AWS::NoValue]\n`).join('')}  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: ${behind}}
`;
    const service = cloudFormationService();
    const document = templateDocument(text('a', 'b'));
    for (const [before, behind] of [['a', 'b'], ['a', 'b'], ['a\n      longer', 'b'], ['a\n      longer', 'bc'], ['a', 'b']] as const) {
      TextDocument.update(document, [{ text: text(before, behind) }], document.version + 1);
      const found = service.lint(document);
      assert.deepEqual(found, cloudFormationService().lint(templateDocument(document.getText())));
      assert.equal(found.filter(({ rule }) => rule === 'plumbline_conditions_unexamined').length, 1);
    }
  });

  const several = `Metadata:
  AWS::CloudFormation::Interface: {ParameterGroups: [{Parameters: [Stage]}]}
Parameters:
  Stage:
    Description: where it runs
    Type: String
    AllowedValues: [test, live]
Conditions:
  IsLive: !Equals [!Ref Stage, live]
  IsOther: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: a}
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "\${Stage}-queue"
      RedrivePolicy: {deadLetterTargetArn: !Ref Missing, maxReceiveCount: !If [IsLive, 5, !If [IsOther, 6, 7]]}
`;
  const untouched: [string, string, string][] = [
    ['a property of another resource, where a name that is not declared is used', 'DisplayName: a', 'DisplayName: ab'],
    ['a blank behind the values of a parameter that it uses', '[test, live]', '[test, live] '],
    ['the description of a parameter that it uses', 'where it runs', 'where\n      it runs'],
    ['a condition that it uses, which can be true and false as before', 'us-east-1', 'us-east-2'],
    ['lines above everything', 'Metadata:', '# one\n# two\nMetadata:'],
  ];
  for (const [title, from, to] of untouched) {
    test(`does not check a resource again after a change of ${title}`, () => {
      const service = cloudFormationService();
      const document = templateDocument(several);
      for (const text of [several, `${several}\n`]) {
        TextDocument.update(document, [{ text }], document.version + 1);
        service.lint(document);
      }
      const checked = checkedAnew(() => {
        TextDocument.update(document, [{ text: several.replace(from, to) }], document.version + 1);
        assert.deepEqual(service.lint(document), cloudFormationService().lint(templateDocument(several.replace(from, to))));
      });
      assert.deepEqual(checked.filter((place) => /^(?:Resources\/Queue|Metadata)/.test(place)), []);
    });
  }

  test('checks of a resource what depends on the values of a parameter, where these are others', () => {
    const service = cloudFormationService();
    const document = templateDocument(several);
    for (const text of [several, `${several}\n`]) {
      TextDocument.update(document, [{ text }], document.version + 1);
      service.lint(document);
    }
    const checked = checkedAnew(() => {
      TextDocument.update(document, [{ text: several.replace('live]', 'living]') }], document.version + 1);
      service.lint(document);
    });
    const ofQueue = checked.filter((place) => place.startsWith('Resources/Queue'));
    assert.deepEqual(ofQueue, ['Resources/Queue', 'Resources/Queue/Properties/RedrivePolicy?']);
  });

  const serverless = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {CodeUri: a/, Handler: a.b, Runtime: python3.13, Timeout: 60}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 30}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Policies: [{SQSPollerPolicy: {QueueName: !GetAtt Queue.QueueName}}]
      Events: {Work: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}}
  Bucket: {Type: AWS::S3::Bucket}
  Deployment: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Bucket}}
  Stage: {Type: AWS::ApiGateway::Stage, Properties: {StageName: s, RestApiId: !Ref Queue, DeploymentId: !Ref Deployment}}
`;
  const serverlessChanges: [string, string, string][] = [
    ['what Globals gives', 'Timeout: 60', 'Timeout: 20'],
    ['what the queue of an event says', 'VisibilityTimeout: 30', 'VisibilityTimeout: 90'],
    ['what the queue of an event has', '    Properties: {VisibilityTimeout: 30}\n', ''],
    ['lines before another resource at which a finding stands', '  Bucket: {', '  # one\n  # two\n  Bucket: {'],
    ['the event of a function', 'Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}', "Type: S3, Properties: {Bucket: !Ref Bucket, Events: 's3:ObjectCreated:*'}"],
    ['what a policy template is given', 'QueueName: !GetAtt Queue.QueueName', 'QueueName: !GetAtt Queue.Name'],
  ];
  for (const [title, from, to] of serverlessChanges) {
    test(`sees a change of ${title} in a serverless template, and the way back`, () => {
      foundAsIfNew(serverless, `${serverless}\n`, serverless.replace(from, to), serverless, serverless.replace(from, to));
    });
  }

  test('sees a change of the day', () => {
    const text = 'Resources:\n  Function:\n    Type: AWS::Lambda::Function\n    Properties: {Runtime: python3.9, Handler: x, Role: "arn:aws:iam::123456789012:role/x", Code: {ZipFile: x}}\n';
    let now = new Date('2020-01-01T00:00:00Z');
    const service = new CloudFormationService({ files: new DiskFiles(), dataFolder, now: () => now });
    const document = templateDocument(text);
    const lint = () => {
      TextDocument.update(document, [{ text }], document.version + 1);
      return service.lint(document).map(({ rule }) => rule);
    };
    assert.deepEqual([lint(), lint(), lint()], [[], [], []]);
    now = new Date('2035-01-01T00:00:00Z');
    assert.notDeepEqual(lint(), []);
  });

  test('sees a change of a nested template', () => {
    let nested = 'Parameters:\n  Name: {Type: String}\nResources: {}\n';
    const files = { read: (file: string) => (file.endsWith('nested.yaml') ? nested : undefined), list: () => [] };
    const service = new CloudFormationService({ files, dataFolder, now: () => new Date(0) });
    const document = templateDocument('Resources:\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: nested.yaml, Parameters: {Name: x}}\n');
    const lint = () => {
      TextDocument.update(document, [{ text: document.getText() }], document.version + 1);
      return service.lint(document).map(({ rule }) => rule);
    };
    assert.deepEqual([lint(), lint(), lint()], [['W3002'], ['W3002'], ['W3002']]);
    nested = nested.replace('Name', 'Title');
    assert.deepEqual(lint().toSorted(), ['E3043', 'E3043', 'W3002']);
  });
});
