/** Spans of time that figures are kept by. */
export const ROLLUP_GRAINS = ['hour', 'day'] as const;
/** An hour or a day, in UTC. */
export type RollupGrain = (typeof ROLLUP_GRAINS)[number];

/** One tenant's span of time, from `startMs` (a whole hour or day in UTC). */
export type RollupKey = { readonly tenant: string; readonly grain: RollupGrain; readonly startMs: number };

/** `text` is the roll-up as its owner wrote it; `version` rises with every write, 1 for the first. */
export type RollupRow = { readonly startMs: number; readonly version: number; readonly text: string };

/** One row to make or to replace. */
export type RollupWrite = {
  readonly key: RollupKey;
  readonly text: string;
  /** The version it was made from; 0 for a new row. */
  readonly fromVersion: number;
};

/**
 * Figures of the past by hour and day. Several processes write the same rows: whoever wrote first wins, and the other merges
 * into what is there now.
 */
export interface RollupStore {
  get(key: RollupKey): Promise<RollupRow | null>;
  /** Rows that start in [sinceMs, untilMs), oldest first, at most `limit`. */
  range(
    tenant: string,
    grain: RollupGrain,
    span: { readonly sinceMs: number; readonly untilMs: number; readonly limit: number },
  ): Promise<readonly RollupRow[]>;
  /** Durable when it resolves; for each write whether the row still had its version, so that it was done. */
  put(writes: readonly RollupWrite[]): Promise<readonly boolean[]>;
  /** Removes rows of the grain that start before the time, of every tenant, some at a call; returns how many. */
  prune(grain: RollupGrain, beforeMs: number): Promise<number>;
}
