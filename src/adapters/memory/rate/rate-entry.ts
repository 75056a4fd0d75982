import { HOUR_SLOT_MS, HOUR_SLOTS, MINUTE_MS, type RateLimits } from '../../../ports/rate-store.ts';
import { RollingCount } from './rolling-count.ts';

/** What one unit owes to the burst: it is paid back at `perMinute` a millisecond, so that everything is a whole number. */
export const UNIT_OWES = MINUTE_MS;

/** The moment of a decision: `nowMs` never goes back, `day` is the UTC date in days since 1970, `dayEndsInMs` its rest. */
export type Moment = { nowMs: number; day: number; dayEndsInMs: number };

/**
 * The windows of one identity. The burst is GCRA: `owed` is what its theoretical arrival time is ahead of `atMs`, in units rather than
 * milliseconds, so that another rate changes how fast it is paid back and not how much was taken.
 */
export class RateEntry {
  readonly identity: string;
  atMs = 0;
  owed = 0;
  /** The same, paid back at the lowered rate; equal to `owed` while nothing is lowered. */
  owedLowered = 0;
  readonly minute = new RollingCount();
  readonly hour = new RollingCount();
  /** When every rolling window is empty again. */
  emptyAtMs = 0;
  /** Two dates, because a clock that is set over midnight and back must find what was used on either. */
  day = 0;
  used = 0;
  otherDay = 0;
  otherUsed = 0;
  older: RateEntry | null = null;
  newer: RateEntry | null = null;

  constructor(identity: string) {
    this.identity = identity;
  }

  usedOn(day: number): number {
    if (this.day === day) return this.used;
    return this.otherDay === day ? this.otherUsed : 0;
  }

  /** Forgets what has left the rolling windows. */
  expire(nowMs: number): void {
    this.minute.dropThrough(nowMs - MINUTE_MS);
    this.hour.dropThrough(slotOf(nowMs) - HOUR_SLOTS);
  }

  owedAt(nowMs: number, perMinute: number): number {
    return Math.max(0, this.owed - (nowMs - this.atMs) * perMinute);
  }

  owedLoweredAt(nowMs: number, perMinute: number): number {
    return Math.max(0, this.owedLowered - (nowMs - this.atMs) * perMinute);
  }

  /** Takes from every window. Nothing more than the whole burst can be owed. */
  commit(cost: number, { nowMs, day }: Moment, limits: RateLimits, lowered: RateLimits | null): void {
    const { burst, perMinute } = limits;
    if (burst !== null && perMinute !== null) {
      const most = burst * UNIT_OWES;
      const owes = cost * UNIT_OWES;
      const owed = Math.min(most, this.owedAt(nowMs, perMinute) + owes);
      const rate = lowered?.perMinute ?? perMinute;
      this.owedLowered = rate === perMinute ? owed : Math.min(most, this.owedLoweredAt(nowMs, rate) + owes);
      this.owed = owed;
      this.atMs = nowMs;
      this.emptyAtMs = nowMs + Math.ceil(Math.max(this.owed / perMinute, this.owedLowered / rate));
    }
    if (perMinute !== null) this.minute.add(nowMs, cost);
    this.hour.add(slotOf(nowMs), cost);
    this.emptyAtMs = Math.max(this.emptyAtMs, nowMs + MINUTE_MS, slotLeavesAtMs(slotOf(nowMs)));
    this.addToDay(day, cost);
  }

  addToDay(day: number, units: number): void {
    if (this.day !== day && this.otherDay !== day) this.#begin(day);
    if (this.day === day) this.used += units;
    else this.otherUsed += units;
  }

  /** The older date gives way. */
  #begin(day: number): void {
    if (this.day > this.otherDay) {
      this.otherDay = day;
      this.otherUsed = 0;
    } else {
      this.day = day;
      this.used = 0;
    }
  }
}

/** The slot of the hour that a moment lies in. */
export function slotOf(nowMs: number): number {
  return Math.floor(nowMs / HOUR_SLOT_MS);
}

/** When units of a slot leave the hour. */
export function slotLeavesAtMs(slot: number): number {
  return (slot + HOUR_SLOTS) * HOUR_SLOT_MS;
}
