import assert from 'node:assert/strict';
import { get, type Node } from '../../../../src/language/tree/node.ts';
import { parseYaml } from '../../../../src/language/tree/yaml.ts';

/** The plain value of a tree, tags dropped. */
function valueOf(node: Node | undefined): unknown {
  switch (node?.kind) {
    case 'map':
      return Object.fromEntries(node.entries.map((entry) => [entry.key.text, valueOf(entry.value)]));
    case 'list':
      return node.items.map(valueOf);
    default:
      return node?.value;
  }
}

function written(text: string, node: Node | undefined): string {
  assert.ok(node);
  return text.slice(node.start, node.end);
}

suite('YAML tree', () => {
  const scalars: [string, unknown][] = [
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['~', null],
    ['010', 8],
    ['0x1F', 31],
    ['1_000', 1000],
    ['1:30', 90],
    ['1.5', 1.5],
    ['1e3', '1e3'],
    ['1.0e+3', 1000],
    ['-.inf', Number.NEGATIVE_INFINITY],
    ['2010-09-09', '2010-09-09'],
    ["'010'", '010'],
    ['"a\\tb"', 'a\tb'],
    ['08', '08'],
    ['-', null],
    ['!!str 12', '12'],
  ];
  for (const [text, expected] of scalars) {
    test(`reads ${text} as YAML 1.1 does`, () => {
      const { root, problems } = parseYaml(text === '-' ? 'a:' : `a: ${text}\n`);
      assert.deepEqual(problems, []);
      assert.deepEqual(valueOf(root), { a: expected });
    });
  }

  test('keeps the text of a number', () => {
    const node = get(parseYaml('a: 010').root, 'a');
    assert.equal(node?.kind === 'scalar' && node.text, '010');
  });

  test('gives exact spans, tag and quotes included', () => {
    const text = "a: !Sub 'x y'\nb:\n  - [1, {c: d} ] # ]\n  - |\n    text\n    more\n\ne: !GetAtt\n  - f\n";
    const { root } = parseYaml(text);
    assert.equal(written(text, get(root, 'a')), "!Sub 'x y'");
    const list = get(root, 'b');
    assert.ok(list?.kind === 'list');
    assert.equal(written(text, list.items[0]), '[1, {c: d} ]');
    assert.equal(written(text, list.items[1]), '|\n    text\n    more');
    assert.equal(written(text, get(root, 'e')), '!GetAtt\n  - f');
    assert.equal(get(root, 'e')?.tag, '!GetAtt');
  });

  test('places a value that is not written after its colon', () => {
    const text = 'a:\nb: 1';
    const node = get(parseYaml(text).root, 'a');
    assert.deepEqual([node?.start, node?.end], [2, 2]);
  });

  test('reads CRLF, a byte order mark and multi-byte text with their own offsets', () => {
    const text = '\ufeffa: "é😀"\r\nb: x\r\n';
    const { root, problems } = parseYaml(text);
    assert.deepEqual(problems, []);
    assert.equal(written(text, get(root, 'b')), 'x');
    assert.deepEqual(valueOf(root), { a: 'é😀', b: 'x' });
  });

  test('follows aliases and merge keys, own entries winning', () => {
    const { root, problems } = parseYaml('base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\nagain: *b\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(valueOf(root), { base: { x: 1, y: 2 }, use: { x: 1, y: 3 }, again: { x: 1, y: 2 } });
  });

  test('reports an undefined alias and one inside its own anchor', () => {
    assert.deepEqual(
      parseYaml('a: *no\nb: &c [*c]\n').problems.map((problem) => problem.message),
      ["found undefined alias 'no'", "found an alias 'c' inside its own anchor"],
    );
  });

  test('reports an alias bomb instead of unfolding it', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) {
      lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`);
    }
    const { problems } = parseYaml(`${lines.join('\n')}\n`);
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? '', /aliases unfold to more than/);
  });

  test('accepts brackets and quotes that close at the indent of their parent', () => {
    const text = 'a:\n  b: [\n  1,\n]\n  c: "one\ntwo"\nd: 2\n';
    const { root, problems } = parseYaml(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(valueOf(root), { a: { b: [1], c: 'one two' }, d: 2 });
    assert.equal(written(text, get(get(root, 'a'), 'c')), '"one\ntwo"');
    assert.equal(written(text, get(root, 'd')), '2');
  });

  test('takes what follows a quote or a bracket at once for a comment, as YAML 1.1 readers do', () => {
    const text = 'a: "x"#one: [\nb: [1, 2]#two\nc: {d: \'y\'#three\n  }\ne: x#y\n';
    const { root, problems } = parseYaml(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(valueOf(root), { a: 'x', b: [1, 2], c: { d: 'y' }, e: 'x#y' });
    assert.equal(written(text, get(root, 'c')), "{d: 'y'#three\n  }");
    assert.equal(parseYaml('a: "x"y#\n').problems.length, 1);
  });

  test('keeps every document of a stream', () => {
    const { root, documents } = parseYaml('a: 1\n---\nb: 2\n');
    assert.deepEqual(documents.map(valueOf), [{ a: 1 }, { b: 2 }]);
    assert.deepEqual(valueOf(root), { a: 1 });
  });

  test('is empty for an empty text', () => {
    for (const text of ['', '\n', '# only a comment\n']) {
      const { root, problems } = parseYaml(text);
      assert.deepEqual(problems, []);
      assert.equal(root?.kind === 'scalar' ? root.value : root, root ? null : undefined);
    }
  });

  test('refuses nesting that no parser survives, in blocks and in brackets', () => {
    const blocks = Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    for (const text of [blocks, `a: ${'['.repeat(100_000)}`, `a: ${'{b: '.repeat(10_000)}`]) assert.ok(parseYaml(text).problems.length > 0);
  });

  suite('recovery', () => {
    const broken: [string, string, unknown][] = [
      ['a bad indent', 'a:\n  x: 1\n   y: 2\nb: 3\n', { a: { x: 1 }, b: 3 }],
      ['a missing bracket', 'a:\n  x: [1, 2\n  y: 2\nb: 3\n', { a: { y: 2 }, b: 3 }],
      ['a tab for indent', 'a:\n  w: 0\n\tx: 1\nb: 3\n', { a: { w: 0 }, b: 3 }],
      ['a key without colon', 'a: 1\nb\nc: 2\n', { a: 1, c: 2 }],
      ['an unclosed quote', 'a:\n  x: "1\n  y: 2\nb: 3\n', { a: { y: 2 }, b: 3 }],
      ['a flow list that is none, without its neighbours', 'a:\n  t: s\n  p: [^[0-9]*$]\n  q: 1\nb: 3\n', { a: { t: 's', q: 1 }, b: 3 }],
      ['two errors', 'a:\n  x: [1\nb:\n  y: 1\n   z: 2\nc: 3\n', { a: null, b: { y: 1 }, c: 3 }],
    ];
    for (const [title, text, expected] of broken) {
      test(`parses on after ${title}`, () => {
        const { root, problems, dropped } = parseYaml(text);
        assert.ok(problems.length > 0);
        assert.equal(dropped.length, problems.length);
        assert.deepEqual(valueOf(root), expected);
      });
    }

    test('never throws, whatever is cut out of a text', () => {
      const text = 'Resources:\n  A: &x\n    Type: "AWS::S3::Bucket"\n    P: !Sub |\n      ${A}\n    L: [1, {a: *x}]\n';
      for (let at = 0; at < text.length; at++) {
        for (const piece of [text.slice(0, at), text.slice(at), text.slice(0, at) + text.slice(at + 3)]) {
          const { problems } = parseYaml(piece);
          for (const { span } of problems) assert.ok(span.start >= 0 && span.start <= span.end && span.end <= piece.length);
        }
      }
    });
  });
});
