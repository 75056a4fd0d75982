import { toUsedQuery, type UsedQuery } from '../../src/core/advice/used-query.ts';
import type { HistorySummary } from '../../src/ports/history-store.ts';
import { answeredQuery } from './history-rows.ts';

/** What is remembered of an answered query; `reward` is the word of one user. */
export function usedQuery(
  text: string,
  { reward, ...change }: Partial<HistorySummary> & { readonly reward?: number } = {},
): UsedQuery {
  const query = toUsedQuery(answeredQuery(text, change));
  if (reward !== undefined) query.rewards.set('ann', reward);
  return query;
}

/** So many of a pattern, alike but for what `change` makes of each. */
export function usedQueries(
  count: number,
  change: (i: number) => Parameters<typeof usedQuery>[1] & { readonly text?: string },
): readonly UsedQuery[] {
  return Array.from({ length: count }, (_, i) => {
    const { text = `question ${i}`, ...rest } = change(i);
    return usedQuery(text, rest);
  });
}
