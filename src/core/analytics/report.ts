import type { Clock } from '../../shared/clock.ts';
import { ClosedDays } from './closed-days.ts';
import { type Point, pointsAt, toPoint } from './figures.ts';
import { Rollup } from './rollup.ts';
import type { RollupBook, RollupSpan } from './rollup-book.ts';
import { DAY_MS, HOUR_MS, keptFrom, startOf } from './time-spans.ts';

/** Points of the last day by the hour, the running one included. */
export const HOURS_SHOWN = 24;
/** Points of the last month by the day, today included. */
export const DAYS_SHOWN = 30;

/** Everything of a period: `total` is to be read only. */
export type Report = {
  readonly generatedAtMs: number;
  /** Whole days in UTC. */
  readonly period: RollupSpan;
  readonly total: Rollup;
  readonly perHour: readonly Point[];
  readonly perDay: readonly Point[];
};

/** Reads reports from the roll-ups. */
export class Reports {
  readonly #book: RollupBook;
  readonly #clock: Clock;
  readonly #closed: ClosedDays;

  constructor(book: RollupBook, clock: Clock) {
    this.#book = book;
    this.#clock = clock;
    this.#closed = new ClosedDays(book, clock);
  }

  /** Over everything that is kept, or over the whole days that a span touches. The charts always end now. */
  async of(tenant: string, span: Partial<RollupSpan> = {}): Promise<Report> {
    const nowMs = this.#clock.now();
    const isWhole = span.sinceMs === undefined && span.untilMs === undefined;
    const closed = await this.#closed.of(tenant);
    const today = await this.#today(tenant, nowMs);
    const period = periodOf(span, nowMs);
    const points = new Map(closed.points);
    points.set(startOf('day', nowMs), toPoint({ startMs: startOf('day', nowMs), rollup: today }));
    return {
      generatedAtMs: nowMs,
      period,
      total: isWhole ? sum([closed.total, today]) : await this.#sumOf(tenant, period),
      perHour: await this.#hours(tenant, nowMs),
      perDay: pointsAt(lastStarts(startOf('day', nowMs), { count: DAYS_SHOWN, stepMs: DAY_MS }), points),
    };
  }

  async #today(tenant: string, nowMs: number): Promise<Rollup> {
    const todayMs = startOf('day', nowMs);
    return this.#sumOf(tenant, { sinceMs: todayMs, untilMs: todayMs + DAY_MS });
  }

  async #sumOf(tenant: string, span: RollupSpan): Promise<Rollup> {
    const total = new Rollup();
    for await (const rollups of this.#book.read(tenant, 'day', span)) {
      for (const { rollup } of rollups) total.merge(rollup);
    }
    return total;
  }

  async #hours(tenant: string, nowMs: number): Promise<readonly Point[]> {
    const starts = lastStarts(startOf('hour', nowMs), { count: HOURS_SHOWN, stepMs: HOUR_MS });
    const points = new Map<number, Point>();
    const span = { sinceMs: starts[0] ?? nowMs, untilMs: nowMs + 1 };
    for await (const rollups of this.#book.read(tenant, 'hour', span)) {
      for (const dated of rollups) points.set(dated.startMs, toPoint(dated));
    }
    return pointsAt(starts, points);
  }
}

/** From the start of the first day, at the earliest the first that is kept, to the end of the last, at the latest today's. */
function periodOf(span: Partial<RollupSpan>, nowMs: number): RollupSpan {
  const endMs = startOf('day', nowMs) + DAY_MS;
  const sinceMs = Math.max(keptFrom('day', nowMs), startOf('day', span.sinceMs ?? 0));
  const lastMs = Math.min(endMs, span.untilMs ?? endMs) - 1;
  return { sinceMs, untilMs: Math.max(sinceMs, startOf('day', lastMs) + DAY_MS) };
}

function lastStarts(lastMs: number, { count, stepMs }: { readonly count: number; readonly stepMs: number }): number[] {
  return Array.from({ length: count }, (_, i) => lastMs - (count - 1 - i) * stepMs);
}

function sum(rollups: readonly Rollup[]): Rollup {
  const total = new Rollup();
  for (const rollup of rollups) total.merge(rollup);
  return total;
}
