import { BoundedMap } from '../../shared/bounded-map.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Point, toPoint } from './figures.ts';
import { Rollup } from './rollup.ts';
import type { RollupBook } from './rollup-book.ts';
import { keptFrom, startOf } from './time-spans.ts';

/** Tenants whose closed days are held summed up: some 60 KB each. */
export const TENANTS_MAX = 64;

/** The days before today of one tenant: their sum, and a point each. */
export type ClosedTotal = {
  readonly total: Rollup;
  readonly points: ReadonlyMap<number, Point>;
};

/**
 * Days that are over change no more, so they are read and summed up once a day and tenant; a late write or a forgotten text
 * throws the sum away.
 */
export class ClosedDays {
  readonly #book: RollupBook;
  readonly #clock: Clock;
  readonly #totals = new BoundedMap<string, { readonly todayMs: number; readonly reading: Promise<ClosedTotal> }>(
    TENANTS_MAX,
  );

  constructor(book: RollupBook, clock: Clock) {
    this.#book = book;
    this.#clock = clock;
    book.onDayWritten((tenant, dayStartMs) => {
      if (dayStartMs < startOf('day', clock.now())) this.#totals.delete(tenant);
    });
  }

  /** Everything kept from before today. To be read only. */
  of(tenant: string): Promise<ClosedTotal> {
    const todayMs = startOf('day', this.#clock.now());
    const known = this.#totals.get(tenant);
    const isFresh = known?.todayMs === todayMs;
    const entry = isFresh ? known : { todayMs, reading: this.#read(tenant, todayMs) };
    this.#totals.set(tenant, entry);
    if (!isFresh) entry.reading.catch(() => this.#forget(tenant, entry.reading));
    return entry.reading;
  }

  async #read(tenant: string, todayMs: number): Promise<ClosedTotal> {
    const total = new Rollup();
    const points = new Map<number, Point>();
    const span = { sinceMs: keptFrom('day', todayMs), untilMs: todayMs };
    for await (const rollups of this.#book.read(tenant, 'day', span)) {
      for (const dated of rollups) {
        total.merge(dated.rollup);
        points.set(dated.startMs, toPoint(dated));
      }
    }
    return { total, points };
  }

  #forget(tenant: string, reading: Promise<ClosedTotal>): void {
    if (this.#totals.peek(tenant)?.reading === reading) this.#totals.delete(tenant);
  }
}
