import type { DatabaseSync } from 'node:sqlite';
import { KEY_RETENTION, type KeyRetention } from '../../ports/key-store.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { type Clock, systemClock } from '../../shared/clock.ts';
import { type Scheduler, systemScheduler } from '../../shared/scheduler.ts';
import { abortable } from './abortable.ts';
import { SqliteActivityStore } from './activity/sqlite-activity-store.ts';
import { SqliteRollupStore } from './activity/sqlite-rollup-store.ts';
import { openReadConnection } from './connection.ts';
import { type DataLock, lockDataDir } from './data-lock.ts';
import { SqliteDocumentStore } from './documents/sqlite-document-store.ts';
import { SqliteExperimentStore } from './experiments/sqlite-experiment-store.ts';
import { SqliteHistoryStore } from './history/sqlite-history-store.ts';
import { SqliteIdempotencyStore } from './idempotency/sqlite-idempotency-store.ts';
import { SqliteKeyStore } from './keys/sqlite-key-store.ts';
import { checkLibraryVersion } from './library-version.ts';
import { makeDataDir, prepareFile } from './prepare-data-dir.ts';
import type { ReaderOperations } from './reader-operations.ts';
import { SqliteSavedStore } from './saved/sqlite-saved-store.ts';
import { Statements } from './statements.ts';
import { ThreadClient, type ThreadStatistics } from './thread-client.ts';
import { SqliteQuotaStore, SqliteUsageStore } from './usage/sqlite-usage-store.ts';
import type { WriterOperations } from './writer-operations.ts';

export type SqliteRecordStoreOptions = {
  readonly dataDir: string;
  readonly clock?: Clock;
  readonly scheduler?: Scheduler;
  /** Rows of history a tenant keeps; `HISTORY_ROWS_MAX` unless told. */
  readonly historyRowsMax?: number;
  /** Rows of client events, and of feedback, a tenant keeps; `ACTIVITY_ROWS_MAX` unless told. */
  readonly activityRowsMax?: number;
  /** What is kept of ended keys and of the audit; `KEY_RETENTION` unless told. */
  readonly keyRetention?: KeyRetention;
};

export type SqliteRecordStore = RecordStore & {
  /** Writes answered, and the COMMITs that decided them. */
  readonly statistics: ThreadStatistics;
};

/** Rows of history a tenant keeps: months of one busy team, a few hundred MB. */
export const HISTORY_ROWS_MAX = 100_000;
/** Rows of events and of feedback a tenant keeps: some to every query that history remembers. */
export const ACTIVITY_ROWS_MAX = 200_000;
/** Calls that may wait for a thread: some seconds of writes, so that overload is told early instead of queued. */
const WAITING_CALLS_MAX = 4_096;
/** Inputs that may wait: a few of the largest submissions (32 MiB, held as UTF-16). */
const WAITING_BYTES_MAX = 256 * 1_048_576;

/**
 * Opens (or makes) the records under `dataDir` and takes the folder for this process. Rejects with `RECORDS_LOCKED`,
 * `RECORDS_SCHEMA_NEWER`, `RECORDS_DISK_FULL` or `RECORDS_UNAVAILABLE`; then nothing is left open.
 */
export async function openSqliteRecordStore(options: SqliteRecordStoreOptions): Promise<SqliteRecordStore> {
  checkLibraryVersion(process.versions['sqlite'] ?? '0');
  makeDataDir(options.dataDir);
  const lock = lockDataDir(options.dataDir);
  const opened: Disposable[] = [];
  try {
    return await openParts(options, lock, opened);
  } catch (error) {
    for (const part of opened.reverse()) await part.close();
    lock.release();
    throw error;
  }
}

type Disposable = { close(): Promise<void> | void };

