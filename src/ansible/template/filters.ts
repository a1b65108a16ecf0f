import {
  equals,
  type ListItem,
  type ListValue,
  member,
  notDefined,
  plainValue,
  splitText,
  type TextPart,
  textValue,
  toText,
  truth,
  unknown,
  type Value,
} from '../value.ts';

/** Evaluated arguments of a filter. */
export interface FilterArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

type Filter = (input: Value, args: FilterArguments) => Value;

/**
 * Applies a filter of Jinja or Ansible whose result does not depend on a run.
 * https://docs.ansible.com/ansible/latest/collections/ansible/builtin/index.html#filter-plugins
 */
export function applyFilter(name: string, input: Value, args: FilterArguments): Value {
  const short = name.replace(/^ansible\.builtin\./, '');
  // Only these look at a value that is not there.
  if (short === 'default' || short === 'd') return defaultFilter(input, args);
  if (short === 'mandatory' && input.kind !== 'undefined') return input;
  if (input.kind === 'unknown') return input;
  if (input.kind === 'undefined') return notDefined(input.name);
  const filter = Object.hasOwn(filters, short) ? filters[short] : undefined;
  if (!filter) return unknown(`the filter ${name} is not understood`);
  // What an argument that is not looked at would change is not known.
  const [most, ...names] = parameters[short] ?? [0];
  const other = args.positional.length > most || [...args.named.keys()].some((key) => !names.includes(key));
  return other ? unknown(`an argument of the filter ${name} is not understood`) : filter(input, args);
}

function defaultFilter(input: Value, { positional, named }: FilterArguments): Value {
  const fallback = positional[0] ?? named.get('default_value') ?? textValue('');
  const alsoFalse = positional[1] ?? named.get('boolean');
  if (input.kind === 'undefined') return fallback;
  if (!alsoFalse || truth(alsoFalse) === false) return input;
  const known = truth(input);
  return known === undefined || known ? input : fallback;
}

const onList =
  (work: (list: ListValue, args: FilterArguments) => Value): Filter =>
  (input, args) =>
    input.kind === 'list' ? work(input, args) : unknown('a list is expected there');

const onText =
  (work: (text: string, args: FilterArguments) => string | undefined): Filter =>
  (input, args) => {
    const text = toText(input);
    const result = text === undefined ? undefined : work(text, args);
    if (result === undefined) return unknown('a text is expected there');
    return result === text && input.kind === 'text' ? input : textValue(result);
  };

/** A filter over two lists that keeps the items of both for which `keep` holds. */
const onTwoLists = (combine: (left: readonly ListItem[], right: readonly ListItem[]) => readonly ListItem[]): Filter =>
  onList((left, { positional }) => {
    const [right] = positional;
    if (right?.kind === 'unknown') return right;
    if (right?.kind !== 'list') return unknown('a list is expected there');
    const undecided = [...left.items, ...right.items].find(({ value }) => value.kind === 'unknown')?.value;
    return undecided ?? { kind: 'list', items: distinct(combine(left.items, right.items)) };
  });

const has = (items: readonly ListItem[], { value }: ListItem) => items.some((other) => equals(other.value, value) === true);

function distinct(items: readonly ListItem[]): ListItem[] {
  const kept: ListItem[] = [];
  for (const item of items) if (!has(kept, item)) kept.push(item);
  return kept;
}

function unique(list: ListValue): ListValue {
  const items = distinct(list.items);
  return items.length === list.items.length ? list : { kind: 'list', items };
}

/** How many arguments by position a filter takes, and which by name; none where it is not here. */
const parameters: Readonly<Record<string, readonly [number, ...string[]]>> = {
  join: [1, 'd', 'attribute'],
  split: [1],
  replace: [2],
  int: [2, 'default'],
  sort: [2, 'reverse', 'case_sensitive'],
  union: [1],
  intersect: [1],
  difference: [1],
  flatten: [0, 'levels'],
  map: [Number.POSITIVE_INFINITY, 'attribute', 'default'],
  dict2items: [0, 'key_name', 'value_name'],
  combine: [Number.POSITIVE_INFINITY, 'recursive'],
  ternary: [2],
  selectattr: [3],
  rejectattr: [3],
  select: [2],
  reject: [2],
  zip: [Number.POSITIVE_INFINITY],
};

