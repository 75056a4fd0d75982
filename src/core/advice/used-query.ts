import type { HistoryFilter, HistorySummary } from '../../ports/history-store.ts';

/** Characters of a question that are kept: what tells questions apart, not a pasted page. */
const TEXT_MAX = 400;
/** Users whose word on one answer is kept: more than ever rate one. */
const RATERS_MAX = 20;

/** What is remembered of a past query to give advice. `rewards` are ratings in [0, 1] by user. */
export type UsedQuery = Pick<
  HistorySummary,
  | 'queryId'
  | 'collection'
  | 'userId'
  | 'text'
  | 'answered'
  | 'confidence'
  | 'durationMs'
  | 'timestampMs'
  | 'patternUsed'
  | 'toolUsed'
  | 'cacheHit'
> & { readonly rewards: Map<string, number> };

export function toUsedQuery(summary: HistorySummary): UsedQuery {
  const { queryId, collection, userId, text, answered, confidence, durationMs, timestampMs } = summary;
  const { patternUsed, toolUsed, cacheHit } = summary;
  return {
    ...{ queryId, collection, userId, answered, confidence, durationMs, timestampMs, patternUsed, toolUsed, cacheHit },
    text: text.slice(0, TEXT_MAX).toWellFormed(),
    rewards: new Map(),
  };
}

/** The last word of a user stands. */
export function reward(query: UsedQuery, userId: string, value: number): void {
  if (query.rewards.has(userId) || query.rewards.size < RATERS_MAX) query.rewards.set(userId, value);
}

/** Mean of the ratings in [0, 1]; null without one. */
export function rewardOfQuery({ rewards }: UsedQuery): number | null {
  if (rewards.size === 0) return null;
  let sum = 0;
  for (const value of rewards.values()) sum += value;
  return sum / rewards.size;
}

/** What an answer was worth, in [0, 1]: people's word where there is one, else the probability that it is right; nothing without an answer. */
export function qualityOf(query: UsedQuery): number {
  return rewardOfQuery(query) ?? (query.answered ? query.confidence : 0);
}

/** Whether a filter of the history names the query; bounds included, as the history reads them. */
export function isNamed(query: UsedQuery, filter: HistoryFilter): boolean {
  const { userId, pattern, tool, minConfidence, maxConfidence, sinceMs, untilMs } = filter;
  return (
    (userId === null || query.userId === userId) &&
    (pattern === null || query.patternUsed === pattern) &&
    (tool === null || query.toolUsed === tool) &&
    query.confidence >= (minConfidence ?? Number.NEGATIVE_INFINITY) &&
    query.confidence <= (maxConfidence ?? Number.POSITIVE_INFINITY) &&
    query.timestampMs >= (sinceMs ?? Number.NEGATIVE_INFINITY) &&
    query.timestampMs <= (untilMs ?? Number.POSITIVE_INFINITY)
  );
}
