import type { Node } from '../../language/tree/node.ts';

/** Whether two values are the same in all but their place in the text, the second `shift` behind the first. */
export function sameTree(one: Node, two: Node, shift: number): boolean {
  if (one === two) return shift === 0;
  if (one.start + shift !== two.start || one.end + shift !== two.end || one.tag !== two.tag || one.incomplete !== two.incomplete) return false;
  switch (one.kind) {
    case 'scalar':
      return two.kind === 'scalar' && one.value === two.value && one.text === two.text && one.style === two.style && one.synthetic === two.synthetic;
    case 'list': {
      if (two.kind !== 'list' || one.flow !== two.flow || one.items.length !== two.items.length) return false;
      let at = 0;
      for (const item of one.items) {
        const other = two.items[at++];
        if (!other || !sameTree(item, other, shift)) return false;
      }
      return true;
    }
    case 'map': {
      if (two.kind !== 'map' || one.flow !== two.flow || one.entries.length !== two.entries.length) return false;
      let at = 0;
      for (const { key, value } of one.entries) {
        const other = two.entries[at++];
        if (!other || !sameTree(key, other.key, shift) || !sameTree(value, other.value, shift)) return false;
      }
      return true;
    }
  }
}
