/** A list that is kept, as it is: one that grows holds room for many items more, and most have one or two. */
export function settled<Item>(list: readonly Item[]): readonly Item[] {
  return list.slice();
}
