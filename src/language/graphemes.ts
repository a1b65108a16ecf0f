// oxlint-disable-next-line no-control-regex -- the question is whether each unit is a character to the eye
const plain = /^[\x00-\x0c\x0e-\x7f]*$/;

/** Made when first needed, which it rarely is: the tables behind it take milliseconds to load. */
let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as they are seen (grapheme clusters). */
export function graphemesOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many characters are seen. */
export function graphemeCount(text: string): number {
  return plain.test(text) ? text.length : graphemesOf(text).length;
}
