import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import type { Span } from '../language/diagnostic.ts';
import type { Block, BodyItem } from './hcl/ast.ts';
import type { ModuleFile } from './model/file.ts';

const kinds = new Map<string, SymbolKind>([
  ['resource', SymbolKind.Class],
  ['data', SymbolKind.Class],
  ['ephemeral', SymbolKind.Class],
  ['module', SymbolKind.Module],
  ['variable', SymbolKind.Variable],
  ['output', SymbolKind.Property],
  ['provider', SymbolKind.Package],
  ['locals', SymbolKind.Namespace],
]);

/** The outline of a file: its blocks by type and labels, with their blocks and arguments inside. */
export function symbolsOf(file: ModuleFile): DocumentSymbol[] {
  const { document } = file;
  const range = ({ start, end }: Span) => ({ start: document.positionAt(start), end: document.positionAt(end) });
  const symbol = (item: BodyItem): DocumentSymbol => {
    if (item.kind === 'attribute') {
      return { name: item.name, kind: SymbolKind.Field, range: range(item), selectionRange: range(item.nameSpan) };
    }
    return {
      name: nameOf(item),
      kind: kinds.get(item.type) ?? SymbolKind.Struct,
      // In JSON a block begins with its last label and several blocks may share it.
      range: range({ start: Math.min(item.start, item.header.start), end: Math.max(item.end, item.header.end) }),
      selectionRange: range(item.header),
      children: item.body.items.map((inner) => symbol(inner)),
    };
  };
  return file.body.items.map((item) => symbol(item));
}

function nameOf({ type, labels }: Block): string {
  return [type, ...labels.map((label) => (label.quoted ? JSON.stringify(label.text) : label.text))].join(' ');
}
