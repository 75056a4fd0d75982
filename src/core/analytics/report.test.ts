import { describe, expect, it } from 'vitest';
import { analyticsWorld, answeredOf, NOON } from '../../../test/support/analytics-world.ts';
import { DAYS_SHOWN, HOURS_SHOWN, Reports } from './report.ts';
import { DAY_MS, DAYS_KEPT, HOUR_MS, startOf } from './time-spans.ts';

const TODAY = startOf('day', NOON);

function world() {
  const parts = analyticsWorld();
  return { ...parts, reports: new Reports(parts.book, parts.clock) };
}

describe('Reports', () => {
  it('is zeros and whole charts without a query', async () => {
    const { perHour, perDay, total, period } = await world().reports.of('acme');
    expect([perHour.length, perDay.length, total.count]).toEqual([HOURS_SHOWN, DAYS_SHOWN, 0]);
    expect([perHour.at(-1)?.startMs, perDay.at(-1)?.startMs]).toEqual([NOON, TODAY]);
    expect(period).toEqual({ sinceMs: TODAY - (DAYS_KEPT - 1) * DAY_MS, untilMs: TODAY + DAY_MS });
  });

  it('sums up closed days and today, and draws them', async () => {
    const { reports, recorder, book } = world();
    for (const ageMs of [0, HOUR_MS, DAY_MS, 29 * DAY_MS, 30 * DAY_MS, 399 * DAY_MS]) {
      recorder.answered(answeredOf({ timestampMs: NOON - ageMs }));
    }
    for (let round = 0; round < 2; round++) {
      const { total, perHour, perDay } = await reports.of('acme');
      expect(total.count).toBe(6);
      expect(perHour.map(({ queries }) => queries).slice(-3)).toEqual([0, 1, 1]);
      expect(perDay.map(({ queries }) => queries).filter((count) => count > 0)).toEqual([1, 1, 2]);
      expect(perDay[0]?.queries).toBe(1);
      await book.flush();
    }
    expect((await reports.of('globex')).total.count).toBe(0);
  });

  it('counts at once, also into days that are closed', async () => {
    const { reports, recorder, book } = world();
    recorder.answered(answeredOf({ timestampMs: NOON - DAY_MS }));
    expect((await reports.of('acme')).total.count).toBe(1);
    recorder.answered(answeredOf());
    expect((await reports.of('acme')).total.count).toBe(2);
    recorder.answered(answeredOf({ timestampMs: NOON - DAY_MS }));
    await book.flush();
    expect((await reports.of('acme')).total.count).toBe(3);
  });

  it('goes on over midnight', async () => {
    const { reports, recorder, clock } = world();
    recorder.answered(answeredOf());
    expect((await reports.of('acme')).perDay.at(-1)?.queries).toBe(1);
    clock.advance(DAY_MS);
    recorder.answered(answeredOf({ timestampMs: clock.now() }));
    const { total, perDay } = await reports.of('acme');
    expect([total.count, perDay.at(-2)?.queries, perDay.at(-1)?.queries]).toEqual([2, 1, 1]);
  });

  it('takes the whole days a span touches', async () => {
    const { reports, recorder } = world();
    for (let day = 0; day < 5; day++) recorder.answered(answeredOf({ timestampMs: NOON - day * DAY_MS }));
    const of = async (sinceMs?: number, untilMs?: number) => {
      const span = { ...(sinceMs === undefined ? {} : { sinceMs }), ...(untilMs === undefined ? {} : { untilMs }) };
      const { total, period } = await reports.of('acme', span);
      return [total.count, (period.sinceMs - TODAY) / DAY_MS, (period.untilMs - TODAY) / DAY_MS];
    };
    expect(await of(NOON - 2 * DAY_MS)).toEqual([3, -2, 1]);
    expect(await of(NOON - 2 * DAY_MS, TODAY)).toEqual([2, -2, 0]);
    expect(await of(NOON - 2 * DAY_MS, TODAY + 1)).toEqual([3, -2, 1]);
    expect(await of(undefined, NOON - 3 * DAY_MS)).toEqual([2, -(DAYS_KEPT - 1), -2]);
    expect(await of(NOON + 9 * DAY_MS)).toEqual([0, 9, 9]);
  });
});
