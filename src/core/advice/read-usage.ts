import type { ActivityStore } from '../../ports/activity-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { rewardOf } from '../query/feedback-listener.ts';
import type { UsageMemory } from './usage-memory.ts';

/** Rows read at once: learned in about a millisecond. */
const ROWS_AT_ONCE = 500;

export type ReadUsageOptions = {
  readonly usage: UsageMemory;
  readonly history: Pick<HistoryStore, 'scan'>;
  readonly activity: Pick<ActivityStore, 'scanFeedback'>;
  readonly scheduler: Scheduler;
};

/** Learns from everything that is kept, in slices; stops early when the signal is aborted. Rejects when it cannot be read. */
export async function readUsage(
  { usage, history, activity, scheduler }: ReadUsageOptions,
  signal: AbortSignal,
): Promise<void> {
  let place: number | null = null;
  // Ends: places rise, and what is written meanwhile comes to an end when nobody asks any more.
  do {
    const after: number | null = place;
    const { next }: { next: number | null } = await usage.learnPage(() => history.scan(after, ROWS_AT_ONCE));
    place = next;
    await scheduler.yieldToLoop();
  } while (place !== null && !signal.aborted);
  let rated: Awaited<ReturnType<ActivityStore['scanFeedback']>>['next'] = null;
  do {
    const { feedback, next } = await activity.scanFeedback(rated, ROWS_AT_ONCE);
    for (const { tenant, queryId, userId, rating } of feedback) {
      usage.learnReward({ tenant, queryId, userId, reward: rewardOf(rating) });
    }
    rated = next;
    await scheduler.yieldToLoop();
  } while (rated !== null && !signal.aborted);
}
