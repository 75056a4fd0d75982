import type { PastQuery } from './past-query.ts';
import { TopList } from './top-list.ts';

/** Popular questions that are kept ready for a scope. */
export const POPULAR_MAX = 64;

/**
 * The most popular questions of a book. Popularity only rises until a question is forgotten, so the list is kept by looking
 * at what was just asked, and made anew (a walk over the book) only after one of its own was forgotten.
 */
export class PopularQueries {
  #list: PastQuery[] | null = null;

  /** A question was asked once more. */
  asked(query: PastQuery): void {
    const list = this.#list;
    if (list === null) return;
    const place = list.indexOf(query);
    if (place >= 0) list.splice(place, 1);
    let at = list.length;
    while (at > 0 && (list[at - 1]?.popularity ?? 0) < query.popularity) at--;
    list.splice(at, 0, query);
    if (list.length > POPULAR_MAX) list.pop();
  }

  /** A question was forgotten. */
  forgotten(query: PastQuery): void {
    if (this.#list?.includes(query) === true) this.#list = null;
  }

  /** Best first; `all` is walked only when the list is made anew. */
  list(all: Iterable<PastQuery>): readonly PastQuery[] {
    if (this.#list !== null) return this.#list;
    const top = new TopList<PastQuery>(POPULAR_MAX);
    for (const query of all) top.offer(query, query.popularity);
    this.#list = [...top.items()];
    return this.#list;
  }
}
