// Finds where a lint after a keystroke takes longest: makes edits of many kinds in the bench's files, in files that hold one
// large thing alone, and in the files of folders, and shows for each file the edits that cost most beside the bare parse.
// Run with: node scripts/terraform/keystrokes.ts [--all] [FILE-OR-FOLDER...]
import fs from 'node:fs';
import path from 'node:path';
import { roleOf } from '../../src/terraform/model/role.ts';
import { editsOf } from './edits.ts';
import { manyFindingsText, realisticText } from './realistic.ts';
import { largeShapes } from './shapes.ts';
import { type Cost, OpenText } from './openText.ts';

const size = 61_000;
/** Files of folders that are smaller are left out: what a lint costs at all is most of it there. */
const smallest = 4000;
const rounds = 7;
/** Of each file so many edits are shown, those that cost most. */
const shown = process.argv.includes('--all') ? Infinity : 5;

interface Subject {
  readonly what: string;
  readonly file: string;
  readonly text: string;
  readonly beside: ReadonlyMap<string, string>;
}

function madeSubjects(): Subject[] {
  const made = [{ what: 'a file as teams keep it', name: 'main.tf', text: realisticText(size) }, { what: 'a file with many findings', name: 'main.tf', text: manyFindingsText(size) }, ...largeShapes(size)];
  return made.map(({ what, name, text }) => ({ what, file: `/m/${name}`, text, beside: new Map() }));
}

/** The files below a path that are large enough, each with those beside it. */
function subjectsIn(given: string): Subject[] {
  const files = fs.statSync(given).isDirectory() ? fs.readdirSync(given, { recursive: true, encoding: 'utf8' }).map((name) => path.resolve(given, name)) : [path.resolve(given)];
  return files.filter((file) => roleOf(path.basename(file)) !== undefined && fs.statSync(file).size >= smallest).map((file) => {
    const folder = path.dirname(file);
    const beside = fs.readdirSync(folder).filter((name) => roleOf(name) !== undefined).map((name): [string, string] => [path.join(folder, name), fs.readFileSync(path.join(folder, name), 'utf8')]);
    return { what: path.relative('.', file), file, text: fs.readFileSync(file, 'utf8'), beside: new Map(beside) };
  });
}

/** The same edit in a server that has linted the text once, and in one that has seen it come and go. */
function costsOf({ file, text, beside }: Subject): Cost[] {
  return editsOf(path.basename(file), text).flatMap((edit) => {
    const first = Array.from({ length: rounds }, () => new OpenText(file, text, beside).cost(edit, 1)).toSorted((a, b) => a.lint - b.lint)[0];
    const again = new OpenText(file, text, beside).cost(edit, rounds);
    return [...(first ? [{ ...first, parse: again.parse, name: `${edit.name}, the first` }] : []), again];
  });
}

const share = ({ lint, parse }: Cost): number => lint / parse;

const given = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const subjects = given.length > 0 ? given.flatMap(subjectsIn) : madeSubjects();
// The first files would be measured while the program is still being compiled.
for (const subject of [...subjects, ...subjects].slice(0, 6)) costsOf(subject);
for (const subject of subjects) {
  const { what, file, text, beside } = subject;
  const costs = costsOf(subject).toSorted((a, b) => share(b) - share(a));
  console.log(`\n${what}: ${text.length} characters, ${new OpenText(file, text, beside).open()} findings; as a rule ${share(costs[costs.length >> 1] as Cost).toFixed(1)} times the parse`);
  for (const cost of costs.slice(0, shown)) console.log(`  ${cost.name.padEnd(50)} ${cost.lint.toFixed(1).padStart(6)} ms, parse ${cost.parse.toFixed(1)} ms: ${share(cost).toFixed(1)} times`);
}
