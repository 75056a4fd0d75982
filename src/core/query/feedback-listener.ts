import type { HistorySummary } from '../../ports/history-store.ts';

/** The rating scale begins at useless; fractions are allowed. */
export const RATING_MIN = 1;
/** Exactly right. */
export const RATING_MAX = 5;

/** A user's word on one answer; a later word of the same user on the same query replaces it. */
export type Rating = {
  /** From RATING_MIN to RATING_MAX. */
  readonly rating: number;
  /** The same in [0, 1], as what learns from rewards takes it. */
  readonly reward: number;
  /** The rating this one replaces; null for the first. */
  readonly replaced: number | null;
  /** Empty for a user who cannot be told from others. */
  readonly userId: string;
  readonly query: HistorySummary;
};

/** Told of every rating once it is durable, on the event loop: keep it short (microseconds), and never throw. */
export interface FeedbackListener {
  rated(rating: Rating): void;
}

/** A rating on the scale of rewards. */
export function rewardOf(rating: number): number {
  return (rating - RATING_MIN) / (RATING_MAX - RATING_MIN);
}
