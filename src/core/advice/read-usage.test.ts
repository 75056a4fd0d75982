import { expect, it } from 'vitest';
import { feedbackOf } from '../../../test/support/activity.ts';
import { answeredQuery, scannedHistory } from '../../../test/support/history-rows.ts';
import type { ActivityStore, FeedbackRecord } from '../../ports/activity-store.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { readUsage } from './read-usage.ts';
import { UsageMemory } from './usage-memory.ts';

const scanned = (rows: readonly FeedbackRecord[]): Pick<ActivityStore, 'scanFeedback'> => ({
  async scanFeedback(after, limit) {
    const from = after === null ? 0 : rows.findIndex(({ queryId }) => queryId === after.queryId) + 1;
    const feedback = rows.slice(from, from + limit);
    return { feedback, next: feedback.at(-1) ?? null };
  },
});

it('learns every query in pages, and then what people said of them', async () => {
  const rows = Array.from({ length: 1_200 }, (_, i) => answeredQuery(`q${i}`, { queryId: `id-${i}` }));
  const feedback = rows.map(({ queryId }, i) => feedbackOf(queryId, { tenant: 'default', rating: 1 + (i % 5) }));
  const usage = new UsageMemory();
  const signal = new AbortController().signal;
  await readUsage(
    { usage, history: scannedHistory(rows), activity: scanned(feedback), scheduler: manualScheduler() },
    signal,
  );
  const learned = usage.queries('default');
  expect(learned).toHaveLength(1_200);
  expect(learned.slice(0, 5).map(({ rewards }) => [...rewards.values()])).toEqual([[0], [0.25], [0.5], [0.75], [1]]);
});

it('stops between two pages when it is told to', async () => {
  const stopping = new AbortController();
  const rows = Array.from({ length: 1_200 }, (_, i) => answeredQuery(`q${i}`));
  const history = scannedHistory(rows, (after) => (after === null ? undefined : stopping.abort()));
  const usage = new UsageMemory();
  await readUsage({ usage, history, activity: scanned([]), scheduler: manualScheduler() }, stopping.signal);
  expect(usage.size).toBe(1_000);
});
