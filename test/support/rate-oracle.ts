import { DAY_MS, HOUR_SLOT_MS, HOUR_SLOTS, MINUTE_MS, type RateLimits } from '../../src/ports/rate-store.ts';
import { seededRandom } from './seeded-random.ts';

const HOUR_MS = 3_600_000;

/** One admission, or one request of a schedule: `gapMs` after the one before. */
export type ScheduledRequest = { readonly gapMs: number; readonly cost: number };
export type RateSchedule = { readonly limits: RateLimits; readonly requests: readonly ScheduledRequest[] };

/** What a limiter did that the log of its admissions forbids. */
export type RateBreach = { readonly rule: string; readonly atMs: number; readonly cost: number };

type Admission = { readonly atMs: number; readonly cost: number };

/**
 * Holds a limiter against the log of all its admissions: it must never be over burst, minute, exact hour or date, and must admit whatever
 * these admit with the hour's oldest slot counted in full.
 */
export class RateOracle {
  readonly breaches: RateBreach[] = [];
  #log: Admission[] = [];
  readonly #limits: RateLimits;

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  /** Admissions so far, in units. */
  get admitted(): number {
    return this.#log.reduce((sum, { cost }) => sum + cost, 0);
  }

  /** `atMs` is the time of both clocks: schedules begin at a midnight. */
  saw({ atMs, cost, allowed }: Admission & { readonly allowed: boolean }): void {
    const breach = (rule: string): number => this.breaches.push({ rule, atMs, cost });
    if (allowed) {
      for (const rule of this.#exceeded(atMs, cost, atMs - HOUR_MS)) breach(`over ${rule}`);
      this.#log.push({ atMs, cost });
      return;
    }
    if (this.admits(atMs, cost)) breach('refused for nothing');
  }

  /** Whether the log admits a call, with the hour's oldest slot counted in full. */
  admits(atMs: number, cost: number): boolean {
    const slotBegins = Math.floor(atMs / HOUR_SLOT_MS - (HOUR_SLOTS - 1)) * HOUR_SLOT_MS;
    return this.#exceeded(atMs, cost, slotBegins - 1).length === 0;
  }

  #exceeded(atMs: number, cost: number, hourAfterMs: number): readonly string[] {
    const { perMinute, perHour, perDay } = this.#limits;
    const midnightMs = Math.floor(atMs / DAY_MS) * DAY_MS;
    const over = (limit: number | null, afterMs: number): boolean =>
      limit !== null && this.#since(afterMs) + cost > limit;
    return [
      this.#isOverBurst(atMs, cost) ? 'burst' : '',
      over(perMinute, atMs - MINUTE_MS) ? 'minute' : '',
      over(perHour, hourAfterMs) ? 'hour' : '',
      over(perDay, midnightMs - 1) ? 'day' : '',
    ].filter((rule) => rule !== '');
  }

  /** In no stretch of time more than the burst and what was refilled in it. */
  #isOverBurst(atMs: number, cost: number): boolean {
    const { burst, perMinute } = this.#limits;
    if (burst === null || perMinute === null) return false;
    let units = cost;
    if (units > burst) return true;
    for (const one of this.#log.toReversed()) {
      units += one.cost;
      if ((units - burst) * MINUTE_MS > perMinute * (atMs - one.atMs)) return true;
    }
    return false;
  }

  #since(afterMs: number): number {
    let units = 0;
    for (let i = this.#log.length - 1; i >= 0; i--) {
      const { atMs, cost } = this.#log[i] ?? { atMs: 0, cost: 0 };
      if (atMs <= afterMs) break;
      units += cost;
    }
    return units;
  }
}

/** Schedules of small limits, so that every window is met, with gaps round the moments at which something changes. */
export function rateSchedule(seed: number, length = 100): RateSchedule {
  const random = seededRandom(seed);
  const upTo = (max: number): number => 1 + Math.floor(random() * max);
  const perMinute = upTo(20);
  const burst = upTo(perMinute);
  const perHour = random() < 0.3 ? null : burst + upTo(6 * perMinute);
  const perDay = random() < 0.5 ? null : burst + upTo(80);
  const limits = { burst, perMinute, perHour, perDay };
  const interval = Math.floor(MINUTE_MS / perMinute);
  const steps = [0, 0, 1, interval, MINUTE_MS / 2, MINUTE_MS, HOUR_SLOT_MS, 900_000, HOUR_MS, HOUR_MS + HOUR_SLOT_MS];
  // Few schedules are slow and few are fast: each leans to one part of the steps.
  const lean = random() * 2;
  const requests = Array.from({ length }, () => {
    const step = steps[Math.floor(random() ** lean * steps.length * (random() < 0.9 ? 0.6 : 1))] ?? 0;
    const gapMs = Math.max(0, step + Math.floor(random() * 3) - 1) + (random() < 0.2 ? upTo(interval) : 0);
    return { gapMs, cost: random() < 0.7 ? 1 : upTo(burst) };
  });
  return { limits, requests };
}
