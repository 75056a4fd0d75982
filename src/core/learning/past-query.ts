import type { Successors } from './successors.ts';

/** What a scope knows of one question that was asked in it. Changed in place by the book that holds it, and by nothing else. */
export type PastQuery = {
  /** As it was first written. */
  readonly text: string;
  /** What tells questions apart: `questionKey` of the text. */
  readonly key: string;
  readonly folded: string;
  count: number;
  answeredCount: number;
  confidenceSum: number;
  lastMs: number;
  /** Askings, each weighted by 2^((time − origin) / half-life): orders by popularity now, at any time (forward decay). */
  popularity: number;
  /** Documents its last answer quoted; it is offered only while all of them are visible. */
  documents: readonly string[];
  /** False when a quoted passage was gone already when the question was learned. */
  quoteFound: boolean;
  /** What was asked next in the same session; null before the first time. */
  next: Successors<PastQuery> | null;
  /** The same by the question before this one. */
  nextAfter: Map<PastQuery, Successors<PastQuery>> | null;
  /** Set when the book let go of it: whoever still points at it passes over it. */
  forgotten: boolean;
};

/** Mean confidence of its answers; 0 when none was given. */
export function meanConfidence({ confidenceSum, count }: PastQuery): number {
  return count === 0 ? 0 : confidenceSum / count;
}
