import { CodedError } from '../../shared/errors.ts';

/** Watchers of one process: each holds a connection open, so more of them would be an attack. */
const WATCHERS_MAX = 1_024;

type Post = { watchers: number; news: PromiseWithResolvers<void> };

/** Tells who watches a job that there is news of it. News are not kept: a watcher looks at the job itself, so slow ones see the latest. */
export class ProgressBoard {
  readonly #posts = new Map<string, Post>();
  #watchers = 0;

  /** Opens a watch; close it in a `finally`. Throws `SERVER_OVERLOADED` when too many watch. */
  watch(ingestId: string): { next(): Promise<void>; close(): void } {
    if (this.#watchers >= WATCHERS_MAX) {
      throw new CodedError('SERVER_OVERLOADED', 'Too many callers wait for ingests. Ask for the ingest again later.');
    }
    const post = this.#posts.get(ingestId) ?? { watchers: 0, news: Promise.withResolvers<void>() };
    this.#posts.set(ingestId, post);
    post.watchers += 1;
    this.#watchers += 1;
    return { next: () => post.news.promise, close: () => this.#leave(ingestId, post) };
  }

  /** There is news of this job. */
  post(ingestId: string): void {
    const post = this.#posts.get(ingestId);
    if (post === undefined) return;
    post.news.resolve();
    post.news = Promise.withResolvers();
  }

  /** There may be news of every job. */
  postAll(): void {
    for (const ingestId of this.#posts.keys()) this.post(ingestId);
  }

  #leave(ingestId: string, post: Post): void {
    post.watchers -= 1;
    this.#watchers -= 1;
    if (post.watchers === 0) this.#posts.delete(ingestId);
  }
}
