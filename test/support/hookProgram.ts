// What an installed hook starts in the tests: the command `hook` of the command line, run from source.
import { text } from 'node:stream/consumers';
import { hookCommand } from '../../src/cli/hook.ts';
import { recordingIo } from './cliIo.ts';

const io = { ...recordingIo(process.cwd(), process.env), stdin: () => text(process.stdin) };
const code = await hookCommand(process.argv.slice(3), io, [process.execPath, import.meta.filename]);
process.stdout.write(io.printed.stdout);
process.stderr.write(io.printed.stderr);
process.exitCode = code;
