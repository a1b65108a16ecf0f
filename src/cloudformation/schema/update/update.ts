import type { TypeSchema } from '../facts.ts';
import { jsonFilesIn } from './archive.ts';
import { download } from './download.ts';
import { SchemaUpdateError } from './error.ts';
import { typeOf } from './providerSchema.ts';
import { SchemaUpdate } from './updateFile.ts';

/** Where AWS publishes the schemas of a region. Source: AWS CloudFormation's "Resource type schemas". */
export const schemaUrl = 'https://schema.cloudformation.{region}.amazonaws.com/CloudformationSchema.zip';

/** Fewer types than this are no region's. */
const fewestTypes = 50;

export interface SchemaUpdateOptions {
  /** `{region}` in it stands for the region; regions in China have a domain of their own. */
  readonly url: string;
  readonly region: string;
  /** The file that is written; it is left as it is where anything goes wrong. */
  readonly file: string;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Told how much of the download is there, from 0 to 1. */
  readonly progress: (part: number) => void;
  /** Types that an archive has at least. */
  readonly fewest?: number;
}

/**
 * Fetches AWS's resource schemas and keeps them in a file.
 * @returns how many types there are now
 * @throws SchemaUpdateError; the signal's reason when it is aborted
 */
export async function updateSchemas({ url, region, file, now, signal, progress, fewest = fewestTypes }: SchemaUpdateOptions): Promise<{ readonly types: number }> {
  const address = addressOf(url, region);
  const archive = await download(address, signal, progress);
  const types = new Map<string, TypeSchema>();
  for await (const { name, text } of jsonFilesIn(archive, signal)) {
    const found = typeOf(parsed(name, text));
    if (found) types.set(found.type, found.schema);
  }
  if (types.size < fewest) throw new SchemaUpdateError('noSchemas', `The archive from ${address} holds the schemas of ${types.size} resource types, fewer than any region has; the schemas are as they were.`);
  signal.throwIfAborted();
  SchemaUpdate.write(file, address, now, types);
  return { types: types.size };
}

function addressOf(url: string, region: string): string {
  const address = url.replaceAll('{region}', region);
  return url === schemaUrl && region.startsWith('cn-') ? address.replace('.amazonaws.com/', '.amazonaws.com.cn/') : address;
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SchemaUpdateError('damaged', `${name} in the archive is no JSON; the schemas are as they were.`, error);
  }
}