const filters: Readonly<Record<string, Filter>> = {
  list: (input) => {
    if (input.kind === 'list') return input;
    if (input.kind === 'map')
      return { kind: 'list', items: [...input.entries.keys()].map((key) => ({ value: textValue(key) })) };
    return unknown('a list is expected there');
  },
  join: onList(join),
  split: (input, { positional }) => {
    if (input.kind !== 'text') return unknown('a text is expected there');
    const [separator] = positional;
    return splitText(input, separator?.kind === 'text' ? separator.text : undefined);
  },
  trim: onText((text) => text.trim()),
  lower: onText((text) => text.toLowerCase()),
  upper: onText((text) => text.toUpperCase()),
  string: onText((text) => text),
  quote: onText((text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`)),
  replace: onText((text, { positional }) => {
    const [from, to] = positional.map(toText);
    // An empty text to look for stands between any two characters.
    if (from === undefined || to === undefined || text.length * Math.max(1, to.length) > 1e7) return undefined;
    return text.replaceAll(from, () => to);
  }),
  int: (input, { positional, named }) => {
    const number = Math.trunc(Number((toText(input) ?? '').trim() || Number.NaN));
    if (positional.length > 1) return unknown('the base of a number is not understood');
    return Number.isNaN(number) ? (positional[0] ?? named.get('default') ?? plainValue(0)) : plainValue(number);
  },
  from_json: (input) => (input.kind === 'text' ? fromJson(input.text) : unknown('a text is expected there')),
  zip: onList((list, { positional }) => zip([list, ...positional])),
  bool: (input) => plainValue(['true', 'yes', 'on', '1', 'y', 't'].includes((toText(input) ?? '').toLowerCase())),
  length: count,
  count,
  first: onList(({ items }) => items[0]?.value ?? { kind: 'undefined', name: 'the first item' }),
  last: onList(({ items }) => items.at(-1)?.value ?? { kind: 'undefined', name: 'the last item' }),
  reverse: onList(({ items }) => ({ kind: 'list', items: items.toReversed() })),
  unique: onList((list) => firstUnknown(list) ?? unique(list)),
  sort: onList(sort),
  flatten: onList((list, { named }) => {
    const levels = named.get('levels');
    if (!levels) return flatten(list, Number.POSITIVE_INFINITY);
    return levels.kind === 'plain' && typeof levels.value === 'number' ? flatten(list, levels.value) : unknown('how far a list is flattened is not known');
  }),
  union: onTwoLists((left, right) => [...left, ...right]),
  intersect: onTwoLists((left, right) => left.filter((item) => has(right, item))),
  difference: onTwoLists((left, right) => left.filter((item) => !has(right, item))),
  map: onList(map),
  dict2items: (input, { named }) => {
    if (input.kind !== 'map') return unknown('a dictionary is expected there');
    const keys = [named.get('key_name'), named.get('value_name')].map((value) => value && toText(value));
    const items = [...input.entries].map(
      ([key, value]) =>
        new Map([
          [keys[0] ?? 'key', textValue(key)],
          [keys[1] ?? 'value', value],
        ]),
    );
    return { kind: 'list', items: items.map((entries) => ({ value: { kind: 'map', entries } })) };
  },
  combine: (input, { positional, named }) => {
    const recursive = named.get('recursive');
    return positional.reduce((left, right) => combineMaps(left, right, recursive !== undefined && truth(recursive) !== false, 0), input);
  },
  ternary: (input, { positional }) => {
    const known = truth(input);
    return (
      (known === undefined ? undefined : positional[known ? 0 : 1]) ?? unknown('a condition is known only when the play runs')
    );
  },
  select: onList((list, args) => selectItems(list, args, true)),
  reject: onList((list, args) => selectItems(list, args, false)),
  selectattr: onList((list, args) => selectAttribute(list, args, true)),
  rejectattr: onList((list, args) => selectAttribute(list, args, false)),
};

function count(input: Value): Value {
  if (input.kind === 'list') return plainValue(input.items.length);
  if (input.kind === 'map') return plainValue(input.entries.size);
  return input.kind === 'text' ? plainValue(input.text.length) : unknown('a list is expected there');
}

function firstUnknown({ items }: ListValue): Value | undefined {
  return items.find(({ value }) => value.kind === 'unknown')?.value;
}

/** The dictionary with the entries of another one, which win; nested dictionaries likewise where it is recursive. */
function combineMaps(left: Value, right: Value, recursive: boolean, depth: number): Value {
  for (const side of [left, right]) if (side.kind === 'unknown') return side;
  if (left.kind !== 'map' || right.kind !== 'map' || depth > 20) return unknown('a dictionary is expected there');
  const entries = new Map(left.entries);
  for (const [key, value] of right.entries) {
    const own = entries.get(key);
    entries.set(key, recursive && own?.kind === 'map' && value.kind === 'map' ? combineMaps(own, value, recursive, depth + 1) : value);
  }
  return { kind: 'map', entries };
}

function fromJson(text: string): Value {
  try {
    return valueOf(JSON.parse(text));
  } catch {
    return unknown('a text is no JSON');
  }
}

function valueOf(json: unknown): Value {
  if (typeof json === 'string') return textValue(json);
  if (Array.isArray(json)) return { kind: 'list', items: json.map((item: unknown) => ({ value: valueOf(item) })) };
  if (typeof json === 'object' && json !== null)
    return { kind: 'map', entries: new Map(Object.entries(json).map(([key, value]) => [key, valueOf(value)])) };
  return plainValue(typeof json === 'number' || typeof json === 'boolean' ? json : null);
}

/** First with first, second with second, as far as the shortest list goes. */
function zip(lists: readonly Value[]): Value {
  const rows: ListItem[][] = [];
  for (const list of lists) {
    if (list.kind === 'unknown') return list;
    if (list.kind !== 'list') return unknown('a list is expected there');
    rows.push([...list.items]);
  }
  const length = Math.min(...rows.map((row) => row.length));
  const tuples = Array.from({ length }, (_, i): Value => ({ kind: 'list', items: rows.flatMap((row) => row[i] ?? []) }));
  return { kind: 'list', items: tuples.map((value) => ({ value })) };
}

/**
 * The items of a list and of the lists in it, nulls left out. Lists may share lists, so it is done when there are too
 * many, not when all are seen.
 */
function flatten(list: ListValue, levels: number): Value {
  const items: ListItem[] = [];
  const pending = list.items.map((item) => ({ item, level: 0 })).toReversed();
  for (let steps = 0; pending.length; steps++) {
    if (steps > 20_000) return unknown('it grows too large');
    const next = pending.pop();
    if (!next) break;
    const { item, level } = next;
    if (item.value.kind === 'list' && level < levels) {
      pending.push(...item.value.items.map((inner) => ({ item: inner, level: level + 1 })).toReversed());
    } else if (item.value.kind !== 'plain' || item.value.value !== null) {
      items.push(item);
    }
  }
  return { kind: 'list', items };
}

function join(list: ListValue, { positional, named }: FilterArguments): Value {
  const separator = toText(positional[0] ?? named.get('d') ?? textValue(''));
  if (separator === undefined) return unknown('the separator of a join is not known');
  const attribute = named.get('attribute');
  const path = attribute && toText(attribute);
  if (attribute && path === undefined) return unknown('the attribute of a join is not known');
  const parts: TextPart[] = [];
  let length = 0;
  for (const [i, { value: whole, slot }] of list.items.entries()) {
    const value = path === undefined ? whole : attributeOf(whole, path);
    if (value.kind === 'unknown') return value;
    if (value.kind === 'undefined') return notDefined(value.name);
    const text = toText(value);
    if (text === undefined) return unknown('a list or dictionary is put into a text');
    length += text.length + separator.length;
    if (length > 1e6) return unknown('it grows too large');
    if (i > 0) parts.push({ text: separator });
    parts.push({ text, slot: path === undefined ? slot : undefined });
  }
  const simple = path === undefined && separator === ',' && parts.every(({ text }, i) => i % 2 === 1 || !text.includes(','));
  return {
    kind: 'text',
    text: parts.map(({ text }) => text).join(''),
    origin: list.written?.origin,
    parts,
    joined: simple && list.items.length > 0 ? list : undefined,
  };
}

function sort(list: ListValue, { positional, named }: FilterArguments): Value {
  const texts = list.items.map((item) => ({ item, text: item.value.kind === 'text' ? item.value.text : undefined }));
  if (texts.some(({ text }) => text === undefined)) {
    return firstUnknown(list) ?? unknown('only texts are sorted');
  }
  // Jinja's sort ignores case unless told otherwise.
  const caseSensitive = positional[1] ?? named.get('case_sensitive');
  const key = (text: string | undefined) => (caseSensitive && truth(caseSensitive) ? (text ?? '') : (text ?? '').toLowerCase());
  const sorted = texts.toSorted((a, b) => (key(a.text) < key(b.text) ? -1 : key(a.text) > key(b.text) ? 1 : 0));
  const reverse = positional[0] ?? named.get('reverse');
  if (reverse && truth(reverse)) sorted.reverse();
  return { kind: 'list', items: sorted.map(({ item }) => item) };
}

function attributeOf(value: Value, path: string): Value {
  let current = value;
  for (const key of path.split('.')) {
    current = member(current, /^\d+$/.test(key) && current.kind === 'list' ? plainValue(Number(key)) : textValue(key));
  }
  return current;
}

function map(list: ListValue, { positional, named }: FilterArguments): Value {
  const attribute = named.get('attribute');
  const fallback = named.get('default');
  if (attribute) {
    const path = toText(attribute);
    if (path === undefined) return unknown('the attribute of a map is not known');
    const found = list.items.map(({ value }) => attributeOf(value, path));
    return { kind: 'list', items: found.map((value) => ({ value: value.kind === 'undefined' ? (fallback ?? value) : value })) };
  }
  if (fallback) return unknown('a map filter is not understood');
  const [filter, ...rest] = positional;
  const name = filter && toText(filter);
  if (name === undefined) return unknown('a map filter is not understood');
  // An item that the filter leaves as it is keeps its slot.
  return {
    kind: 'list',
    items: list.items.map(({ value, slot }) => {
      const result = applyFilter(name, value, { positional: rest, named: new Map() });
      return { value: result, slot: result === value ? slot : undefined };
    }),
  };
}

/** The items for which a test holds, or does not. */
function selectItems(list: ListValue, { positional }: FilterArguments, keep: boolean): Value {
  const test = positional[0] && toText(positional[0]);
  const [, argument] = positional;
  const items: ListItem[] = [];
  for (const item of list.items) {
    let selected: boolean | undefined;
    if (test === undefined && !positional.length) selected = truth(item.value);
    else if (test !== undefined && equality.has(test) && argument) selected = equals(item.value, argument);
    else if (test === 'in' && argument?.kind === 'list') selected = has(argument.items, item);
    if (selected === undefined) return unknown('a selection is known only when the play runs');
    if (selected === keep) items.push(item);
  }
  return { kind: 'list', items };
}

const equality: ReadonlySet<string> = new Set(['equalto', 'eq', '==', 'sameas']);

function selectAttribute(list: ListValue, { positional }: FilterArguments, keep: boolean): Value {
  const [attribute, test, argument] = positional.map((value, i) => (i < 2 ? toText(value) : value));
  if (typeof attribute !== 'string') return unknown('the attribute of a selection is not known');
  const items: ListItem[] = [];
  for (const item of list.items) {
    const value = attributeOf(item.value, attribute);
    let selected: boolean | undefined;
    if (test === undefined) selected = truth(value);
    else if (test === 'defined') selected = value.kind === 'unknown' ? undefined : value.kind !== 'undefined';
    else if (['equalto', 'eq', '=='].includes(String(test)) && argument && typeof argument === 'object')
      selected = equals(value, argument);
    if (selected === undefined) return unknown('a selection is known only when the play runs');
    if (selected === keep) items.push(item);
  }
  return { kind: 'list', items };
}
