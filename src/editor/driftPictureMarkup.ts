import type { DriftGroup } from '../server/driftProtocol.ts';
import { placeOf, titleOf, verdictWords } from './driftWords.ts';

/** Where the page finds its style. */
export interface PictureStyle {
  /** Address of the style sheet. */
  readonly sheet: string;
  /** What the content security policy calls that address's origin. */
  readonly source: string;
}

/** One line of the picture: what stands in each column. A column without the subnet has a gap there. */
export interface PictureRow {
  readonly declared: string | undefined;
  readonly live: string | undefined;
}

const [rowHeight, boxHeight, boxWidth, middle, top] = [44, 32, 300, 180, 34] as const;
const width = 2 * boxWidth + middle;
/** The style sheet has as many colours; more zones than that begin again, and each box says its zone anyway. */
const zoneColors = 6;

/**
 * Puts both lists beside each other: a subnet that only one side has faces a gap, and what both have stands in the order
 * of its own side.
 */
export function pictureRows({ declared, live }: Pick<DriftGroup, 'declared' | 'live'>): PictureRow[] {
  const rows: PictureRow[] = [];
  const left = [...declared];
  const right = [...live];
  const isRepeated = (id: string) => rows.some((row) => row.declared === id);
  while (left.length || right.length) {
    const [ours, theirs] = [left[0], right[0]];
    if (ours !== undefined && (!live.includes(ours) || isRepeated(ours))) {
      rows.push({ declared: ours, live: undefined });
      left.shift();
    } else if (theirs !== undefined && !declared.includes(theirs)) {
      rows.push({ declared: undefined, live: theirs });
      right.shift();
    } else {
      rows.push({ declared: ours, live: theirs });
      left.shift();
      right.shift();
    }
  }
  return rows;
}

/** A page with the picture of a group and the same in words; it runs no scripts and loads nothing but its style. */
export function picturePage(group: DriftGroup, { sheet, source }: PictureStyle): string {
  const rows = pictureRows(group);
  const zones = [...new Set([...group.declared, ...group.live].flatMap((id) => group.zones[id] ?? []))].toSorted();
  const title = `${titleOf(group)}: ${verdictWords[group.verdict]}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${escape(source)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="stylesheet" href="${escape(sheet)}">
</head>
<body>
<main>
<h1>${escape(title)}</h1>
<p class="place">${escape([placeOf(group), group.stale ? 'last known' : ''].filter(Boolean).join(' · '))}</p>
<p>${escape([group.reason, ...group.facts].join(' '))}</p>
${drawing(group, rows, zones)}
<h2>In words</h2>
<table>
<thead><tr><th scope="col">subnet</th>${zones.length ? '<th scope="col">zone</th>' : ''}<th scope="col">declared</th><th scope="col">AWS</th><th scope="col">difference</th></tr></thead>
<tbody>
${wordRows(group, zones.length > 0)}
</tbody>
</table>
</main>
</body>
</html>
`;
}

function drawing(group: DriftGroup, rows: readonly PictureRow[], zones: readonly string[]): string {
  const height = top + rows.length * rowHeight;
  const middleOf = (row: number) => top + row * rowHeight + boxHeight / 2;
  const lines = rows.flatMap((row, i) => {
    if (row.declared === undefined) return [line('gap', middleOf(i), middleOf(i))];
    if (row.live === undefined && !group.live.includes(row.declared)) return [line('gap', middleOf(i), middleOf(i))];
    const to = rows.findIndex(({ live }) => live === row.declared);
    return [line(to === i ? 'same' : 'moved', middleOf(i), middleOf(to))];
  });
  const boxes = rows.flatMap((row, i) => [
    box(group, zones, row.declared, { x: 0, row: i, number: numberOf(rows, i, 'declared'), gap: 'not declared' }),
    box(group, zones, row.live, {
      x: boxWidth + middle,
      row: i,
      number: numberOf(rows, i, 'live'),
      gap: row.declared !== undefined && group.live.includes(row.declared) ? 'declared more than once' : 'not in AWS',
    }),
  ]);
  return `<svg viewBox="-2 0 ${width + 4} ${height}" role="img" aria-label="${escape(described(group))}">
<g aria-hidden="true">
<text class="head" x="0" y="18">Declared</text>
<text class="head" x="${boxWidth + middle}" y="18">AWS</text>
${lines.toSorted().join('\n')}
${boxes.join('\n')}
</g>
</svg>`;
}

function line(kind: 'same' | 'moved' | 'gap', from: number, to: number): string {
  const [x1, x2] = [boxWidth, boxWidth + middle];
  const bend = middle / 2;
  const path = from === to ? `M${x1} ${from}H${x2}` : `M${x1} ${from}C${x1 + bend} ${from} ${x2 - bend} ${to} ${x2} ${to}`;
  return `<path class="line ${kind}" d="${path}"/>`;
}

interface Slot {
  readonly x: number;
  readonly row: number;
  /** The position in its own list, from 1. */
  readonly number: number;
  readonly gap: string;
}

function box(group: DriftGroup, zones: readonly string[], id: string | undefined, { x, row, number, gap }: Slot): string {
  const y = top + row * rowHeight;
  const text = y + boxHeight / 2 + 4.5;
  if (id === undefined) {
    return `<rect class="empty" x="${x}" y="${y}" width="${boxWidth}" height="${boxHeight}" rx="3"/><text class="empty" x="${x + boxWidth / 2}" y="${text}">${gap}</text>`;
  }
  const zone = group.zones[id];
  const color = zone === undefined ? '' : ` zone${zones.indexOf(zone) % zoneColors}`;
  return [
    `<rect class="box${color}" x="${x}" y="${y}" width="${boxWidth}" height="${boxHeight}" rx="3"/>`,
    zone === undefined ? '' : `<rect class="stripe${color}" x="${x}" y="${y}" width="6" height="${boxHeight}"/>`,
    `<text class="number" x="${x + 24}" y="${text}">${number}</text>`,
    `<text class="id" x="${x + 36}" y="${text}">${escape(id)}</text>`,
    zone === undefined ? '' : `<text class="zone" x="${x + boxWidth - 8}" y="${text}">${escape(zone)}</text>`,
  ].join('');
}

function numberOf(rows: readonly PictureRow[], row: number, side: 'declared' | 'live'): number {
  return rows.slice(0, row + 1).filter((other) => other[side] !== undefined).length;
}

function described({ declared, live }: DriftGroup): string {
  return `Declared: ${declared.join(', ') || 'no subnet'}. AWS: ${live.join(', ') || 'no subnet'}.`;
}

function wordRows({ declared, live, zones }: DriftGroup, hasZones: boolean): string {
  return [...new Set([...declared, ...live])]
    .map((id) => {
      const ours = positions(declared, id);
      const theirs = positions(live, id);
      const difference =
        theirs.length === 0
          ? 'not in AWS'
          : ours.length === 0
            ? 'not declared'
            : ours.length > 1
              ? 'declared more than once'
              : ours[0] === theirs[0]
                ? ''
                : 'another position';
      const cells = [...(hasZones ? [zones[id] ?? ''] : []), ours.join(', '), theirs.join(', '), difference];
      return `<tr><th scope="row"><code>${escape(id)}</code></th>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;
    })
    .join('\n');
}

function positions(ids: readonly string[], id: string): number[] {
  return ids.flatMap((other, i) => (other === id ? [i + 1] : []));
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
