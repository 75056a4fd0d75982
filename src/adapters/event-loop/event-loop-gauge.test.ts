import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createEventLoopGauge } from './event-loop-gauge.ts';

describe('createEventLoopGauge', () => {
  it('shows that the loop was held, once', async () => {
    const gauge = createEventLoopGauge();
    expect(gauge.eventLoopLagMs()).toBe(0);
    await delay(30);
    const until = performance.now() + 80;
    while (performance.now() < until) Math.sqrt(until);
    await delay(30);
    const lagMs = gauge.eventLoopLagMs();
    expect(lagMs).toBeGreaterThan(30);
    expect(gauge.eventLoopLagMs()).toBeLessThan(lagMs);
    gauge.close();
  });
});
