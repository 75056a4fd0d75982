import type { Catalogue } from '../../ports/catalogue.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { HistoryFilter, HistoryRecord, HistoryStore, HistorySummary } from '../../ports/history-store.ts';
import type { Scope } from '../../ports/scope.ts';
import { CodedError } from '../../shared/errors.ts';
import type { HistoryListener } from './history-listener.ts';
import type { DebugTrace } from './query-answer.ts';
import { type RestoredAnswer, restoreAnswer, storedChunks, WITHHELD } from './stored-answer.ts';

type Ports = { readonly history: HistoryStore; readonly documents: DocumentStore; readonly catalogue: Catalogue };
type Page = Parameters<HistoryStore['list']>[2];

/** Past queries as they may be shown now: what quoted a document that is gone is withheld. */
export class PastQueries {
  readonly #ports: Ports;
  readonly #listeners: readonly HistoryListener[];

  constructor(ports: Ports, listeners: readonly HistoryListener[] = []) {
    this.#ports = ports;
    this.#listeners = listeners;
  }

  /** Newest first; `responsePreview` is withheld where a quoted chunk is not visible any more. */
  async list(tenant: string, filter: HistoryFilter, page: Page): Promise<readonly HistorySummary[]> {
    const summaries = await this.#ports.history.list(tenant, filter, page);
    return summaries.map((summary) => (this.#mayShow(summary) ? summary : { ...summary, responsePreview: WITHHELD }));
  }

  /** Deletes what the filter names, also from what learned from it; returns how many. After a failure it is safe to try again. */
  async clear(tenant: string, filter: HistoryFilter): Promise<number> {
    const count = await this.#ports.history.clear(tenant, filter);
    const told = await Promise.allSettled(this.#listeners.map(async (listener) => listener.cleared(tenant, filter)));
    for (const outcome of told) if (outcome.status === 'rejected') throw outcome.reason;
    return count;
  }

  /** The answer with its sources read anew. Rejects with QUERY_NOT_FOUND for ids of no one and of other tenants alike. */
  async answer(tenant: string, queryId: string): Promise<RestoredAnswer> {
    const record = await this.#find(tenant, queryId);
    const chunks = await this.#ports.documents.chunks(tenant, storedChunks(record.answer));
    const visible = this.#visibility({ tenant, collection: record.collection });
    return restoreAnswer(
      record.answer,
      chunks.filter(({ chunk }) => visible(chunk)),
    );
  }

  /** The walk of a past query and its candidates. */
  async trace(tenant: string, queryId: string): Promise<{ readonly text: string; readonly trace: DebugTrace }> {
    const record = await this.#find(tenant, queryId);
    const trace: DebugTrace = JSON.parse(record.trace);
    return { text: record.text, trace };
  }

  async #find(tenant: string, queryId: string): Promise<HistoryRecord> {
    const record = await this.#ports.history.get(tenant, queryId);
    if (record === null) throw new CodedError('QUERY_NOT_FOUND', `There is no query "${queryId}" in the history.`);
    return record;
  }

  #mayShow({ tenant, collection, citedChunks }: HistorySummary): boolean {
    if (citedChunks.length === 0) return true;
    return citedChunks.every(this.#visibility({ tenant, collection }));
  }

  #visibility(scope: Scope): (chunk: number) => boolean {
    const partition = this.#ports.catalogue.find(scope);
    const visible = partition?.select(null);
    return (chunk) => {
      const ordinal = partition?.ordinalOf(chunk);
      return ordinal !== undefined && visible?.has(ordinal) === true;
    };
  }
}
