import type { RateDecision, RateLimits, RateWindow, RateWindowState } from '../../../ports/rate-store.ts';

/** A decision as numbers; its lists are made when somebody asks for them, which most admitted calls never do. */
export class Decision implements RateDecision {
  readonly inForce: RateLimits;
  retryAfterMs = 0;
  withinContract = true;
  burstWaitMs = 0;
  burstLeft = 0;
  burstResetMs = 0;
  minuteWaitMs = 0;
  minuteLeft = 0;
  minuteResetMs = 0;
  hourWaitMs = 0;
  hourLeft = 0;
  hourResetMs = 0;
  dayWaitMs = 0;
  dayLeft = 0;
  dayResetMs = 0;

  constructor(inForce: RateLimits) {
    this.inForce = inForce;
  }

  get allowed(): boolean {
    return this.retryAfterMs === 0;
  }

  get violated(): readonly RateWindow[] {
    const waits: readonly (readonly [RateWindow, number])[] = [
      ['burst', this.burstWaitMs],
      ['per_minute', this.minuteWaitMs],
      ['per_hour', this.hourWaitMs],
      ['per_day', this.dayWaitMs],
    ];
    return waits
      .filter(([, waitMs]) => waitMs > 0)
      .sort(([, a], [, b]) => b - a)
      .map(([window]) => window);
  }

  get windows(): readonly RateWindowState[] {
    const { burst, perMinute, perHour, perDay } = this.inForce;
    const windows: RateWindowState[] = [];
    if (perMinute !== null) {
      // Without a refill there is no burst to count.
      if (burst !== null) windows.push(stateOf('burst', burst, this.burstLeft, this.burstResetMs));
      windows.push(stateOf('per_minute', perMinute, this.minuteLeft, this.minuteResetMs));
    }
    if (perHour !== null) windows.push(stateOf('per_hour', perHour, this.hourLeft, this.hourResetMs));
    if (perDay !== null) windows.push(stateOf('per_day', perDay, this.dayLeft, this.dayResetMs));
    return windows;
  }
}

function stateOf(window: RateWindow, limit: number, left: number, resetMs: number): RateWindowState {
  return { window, limit, left, resetMs };
}
