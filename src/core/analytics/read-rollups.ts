import type { RollupGrain, RollupStore } from '../../ports/rollup-store.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import type { PendingRollups } from './pending-rollups.ts';
import { Rollup } from './rollup.ts';

/** Rows that are read and parsed between two turns of the event loop: some milliseconds. */
const SLICE = 32;

type Sources = { readonly store: RollupStore; readonly scheduler: Scheduler; readonly pending: PendingRollups };
type Wanted = {
  readonly tenant: string;
  readonly grain: RollupGrain;
  readonly span: { readonly sinceMs: number; readonly untilMs: number };
};
type Dated = { readonly startMs: number; readonly rollup: Rollup };

/** Rows of the store, each completed by what waits to be written, slice by slice; then what has no row yet. */
export async function* readRollups(
  { store, scheduler, pending }: Sources,
  wanted: Wanted,
): AsyncGenerator<readonly Dated[]> {
  const { tenant, grain, span } = wanted;
  const seen = new Set<number>();
  let sinceMs = span.sinceMs;
  // Ends: each slice begins after the last row of the one before.
  for (;;) {
    const rows = await store.range(tenant, grain, { sinceMs, untilMs: span.untilMs, limit: SLICE });
    const slice: Dated[] = [];
    for (const { startMs, text } of rows) {
      seen.add(startMs);
      const rollup = pending.completed({ tenant, grain, startMs }, Rollup.parse(text));
      if (rollup !== null) slice.push({ startMs, rollup });
    }
    if (slice.length > 0) yield slice;
    const last = rows.at(-1);
    if (last === undefined || rows.length < SLICE) break;
    sinceMs = last.startMs + 1;
    await scheduler.yieldToLoop();
  }
  yield withoutRow(pending, wanted, seen);
}

function withoutRow(pending: PendingRollups, { tenant, grain, span }: Wanted, seen: ReadonlySet<number>): Dated[] {
  const starts = new Set(pending.startsOf(tenant, grain));
  const wanted = [...starts].filter((start) => start >= span.sinceMs && start < span.untilMs && !seen.has(start));
  return wanted
    .sort((a, b) => a - b)
    .flatMap((startMs) => {
      const rollup = pending.completed({ tenant, grain, startMs }, null);
      return rollup === null ? [] : [{ startMs, rollup }];
    });
}
