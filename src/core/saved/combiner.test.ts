import { describe, expect, it } from 'vitest';
import { Combiner } from './combiner.ts';

describe('Combiner', () => {
  it('does together what came while a run was under way, in the order it came', async () => {
    const runs: string[] = [];
    const first = Promise.withResolvers<void>();
    const combiner = new Combiner<number, number>(async (key, jobs) => {
      runs.push(`${key}:${jobs.join()}`);
      if (runs.length === 1) await first.promise;
      return jobs.map((job) => job * 10);
    });
    const done = [1, 2, 3].map((job) => combiner.do('a', job));
    expect(runs).toEqual(['a:1']);
    first.resolve();
    expect(await Promise.all(done)).toEqual([10, 20, 30]);
    expect(runs).toEqual(['a:1', 'a:2,3']);
    await expect.poll(() => combiner.size).toBe(0);
  });

  it('keeps keys apart', async () => {
    const runs: string[] = [];
    const combiner = new Combiner<number, string>(async (key, jobs) => {
      runs.push(key);
      return jobs.map((job) => `${key}${job}`);
    });
    expect(await Promise.all([combiner.do('a', 1), combiner.do('b', 1)])).toEqual(['a1', 'b1']);
    expect(runs).toEqual(['a', 'b']);
  });

  it('gives a failure to all jobs of its run, and goes on with the next', async () => {
    let runs = 0;
    const combiner = new Combiner<number, number>(async (_key, jobs) => {
      runs++;
      await Promise.resolve();
      if (runs === 2) throw new Error('once');
      return jobs;
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((job) => combiner.do('a', job)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await combiner.do('a', 4)).toBe(4);
    await expect.poll(() => combiner.size).toBe(0);
  });
});
