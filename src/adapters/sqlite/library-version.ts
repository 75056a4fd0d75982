import { CodedError } from '../../shared/errors.ts';

/** Releases before this one can lose a committed transaction when a WAL is reset while another connection writes. */
export const SQLITE_VERSION_MIN = '3.51.3';

/** Throws `RECORDS_UNAVAILABLE` for a SQLite library that is too old to be trusted with acknowledged writes. */
export function checkLibraryVersion(version: string): void {
  if (comparable(version) >= comparable(SQLITE_VERSION_MIN)) return;
  throw new CodedError(
    'RECORDS_UNAVAILABLE',
    `This Node carries SQLite ${version}; at least ${SQLITE_VERSION_MIN} is needed. Install a newer Node 24 release.`,
  );
}

/** `3.51.3` as 3051003, the form SQLite itself numbers its releases in. */
function comparable(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major * 1_000_000 + minor * 1_000 + patch;
}
