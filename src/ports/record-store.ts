import type { ActivityStore } from './activity-store.ts';
import type { DocumentStore } from './document-store.ts';
import type { ExperimentStore } from './experiment-store.ts';
import type { HistoryStore } from './history-store.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import type { KeyStore } from './key-store.ts';
import type { RollupStore } from './rollup-store.ts';
import type { SavedStore } from './saved-store.ts';
import type { QuotaStore, UsageStore } from './usage-store.ts';

/** Everything durable. Embedded in SQLite, distributed in PostgreSQL; one contract suite a part. */
export interface RecordStore {
  readonly documents: DocumentStore;
  readonly history: HistoryStore;
  readonly idempotency: IdempotencyStore;
  readonly saved: SavedStore;
  readonly experiments: ExperimentStore;
  readonly activity: ActivityStore;
  readonly rollups: RollupStore;
  readonly keys: KeyStore;
  readonly usage: UsageStore;
  readonly quotas: QuotaStore;
  /** Rejects with a `RECORDS_*` error when a write would fail now. */
  check(signal?: AbortSignal): Promise<void>;
  /** Writes what is queued, checkpoints, frees the lock. */
  close(): Promise<void>;
}
