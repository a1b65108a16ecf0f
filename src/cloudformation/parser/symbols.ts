import { SymbolKind, type DocumentSymbol, type Range } from 'vscode-languageserver-types';
import type { Span } from '../../language/diagnostic.ts';
import type { Entry } from '../../language/tree/node.ts';
import { stringOf, type Template } from './template.ts';
import { get } from '../../language/tree/node.ts';

const kinds: Readonly<Record<string, SymbolKind>> = {
  Parameters: SymbolKind.Variable,
  Mappings: SymbolKind.Object,
  Conditions: SymbolKind.Boolean,
  Rules: SymbolKind.Boolean,
  Resources: SymbolKind.Class,
  Outputs: SymbolKind.Property,
};

/** The outline: sections, and what they declare. */
export function templateSymbols(template: Template): DocumentSymbol[] {
  const range = ({ start, end }: Span): Range => ({
    start: template.document.positionAt(start),
    end: template.document.positionAt(end),
  });
  const symbol = (entry: Entry, kind: SymbolKind, detail: string | undefined, children: DocumentSymbol[]): DocumentSymbol => {
    // A client refuses a symbol without a name, and one whose range does not hold its name.
    const whole = range({ start: entry.key.start, end: Math.max(entry.key.end, entry.value.end) });
    const name = entry.key.text || '(empty)';
    return { name, kind, range: whole, selectionRange: range(entry.key), children, ...(detail === undefined ? {} : { detail }) };
  };
  return (template.root?.entries ?? [])
    .filter((entry) => !entry.key.synthetic)
    .map((section) => {
      const kind = kinds[section.key.text];
      const entries = kind !== undefined && section.value.kind === 'map' ? section.value.entries : [];
      const children = entries
        .filter((entry) => !entry.key.synthetic && entry.key.start >= section.key.start)
        .map((entry) => symbol(entry, kind ?? SymbolKind.Property, stringOf(get(entry.value, 'Type')), []));
      return symbol(section, SymbolKind.Namespace, undefined, children);
    });
}
