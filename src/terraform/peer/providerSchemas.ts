import { PartsFile, PartsWriter } from '../../language/partsFile.ts';
import { fields, jsonOf } from '../../language/json.ts';
import { runProgram } from '../../language/program.ts';
import { storedBody } from '../schema/providerJson.ts';
import { partName } from '../schema/providers.ts';
import { lastWords, PeerError } from './answer.ts';
import { JsonParts, JsonPartsError, type PartFate } from './jsonParts.ts';

/** How long (ms) the providers may take to say what they have; the largest ones take seconds. */
const timeout = 180_000;

/** Bytes; the AWS provider alone says more than a hundred millions. They are never held at once. */
const maxOutput = 2_000_000_000;

/** Bytes of what is kept of it; all that a provider of today has to say fits into some millions. */
const maxKept = 64_000_000;

/** Letters at the beginning of what is kept. They change with the form of what it holds. */
export const magic = 'PLP1';

/** Where the output has the schemas of each kind of block. */
const kinds = new Map([
  ['resource_schemas', 'resource'],
  ['data_source_schemas', 'data'],
  ['ephemeral_resource_schemas', 'ephemeral'],
]);

/** Which of terraform's programs is asked, and where. */
export interface TerraformCall {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * The version of the user's terraform in a folder.
 * @throws ProgramError, PeerError; the signal's reason when it is aborted
 */
export async function terraformVersion(call: TerraformCall): Promise<string> {
  const { code, stdout, stderr } = await run(call, ['version', '-json']);
  const version = fields(jsonOf(stdout))['terraform_version'];
  if (typeof version !== 'string' || !/^[\w.+-]{1,40}$/.test(version)) throw new PeerError(`terraform version ended with exit code ${code ?? 'none'} and no version in ${call.folder}${lastWords(stderr)}.`);
  return version;
}

/**
 * Asks the providers that are installed in a folder for their schemas, and keeps of them what a linter needs. It
 * downloads nothing.
 * @returns what a `PartsFile` of `magic` holds
 * @throws ProgramError, PeerError; the signal's reason when it is aborted
 */
export async function askForSchemas(call: TerraformCall): Promise<Buffer> {
  const writer = new PartsWriter();
  const parts = new JsonParts({ fate, take: (path, value) => keep(writer, path, value) });
  try {
    const { code, stderr } = await run(call, ['providers', 'schema', '-json', '-no-color'], (chunk) => parts.write(chunk));
    if (code !== 0) throw new PeerError(`terraform providers schema ended with exit code ${code ?? 'none'} in ${call.folder}${lastWords(stderr)}.`);
    parts.end();
  } catch (error) {
    if (!(error instanceof JsonPartsError)) throw error;
    throw new PeerError(`What terraform providers schema wrote in ${call.folder} cannot be read: ${error.message}.`);
  }
  return writer.bytes(magic, {});
}

/** @throws Error as `PartsFile.of` does */
export function schemasIn(bytes: Buffer): PartsFile {
  return PartsFile.of(bytes, magic);
}

function run({ folder, environment, signal }: TerraformCall, args: readonly string[], onOutput?: (chunk: Buffer) => void) {
  const quiet = { ...environment, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0' };
  return runProgram({ name: 'terraform', args, input: '', cwd: folder, environment: quiet, signal, timeout, maxOutput, onOutput });
}

function fate(path: readonly string[]): PartFate {
  const [root, , kind = ''] = path;
  if (root !== 'provider_schemas') return 'skip';
  switch (path.length) {
    case 3:
      return kind === 'provider' ? 'take' : kinds.has(kind) ? 'enter' : 'skip';
    case 4:
      return 'take';
    default:
      return 'enter';
  }
}

function keep(writer: PartsWriter, [, address = '', kind = '', type = '']: readonly string[], schema: unknown): void {
  writer.add(partName(address, kinds.get(kind) ?? kind, type), storedBody(fields(schema)['block']));
  if (writer.size > maxKept) throw new PeerError(`The installed providers have more to say than can be kept (${maxKept / 1_000_000} MB).`);
}
