import { CodedError } from '../../shared/errors.ts';

/** Reads a row's content with `read`; whatever that throws means that the row is not what was written. Throws `RECORDS_UNAVAILABLE`. */
export function readIntact<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw damaged(what, cause);
  }
}

/** The error of a row that is not what was written: a disk or somebody else changed it. */
export function damaged(what: string, cause?: unknown): CodedError {
  const message = `The record store has a damaged row (${what}): restore DATA_DIR from a backup.`;
  return new CodedError('RECORDS_UNAVAILABLE', message, { cause });
}
