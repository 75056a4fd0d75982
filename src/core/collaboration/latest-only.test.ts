import { describe, expect, it } from 'vitest';
import { settle } from '../../../test/support/room-world.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { LatestOnly } from './latest-only.ts';

function bed() {
  const scheduler = manualScheduler();
  const gone = new AbortController();
  const passed: number[] = [];
  const latest = new LatestOnly<number>({
    scheduler,
    everyMs: 100,
    signal: gone.signal,
    pass: async (value) => {
      passed.push(value);
    },
  });
  const pass = async (ms: number) => {
    scheduler.advance(ms);
    await settle();
  };
  return { latest, passed, pass, gone };
}

describe('LatestOnly', () => {
  it('lets one pass at once, then the newest of each interval, and never loses the last', async () => {
    const { latest, passed, pass } = bed();
    for (const value of [1, 2, 3]) latest.offer(value);
    await settle();
    expect(passed).toEqual([1, 3].slice(0, passed.length));
    await pass(100);
    latest.offer(4);
    latest.offer(5);
    await pass(100);
    await pass(100);
    expect(passed.at(-1)).toBe(5);
    expect(passed).not.toContain(4);
  });

  it('lets the next one pass at once after a pause', async () => {
    const { latest, passed, pass } = bed();
    latest.offer(1);
    await pass(0);
    await pass(100);
    latest.offer(2);
    expect(passed).toEqual([1, 2]);
  });

  it('ends with its signal', async () => {
    const { latest, passed, pass, gone } = bed();
    latest.offer(1);
    await pass(0);
    latest.offer(2);
    gone.abort();
    await pass(1_000);
    latest.offer(3);
    await pass(1_000);
    expect(passed).toEqual([1]);
  });
});
