import type { LexicalQuery } from '../../ports/lexical-index.ts';
import { assert } from '../../shared/assert.ts';
import type { LexicalPartition } from './lexical-partition.ts';
import { END, PostingCursor, type TermScale } from './posting-cursor.ts';
import { inverseDocumentFrequency, lengthNorm } from './scoring.ts';

/** A term of the query that the scope holds. `bound` is at least what it can add to any sum. */
export type PlannedTerm = TermScale & { readonly id: number; readonly count: number; readonly bound: number };

/**
 * A query against the state of one partition. Terms stand from the highest bound to the lowest, and every sum is made in
 * that order, so a chunk's score is the same to the last bit whichever way it was reached.
 */
export type QueryPlan = {
  readonly terms: readonly PlannedTerm[];
  /** `bounds[i]`: the most that the terms from i on can add together; one more element, 0, at the end. */
  readonly bounds: Float64Array;
  /** Phrases as term ids; null when a phrase names a term the scope does not hold, so that nothing can match. */
  readonly phrases: readonly (readonly number[])[] | null;
};

/** Room for rounding where a bound is held against a score. */
const BOUND_SLACK = 1 + 1e-6;

export function planQuery(partition: LexicalPartition, query: LexicalQuery): QueryPlan {
  const { floor, slope } = lengthNorm(partition.totalLength, partition.chunkCount);
  const terms = query.terms.flatMap(({ term, weight }) => {
    assert(weight >= 0 && Number.isFinite(weight), 'a term weight is a finite number, not below 0');
    const id = partition.dictionary.get(term);
    if (id === undefined || weight === 0) return [];
    const count = partition.postings.count(id);
    const scaled = weight * inverseDocumentFrequency(partition.chunkCount, count);
    const frequency = partition.postings.frequencyBound(id);
    return [
      { id, count, weight: scaled, floor, slope, bound: ((scaled * frequency) / (frequency + floor)) * BOUND_SLACK },
    ];
  });
  terms.sort((a, b) => b.bound - a.bound || a.id - b.id);
  const bounds = new Float64Array(terms.length + 1);
  for (let i = terms.length - 1; i >= 0; i--) bounds[i] = (bounds[i + 1] ?? 0) + (terms[i]?.bound ?? 0);
  return { terms, bounds, phrases: planPhrases(partition, query) };
}

function planPhrases(partition: LexicalPartition, query: LexicalQuery): readonly (readonly number[])[] | null {
  const phrases: number[][] = [];
  for (const phrase of query.phrases) {
    const ids: number[] = [];
    for (const term of phrase) {
      const id = partition.dictionary.get(term);
      if (id === undefined) return null;
      ids.push(id);
    }
    if (ids.length > 0) phrases.push(ids);
  }
  return phrases;
}

/** Completes sums of single chunks. Ordinals must be asked for in rising order. */
export class Scorer {
  readonly cursors: readonly PostingCursor[];
  readonly #partition: LexicalPartition;
  readonly #plan: QueryPlan;

  constructor(partition: LexicalPartition, plan: QueryPlan) {
    this.#partition = partition;
    this.#plan = plan;
    this.cursors = plan.terms.map(({ id }) => new PostingCursor(partition.postings, id));
  }

  /**
   * `sum` and what the terms from `first` on add to it, rounded to 32 bits as scores are handed out; or 0 as soon as it is
   * certain to stay below the threshold.
   */
  complete(ordinal: number, sum: number, first: number, threshold: number): number {
    const { terms, bounds } = this.#plan;
    const { lengths } = this.#partition;
    let total = sum;
    for (let i = first; i < terms.length; i++) {
      if ((total + (bounds[i] ?? 0)) * BOUND_SLACK < threshold) return 0;
      const cursor = this.cursors[i];
      const term = terms[i];
      if (cursor === undefined || term === undefined) continue;
      cursor.seek(ordinal);
      if (cursor.ordinal === ordinal) total += cursor.score(term, lengths);
    }
    const score = Math.fround(total);
    return score < threshold ? 0 : score;
  }
}

/** Ordinals that stand in all lists, rising. `visit` is called for each. */
export function intersect(partition: LexicalPartition, ids: readonly number[], visit: (ordinal: number) => void): void {
  const rarestFirst = [...new Set(ids)].sort((a, b) => partition.postings.count(a) - partition.postings.count(b));
  const [lead, ...others] = rarestFirst.map((id) => new PostingCursor(partition.postings, id));
  if (lead === undefined) return;
  while (lead.ordinal < END) {
    const { ordinal } = lead;
    let furthest = ordinal;
    for (const other of others) {
      other.seek(ordinal);
      furthest = Math.max(furthest, other.ordinal);
      if (furthest > ordinal) break;
    }
    if (furthest === ordinal) {
      visit(ordinal);
      lead.next();
    } else {
      lead.seek(furthest);
    }
  }
}
