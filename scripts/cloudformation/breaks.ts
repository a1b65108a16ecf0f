/** Takes part of a text and breaks it somewhere, as a slip of the hand does. */
type Break = (text: string, random: () => number) => string;

function lineAt(lines: readonly string[], random: () => number, wanted: RegExp): number {
  const candidates = lines.flatMap((line, index) => (wanted.test(line) ? [index] : []));
  return candidates[Math.floor(random() * candidates.length)] ?? -1;
}

/** A break of one line of those that match. */
function onLine(wanted: RegExp, change: (line: string, random: () => number) => string): Break {
  return (text, random) => {
    const lines = text.split('\n');
    const at = lineAt(lines, random, wanted);
    const line = lines[at];
    if (line === undefined) return text;
    lines[at] = change(line, random);
    return lines.join('\n');
  };
}

const blockBreaks: readonly Break[] = [
  // A key without its colon.
  onLine(/^\s*[\w-]+: \S/, (line) => line.replace(':', '')),
  onLine(/^\s*[\w-]+:\s*$/, (line) => line.replace(':', '')),
  // A quote that is not closed.
  onLine(/: [^\s'"|>&!{[]/, (line, random) => line.replace(': ', random() < 0.5 ? ': "' : ": '")),
  onLine(/(["']).+\1\s*$/, (line) => line.trimEnd().slice(0, -1)),
  // A bracket that is not closed, and one too many.
  onLine(/[\]}]\s*$/, (line) => line.trimEnd().slice(0, -1)),
  onLine(/: !\w+ \w/, (line) => line.replace(/: (!\w+) /, ': $1 [')),
  onLine(/[\]}]\s*$/, (line) => `${line.trimEnd()}]`),
  // Half a tag.
  onLine(/!(?:Ref|GetAtt|Sub) /, (line) => line.replace(/!(Ref|GetAtt|Sub) .*/, '![$1')),
  onLine(/: !\w+ \w/, (line) => line.replace(/!(\w+) /, '!$1[ ')),
  // An indent that is too small or too large.
  onLine(/^ {4,}\S/, (line) => line.slice(1)),
  onLine(/^ {2,}\S/, (line) => ` ${line}`),
  // A tab for an indent.
  onLine(/^ {2,}\S/, (line) => line.replace(/^ {2}/, '\t')),
  // A line that is there twice, or its rest cut off.
  onLine(/^\s*[\w-]+: \S/, (line) => `${line}\n${line}`),
  onLine(/^\s+\S/, (line, random) => `${line.slice(0, line.length - Math.floor(random() * line.trim().length))}:`),
  // A text of several lines without its sign.
  onLine(/: *(?:!Sub *)?[|>]-?\s*$/, (line) => line.replace(/[|>]-?\s*$/, '"')),
];

const jsonBreaks: readonly Break[] = [
  onLine(/,\s*$/, (line) => line.trimEnd().slice(0, -1)),
  onLine(/[\]}]\s*$/, (line) => line.trimEnd().slice(0, -1)),
  onLine(/[{[]\s*$/, (line) => line.trimEnd().slice(0, -1)),
  onLine(/"\s*,?\s*$/, (line) => line.trimEnd().replace(/"(,?)$/, '$1')),
  onLine(/^\s*"/, (line) => line.replace('"', '')),
  onLine(/":/, (line) => line.replace('":', '"')),
  onLine(/[\]}]\s*$/, (line) => `${line.trimEnd()},`),
  onLine(/: "/, (line) => line.replace(/: ".*/, ': ')),
];

/** The template with one mistake in it that a hand makes; mostly, but not always, one of its syntax. */
export function broken(text: string, random: () => number): string {
  const breaks = text.trimStart().startsWith('{') ? jsonBreaks : blockBreaks;
  const chosen = breaks[Math.floor(random() * breaks.length)];
  return chosen ? chosen(text, random) : text;
}
