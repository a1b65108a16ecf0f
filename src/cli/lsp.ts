import { once } from 'node:events';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { LanguageServer } from '../server/languageServer.ts';
import { parseArguments } from './arguments.ts';
import { type TerminalIo, UsageError } from './io.ts';
import { keptSchemas } from './keptSchemas.ts';

export const lspHelp = `plumbline lsp --stdio

Runs the language server on standard input and output, for any editor that speaks the Language Server Protocol.
`;

/**
 * `plumbline lsp --stdio`: serves until the client closes the connection.
 * @throws UsageError without `--stdio`, the one transport there is
 */
export async function lspCommand(args: string[], io: TerminalIo): Promise<number> {
  const { values } = parseArguments(args, { stdio: { type: 'boolean' } });
  if (!values.stdio) throw new UsageError('lsp needs --stdio, the one transport that it has.');
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  new LanguageServer(connection, { dataFolder: io.dataFolder, environment: io.env, kept: keptSchemas(io.env) }).listen();
  await once(process.stdin, 'close');
  return 0;
}
