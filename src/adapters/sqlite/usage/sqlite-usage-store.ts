import type { QuotaRow, QuotaStore, UsageQuery, UsageRow, UsageStore } from '../../../ports/usage-store.ts';
import type { ReaderOperations } from '../reader-operations.ts';
import type { ThreadClient } from '../thread-client.ts';
import type { WriterOperations } from '../writer-operations.ts';

/** Everything goes through the threads: sums are written behind, and read by people. */
export type SqliteUsageOptions = {
  readonly writer: ThreadClient<WriterOperations>;
  readonly reader: ThreadClient<ReaderOperations>;
};

/** Sums of calls in SQLite. */
export class SqliteUsageStore implements UsageStore {
  readonly #options: SqliteUsageOptions;

  constructor(options: SqliteUsageOptions) {
    this.#options = options;
  }

  async add(rows: readonly UsageRow[]): Promise<void> {
    await this.#options.writer.call('addUsage', { rows });
  }

  read(query: UsageQuery): Promise<readonly UsageRow[]> {
    return this.#options.reader.call('readUsage', query);
  }

  prune(day: number): Promise<number> {
    return this.#options.writer.call('pruneUsage', { day });
  }
}

/** Quotas in SQLite: committed before a call resolves. */
export class SqliteQuotaStore implements QuotaStore {
  readonly #options: SqliteUsageOptions;

  constructor(options: SqliteUsageOptions) {
    this.#options = options;
  }

  async put(rows: readonly QuotaRow[]): Promise<void> {
    await this.#options.writer.call('putQuotas', { rows });
  }

  since(day: number): Promise<readonly QuotaRow[]> {
    return this.#options.reader.call('quotasSince', { day });
  }

  prune(day: number): Promise<number> {
    return this.#options.writer.call('pruneQuotas', { day });
  }
}
