import assert from 'node:assert/strict';
import type { Location, Position } from 'vscode-languageserver-types';
import { uriOf } from '../../../src/language/files.ts';
import { documentOf, lintModule, MemoryFiles, serviceOver } from '../../support/terraform.ts';

const main = `variable "region" {
  type        = string
  description = "Where it runs."
}

locals {
  name = "web-\${var.region}"
}

resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
}

module "net" {
  source = "./net"
  cidr   = local.name
}
`;
const outputs = `output "where" {
  value = [var.region, aws_instance.web.id, module.net.id]
}
`;
const net = 'variable "cidr" {\n  type = string\n}\n\noutput "id" {\n  value = var.cidr\n}\n';

/** A module of two files that calls another; `after` is the position just behind the first such text in a file. */
function session(texts: Record<string, string> = { '/m/main.tf': main, '/m/outputs.tf': outputs, '/m/net/main.tf': net }) {
  const files = new MemoryFiles(texts);
  const after = (file: string, text: string): Position => {
    const document = documentOf(files, file);
    const index = document.getText().indexOf(text);
    assert.ok(index >= 0, `${file} holds ${text}`);
    return document.positionAt(index + text.length);
  };
  return { service: serviceOver(files), document: (file: string) => documentOf(files, file), after };
}

function shown(locations: readonly Location[]): string[] {
  return locations.map(({ uri, range: { start, end } }) => `${uri.slice(uri.lastIndexOf('/m/') + 3)}:${start.line + 1}:${start.character + 1}-${end.character + 1}`);
}

suite('Terraform service: definitions and references', () => {
  const { service, document, after } = session();
  const define = (file: string, text: string) => shown(service.define(document(file), after(file, text)));

  test('a reference leads to its declaration, in whatever file of the module', () => {
    assert.deepEqual(define('/m/outputs.tf', 'var.reg'), ['main.tf:1:10-18']);
    assert.deepEqual(define('/m/main.tf', 'local.'), ['main.tf:7:3-7']);
    assert.deepEqual(define('/m/outputs.tf', 'aws_instance.w'), ['main.tf:10:25-30']);
    assert.deepEqual(define('/m/outputs.tf', 'module.ne'), ['main.tf:15:8-13']);
  });

  test('an argument of a module call leads to the variable of that module', () => {
    assert.deepEqual(define('/m/main.tf', 'cid'), ['net/main.tf:1:10-16']);
  });

  test('nothing leads nowhere', () => {
    assert.deepEqual(define('/m/main.tf', 'ami-0abc'), []);
  });

  test('references are those of all files, with the declarations if asked for', () => {
    const of = (declarations: boolean) => shown(service.references(document('/m/main.tf'), after('/m/main.tf', 'variable "reg'), declarations));
    assert.deepEqual(of(false), ['main.tf:7:17-27', 'outputs.tf:2:12-22']);
    assert.deepEqual(of(true), ['main.tf:1:10-18', 'main.tf:7:17-27', 'outputs.tf:2:12-22']);
  });
});

