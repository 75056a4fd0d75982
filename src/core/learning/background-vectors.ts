import type { Embedder } from '../../ports/embedder.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import type { SimilarQueries } from './similar-queries.ts';

/** Gives questions their vectors a few at a time, so that nobody waits for all of them. */
export class BackgroundVectors {
  readonly #embedder: Embedder;
  readonly #scheduler: Scheduler;
  /** Those whose questions are getting their vectors now. */
  readonly #filling = new WeakSet<SimilarQueries>();

  constructor({ embedder, scheduler }: { readonly embedder: Embedder; readonly scheduler: Scheduler }) {
    this.#embedder = embedder;
    this.#scheduler = scheduler;
  }

  /** Begins, unless it is under way. */
  fill(similar: SimilarQueries): void {
    if (similar.waiting === 0 || this.#filling.has(similar)) return;
    this.#filling.add(similar);
    const run = async (): Promise<void> => {
      // Ends: each round takes some of the waiting ones, and new ones come a query at a time.
      while (similar.waiting > 0) {
        await this.#scheduler.yieldToLoop();
        await similar.embedSome(this.#embedder);
      }
    };
    // An embedder that fails leaves its batch without vectors; the next prediction meets the same failure and reports it.
    run().then(
      () => this.#filling.delete(similar),
      () => this.#filling.delete(similar),
    );
  }
}
