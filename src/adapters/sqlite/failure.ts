import { CodedError, type ErrorCode } from '../../shared/errors.ts';

/** An error on its way between threads: class instances do not survive a message port, their fields do. */
export type Failure = { readonly code: ErrorCode | null; readonly message: string; readonly cause: string | null };

/** SQLite's primary result codes that speak of the machine, not of the program. */
const FULL = 13;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;
const IO_ERROR = 10;
const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [5, 'is locked by another process'],
  [6, 'is locked'],
  [7, 'could not get memory'],
  [8, 'cannot be written: check the permissions of DATA_DIR'],
  [IO_ERROR, 'failed to read or write: check the disk under DATA_DIR'],
  [CORRUPT, 'is damaged: restore DATA_DIR from a backup'],
  [14, 'cannot be opened: check that DATA_DIR exists and can be written'],
  [NOT_A_DATABASE, 'is not a database: restore DATA_DIR from a backup'],
]);

/** After these the state of the connection is not known: nothing more may be acknowledged on it. */
const FATAL: ReadonlySet<number> = new Set([7, 8, IO_ERROR, CORRUPT, FULL, 14, NOT_A_DATABASE]);

/** The world's errors as `RECORDS_*`; anything else (a programmer error) as it is. */
export function toRecordsError(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === FULL || hasCode(error, 'ENOSPC')) {
    return new CodedError('RECORDS_DISK_FULL', 'The disk under DATA_DIR is full: free some space.', { cause: error });
  }
  const reason = code === null ? undefined : UNAVAILABLE.get(code);
  if (reason === undefined) return error;
  return new CodedError('RECORDS_UNAVAILABLE', `The record store ${reason}.`, { cause: error });
}

/** True when the connection must not be trusted with another write. */
export function isFatal(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== null && FATAL.has(code);
}

/** True when opening the file again cannot help. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CORRUPT || code === NOT_A_DATABASE;
}

/** Primary result code of an error of `node:sqlite`, else null. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

/** For the message port. */
export function toFailure(error: unknown): Failure {
  const mapped = toRecordsError(error);
  if (mapped instanceof CodedError) {
    const cause = mapped.cause instanceof Error ? mapped.cause.message : null;
    return { code: mapped.code, message: mapped.message, cause };
  }
  const message = mapped instanceof Error ? (mapped.stack ?? mapped.message) : String(mapped);
  return { code: null, message, cause: null };
}

/** Back from the message port: a `CodedError`, or a plain error for what was a programmer error. */
export function fromFailure({ code, message, cause }: Failure): Error {
  if (code === null) return new Error(message);
  return new CodedError(code, message, cause === null ? {} : { cause: new Error(cause) });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
