import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../src/language/diagnostic.ts';
import { randomFrom } from '../../../scripts/seeds.ts';
import { realisticText } from '../../../scripts/terraform/realistic.ts';
import { seedTexts } from '../../../scripts/terraform/seeds.ts';
import { documentOf, MemoryFiles, serviceOver } from '../../support/terraform.ts';

/** How many edits each seed makes; PLUMBLINE_EDITS asks for more. */
const edits = Number(process.env['PLUMBLINE_EDITS'] ?? 60);

const pieces = [
  '\n  count = 2\n', '\n  for_each = toset(["a"])\n', '"', '{', '}', '\n', ' ', 'x', '# c\n', 'var.region', 'local.missing', 'variable "region" {\n}\n', 'locals {\n  z = var.nowhere\n}\n',
  'output "o" {\n  value = file("./a.txt")\n}\n', 'module "m" {\n  source = "./child"\n  size = "x"\n}\n', 'check "c" {\n}\n', '\n  sensitive = true\n', 'provider "aws" {\n  alias = "b"\n}\n',
  'data "aws_ami" "linux" {\n}\n', 'moved {\n  from = aws_vpc.a\n  to = aws_vpc.main\n}\n', '\n  value = aws_vpc.main[0].id\n', '// old\n', '\n  a = lookup({}, "b")\n',
];

/** Applies edits to the files of a module one by one; calls `look` after each. */
function type(files: MemoryFiles, seed: number, look: (edit: number) => void): void {
  const random = randomFrom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const sound = seedTexts();
  for (let edit = 0; edit < edits; edit++) {
    const name = pick([...files.texts.keys()].filter((file) => !file.endsWith('.txt')));
    const text = files.texts.get(name) ?? '';
    const at = Math.floor(random() * (text.length + 1));
    const kind = random();
    let next: string;
    if (kind < 0.35) next = text.slice(0, at) + pick(pieces) + text.slice(at);
    else if (kind < 0.6) next = text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 6));
    else if (kind < 0.75) next = `${text}\n${pick(sound)}`;
    else if (kind < 0.9) {
      const blocks = text.split(/\n(?=\w)/);
      const from = Math.floor(random() * blocks.length);
      const [moved = ''] = blocks.splice(from, 1);
      if (random() < 0.6) blocks.splice(Math.floor(random() * (blocks.length + 1)), 0, moved);
      next = blocks.join('\n');
    } else next = text.endsWith('\n') ? text.slice(0, -1) : `${text}\n`;
    files.texts.set(name, next);
    if (random() < 0.1) {
      if (files.texts.has('/m/a.txt')) files.texts.delete('/m/a.txt');
      else files.texts.set('/m/a.txt', 'a');
    }
    look(edit);
  }
}

/** A diagnostic in one line, with its fixes. */
function shown(diagnostic: Diagnostic): string {
  return JSON.stringify(diagnostic);
}

suite('Terraform service: what is kept from before an edit', () => {
  for (const seed of [1, 2, 3, 4]) {
    test(`gives what a fresh look gives, seed ${seed}`, function () {
      this.timeout(60_000);
      const files = new MemoryFiles({
        '/m/main.tf': realisticText(4000),
        '/m/other.tf': 'variable "more" {\n  type = list(string)\n}\n\noutput "more" {\n  value = [for m in var.more : upper(m)]\n}\n',
        '/m/child/main.tf': 'variable "size" {\n  type = number\n}\n\noutput "double" {\n  value = var.size * 2\n}\n',
      });
      const service = serviceOver(files);
      type(files, seed, (edit) => {
        const fresh = serviceOver(files);
        // Tells the service, as the server does, that files may have changed.
        service.dependents('/m/main.tf', []);
        for (const name of files.texts.keys()) {
          if (name.endsWith('.txt')) continue;
          const document = documentOf(files, name);
          assert.deepEqual(service.lint(document).map(shown), fresh.lint(document).map(shown), `after edit ${edit} in ${name}`);
        }
      });
    });
  }

  test('is kept: an edit in one block asks no rule about the others again', () => {
    const files = new MemoryFiles({ '/m/main.tf': realisticText(20_000) });
    const service = serviceOver(files);
    const before = service.lint(documentOf(files, '/m/main.tf'));
    files.texts.set('/m/main.tf', (files.texts.get('/m/main.tf') ?? '').replace('aws_vpc" "main" {', 'aws_vpc" "main" {\n  enable_dns_support = "maybe"'));
    const after = service.lint(documentOf(files, '/m/main.tf'));
    assert.equal(after.length, before.length + 1);
  });
});
