import type { HistoryFilter, HistorySummary } from '../../ports/history-store.ts';
import type { FeedbackListener, Rating } from '../query/feedback-listener.ts';
import type { HistoryListener } from '../query/history-listener.ts';
import type { AnsweredQuery, QueryListener } from '../query/query-listener.ts';
import { isNamed, reward, toUsedQuery, type UsedQuery } from './used-query.ts';

/** Latest queries of a tenant that advice is made from: some weeks of a team, read through in milliseconds. */
export const TENANT_QUERIES_MAX = 2_000;
/** Queries of all tenants: some 50 MB. Beyond it the tenant that was silent the longest is let go. */
export const QUERIES_MAX = 100_000;

export type UsageLimits = { readonly tenantQueriesMax: number; readonly queriesMax: number };

/** The latest queries of each tenant, with people's word on them. Learning the same query again changes nothing. */
export class UsageMemory implements QueryListener, FeedbackListener, HistoryListener {
  readonly #limits: UsageLimits;
  readonly #learned: (tenant: string) => void;
  /** Queries by id, oldest first; the longest silent tenant first. */
  readonly #tenants = new Map<string, Map<string, UsedQuery>>();
  #size = 0;
  /** What was deleted since a page of the past was asked for: it may still stand on that page. Null between pages. */
  #deleted: { readonly tenant: string; readonly filter: HistoryFilter }[] | null = null;

  /** `learned` is told of each query answered here and now; it must not throw. */
  constructor(
    learned: (tenant: string) => void = () => undefined,
    limits: UsageLimits = { tenantQueriesMax: TENANT_QUERIES_MAX, queriesMax: QUERIES_MAX },
  ) {
    this.#learned = learned;
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** Oldest first. */
  queries(tenant: string): readonly UsedQuery[] {
    return [...(this.#tenants.get(tenant)?.values() ?? [])];
  }

  answered(query: AnsweredQuery): void {
    this.#learn(query);
    this.#learned(query.tenant);
  }

  /** Nothing is learned from a query without an answer. */
  readonly failed = (): void => undefined;

  rated({ query, userId, reward: value }: Rating): void {
    this.learnReward({ tenant: query.tenant, queryId: query.queryId, userId, reward: value });
  }

  cleared(tenant: string, filter: HistoryFilter): void {
    this.#deleted?.push({ tenant, filter });
    const own = this.#tenants.get(tenant);
    for (const query of own?.values() ?? []) if (isNamed(query, filter)) this.#drop(own, query.queryId);
    if (own?.size === 0) this.#tenants.delete(tenant);
  }

  /** Reads a page of the past and learns it, but for what was deleted while it was read. */
  async learnPage<T extends { readonly summaries: readonly HistorySummary[] }>(read: () => Promise<T>): Promise<T> {
    this.#deleted = [];
    try {
      const page = await read();
      const deleted = this.#deleted;
      for (const summary of page.summaries) {
        const query = toUsedQuery(summary);
        const isGone = deleted.some(({ tenant, filter }) => tenant === summary.tenant && isNamed(query, filter));
        if (!isGone) this.#learn(summary);
      }
      return page;
    } finally {
      this.#deleted = null;
    }
  }

  /** Learns a rating in [0, 1] of a query that is known; of others nothing. */
  learnReward(rating: {
    readonly tenant: string;
    readonly queryId: string;
    readonly userId: string;
    readonly reward: number;
  }): void {
    const query = this.#tenants.get(rating.tenant)?.get(rating.queryId);
    if (query !== undefined) reward(query, rating.userId, rating.reward);
  }

  #learn(summary: HistorySummary): void {
    const own = this.#tenants.get(summary.tenant) ?? new Map<string, UsedQuery>();
    this.#tenants.delete(summary.tenant);
    this.#tenants.set(summary.tenant, own);
    const known = own.get(summary.queryId);
    this.#drop(own, summary.queryId);
    own.set(summary.queryId, known ?? toUsedQuery(summary));
    this.#size++;
    this.#makeRoom(own);
  }

  #makeRoom(own: Map<string, UsedQuery>): void {
    const [oldest] = own.keys();
    if (own.size > this.#limits.tenantQueriesMax && oldest !== undefined) this.#drop(own, oldest);
    for (const [tenant, queries] of this.#tenants) {
      if (this.#size <= this.#limits.queriesMax || queries === own) return;
      this.#tenants.delete(tenant);
      this.#size -= queries.size;
    }
  }

  #drop(own: Map<string, UsedQuery> | undefined, queryId: string): void {
    if (own?.delete(queryId) === true) this.#size--;
  }
}
