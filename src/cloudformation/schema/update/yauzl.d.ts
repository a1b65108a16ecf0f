// The part of yauzl that is used here; the package comes without types.
// https://github.com/thejoshwolfe/yauzl#api
declare module 'yauzl' {
  import type { Readable } from 'node:stream';

  export interface Entry {
    readonly fileName: string;
    readonly uncompressedSize: number;
    readonly compressedSize: number;
  }

  export interface ZipFile {
    readonly entryCount: number;
    eachEntry(): AsyncIterable<Entry>;
    openReadStreamPromise(entry: Entry): Promise<Readable>;
    close(): void;
  }

  export function fromBufferPromise(buffer: Buffer, options: { lazyEntries: true; validateEntrySizes?: boolean }): Promise<ZipFile>;
}
