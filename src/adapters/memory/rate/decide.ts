import { MINUTE_MS, type RateDecision, type RateLimits, type RateRequest } from '../../../ports/rate-store.ts';
import { Decision } from './decision.ts';
import { type Moment, type RateEntry, slotLeavesAtMs, slotOf, UNIT_OWES } from './rate-entry.ts';

/** What one request is held against. */
export type Question = {
  readonly entry: RateEntry;
  readonly request: RateRequest;
  readonly moment: Moment;
};

/** Computes the wait of every window of the limits in force, without taking. */
export function decide({ entry, request, moment }: Question): Decision {
  entry.expire(moment.nowMs);
  const { limits, lowered, cost } = request;
  const inForce = lowered ?? limits;
  const decision = new Decision(inForce);
  decision.burstWaitMs = burstWaitMs(entry, inForce, lowered !== null, cost, moment.nowMs);
  decision.minuteWaitMs = minuteWaitMs(entry, inForce, cost, moment.nowMs);
  decision.hourWaitMs = hourWaitMs(entry, inForce, cost, moment.nowMs);
  decision.dayWaitMs = dayAdmits(entry, inForce, cost, moment.day) ? 0 : moment.dayEndsInMs;
  decision.retryAfterMs = Math.max(
    decision.burstWaitMs,
    decision.minuteWaitMs,
    decision.hourWaitMs,
    decision.dayWaitMs,
  );
  decision.withinContract = decision.allowed || (lowered !== null && contractAdmits({ entry, request, moment }));
  return decision;
}

/** Writes into a decision what is left after it, and when all of it is back. */
export function describeWindows(decision: Decision, { entry, request, moment }: Question): RateDecision {
  const { burst, perMinute, perHour, perDay } = decision.inForce;
  const { nowMs, day, dayEndsInMs } = moment;
  if (burst !== null && perMinute !== null) {
    const owed = owedBy(entry, perMinute, request.lowered !== null, nowMs);
    decision.burstLeft = Math.max(0, Math.floor(burst - owed / UNIT_OWES));
    decision.burstResetMs = Math.ceil(owed / perMinute);
  }
  if (perMinute !== null) {
    decision.minuteLeft = Math.max(0, perMinute - entry.minute.total);
    decision.minuteResetMs = entry.minute.total > 0 ? entry.minute.newest + MINUTE_MS - nowMs : 0;
  }
  if (perHour !== null) {
    decision.hourLeft = Math.max(0, perHour - entry.hour.total);
    decision.hourResetMs = entry.hour.total > 0 ? slotLeavesAtMs(entry.hour.newest) - nowMs : 0;
  }
  if (perDay !== null) {
    const used = entry.usedOn(day);
    decision.dayLeft = Math.max(0, perDay - used);
    decision.dayResetMs = used > 0 ? dayEndsInMs : 0;
  }
  return decision;
}

function contractAdmits({ entry, request, moment }: Question): boolean {
  const { limits, cost } = request;
  return (
    burstWaitMs(entry, limits, false, cost, moment.nowMs) === 0 &&
    minuteWaitMs(entry, limits, cost, moment.nowMs) === 0 &&
    hourWaitMs(entry, limits, cost, moment.nowMs) === 0 &&
    dayAdmits(entry, limits, cost, moment.day)
  );
}

function owedBy(entry: RateEntry, perMinute: number, isLowered: boolean, nowMs: number): number {
  return isLowered ? entry.owedLoweredAt(nowMs, perMinute) : entry.owedAt(nowMs, perMinute);
}

function burstWaitMs(entry: RateEntry, limits: RateLimits, isLowered: boolean, cost: number, nowMs: number): number {
  const { burst, perMinute } = limits;
  if (burst === null || perMinute === null) return 0;
  const over = owedBy(entry, perMinute, isLowered, nowMs) + (cost - burst) * UNIT_OWES;
  return over > 0 ? Math.ceil(over / perMinute) : 0;
}

function minuteWaitMs({ minute }: RateEntry, { perMinute }: RateLimits, cost: number, nowMs: number): number {
  if (perMinute === null) return 0;
  const over = minute.total + cost - perMinute;
  if (over <= 0) return 0;
  return minute.total === 0 ? MINUTE_MS : minute.stampThatFrees(over) + MINUTE_MS - nowMs;
}

function hourWaitMs({ hour }: RateEntry, { perHour }: RateLimits, cost: number, nowMs: number): number {
  if (perHour === null) return 0;
  const over = hour.total + cost - perHour;
  if (over <= 0) return 0;
  const slot = hour.total === 0 ? slotOf(nowMs) : hour.stampThatFrees(over);
  return slotLeavesAtMs(slot) - nowMs;
}

function dayAdmits(entry: RateEntry, { perDay }: RateLimits, cost: number, day: number): boolean {
  return perDay === null || entry.usedOn(day) + cost <= perDay;
}
