import { describe, expect, it } from 'vitest';
import { manualScheduler, systemScheduler } from './scheduler.ts';

describe('manualScheduler', () => {
  it('wakes what is due, in the order of the times, and nothing else', async () => {
    const scheduler = manualScheduler();
    const woken: number[] = [];
    for (const ms of [30, 10, 20]) void scheduler.sleep(ms).then(() => woken.push(ms));
    scheduler.advance(20);
    await scheduler.yieldToLoop();
    expect(woken).toEqual([10, 20]);
    expect(scheduler.sleeping).toBe(1);
    scheduler.advance(10);
    await scheduler.yieldToLoop();
    expect(woken).toEqual([10, 20, 30]);
  });

  it('ends a sleep when its signal is aborted', async () => {
    const scheduler = manualScheduler();
    const controller = new AbortController();
    const sleep = scheduler.sleep(1_000, controller.signal);
    controller.abort();
    await sleep;
    await scheduler.sleep(1_000, controller.signal);
    expect(scheduler.sleeping).toBe(0);
  });
});

describe('systemScheduler', () => {
  it('ends a sleep when its signal is aborted', async () => {
    const controller = new AbortController();
    const sleep = systemScheduler.sleep(60_000, controller.signal);
    controller.abort();
    await expect(sleep).resolves.toBeUndefined();
  });

  it('lets timers and messages that are ready run', async () => {
    let ran = false;
    setImmediate(() => {
      ran = true;
    });
    await systemScheduler.yieldToLoop();
    expect(ran).toBe(true);
  });
});
