import assert from 'node:assert/strict';
import { importMacrosExtension, importMultiCommand, importRunCommands } from '../../../src/macros/import.ts';
import { parseMacros } from '../../../src/macros/language.ts';
import { MacroRecorder } from '../../../src/macros/recorder.ts';

/** Imported macros are good macros here. */
function areGood(imported: readonly { name: string; macro: unknown }[]): void {
  const { problems } = parseMacros(Object.fromEntries(imported.map(({ name, macro }) => [name, macro])));
  assert.deepEqual(problems, []);
}

suite('bringing macros along', () => {
  test('from the extension "macros"', () => {
    const imported = importMacrosExtension({
      commentDown: [
        'editor.action.copyLinesDownAction',
        'cursorUp',
        { command: '$delay', args: { delay: 1500 } },
        { command: 'type', args: { text: '// ' } },
      ],
    });
    areGood(imported);
    assert.deepEqual(imported, [
      {
        name: 'commentDown',
        macro: {
          steps: [
            'editor.action.copyLinesDownAction',
            'cursorUp',
            { wait: 1.5 },
            { command: 'type', args: [{ text: '// ' }] },
          ],
        },
        notes: [],
      },
    ]);
  });

  test('from the extension "multi-command", in both of its forms', () => {
    const list = importMultiCommand([
      {
        command: 'multiCommand.down',
        label: 'Down',
        interval: 30,
        languages: ['markdown'],
        sequence: ['cursorDown', { command: 'cursorMove', args: { to: 'left' }, repeat: 2 }, 'multiCommand.other'],
      },
      { command: 'multiCommand.other', sequence: [{ command: 'a', onSuccess: ['b'], onFail: ['c'], color: 'red' }, 7] },
    ]);
    areGood(list);
    assert.deepEqual(list[0]?.macro, {
      title: 'Down',
      steps: [
        'cursorDown',
        { wait: 0.03 },
        { forEach: ['1', '2'], do: [{ command: 'cursorMove', args: [{ to: 'left' }] }] },
        { wait: 0.03 },
        { macro: 'other' },
      ],
    });
    assert.match(list[0]?.notes[0] ?? '', /only in files of markdown/);
    assert.deepEqual(list[1]?.macro.steps, ['a', 'b']);
    // nothing is lost silently
    assert.equal(list[1]?.notes.length, 3);
    assert.ok(list[1]?.notes.some((note) => note.includes('["c"]')));
    assert.ok(list[1]?.notes.some((note) => note.includes('color')));
    assert.ok(list[1]?.notes.some((note) => note.includes('7')));

    const object = importMultiCommand({
      'multiCommand.x': { sequence: [{ command: 'extension.multiCommand.execute', args: { sequence: ['a', 'b'] } }] },
    });
    assert.deepEqual(object, [{ name: 'x', macro: { steps: ['a', 'b'] }, notes: [] }]);
  });

  test('from runCommands keybindings', () => {
    const imported = importRunCommands([
      { key: 'ctrl+a', command: 'cursorUp' },
      {
        key: 'ctrl+b',
        command: 'runCommands',
        when: 'editorFocus',
        args: { commands: ['a', { command: 'b', args: 3 }] },
      },
    ]);
    areGood(imported);
    assert.deepEqual(imported[0]?.macro.steps, ['a', { command: 'b', args: [3] }]);
    assert.match(imported[0]?.notes[0] ?? '', /when editorFocus/);
    assert.equal(imported.length, 1);
  });

  test('what is no macro at all is told or left out, never a crash', () => {
    assert.deepEqual(importMacrosExtension(undefined), []);
    assert.deepEqual(importMultiCommand('x'), []);
    assert.deepEqual(importRunCommands({}), []);
    assert.match(importMacrosExtension({ m: 'not a list' })[0]?.notes[0] ?? '', /no list of commands/);
  });

  test('a recording becomes a macro', () => {
    const recorder = new MacroRecorder();
    recorder.add({ stage: 'all' });
    assert.equal(recorder.stop('x'), undefined);
    recorder.start();
    assert.equal(recorder.recording, true);
    recorder.add({ stage: 'all' });
    recorder.add({ push: 'origin' });
    const written = recorder.stop('Recorded');
    assert.deepEqual(written, { title: 'Recorded', steps: [{ stage: 'all' }, { push: 'origin' }] });
    areGood([{ name: 'm', macro: written }]);
    assert.equal(recorder.recording, false);
  });
});
