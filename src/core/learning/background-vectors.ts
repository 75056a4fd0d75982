import type { Embedder } from '../../ports/embedder.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import type { QueryBook } from './query-book.ts';

/** Gives a book's questions their vectors a few at a time, so that nobody waits for all of them. */
export class BackgroundVectors {
  readonly #embedder: Embedder;
  readonly #scheduler: Scheduler;
  /** Books whose questions are getting their vectors now. */
  readonly #filling = new WeakSet<QueryBook>();

  constructor({ embedder, scheduler }: { readonly embedder: Embedder; readonly scheduler: Scheduler }) {
    this.#embedder = embedder;
    this.#scheduler = scheduler;
  }

  /** Begins, unless it is under way. */
  fill(book: QueryBook): void {
    if (book.similar.waiting === 0 || this.#filling.has(book)) return;
    this.#filling.add(book);
    const run = async (): Promise<void> => {
      // Ends: each round takes some of the waiting ones, and new ones come a query at a time.
      while (book.similar.waiting > 0) {
        await this.#scheduler.yieldToLoop();
        await book.similar.embedSome(this.#embedder);
      }
    };
    // An embedder that fails leaves its batch without vectors; the next prediction meets the same failure and reports it.
    run().then(
      () => this.#filling.delete(book),
      () => this.#filling.delete(book),
    );
  }
}
