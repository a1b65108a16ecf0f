import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { macroSettingsSchema, parseMacros, stepDefinitions } from '../../../src/macros/language.ts';
import { isObject } from '../../../src/macros/shape.ts';
import type { RunReport } from '../../../src/macros/run.ts';
import { GitSandbox } from '../../support/git.ts';
import { RecordingHost } from '../../support/macroHost.ts';
import { macrosOf, runIn, told } from '../../support/macros.ts';

const root = path.join(import.meta.dirname, '../../..');
const page = readFileSync(path.join(root, 'docs/macros.md'), 'utf8');
const cookbook = page.slice(page.indexOf('## Cookbook'));

/** The fenced examples under each heading of the cookbook. */
const recipes = [...cookbook.matchAll(/^### (.+)\n[^]*?```jsonc\n([^]*?)```/gm)].map(([, heading = '', text = '']) => ({
  heading,
  written: parse(text) as Record<string, unknown>,
}));

interface Scene {
  readonly box: GitSandbox;
  readonly folder: string;
  readonly host: RecordingHost;
}

/** What a recipe is tried on, and what must be true afterwards. */
interface Trial {
  readonly inputs?: Record<string, string>;
  setup?(scene: Scene): void;
  check(scene: Scene, report: RunReport): void;
}

function remoteHead({ box }: Scene, bare: string, ref = 'main'): string {
  return box.git(box.path(bare), 'rev-parse', ref);
}

function head({ box, folder }: Scene): string {
  return box.git(folder, 'rev-parse', 'HEAD');
}

function commitFile({ box, folder }: Scene, file: string): void {
  box.write(folder, file, 'x\n');
  box.git(folder, 'add', '--all');
  box.git(folder, 'commit', '--quiet', '-m', file);
}

const trials: Record<string, Trial> = {
  ship: {
    inputs: { message: 'shipped' },
    setup: ({ box, folder }) => void box.write(folder, 'a.yaml', 'fine\n'),
    check(scene) {
      for (const bare of ['one.git', 'two.git']) assert.equal(remoteHead(scene, bare), head(scene));
      assert.equal(scene.box.git(scene.folder, 'log', '-1', '--format=%s'), 'shipped');
    },
  },
  sync: {
    setup(scene) {
      commitFile(scene, 'mine');
      // someone pushes between our pull and our push, once
      const { box, folder } = scene;
      const other = box.path('other');
      box.git(box.folder, 'clone', '--quiet', '--branch', 'main', box.path('one.git'), other);
      box.git(other, 'commit', '--quiet', '--allow-empty', '-m', 'faster');
      const once = box.path('once');
      const push = `env -u GIT_DIR git -C ${other} push --quiet origin main`;
      box.hook(folder, 'pre-push', `test -e ${once} || { touch ${once}; ${push}; }`);
    },
    check(scene, report) {
      assert.equal(told(report)[0], 'retry succeeded (pull succeeded, push nonFastForward, pull succeeded, push succeeded)');
      assert.equal(remoteHead(scene, 'one.git'), head(scene));
      assert.equal(scene.box.git(scene.folder, 'log', '-1', '--format=%s', 'HEAD^'), 'faster');
    },
  },
  start: {
    inputs: { branch: 'topic/one' },
    check(scene) {
      assert.equal(remoteHead(scene, 'one.git', 'topic/one'), head(scene));
      const upstream = scene.box.git(scene.folder, 'rev-parse', '--abbrev-ref', '@{upstream}');
      assert.equal(upstream, 'origin/topic/one');
    },
  },
  amend: {
    setup(scene) {
      commitFile(scene, 'a');
      scene.box.git(scene.folder, 'push', '--quiet', 'origin', 'main');
      scene.box.write(scene.folder, 'a', 'amended\n');
    },
    check(scene) {
      assert.equal(remoteHead(scene, 'one.git'), head(scene));
      assert.equal(scene.box.git(scene.folder, 'show', 'HEAD:a'), 'amended');
      assert.equal(scene.box.git(scene.folder, 'rev-list', '--count', 'HEAD'), '2');
      assert.match(scene.host.asked[0] ?? '', /^confirm origin\/main loses 1 commit/);
    },
  },
  release: {
    inputs: { version: '1.2.0' },
    check(scene) {
      assert.equal(scene.host.asked[0], 'confirm Release 1.2.0 from main?');
      assert.equal(remoteHead(scene, 'one.git', 'v1.2.0^{}'), head(scene));
    },
  },
  aside: {
    inputs: { branch: 'mine' },
    setup({ box, folder }) {
      box.pushElsewhere('one.git', 'theirs', 'x');
      box.write(folder, 'readme.txt', 'unfinished\n');
      box.write(folder, 'new', 'x');
    },
    check(scene) {
      assert.equal(scene.box.git(scene.folder, 'branch', '--show-current'), 'mine');
      assert.equal(head(scene), remoteHead(scene, 'one.git'));
      assert.equal(scene.box.git(scene.folder, 'status', '--porcelain'), 'M readme.txt\n?? new');
    },
  },
  tidy: {
    setup: ({ box, folder }) => void box.write(folder, 'readme.txt', 'as if formatted\n'),
    check: ({ box, folder }) => assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'Format'),
  },
  mirror: {
    setup(scene) {
      commitFile(scene, 'a');
      scene.box.git(scene.folder, 'tag', '-a', 'v1', '-m', 'one');
    },
    check(scene) {
      for (const bare of ['one.git', 'two.git']) {
        assert.equal(remoteHead(scene, bare), head(scene));
        assert.equal(scene.box.git(scene.box.path(bare), 'tag'), 'v1');
      }
    },
  },
  checked: {
    setup: (scene) => commitFile(scene, 'a'),
    check: (scene) => assert.equal(remoteHead(scene, 'one.git'), head(scene)),
  },
  guarded: {
    setup(scene) {
      commitFile(scene, 'a');
      scene.host.drifted = { groups: [{ name: 'web', verdict: 'order', reason: '' }], failures: [] };
    },
    check: (scene) => assert.equal(remoteHead(scene, 'one.git'), head(scene)),
  },
  oops: {
    setup: (scene) => commitFile(scene, 'a'),
    check({ box, folder }) {
      assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'first');
      assert.equal(box.git(folder, 'status', '--porcelain'), 'A  a');
    },
  },
  save: {
    inputs: { message: 'saved' },
    setup: ({ box, folder }) => void box.write(folder, 'a.yaml', 'fine\n'),
    check: ({ box, folder }) => assert.equal(box.git(folder, 'log', '-1', '--format=%s'), 'saved'),
  },
};

