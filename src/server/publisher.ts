import type { Connection, Diagnostic as LspDiagnostic } from 'vscode-languageserver/node';
import type { Diagnostic } from '../language/diagnostic.ts';
import { toLspDiagnostic } from './mapping.ts';

/** What the client was sent of a document. */
interface Sent {
  readonly version: number;
  readonly diagnostics: readonly LspDiagnostic[];
}

/** Sends diagnostics to the client, where that does not have them already. */
export class Publisher {
  readonly #connection: Connection;
  readonly #sent = new Map<string, Sent>();
  /** Where the client has pages on the rules: a URI with `{rule}` for the id. Without it, links go to where a rule comes from. */
  rulePages: string | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Sends what is said of a version of a document. The protocol has no way to send a part of it. */
  publish({ uri, version }: { readonly uri: string; readonly version: number }, found: readonly Diagnostic[]): void {
    const diagnostics = found.map((diagnostic) => this.toLsp(diagnostic));
    const sent = this.#sent.get(uri);
    // Of another version all is sent: what an edit did to the marks in its editor only the client knows.
    if (sent?.version === version && JSON.stringify(sent.diagnostics) === JSON.stringify(diagnostics)) return;
    this.#sent.set(uri, { version, diagnostics });
    void this.#connection.sendDiagnostics({ uri, version, diagnostics });
  }

  /** Takes back what was said of a document, which is closed. */
  clear(uri: string): void {
    this.#sent.delete(uri);
    void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** A diagnostic in the protocol's terms. */
  toLsp(diagnostic: Diagnostic): LspDiagnostic {
    return toLspDiagnostic(diagnostic, this.rulePages);
  }
}
