import type { PastQuery } from './past-query.ts';
import type { Neighbour } from './similar-queries.ts';
import type { Successors } from './successors.ts';

/** How likely a question is to be the next one. */
export type Prediction = { readonly query: PastQuery; readonly probability: number };

/** What the model looks at. `popular` are the most asked with their share of all askings. */
export type NextQueryEvidence = {
  readonly current: PastQuery | undefined;
  /** The question before the current one in this session; null at its beginning. */
  readonly before: PastQuery | null;
  readonly neighbours: readonly Neighbour[];
  readonly popular: readonly { readonly query: PastQuery; readonly share: number }[];
};

/** Numbers of the model; `eval/prediction` shows what they reach, and chose them on sessions that are not reported on. */
export type NextQueryWeights = {
  /** Weight of a kind of successor against an occurrence in the back-off of Witten and Bell; 1 is theirs. */
  readonly caution: number;
  /** How many times more a pair of questions has to have been seen: it knows more, of fewer sessions. */
  readonly pairCaution: number;
  /** Cosine below which a question is no neighbour. */
  readonly similarityMin: number;
  /** Power of the cosine above that minimum: higher trusts near paraphrases alone. */
  readonly sharpness: number;
};

export const NEXT_QUERY_WEIGHTS: NextQueryWeights = { caution: 2, pairCaution: 4, similarityMin: 0.35, sharpness: 2 };

/**
 * Variable-order prediction: what followed the last two questions, backed off to what followed the last one, to what followed
 * questions like it, to what is asked most. Each order takes the share n / (n + caution · kinds) of what the order above left
 * (Witten–Bell), so the probabilities sum to at most 1; the rest belongs to questions never seen. Questions like it get no more than
 * they are like it: what is hardly alike says hardly anything, however often it was seen.
 */
export function predictNext(
  { current, before, neighbours, popular }: NextQueryEvidence,
  weights: NextQueryWeights = NEXT_QUERY_WEIGHTS,
): readonly Prediction[] {
  const found = new Map<PastQuery, number>();
  let left = 1;
  const pair = before === null ? undefined : current?.nextAfter?.get(before);
  if (pair !== undefined) left = spread(counted(pair), { left, found, caution: weights.caution * weights.pairCaution });
  if (current?.next) left = spread(counted(current.next), { left, found, caution: weights.caution });
  const like = pooled(neighbours, current, weights);
  const open = left * like.alike;
  left += spread(like, { left: open, found, caution: weights.caution }) - open;
  for (const { query, share } of popular) if (query !== current) add(found, query, left * share);
  return [...found]
    .map(([query, probability]) => ({ query, probability }))
    .sort((a, b) => b.probability - a.probability || b.query.lastMs - a.query.lastMs);
}

/** Weighted occurrences of what came next, their sum, and the weighted number of kinds. */
type Counts = { readonly counts: ReadonlyMap<PastQuery, number>; readonly total: number; readonly kinds: number };

type Mass = { readonly left: number; readonly found: Map<PastQuery, number>; readonly caution: number };

/** Gives an order its share of what is left; returns the rest. */
function spread({ counts, total, kinds }: Counts, { left, found, caution }: Mass): number {
  if (total <= 0) return left;
  const share = left * (total / (total + caution * kinds));
  for (const [query, count] of counts) add(found, query, (share * count) / total);
  return left - share;
}

function counted(successors: Successors<PastQuery>): Counts {
  const counts = new Map(successors.entries());
  let total = 0;
  for (const count of counts.values()) total += count;
  return { counts, total, kinds: counts.size };
}

/** What followed similar questions, each weighted by how similar it is. `alike`: how like it they are, all together, in [0, 1]. */
function pooled(
  neighbours: readonly Neighbour[],
  current: PastQuery | undefined,
  { similarityMin, sharpness }: NextQueryWeights,
): Counts & { readonly alike: number } {
  const counts = new Map<PastQuery, number>();
  let total = 0;
  let kinds = 0;
  let alike = 0;
  for (const { query, similarity } of neighbours) {
    if (query.next === null || query === current || similarity <= similarityMin) continue;
    const likeness = (similarity - similarityMin) / (1 - similarityMin);
    const weight = likeness ** sharpness;
    alike = Math.min(1, alike + likeness);
    for (const [next, count] of query.next.entries()) {
      if (next === current) continue;
      add(counts, next, weight * count);
      total += weight * count;
      kinds += weight;
    }
  }
  return { counts, total, kinds, alike };
}

function add(sums: Map<PastQuery, number>, query: PastQuery, value: number): void {
  sums.set(query, (sums.get(query) ?? 0) + value);
}