suite('the cookbook of docs/macros.md', () => {
  let box: GitSandbox;

  setup(() => {
    box = new GitSandbox();
  });

  teardown(() => {
    box.remove();
  });

  test('has ten recipes or more, and each is tried', () => {
    assert.ok(recipes.length >= 10);
    // of a recipe with several macros the last is the one to run
    assert.deepEqual(recipes.map(({ written }) => Object.keys(written).at(-1)), Object.keys(trials));
  });

  for (const { heading, written } of recipes) {
    test(heading, async () => {
      const macros = macrosOf(written);
      const macro = macros.at(-1);
      const trial = trials[macro?.name ?? ''];
      assert.ok(macro && trial);
      box.bare('one.git');
      box.bare('two.git');
      const folder = box.work('w', { origin: 'one.git', backup: 'two.git' });
      const host = new RecordingHost();
      host.environment = box.environment;
      const scene = { box, folder, host };
      trial.setup?.(scene);
      const report = await runIn(box, folder, macro, { macros, host, inputs: trial.inputs ?? {} });
      assert.equal(report.status, 'succeeded', JSON.stringify(report.steps.at(-1)?.failure ?? report.failure));
      trial.check(scene, report);
      assert.ok(box.isSound(folder));
    });
  }

  test('the page names every kind of step and every key of its object', () => {
    for (const { kind } of stepDefinitions) assert.ok(page.includes(`| \`${kind}\` |`), kind);
    for (const [, kind] of page.matchAll(/^\| `(\w+)` \| [^|]+ \|/gm)) {
      assert.ok(stepDefinitions.some((definition) => definition.kind === kind), kind);
    }
  });

  test('the page names every command of macros and of the hook', () => {
    const { contributes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      contributes: { commands: { command: string; title: string }[] };
    };
    const own = contributes.commands.filter(({ command }) => /Macro|Run|Recording|Hook/.test(command));
    assert.ok(own.length > 0);
    for (const { title } of own) assert.ok(page.includes(title), title);
  });

  test('the examples outside the cookbook are good, too', () => {
    const others = [...page.slice(0, page.indexOf('## Cookbook')).matchAll(/```jsonc\n([^]*?)```/g)];
    for (const [, text = ''] of others) {
      const value = parse(text) as Record<string, unknown>;
      const written = isObject(value['plumbline.macros'])
        ? value['plumbline.macros']
        : { m: 'inputs' in value ? { steps: [{ notify: '${input:level}' }], ...value } : [value] };
      assert.deepEqual(parseMacros(written).problems, [], text);
    }
  });

  test('the schema that the editor completes from is up to date (node scripts/generate-macro-schema.ts)', () => {
    const written: unknown = JSON.parse(readFileSync(path.join(root, 'media/macros.schema.json'), 'utf8'));
    assert.deepEqual(written, JSON.parse(JSON.stringify(macroSettingsSchema())));
  });
});
