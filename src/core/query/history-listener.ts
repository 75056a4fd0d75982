import type { HistoryFilter } from '../../ports/history-store.ts';

/**
 * Told when past queries were deleted, for whatever learned from them. What is left stands in the history already; the delete
 * is answered only when every listener has resolved, so that nothing deleted is shown or suggested afterwards.
 */
export interface HistoryListener {
  /** Forgets what it learned from the tenant's queries that the filter names. May be told twice of the same. */
  cleared(tenant: string, filter: HistoryFilter): Promise<void> | void;
}
