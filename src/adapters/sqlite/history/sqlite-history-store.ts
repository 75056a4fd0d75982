import type { HistoryFilter, HistoryRecord, HistoryScan, HistoryStore } from '../../../ports/history-store.ts';
import type { Scheduler } from '../../../shared/scheduler.ts';
import type { ReaderOperations } from '../reader-operations.ts';
import type { Statements } from '../statements.ts';
import type { ThreadClient } from '../thread-client.ts';
import type { WriterOperations } from '../writer-operations.ts';
import type { ClearCursor } from './clear-history.ts';
import { getHistory } from './read-history.ts';
import { WriteBehind } from './write-behind.ts';

export type SqliteHistoryOptions = {
  readonly statements: Statements;
  readonly writer: ThreadClient<WriterOperations>;
  readonly reader: ThreadClient<ReaderOperations>;
  readonly scheduler: Scheduler;
  /** Rows a tenant keeps; the oldest go first. */
  readonly rowsMax: number;
};

/** History in SQLite, written behind; every read and clear writes what is queued first. */
export class SqliteHistoryStore implements HistoryStore {
  readonly #options: SqliteHistoryOptions;
  readonly #queue: WriteBehind<HistoryRecord>;

  constructor(options: SqliteHistoryOptions) {
    const { writer, scheduler, rowsMax } = options;
    this.#options = options;
    this.#queue = new WriteBehind({
      write: (records) => writer.call('appendHistory', { records, rowsMax }, { bytes: recordBytes(records) }),
      scheduler,
    });
  }

  async append(record: HistoryRecord): Promise<void> {
    this.#queue.append(record);
  }

  async list(...[tenant, filter, page]: Parameters<HistoryStore['list']>): ReturnType<HistoryStore['list']> {
    await this.flush();
    return this.#options.reader.call('listHistory', { tenant, filter, page });
  }

  async get(tenant: string, queryId: string): Promise<HistoryRecord | null> {
    await this.flush();
    return getHistory(this.#options.statements, tenant, queryId);
  }

  async scan(after: number | null, limit: number): Promise<HistoryScan> {
    await this.flush();
    return this.#options.reader.call('scanHistory', { after, limit });
  }

  async clear(tenant: string, filter: HistoryFilter): Promise<number> {
    await this.flush();
    let removed = 0;
    let cursor: ClearCursor | null = { afterRow: 0, throughRow: null };
    // Ends: each slice moves the cursor towards a row that is fixed when the clear begins.
    while (cursor !== null) {
      const slice: Awaited<ReturnType<WriterOperations['clearHistory']>> = await this.#options.writer.call(
        'clearHistory',
        {
          tenant,
          filter,
          cursor,
        },
      );
      removed += slice.removed;
      cursor = slice.next;
    }
    return removed;
  }

  flush(): Promise<void> {
    return this.#queue.flush();
  }

  close(): Promise<void> {
    return this.#queue.close();
  }
}

/** What the message holds, roughly: text as UTF-16. */
function recordBytes(records: readonly HistoryRecord[]): number {
  return records.reduce((total, { answer, trace }) => total + 2 * (answer.length + trace.length), 0);
}