suite('Terraform service: rename', () => {
  const { service, document, after } = session();
  const rename = (text: string, newName: string) => service.rename(document('/m/outputs.tf'), after('/m/outputs.tf', text), newName);

  test('the renamed module has the same diagnostics', () => {
    for (const text of ['var.reg', 'aws_instance.w', 'module.n']) {
      const result = rename(text, 'renamed');
      assert.ok('edit' in result);
      const changed = Object.fromEntries(
        ['/m/main.tf', '/m/outputs.tf'].map((file) => {
          const edits = (result.edit.changes?.[uriOf(file)] ?? []).toSorted((a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character);
          assert.ok(edits.length > 0, `${text} stands in ${file}`);
          const before = document(file);
          const renamed = edits.reduce((whole, { range, newText }) => whole.slice(0, before.offsetAt(range.start)) + newText + whole.slice(before.offsetAt(range.end)), before.getText());
          return [file.slice('/m/'.length), renamed];
        }),
      );
      const rules = (texts: Record<string, string>) => lintModule({ ...texts, 'net/main.tf': net }).map((line) => line.split(' ')[1]);
      assert.deepEqual(rules(changed), rules({ 'main.tf': main, 'outputs.tf': outputs }));
      assert.ok(Object.values(changed).every((whole) => whole.includes('renamed')));
    }
  });

  test('a name that is none, is taken, or of nothing is refused', () => {
    const refused = (text: string, newName: string) => {
      const result = rename(text, newName);
      return 'refused' in result ? result.refused : '';
    };
    assert.match(refused('var.reg', '1a'), /not a name/);
    assert.match(refused('output "wh', 'a'), /Outputs/);
    assert.match(refused('val', 'a'), /nothing here/);
    const taken = session({ '/m/a.tf': 'locals {\n  a = 1\n  b = local.a\n}\n' });
    const result = taken.service.rename(taken.document('/m/a.tf'), taken.after('/m/a.tf', 'local.a'), 'b');
    assert.ok('refused' in result && result.refused.includes('already declared'));
  });
});

suite('Terraform service: hover', () => {
  const { service, document, after } = session();
  const hover = (file: string, text: string) => {
    const found = service.hover(document(file), after(file, text));
    return found && typeof found.contents === 'object' && 'value' in found.contents ? found.contents.value : undefined;
  };

  test('a reference shows the declaration and its description', () => {
    const text = hover('/m/outputs.tf', 'var.reg') ?? '';
    assert.ok(text.startsWith('Where it runs.') && text.includes('type        = string'));
  });

  test('an argument shows its type and whether it is needed', () => {
    assert.match(hover('/m/main.tf', 'instance_ty') ?? '', /instance_type = string[\s\S]*Optional\./);
  });

  test('a resource type links to its page', () => {
    assert.match(hover('/m/main.tf', 'resource "aws_ins') ?? '', /^\*\*aws_instance\*\*, hashicorp\/aws[^]*\[Documentation\]\(https:\/\/registry[^]*docs\/resources\/instance\)/);
  });
});

suite('Terraform service: completion', () => {
  const labels = (text: string, more: Record<string, string> = {}) => {
    const cursor = text.indexOf('|');
    const { service, document } = session({ ...more, '/m/a.tf': text.replace('|', '') });
    return service.complete(document('/m/a.tf'), document('/m/a.tf').positionAt(cursor)).map(({ label }) => label);
  };
  const declared = { '/m/b.tf': 'variable "region" {\n}\n\nresource "aws_instance" "web" {\n}\n\nmodule "net" {\n  source = "./net"\n}\n', '/m/net/main.tf': net };

  test('names after a dot, also while the line is not yet sound', () => {
    assert.deepEqual(labels('locals {\n  a = var.|\n}\n', declared), ['region']);
    assert.deepEqual(labels('locals {\n  a = aws_instance.|\n}\n', declared), ['web']);
    assert.deepEqual(labels('locals {\n  a = module.net.|\n}\n', declared), ['id']);
    assert.ok(labels('locals {\n  a = aws_instance.web.|\n}\n', declared).includes('private_ip'));
  });

  test('arguments and blocks of the body, without those that are set', () => {
    const inside = labels('resource "aws_instance" "a" {\n  ami = "ami-1"\n  |\n}\n');
    assert.ok(inside.includes('instance_type') && inside.includes('root_block_device') && inside.includes('lifecycle'));
    assert.ok(!inside.includes('ami') && !inside.includes('arn') && !inside.includes('id'));
    assert.ok(labels('data "aws_vpc" "a" {\n  |\n}\n').includes('id'));
    assert.ok(labels('resource "aws_instance" "a" {\n  root_block_device {\n    |\n  }\n}\n').includes('volume_size'));
    assert.deepEqual(labels('resource "example_thing" "a" {\n  nested {\n    |\n  }\n}\n').includes('ami'), false);
  });

  test('blocks at the top, types in a label, functions in an expression', () => {
    assert.ok(labels('|\n').includes('resource'));
    assert.ok(labels('resource "aws_i|" "a" {\n}\n').includes('aws_instance'));
    assert.ok(labels('locals {\n  a = j|\n}\n').includes('jsonencode'));
  });
});

suite('Terraform service: range formatting', () => {
  const { service, document } = session({ '/m/a.tf': 'a =   1\n\nb =   2\n\nc =   3\n', '/m/b.tf': 'a =\n' });

  test('only lines of the range change, as the whole file would', () => {
    const result = service.formatRange(document('/m/a.tf'), { start: { line: 2, character: 0 }, end: { line: 4, character: 0 } });
    assert.deepEqual(result, { edits: [{ span: { start: 9, end: 16 }, newText: 'b = 2' }] });
  });

  test('a file with a syntax error is refused', () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    assert.ok('refused' in service.formatRange(document('/m/b.tf'), range));
  });
});

