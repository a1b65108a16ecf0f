/** One `${...}` of a string for `Fn::Sub`. */
export interface SubVariable {
  /** The name within, blanks around it removed. */
  readonly name: string;
  /** Offset of the name in the string. */
  readonly offset: number;
}

/** The variables of a string for `Fn::Sub`; `${!Literal}` is none. */
export function subVariables(text: string): SubVariable[] {
  if (!text.includes('${')) return [];
  return [...text.matchAll(/\$\{\s*([^!\s].*?)\s*\}/g)].map((match) => {
    const name = match[1] ?? '';
    return { name, offset: match.index + match[0].indexOf(name, 2) };
  });
}
