import { DatabaseSync } from 'node:sqlite';

/** How long a connection waits for another one (a backup, a checkpoint) before it gives up. */
const BUSY_TIMEOUT_MS = 5_000;
/** Feature rows are a few KiB: at 4 KiB a page, most would leave half a page unused. Fixed when the file is made. */
const PAGE_BYTES = 8_192;
/** A WAL grown by one large transaction is cut back to this at the next checkpoint. */
const WAL_BYTES_MAX = 64 * 1_048_576;
/** Page caches in KiB: the writer touches index pages all over the file, the readers mostly rely on the operating system's. */
const WRITE_CACHE_KIB = 65_536;
const READ_CACHE_KIB = 16_384;

/** The one connection that writes: WAL, and an fsync at every COMMIT (FULL), which NORMAL would leave out. */
export function openWriteConnection(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  database.exec(`
    PRAGMA page_size = ${PAGE_BYTES};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA journal_size_limit = ${WAL_BYTES_MAX};
    PRAGMA cache_size = -${WRITE_CACHE_KIB};
    PRAGMA temp_store = MEMORY;
  `);
  return database;
}

/** A connection that cannot write; it sees every transaction that was committed before its statement began. */
export function openReadConnection(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, readOnly: true });
  database.exec(`PRAGMA cache_size = -${READ_CACHE_KIB}; PRAGMA temp_store = MEMORY;`);
  return database;
}
