import type { Scope } from '../../ports/scope.ts';
import type { RelatedQueries } from '../query/related-queries.ts';
import type { BackgroundVectors } from './background-vectors.ts';
import type { LearnedQueries } from './learned-queries.ts';

/** Cosine below which a question is about something else. */
const SIMILARITY_MIN = 0.5;

export type NearQueriesOptions = { readonly learned: LearnedQueries; readonly vectors: BackgroundVectors };

/** Past questions near one that is asked: answered before, from documents that are all still there. */
export class NearQueries implements RelatedQueries {
  readonly #options: NearQueriesOptions;

  constructor(options: NearQueriesOptions) {
    this.#options = options;
  }

  near(
    scope: Scope,
    { text, vector }: { readonly text: string; readonly vector: Float32Array },
    limit: number,
  ): readonly string[] {
    const { learned, vectors } = this.#options;
    const book = learned.book(scope);
    if (book === undefined) return [];
    vectors.fill(book.latest);
    const asked = book.find(text);
    const mayOffer = learned.mayOffer(scope);
    return book.latest
      .nearest(vector, limit + 1)
      .filter(({ query, similarity }) => query !== asked && similarity >= SIMILARITY_MIN && mayOffer(query))
      .slice(0, limit)
      .map(({ query }) => query.text);
  }
}
