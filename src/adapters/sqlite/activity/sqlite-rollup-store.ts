import type { RollupGrain, RollupKey, RollupRow, RollupStore, RollupWrite } from '../../../ports/rollup-store.ts';
import type { ReaderOperations } from '../reader-operations.ts';
import type { ThreadClient } from '../thread-client.ts';
import type { WriterOperations } from '../writer-operations.ts';

/** Everything goes through the threads: rows are some 20 KB, and packed. */
export type SqliteRollupOptions = {
  readonly writer: ThreadClient<WriterOperations>;
  readonly reader: ThreadClient<ReaderOperations>;
};

/** Roll-ups in SQLite, packed by the writing thread and unpacked by the reading one. */
export class SqliteRollupStore implements RollupStore {
  readonly #options: SqliteRollupOptions;

  constructor(options: SqliteRollupOptions) {
    this.#options = options;
  }

  get(key: RollupKey): Promise<RollupRow | null> {
    return this.#options.reader.call('getRollup', key);
  }

  range(...[tenant, grain, span]: Parameters<RollupStore['range']>): ReturnType<RollupStore['range']> {
    return this.#options.reader.call('rollupRange', { tenant, grain, span });
  }

  put(writes: readonly RollupWrite[]): Promise<readonly boolean[]> {
    const bytes = writes.reduce((total, { text }) => total + 2 * text.length, 0);
    return this.#options.writer.call('putRollups', { writes }, { bytes });
  }

  prune(grain: RollupGrain, beforeMs: number): Promise<number> {
    return this.#options.writer.call('pruneRollups', { grain, beforeMs });
  }
}
