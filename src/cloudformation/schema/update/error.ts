export type SchemaUpdateReason = 'badUrl' | 'unreachable' | 'refused' | 'tooLarge' | 'notAnArchive' | 'damaged' | 'noSchemas' | 'notWritten';

/** Why schemas were not updated, or cannot be read; the message is one sentence for the user. */
export class SchemaUpdateError extends Error {
  readonly reason: SchemaUpdateReason;

  constructor(reason: SchemaUpdateReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SchemaUpdateError';
    this.reason = reason;
  }
}
