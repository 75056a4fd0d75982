import { describe, expect, it } from 'vitest';
import { analyticsWorld, answeredOf, NOON } from '../../../test/support/analytics-world.ts';
import { ClosedDays, TENANTS_MAX } from './closed-days.ts';
import { DAY_MS } from './time-spans.ts';

function world() {
  const parts = analyticsWorld();
  let reads = 0;
  const { range } = parts.memory;
  parts.memory.range = (...given) => {
    reads++;
    return range(...given);
  };
  return { ...parts, closed: new ClosedDays(parts.book, parts.clock), reads: () => reads };
}

describe('ClosedDays', () => {
  it('reads a tenant once a day, for all who ask at once', async () => {
    const { closed, reads, recorder, clock } = world();
    recorder.answered(answeredOf({ timestampMs: NOON - DAY_MS }));
    const both = await Promise.all([closed.of('acme'), closed.of('acme')]);
    await closed.of('acme');
    expect([both.map(({ total }) => total.count), reads()]).toEqual([[1, 1], 1]);
    clock.advance(DAY_MS);
    await closed.of('acme');
    expect(reads()).toBe(2);
  });

  it('reads again when a closed day was written or forgot its texts, and not for today', async () => {
    const { closed, reads, recorder, book } = world();
    recorder.answered(answeredOf());
    await closed.of('acme');
    await book.flush();
    await closed.of('acme');
    expect(reads()).toBe(1);
    recorder.answered(answeredOf({ text: 'secret', timestampMs: NOON - DAY_MS }));
    await book.flush();
    expect((await closed.of('acme')).total.queries.top(9)).toHaveLength(1);
    await book.forgetTexts('acme', { sinceMs: 0, untilMs: NOON });
    expect((await closed.of('acme')).total.queries.top(9)).toEqual([]);
  });

  it('does not hold a failure', async () => {
    const { closed, memory } = world();
    const { range } = memory;
    memory.range = () => Promise.reject(new Error('away'));
    await expect(closed.of('acme')).rejects.toThrow('away');
    memory.range = range;
    expect((await closed.of('acme')).total.count).toBe(0);
  });

  it('holds a limited number of tenants, the last used', async () => {
    const { closed, reads } = world();
    await closed.of('first');
    for (let i = 0; i < TENANTS_MAX; i++) {
      await closed.of(`t${i}`);
      await closed.of('first');
    }
    const before = reads();
    await closed.of('first');
    expect(reads()).toBe(before);
    await closed.of('t0');
    expect(reads()).toBe(before + 1);
  });
});