suite('Terraform service: files beside a configuration', () => {
  const declared = { '/m/main.tf': 'variable "name" {\n  type        = string\n  description = "What it is called."\n}\n\nvariable "size" {\n  type = number\n}\n\noutput "id" {\n  value = "${var.name}${var.size}"\n}\n' };
  const at = (file: string, text: string) => {
    const files = new MemoryFiles({ ...declared, [file]: text.replace('|', '') });
    const document = documentOf(files, file);
    return { service: serviceOver(files), document, position: document.positionAt(text.indexOf('|')) };
  };
  const labels = (file: string, text: string) => {
    const { service, document, position } = at(file, text);
    return service.complete(document, position).map(({ label }) => label);
  };

  test('completion: variables that have no value yet, what a test knows, names of rules', () => {
    assert.deepEqual(labels('/m/a.tfvars', 'size = 1\n|\n'), ['name']);
    assert.deepEqual(labels('/m/a.tfvars', 'size = |\n'), []);
    assert.deepEqual(labels('/m/a.tftest.hcl', 'run "a" {\n  variables {\n    name = "x"\n    |\n  }\n}\n'), ['size']);
    assert.deepEqual(labels('/m/a.tftest.hcl', 'run "a" {\n  assert {\n    condition = output.|\n  }\n}\n'), ['id']);
    assert.deepEqual(labels('/m/a.tftest.hcl', 'run "a" {\n}\nrun "b" {\n  assert {\n    condition = run.|\n  }\n}\n'), ['a', 'b']);
    assert.deepEqual(labels('/m/a.tftest.hcl', 'run "a" {\n}\nrun "b" {\n  assert {\n    condition = run.a.|\n  }\n}\n'), ['id']);
    assert.ok(labels('/m/.tflint.hcl', 'rule "terraform_|" {\n}\n').includes('terraform_typed_variables'));
    assert.deepEqual(labels('/m/.tflint.hcl', 'rule "aws_instance_invalid_ty|" {\n}\n').filter((name) => name.startsWith('aws_instance_invalid_')), ['aws_instance_invalid_type']);
    assert.deepEqual(labels('/m/.terraform.lock.hcl', 'provider "a|" {\n}\n'), []);
  });

  test('hover, definition and rename of a variable where it is given a value', () => {
    const { service, document, position } = at('/m/a.tfvars', 'na|me = "x"\n');
    assert.match(JSON.stringify(service.hover(document, position)?.contents), /What it is called\./);
    assert.deepEqual(service.define(document, position).map(({ uri, range }) => [uri, range.start.line]), [[uriOf('/m/main.tf'), 0]]);
    const result = service.rename(document, position, 'title');
    assert.ok('edit' in result);
    assert.deepEqual(Object.entries(result.edit.changes ?? {}).map(([uri, edits]) => [uri, edits.length]), [[uriOf('/m/a.tfvars'), 1], [uriOf('/m/main.tf'), 2]]);
    const inTest = at('/m/a.tftest.hcl', 'run "a" {\n  variables {\n    na|me = "x"\n  }\n}\n');
    assert.equal(inTest.service.define(inTest.document, inTest.position).length, 1);
  });
});
