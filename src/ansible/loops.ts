import { type Entry, get, type MapNode } from '../language/tree/node.ts';
import { type Context, scopeOf } from './context.ts';
import type { Source } from './sources.ts';
import type { Binding } from './variables.ts';
import { type ListItem, notDefined, plainValue, textValue, type Value, unknown } from './value.ts';

/** Rounds of one loop that are looked at. */
const maxRounds = 10_000;

/** One context per round of the task's loop; one without a loop. Of a loop that is not known, one that may not be. */
export function loopRounds(task: MapNode, source: Source, context: Context): Context[] {
  const entry = task.entries.find(({ key }) => key.text === 'loop' || key.text.startsWith('with_'));
  if (!entry) return [context];
  const control = get(task, 'loop_control');
  const named = (key: string) => {
    const node = get(control, key);
    return node?.kind === 'scalar' ? node.text : undefined;
  };
  const variable = named('loop_var') ?? 'item';
  const index = named('index_var');
  const items = loopItems(entry, scopeOf(context).evaluate(entry.value, source));
  const rounds = Array.isArray(items) ? items.slice(0, maxRounds) : [items];
  return rounds.map((value, i) => {
    const bindings = new Map<string, Binding>([[variable, { value }]]);
    if (index !== undefined) bindings.set(index, { value: Array.isArray(items) ? plainValue(i) : value });
    return { ...context, params: [{ bindings }, ...context.params], conditional: context.conditional || items === value };
  });
}

/** The items of a loop, or the value that stands for all of them where they are not known. */
function loopItems({ key }: Entry, value: Value): Value[] | Value {
  if (value.kind === 'unknown') return value;
  if (value.kind === 'undefined') return notDefined(value.name);
  switch (key.text.replace(/^with_(ansible\.builtin\.)?/, '')) {
    case 'loop':
    case 'list':
      return value.kind === 'list' ? value.items.map((item) => item.value) : unknown('a loop over something other than a list');
    case 'items':
    case 'flattened':
      return value.kind === 'list' ? value.items.flatMap(flatten) : [value];
    case 'together':
      return together(listsOf(value));
    case 'nested':
    case 'cartesian':
      return combinations(listsOf(value));
    case 'dict':
      return value.kind === 'map' ? entriesOf(value.entries) : unknown('a loop over something other than a dictionary');
    default:
      return unknown(`a loop by ${key.text} is known only when the play runs`);
  }
}

function entriesOf(entries: ReadonlyMap<string, Value>): Value[] {
  return [...entries].map(([name, entry]): Value => ({
    kind: 'map',
    entries: new Map<string, Value>([
      ['key', textValue(name)],
      ['value', entry],
    ]),
  }));
}

function flatten({ value }: ListItem): Value[] {
  return value.kind === 'list' ? value.items.map((item) => item.value) : [value];
}

/** The lists of a list of lists; undefined where one of them is none. */
function listsOf(value: Value): Value[][] | undefined {
  if (value.kind !== 'list' || value.items.some((item) => item.value.kind !== 'list')) return undefined;
  return value.items.map(flatten);
}

const noLists = unknown('a loop over something other than a list of lists');

/** First with first, second with second; what a shorter list lacks is null. */
function together(lists: readonly Value[][] | undefined): Value[] | Value {
  if (!lists) return noLists;
  const length = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => tuple(lists.map((list) => list[i] ?? plainValue(null))));
}

/** Each with each, the last list turning fastest. */
function combinations(lists: readonly Value[][] | undefined): Value[] | Value {
  if (!lists) return noLists;
  if (lists.reduce((count, list) => count * list.length, 1) > maxRounds) return unknown('a loop has too many rounds');
  return lists
    .reduce<Value[][]>((rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])), [[]])
    .map(tuple);
}

function tuple(values: readonly Value[]): Value {
  return { kind: 'list', items: values.map((value) => ({ value })) };
}
