import type { Readable } from 'node:stream';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { SchemaUpdateError } from './error.ts';

/** Files in an archive; AWS's has some 1,600. */
const maxEntries = 20_000;
/** Bytes of one schema; the largest has some 400 KB. */
const maxEntryBytes = 8_000_000;
/** Bytes of all. */
const maxTotalBytes = 400_000_000;

/**
 * The texts of the JSON files in a .zip archive. What is packed is bounded by
 * what it says of its size, and no byte beyond that is unpacked.
 * @throws SchemaUpdateError; the signal's reason when it is aborted
 */
export async function* jsonFilesIn(archive: Buffer, signal: AbortSignal): AsyncGenerator<{ readonly name: string; readonly text: string }> {
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(archive, { lazyEntries: true, validateEntrySizes: true });
  } catch (error) {
    const isHtml = /^\s*</.test(archive.subarray(0, 200).toString('latin1'));
    throw new SchemaUpdateError('notAnArchive', `What was downloaded is ${isHtml ? 'a web page' : 'no .zip archive, or a broken one'}; the schemas are as they were.`, error);
  }
  let total = 0;
  try {
    if (zip.entryCount > maxEntries) throw bomb();
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      if (!entry.fileName.endsWith('.json')) continue;
      total += entry.uncompressedSize;
      if (entry.uncompressedSize > maxEntryBytes || total > maxTotalBytes) throw bomb();
      yield { name: entry.fileName, text: await textOf(zip, entry) };
    }
  } catch (error) {
    if (error instanceof SchemaUpdateError || signal.aborted) throw error;
    throw new SchemaUpdateError('damaged', `The archive of schemas is damaged (${error instanceof Error ? error.message : String(error)}); the schemas are as they were.`, error);
  } finally {
    zip.close();
  }
}

async function textOf(zip: ZipFile, entry: Entry): Promise<string> {
  const stream: Readable = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function bomb(): SchemaUpdateError {
  return new SchemaUpdateError('tooLarge', "The archive would unpack to far more than AWS's schemas have; the schemas are as they were.");
}
