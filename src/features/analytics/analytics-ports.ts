import type { Reports } from '../../core/analytics/report.ts';
import type { ActivityStore } from '../../ports/activity-store.ts';
import type { Lexicon } from '../../ports/lexicon.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';

/** What the operations read from. */
export type AnalyticsPorts = {
  readonly reports: Reports;
  readonly activity: Pick<ActivityStore, 'user' | 'journey' | 'funnel'>;
  readonly lexicon: Lexicon;
  readonly clock: Clock;
};

/** A user of another tenant looks the same as one of nobody. */
export function userNotFound(userId: string): CodedError {
  return new CodedError(
    'USER_NOT_FOUND',
    `There is no user "${userId}": no queries, events or feedback are remembered.`,
  );
}
