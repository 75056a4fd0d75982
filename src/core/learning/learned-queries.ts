import type { Catalogue } from '../../ports/catalogue.ts';
import type { HistorySummary } from '../../ports/history-store.ts';
import { type Scope, scopeKey } from '../../ports/scope.ts';
import type { AnsweredQuery, QueryListener } from '../query/query-listener.ts';
import type { PastQuery } from './past-query.ts';
import { type Asking, QueryBook } from './query-book.ts';

/** Different questions a tenant keeps: what its history holds when every query is another. */
export const TENANT_QUERIES_MAX = 100_000;
/** Different questions of all tenants, at some 800 bytes each. Beyond it the scope that was silent the longest is let go. */
export const QUERIES_MAX = 200_000;

/** Scopes that are known; each costs a look at every new question. */
const SCOPES_MAX = 1_000;
/** Queries answered while history is read that are told apart: far more than are asked in those seconds. */
const LEARNED_LIVE_MAX = 100_000;

export type LearningLimits = { readonly tenantQueriesMax: number; readonly queriesMax: number };

type ScopeBook = { readonly scope: Scope; readonly book: QueryBook };

/** What past queries teach, a book for each scope. Fed by the query service as answers leave and, at start, from history. */
export class LearnedQueries implements QueryListener {
  readonly #catalogue: Catalogue;
  readonly #limits: LearningLimits;
  /** The longest silent scope first. */
  readonly #books = new Map<string, ScopeBook>();
  /** Ids learned as they were answered while history is being read, so that none is counted twice; null at other times. */
  #learnedLive: Set<string> | null = null;

  constructor(
    catalogue: Catalogue,
    limits: LearningLimits = { tenantQueriesMax: TENANT_QUERIES_MAX, queriesMax: QUERIES_MAX },
  ) {
    this.#catalogue = catalogue;
    this.#limits = limits;
  }

  /** Different questions that are known. */
  get size(): number {
    let size = 0;
    for (const { book } of this.#books.values()) size += book.size;
    return size;
  }

  answered(query: AnsweredQuery): void {
    if (this.#learnedLive !== null && this.#learnedLive.size < LEARNED_LIVE_MAX) this.#learnedLive.add(query.queryId);
    this.#learn(query);
  }

  /** Nothing is learned from a query without an answer. */
  readonly failed = (): void => undefined;

  /** What the scope's questions taught; undefined when none is known. */
  book(scope: Scope): QueryBook | undefined {
    return this.#books.get(scopeKey(scope))?.book;
  }

  /** Whether a question may be offered: it was answered, and all that its last answer quoted is still to be seen. */
  mayOffer(scope: Scope): (query: PastQuery) => boolean {
    const partition = this.#catalogue.find(scope);
    return ({ answeredCount, quoteFound, documents, forgotten }) =>
      answeredCount > 0 &&
      quoteFound &&
      !forgotten &&
      documents.every((documentId) => partition?.facts(documentId)?.enabled === true);
  }

  /** Forgets everything of a tenant. */
  forget(tenant: string): void {
    for (const [key, { scope }] of this.#books) if (scope.tenant === tenant) this.#books.delete(key);
  }

  /** From now on `learnPast` passes over what is answered meanwhile; until `endPast`. */
  beginPast(): void {
    this.#learnedLive = new Set();
  }

  endPast(): void {
    this.#learnedLive = null;
  }

  /** Learns a query of the past, once. */
  learnPast(query: HistorySummary): void {
    if (this.#learnedLive?.has(query.queryId) !== true) this.#learn(query);
  }

  #learn(query: HistorySummary): void {
    const scope = { tenant: query.tenant, collection: query.collection };
    const book = this.#open(scope);
    const before = book.size;
    book.learn(toAsking(query, this.#documentsOf(scope, query.citedChunks)));
    if (book.size > before) this.#makeRoom(query.tenant, book);
  }

  #open(scope: Scope): QueryBook {
    const key = scopeKey(scope);
    const known = this.#books.get(key) ?? { scope, book: new QueryBook() };
    this.#books.delete(key);
    this.#books.set(key, known);
    return known.book;
  }

  #makeRoom(tenant: string, current: QueryBook): void {
    let own = 0;
    let all = 0;
    let largest = current;
    for (const { scope, book } of this.#books.values()) {
      all += book.size;
      if (scope.tenant !== tenant) continue;
      own += book.size;
      if (book.size > largest.size) largest = book;
    }
    if (own > this.#limits.tenantQueriesMax) largest.dropOne();
    for (const [key, { book }] of this.#books) {
      if ((all <= this.#limits.queriesMax && this.#books.size <= SCOPES_MAX) || book === current) break;
      all -= book.size;
      this.#books.delete(key);
    }
  }

  #documentsOf(scope: Scope, chunks: readonly number[]): readonly string[] | null {
    const partition = this.#catalogue.find(scope);
    const documents = new Set<string>();
    for (const chunk of chunks) {
      const ordinal = partition?.ordinalOf(chunk);
      const document = ordinal === undefined ? undefined : partition?.documentAt(ordinal);
      if (document === undefined) return null;
      documents.add(document);
    }
    return [...documents];
  }
}

/** What keeps the questions of one person or one conversation together. */
export function sessionKey(query: {
  readonly sessionId: string | null;
  readonly userId: string | null;
}): string | null {
  if (query.sessionId !== null) return `s${query.sessionId}`;
  return query.userId === null ? null : `u${query.userId}`;
}

function toAsking(query: HistorySummary, documents: readonly string[] | null): Asking {
  const { text, answered, confidence, timestampMs } = query;
  return { text, answered, confidence, atMs: timestampMs, session: sessionKey(query), documents };
}
