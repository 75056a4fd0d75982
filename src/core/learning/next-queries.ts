import type { Embedder } from '../../ports/embedder.ts';
import type { Scope } from '../../ports/scope.ts';
import type { Clock } from '../../shared/clock.ts';
import type { BackgroundVectors } from './background-vectors.ts';
import type { LearnedQueries } from './learned-queries.ts';
import { NEXT_QUERY_WEIGHTS, type NextQueryWeights, type Prediction, predictNext } from './next-query-model.ts';
import type { PastQuery } from './past-query.ts';
import type { QueryBook } from './query-book.ts';

/** Similar questions whose successors are pooled. */
const NEIGHBOURS_MAX = 24;

export type NextQueriesOptions = {
  readonly learned: LearnedQueries;
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly vectors: BackgroundVectors;
  /** The model's numbers; the shipped ones unless told. */
  readonly weights?: NextQueryWeights;
};

/** Where somebody stands: the question asked last, and the one before it, said outright or known from the session (`sessionKey`). */
export type Standing = {
  readonly scope: Scope;
  readonly text: string;
  readonly before: string | null;
  readonly session: string | null;
};

/** Likely next questions, from what followed in past sessions. */
export class NextQueries {
  readonly #options: NextQueriesOptions;

  constructor(options: NextQueriesOptions) {
    this.#options = options;
  }

  /** Best first, probabilities summing to at most 1; only questions that were answered and whose documents are still there. */
  async predict(standing: Standing, limit: number, signal?: AbortSignal): Promise<readonly Prediction[]> {
    const { learned, embedder } = this.#options;
    const book = learned.book(standing.scope);
    if (book === undefined) return [];
    const mayOffer = learned.mayOffer(standing.scope);
    const current = book.find(standing.text);
    const evidence = {
      current,
      before: this.#before(book, standing, current),
      neighbours: await this.#neighbours(book, embedder, { text: standing.text, signal }),
      popular: popularShares(book),
    };
    const predictions = predictNext(evidence, this.#options.weights ?? NEXT_QUERY_WEIGHTS);
    return predictions.filter(({ query }) => query !== current && mayOffer(query)).slice(0, limit);
  }

  /** The last question of an open session (`sessionKey`), or null. */
  lastOf(scope: Scope, session: string): string | null {
    const state = this.#options.learned.book(scope)?.sessions.at(session, this.#options.clock.now());
    return state?.last.text ?? null;
  }

  async #neighbours(
    book: QueryBook,
    embedder: Embedder,
    { text, signal }: { readonly text: string; readonly signal: AbortSignal | undefined },
  ) {
    await book.similar.embedSome(embedder, signal);
    this.#options.vectors.fill(book.similar);
    const [vector] = await embedder.embed([text], signal);
    return vector === undefined ? [] : book.similar.nearest(vector, NEIGHBOURS_MAX);
  }

  /** The question before: the one named, else of a session that stands at this one, else the session's last, which this one follows. */
  #before(book: QueryBook, { before, session }: Standing, current: PastQuery | undefined): PastQuery | null {
    if (before !== null) return book.find(before) ?? null;
    if (session === null) return null;
    const state = book.sessions.at(session, this.#options.clock.now());
    if (state === null) return null;
    return state.last === current ? state.before : state.last;
  }
}

function popularShares(book: QueryBook) {
  const total = book.totalPopularity;
  return book.popular().map((query) => ({ query, share: total > 0 ? query.popularity / total : 0 }));
}
