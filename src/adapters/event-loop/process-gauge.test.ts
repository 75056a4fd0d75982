import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createProcessGauge, memoryBytesMax } from './process-gauge.ts';

describe('createProcessGauge', () => {
  it('reads each stretch of time by itself', async () => {
    const gauge = createProcessGauge();
    await delay(30);
    const until = performance.now() + 80;
    while (performance.now() < until) Math.sqrt(until);
    await delay(30);
    const busy = gauge.read();
    expect(busy.eventLoopDelayP99Ms).toBeGreaterThan(30);
    expect(busy.eventLoopUtilisation).toBeGreaterThan(0.2);
    await delay(30);
    const idle = gauge.read();
    expect(idle.eventLoopDelayP99Ms).toBeLessThan(busy.eventLoopDelayP99Ms);
    expect(idle.eventLoopUtilisation).toBeLessThan(busy.eventLoopUtilisation);
    expect(idle.rssBytes).toBeGreaterThan(10_000_000);
    expect(idle.rssBytes).toBeLessThan(gauge.memoryBytesMax);
    expect(gauge.read().eventLoopUtilisation).toBeLessThanOrEqual(1);
    gauge.close();
  });
});

describe('memoryBytesMax', () => {
  it.each([
    ['a control group of 512 MB', 512e6, 8e9, 512e6],
    ['no limit', 0, 8e9, 8e9],
    ['no limit, as version 1 writes it', 2 ** 63, 8e9, 8e9],
  ])('takes %s', (_what, constrained, machine, expected) => {
    expect(memoryBytesMax(constrained, machine)).toBe(expected);
  });
});
