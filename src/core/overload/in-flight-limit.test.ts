import { beforeEach, describe, expect, it } from 'vitest';
import {
  InFlightLimit,
  LIMIT_MIN,
  LIMIT_START,
  PROBE_AFTER_MS,
  TARGET_FLOOR_MS,
  WINDOW_MS,
  WINDOW_SAMPLES_MIN,
} from './in-flight-limit.ts';
import { UnloadedLatency } from './unloaded-latency.ts';

let unloaded: UnloadedLatency;
let limit: InFlightLimit;
let nowMs: number;

beforeEach(() => {
  open();
  unloaded.add(4);
});

function open(max = 200): void {
  unloaded = new UnloadedLatency();
  limit = new InFlightLimit(max, unloaded);
  nowMs = 1_000;
}

/** One window of calls that took so long while so many were in flight: as many as the limit, unless it is said. */
function window(latencyMs: number, peak = limit.value): void {
  limit.reached(peak);
  for (let i = 0; i <= WINDOW_SAMPLES_MIN; i++) {
    nowMs += WINDOW_MS / WINDOW_SAMPLES_MIN;
    limit.measure({ nowMs, latencyMs, alone: false });
  }
}

/** So many calls, one after the other. */
function probed(latencyMs: number, calls: number): void {
  for (let i = 0; i < calls; i++) {
    nowMs += latencyMs;
    limit.measure({ nowMs, latencyMs, alone: true });
  }
}

describe('InFlightLimit', () => {
  it('starts where nothing is known', () => {
    expect(limit.value).toBe(LIMIT_START);
    open(7);
    expect(limit.value).toBe(7);
    open(0);
    expect(limit.value).toBe(0);
  });

  it('allows three times the unloaded latency, and never less than the floor', () => {
    expect(limit.targetMs).toBe(TARGET_FLOOR_MS);
    unloaded.replace([50]);
    expect(limit.targetMs).toBe(150);
  });

  it('grows while it is all taken and calls are fast enough, up to its maximum', () => {
    window(TARGET_FLOOR_MS);
    expect(limit.value).toBe(LIMIT_START + 1);
    window(TARGET_FLOOR_MS / 2);
    expect(limit.value).toBe(LIMIT_START + 1 + Math.floor(Math.sqrt(LIMIT_START + 1)));
    for (let i = 0; i < 100; i++) window(5);
    expect(limit.value).toBe(200);
  });

  it('stays when nobody wanted more', () => {
    for (let i = 0; i < 10; i++) window(5, LIMIT_START - 1);
    expect(limit.value).toBe(LIMIT_START);
  });

  it('gives way in proportion, within bounds, down to its minimum', () => {
    window(TARGET_FLOOR_MS * 1.25);
    expect(limit.value).toBe(16);
    window(TARGET_FLOOR_MS + 0.1);
    expect(limit.value).toBe(15);
    window(TARGET_FLOOR_MS * 100);
    expect(limit.value).toBe(10);
    for (let i = 0; i < 10; i++) window(TARGET_FLOOR_MS * 2);
    expect(limit.value).toBe(LIMIT_MIN);
  });

  it('does not give way to slow calls of which few are in flight', () => {
    for (let i = 0; i < 10; i++) window(1_000, LIMIT_START / 2 - 1);
    expect(limit.value).toBe(LIMIT_START);
  });

  it('comes back to where it started once all is well, without anybody asking for more', () => {
    for (let i = 0; i < 10; i++) window(TARGET_FLOOR_MS * 2);
    for (let i = 0; i < 100; i++) window(5, 1);
    expect(limit.value).toBe(LIMIT_START);
  });

  it('changes no more often than it can see what came of it', () => {
    limit.reached(LIMIT_START);
    for (let i = 0; i < 100; i++) limit.measure({ nowMs: nowMs + i / 2, latencyMs: 500, alone: false });
    expect(limit.value).toBe(LIMIT_START);
    const { epoch } = limit;
    limit.measure({ nowMs: nowMs + WINDOW_MS, latencyMs: 500, alone: false });
    expect(limit.value).toBeLessThan(LIMIT_START);
    expect(limit.epoch).not.toBe(epoch);
  });

  it('forgets what it measured when it was disturbed', () => {
    limit.reached(LIMIT_START);
    for (let i = 0; i < WINDOW_SAMPLES_MIN; i++) limit.measure({ nowMs, latencyMs: 500, alone: false });
    const { epoch } = limit;
    limit.disturbed();
    nowMs += WINDOW_MS;
    window(5, 1);
    expect(limit.value).toBe(LIMIT_START);
    expect(limit.epoch).not.toBe(epoch);
  });

  it('goes by the faster quarter: two kinds of work are no queue', () => {
    for (let round = 0; round < 20; round++) {
      limit.reached(limit.value);
      for (let i = 0; i < 20; i++) {
        nowMs += 10;
        limit.measure({ nowMs, latencyMs: i % 2 === 0 ? 5 : 800, alone: false });
      }
    }
    expect(limit.value).toBeGreaterThanOrEqual(LIMIT_START);
  });

  it('probes when calls stay slow, and believes what it finds', () => {
    const beganMs = nowMs;
    while (!limit.isProbing) window(400);
    expect(nowMs - beganMs).toBeGreaterThanOrEqual(PROBE_AFTER_MS);
    expect(nowMs - beganMs).toBeLessThan(PROBE_AFTER_MS + 1_000);
    expect(limit.value).toBe(1);
    probed(400, 5);
    expect(limit.isProbing).toBe(false);
    expect(limit.targetMs).toBe(1_200);
    const { value } = limit;
    window(400);
    expect(limit.value).toBeGreaterThan(value);
  });

  it('probes ever more seldom while that finds nothing new', () => {
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      const beganMs = nowMs;
      while (!limit.isProbing) window(400);
      waits.push(nowMs - beganMs);
      probed(4, 5);
    }
    expect(waits.every((wait, i) => i === 0 || wait >= (waits[i - 1] ?? 0))).toBe(true);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(64_000);
    expect(waits.at(-1)).toBeLessThan(66_000);
  });

  it('ends a probe of very slow calls with the one that is under way', () => {
    while (!limit.isProbing) window(9_000);
    probed(9_000, 1);
    expect(limit.isProbing).toBe(false);
    expect(limit.targetMs).toBe(27_000);
  });

  it('finds out at once what it does not know at all', () => {
    open();
    window(200);
    expect(limit.isProbing).toBe(true);
    probed(200, 5);
    expect(limit.value).toBe(LIMIT_START);
    expect(limit.targetMs).toBe(600);
  });
});
