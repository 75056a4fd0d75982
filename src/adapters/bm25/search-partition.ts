import type { Partition } from '../../ports/catalogue.ts';
import type { Bitset } from '../../shared/bitset.ts';
import type { LexicalPartition } from './lexical-partition.ts';
import { matchesPhrases } from './phrases.ts';
import { END, type Window } from './posting-cursor.ts';
import { intersect, type QueryPlan, Scorer } from './query-plan.ts';
import type { TopHits } from './top-hits.ts';

/** Ordinals summed at once: 32 KiB of sums stay in the first-level cache. */
const WINDOW_ORDINALS = 4096;
/** How much dearer one seek is than passing over one posting: when to go by chunks and when by lists. */
const SEEK_COST = 8;

const window: Window = {
  base: 0,
  sums: new Float64Array(WINDOW_ORDINALS),
  touched: new Uint32Array(WINDOW_ORDINALS / 32),
};

export type SearchInput = {
  readonly partition: LexicalPartition;
  readonly catalogue: Partition;
  readonly plan: QueryPlan;
  /** Ordinals that may be found. */
  readonly selection: Bitset;
  /** True when a filter made the selection, so that it may be small. */
  readonly isFiltered: boolean;
};

/** Offers the plan's best chunks to `top`, in the way that reads least. Exact: nothing is left out that could be among them. */
export function searchPartition(input: SearchInput, top: TopHits): void {
  const { plan, selection, isFiltered } = input;
  if (plan.terms.length === 0 || plan.phrases === null) return;
  if (plan.phrases.length > 0) {
    searchPhrases(input, plan.phrases, top);
    return;
  }
  const postings = plan.terms.reduce((sum, { count }) => sum + count, 0);
  if (isFiltered && selection.count() * plan.terms.length * SEEK_COST < postings) searchSelection(input, top);
  else searchWindows(input, top);
}

/** Only chunks that hold every word of every phrase are looked at; where they stand is read last, for those good enough. */
function searchPhrases(input: SearchInput, phrases: readonly (readonly number[])[], top: TopHits): void {
  const { partition, plan, selection } = input;
  const scorer = new Scorer(partition, plan);
  intersect(partition, phrases.flat(), (ordinal) => {
    if (!selection.has(ordinal)) return;
    const score = scorer.complete(ordinal, 0, 0, top.threshold);
    if (score > 0 && matchesPhrases(partition, ordinal, phrases)) offer(input, ordinal, score, top);
  });
}

/** Few chunks are selected: each is looked up in the lists. */
function searchSelection(input: SearchInput, top: TopHits): void {
  const scorer = new Scorer(input.partition, input.plan);
  const { words } = input.selection;
  for (let i = 0; i < words.length; i++) {
    for (let word = words[i] ?? 0; word !== 0; word &= word - 1) {
      const ordinal = (i << 5) + 31 - Math.clz32(word & -word);
      const score = scorer.complete(ordinal, 0, 0, top.threshold);
      if (score > 0) offer(input, ordinal, score, top);
    }
  }
}

/**
 * MaxScore over windows of ordinals (Turtle and Flood 1995, in the bulk form of Grand et al. 2024): lists of the terms that
 * can still lift a chunk over the threshold by themselves are summed; the others are only looked up for chunks found so.
 */
function searchWindows(input: SearchInput, top: TopHits): void {
  const { partition, plan } = input;
  const scorer = new Scorer(partition, plan);
  let essential = plan.terms.length;
  while (essential > 0) {
    window.base = END;
    for (let i = 0; i < essential; i++) window.base = Math.min(window.base, scorer.cursors[i]?.ordinal ?? END);
    if (window.base === END) return;
    for (let i = 0; i < essential; i++) {
      const term = plan.terms[i];
      if (term !== undefined) scorer.cursors[i]?.accumulate(window, term, partition.lengths);
    }
    drainWindow(input, scorer, essential, top);
    while (essential > 0 && (plan.bounds[essential - 1] ?? 0) < top.threshold) essential--;
  }
}

/** Completes and offers the window's sums in rising order of ordinals, and leaves the window empty. */
function drainWindow(input: SearchInput, scorer: Scorer, essential: number, top: TopHits): void {
  const { selection } = input;
  const { base, sums, touched } = window;
  for (let i = 0; i < touched.length; i++) {
    let word = touched[i] ?? 0;
    if (word === 0) continue;
    touched[i] = 0;
    for (; word !== 0; word &= word - 1) {
      const slot = (i << 5) + 31 - Math.clz32(word & -word);
      const sum = sums[slot] ?? 0;
      sums[slot] = 0;
      const ordinal = base + slot;
      if (!selection.has(ordinal)) continue;
      const score = scorer.complete(ordinal, sum, essential, top.threshold);
      if (score > 0) offer(input, ordinal, score, top);
    }
  }
}

function offer({ catalogue }: SearchInput, ordinal: number, score: number, top: TopHits): void {
  const chunk = catalogue.chunkAt(ordinal);
  if (chunk !== 0) top.offer(chunk, score);
}
