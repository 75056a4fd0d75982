import type { Scope } from '../../ports/scope.ts';

/**
 * Questions that were asked here before, near one that is asked now. Whoever keeps them gives only what this tenant may see and
 * what was answered; whether the documents still answer them is checked before they are shown.
 */
export interface RelatedQueries {
  /** The nearest, best first, without the question itself; on the event loop, in microseconds. `vector` is that of the question. */
  near(
    scope: Scope,
    question: { readonly text: string; readonly vector: Float32Array },
    limit: number,
  ): readonly string[];
}
