import type { ActivityStore } from '../../ports/activity-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import type { Principal } from '../../ports/scope.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { type FeedbackListener, rewardOf } from '../query/feedback-listener.ts';

/** A rating as it is sent, checked. */
export type NewRating = {
  readonly queryId: string;
  /** From RATING_MIN to RATING_MAX. */
  readonly rating: number;
  readonly comment: string | null;
  /** Null: the caller's own, else the one the query was asked for. */
  readonly userId: string | null;
};

/** `listeners` are told after the rating is durable, in their order. */
export type FeedbackOptions = {
  readonly activity: Pick<ActivityStore, 'rate'>;
  readonly history: Pick<HistoryStore, 'get'>;
  readonly clock: Clock;
  readonly listeners: readonly FeedbackListener[];
};

/** Takes people's word on answers. */
export class FeedbackService {
  readonly #options: FeedbackOptions;

  constructor(options: FeedbackOptions) {
    this.#options = options;
  }

  /** Durable when it resolves. QUERY_NOT_FOUND for ids of no one, of other tenants, and of queries that were deleted. */
  async rate({ tenant, userId: own }: Principal, { queryId, rating, comment, userId: given }: NewRating) {
    const { activity, history, clock, listeners } = this.#options;
    const record = await history.get(tenant, queryId);
    if (record === null) throw notFound(queryId);
    const { answer: _answer, trace: _trace, ...query } = record;
    const userId = given ?? own ?? query.userId ?? '';
    const timestampMs = clock.now();
    const kept = await activity.rate({ tenant, queryId, userId, rating, comment, timestampMs });
    if (kept === null) throw notFound(queryId);
    for (const listener of listeners) {
      listener.rated({ rating, reward: rewardOf(rating), replaced: kept.replaced, userId, query });
    }
    return { userId, timestampMs, replaced: kept.replaced };
  }
}

function notFound(queryId: string): CodedError {
  return new CodedError('QUERY_NOT_FOUND', `There is no query "${queryId}" in the history.`);
}
