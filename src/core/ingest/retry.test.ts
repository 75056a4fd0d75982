import { expect, it } from 'vitest';
import { manualScheduler } from '../../shared/scheduler.ts';
import { persist } from './retry.ts';

function attempts(outcomes: readonly (Error | string)[]) {
  let made = 0;
  return async () => {
    const outcome = outcomes[made++];
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
}

function setUp() {
  const scheduler = manualScheduler();
  const controller = new AbortController();
  const delays: number[] = [];
  const observer = { documents: () => undefined, retrying: ({ delayMs }: { delayMs: number }) => delays.push(delayMs) };
  const advance = async (ms: number) => {
    await scheduler.yieldToLoop();
    scheduler.advance(ms);
    await scheduler.yieldToLoop();
  };
  return { scheduler, controller, delays, advance, persistence: { scheduler, observer, signal: controller.signal } };
}

it('tries again with growing, bounded waits until it succeeds', async () => {
  const { persistence, delays, advance } = setUp();
  const failures = Array.from({ length: 8 }, () => new Error('disk'));
  const result = persist('commit', persistence, attempts([...failures, 'done']));
  for (let i = 0; i < failures.length; i++) await advance(5_000);
  await expect(result).resolves.toBe('done');
  expect(delays).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
});

it('throws at once what is final', async () => {
  const { persistence, delays } = setUp();
  const result = persist('commit', persistence, attempts([new Error('bad row')]), () => true);
  await expect(result).rejects.toThrow('bad row');
  expect(delays).toEqual([]);
});

it('ends with the reason of its signal while it waits', async () => {
  const { persistence, scheduler, controller } = setUp();
  const result = persist('commit', persistence, attempts([new Error('disk'), 'never']));
  await scheduler.yieldToLoop();
  controller.abort(new Error('stopping'));
  await expect(result).rejects.toThrow('stopping');
});