async function openParts(
  {
    dataDir,
    clock = systemClock,
    scheduler = systemScheduler,
    historyRowsMax = HISTORY_ROWS_MAX,
    activityRowsMax = ACTIVITY_ROWS_MAX,
    keyRetention = KEY_RETENTION,
  }: SqliteRecordStoreOptions,
  lock: DataLock,
  opened: Disposable[],
): Promise<SqliteRecordStore> {
  const file = prepareFile(dataDir, clock.now());
  const limits = { data: { file }, callsMax: WAITING_CALLS_MAX, bytesMax: WAITING_BYTES_MAX };
  const writerEntry = new URL('./writer-thread.ts', import.meta.url);
  const readerEntry = new URL('./reader-thread.ts', import.meta.url);
  const starting = [
    ThreadClient.start<WriterOperations>({ entry: writerEntry, ...limits }),
    ThreadClient.start<ReaderOperations>({ entry: readerEntry, ...limits }),
  ] as const;
  for (const settled of await Promise.allSettled(starting)) {
    if (settled.status === 'fulfilled') opened.push(settled.value);
  }
  const [writer, reader] = await Promise.all(starting);
  const database = openReadConnection(file);
  return new OpenRecordStore({
    database,
    writer,
    reader,
    lock,
    clock,
    scheduler,
    historyRowsMax,
    activityRowsMax,
    keyRetention,
  });
}

type Parts = {
  readonly database: DatabaseSync;
  readonly writer: ThreadClient<WriterOperations>;
  readonly reader: ThreadClient<ReaderOperations>;
  readonly lock: DataLock;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly historyRowsMax: number;
  readonly activityRowsMax: number;
  readonly keyRetention: KeyRetention;
};

class OpenRecordStore implements SqliteRecordStore {
  readonly documents: SqliteDocumentStore;
  readonly history: SqliteHistoryStore;
  readonly idempotency: SqliteIdempotencyStore;
  readonly saved: SqliteSavedStore;
  readonly experiments: SqliteExperimentStore;
  readonly activity: SqliteActivityStore;
  readonly rollups: SqliteRollupStore;
  readonly keys: SqliteKeyStore;
  readonly usage: SqliteUsageStore;
  readonly quotas: SqliteQuotaStore;
  readonly #parts: Parts;
  #closing: Promise<void> | null = null;

  constructor(parts: Parts) {
    const { database, writer, historyRowsMax, activityRowsMax } = parts;
    const shared = { ...parts, statements: new Statements(database) };
    this.#parts = parts;
    this.documents = new SqliteDocumentStore(shared);
    this.history = new SqliteHistoryStore({ ...shared, rowsMax: historyRowsMax });
    this.idempotency = new SqliteIdempotencyStore(writer);
    this.saved = new SqliteSavedStore(shared);
    this.experiments = new SqliteExperimentStore(shared);
    const flushHistory = () => this.history.flush();
    this.activity = new SqliteActivityStore({ ...parts, flushHistory, rowsMax: activityRowsMax });
    this.rollups = new SqliteRollupStore(parts);
    this.keys = new SqliteKeyStore({ ...shared, retention: parts.keyRetention });
    this.usage = new SqliteUsageStore(parts);
    this.quotas = new SqliteQuotaStore(parts);
  }

  get statistics(): ThreadStatistics {
    return this.#parts.writer.statistics;
  }

  /** Writes a row and reads through the other thread; also what ends a refusal of writes once the disk is well again. */
  async check(signal?: AbortSignal): Promise<void> {
    const { writer, reader } = this.#parts;
    await abortable(Promise.all([writer.call('probe', undefined), reader.call('backlog', undefined)]), signal);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The writer goes last, alone with the file, so that its checkpoint is whole. Whatever fails, the rest is closed and the lock freed. */
  async #close(): Promise<void> {
    const { database, writer, reader, lock } = this.#parts;
    const steps: (() => Promise<void> | void)[] = [
      () => this.history.close(),
      () => reader.close(),
      () => database.close(),
      () => writer.close(),
      () => lock.release(),
    ];
    const errors: unknown[] = [];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
