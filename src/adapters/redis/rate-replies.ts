import { RATE_WINDOWS, type RateLimits, type RateRequest, type RateWindowState } from '../../ports/rate-store.ts';
import type { SharedDecision, SharedPulse } from '../../ports/shared-rate-store.ts';
import { CodedError } from '../../shared/errors.ts';

/** Numbers before those of the windows: allowed, within the contract, date, used of it, time. */
const LEADING = 5;
/** Numbers a window: wait, left, reset. */
const PER_WINDOW = 3;

/** The reply of `take` as the decision it is; a reply of another make is an error, not a decision. */
export function decisionOf(reply: unknown, { limits, lowered }: RateRequest): SharedDecision {
  const numbers = numbersOf(reply, LEADING + RATE_WINDOWS.length * PER_WINDOW);
  const at = (index: number): number => numbers[index] ?? 0;
  const each = RATE_WINDOWS.map((window, index) => {
    const first = LEADING + index * PER_WINDOW;
    return { window, waitMs: at(first), left: at(first + 1), resetMs: at(first + 2) };
  });
  const refusing = each.filter(({ waitMs }) => waitMs > 0).sort((a, b) => b.waitMs - a.waitMs);
  const inForce = limitsInOrder(lowered ?? limits);
  const windows = each.flatMap(({ window, left, resetMs }, index): RateWindowState[] => {
    const limit = inForce[index] ?? null;
    return limit === null ? [] : [{ window, limit, left, resetMs }];
  });
  return {
    allowed: at(0) === 1,
    withinContract: at(1) === 1,
    retryAfterMs: refusing[0]?.waitMs ?? 0,
    violated: refusing.map(({ window }) => window),
    windows,
    today: { day: at(2), used: at(3) },
    atMs: at(4),
  };
}

/** The reply of `beat`. */
export function pulseOf(reply: unknown): SharedPulse {
  if (!Array.isArray(reply)) throw unreadable();
  const [processes, memory]: readonly unknown[] = reply;
  const count = Number(processes);
  if (!Number.isSafeInteger(count) || count < 1 || typeof memory !== 'string' || memory === '') throw unreadable();
  return { processes: count, memory };
}

/** Limits by `RATE_WINDOWS`. Without a refill there is no burst to count. */
function limitsInOrder({ burst, perMinute, perHour, perDay }: RateLimits): readonly (number | null)[] {
  return [perMinute === null ? null : burst, perMinute, perHour, perDay];
}

function numbersOf(reply: unknown, length: number): readonly number[] {
  if (!Array.isArray(reply) || reply.length !== length) throw unreadable();
  return reply.map((part: unknown) => {
    if (typeof part !== 'number' || !Number.isSafeInteger(part)) throw unreadable();
    return part;
  });
}

function unreadable(): CodedError {
  return new CodedError('DEPENDENCY_UNAVAILABLE', 'What answers for Redis is not the limiter of this version.');
}
