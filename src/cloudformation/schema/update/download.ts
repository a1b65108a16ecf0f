import { SchemaUpdateError } from './error.ts';

/** Bytes of a download; AWS's archive has some 5 MB. */
const maxBytes = 100_000_000;
/** How long (ms) a server may be silent. */
const patience = 30_000;

/**
 * Downloads a file into memory.
 * @param progress told how much is there, from 0 to 1, where the server says how much there will be
 * @throws SchemaUpdateError; the signal's reason when it is aborted
 */
export async function download(address: string, signal: AbortSignal, progress: (part: number) => void): Promise<Buffer> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') throw new SchemaUpdateError('badUrl', `'${address}' is no http or https address; correct the setting plumbline.cloudformation.schemaUrl.`);
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), patience);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, silent.signal]) });
    if (!response.ok || !response.body) throw new SchemaUpdateError('refused', `${url.host} answered ${response.status} ${response.statusText} to ${url.pathname}.`);
    const expected = Number(response.headers.get('content-length') ?? Number.NaN);
    if (expected > maxBytes) throw tooLarge(url);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      timer.refresh();
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(url);
      chunks.push(chunk);
      if (expected > 0) progress(Math.min(1, size / expected));
    }
    if (size < expected) throw new SchemaUpdateError('damaged', `The download from ${url.host} broke off after ${size} of ${expected} bytes.`);
    return Buffer.concat(chunks);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SchemaUpdateError) throw error;
    if (silent.signal.aborted) throw new SchemaUpdateError('unreachable', `${url.host} has been silent for ${patience / 1000} seconds.`, error);
    throw new SchemaUpdateError('unreachable', `${url.host} cannot be reached, or broke off: ${causeOf(error)}.`, error);
  } finally {
    clearTimeout(timer);
  }
}

function tooLarge(url: URL): SchemaUpdateError {
  return new SchemaUpdateError('tooLarge', `What ${url.host} sends has more than ${maxBytes / 1_000_000} MB, so it is not AWS's archive of schemas.`);
}

/** What fetch says of its failure is in the cause. */
function causeOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error ? inner.message : String(inner);
}
