import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyticsWorld, answeredOf, NOON } from '../../../test/support/analytics-world.ts';
import { historyFilter, historyOf } from '../../../test/support/records.ts';
import type { HistoryRecord, HistoryStore } from '../../ports/history-store.ts';
import { Reports } from './report.ts';
import { TextForgetter } from './text-forgetter.ts';
import { DAY_MS } from './time-spans.ts';

/** As much of a history as the forgetter reads: pages of a span of time, newest first. */
function historyWith(records: readonly HistoryRecord[]): Pick<HistoryStore, 'list'> {
  const list: HistoryStore['list'] = async (tenant, { sinceMs, untilMs }, { limit, after }) =>
    records
      .filter((record) => record.tenant === tenant)
      .filter(({ timestampMs }) => timestampMs >= (sinceMs ?? 0) && timestampMs <= (untilMs ?? NOON * 2))
      .toSorted((a, b) => b.timestampMs - a.timestampMs || (a.queryId < b.queryId ? 1 : -1))
      .filter(
        ({ timestampMs, queryId }) =>
          after === null ||
          timestampMs < after.timestampMs ||
          (timestampMs === after.timestampMs && queryId < after.queryId),
      )
      .slice(0, limit);
  return { list };
}

let world: ReturnType<typeof analyticsWorld>;
const kept = [
  ...Array.from({ length: 2_500 }, (_, i) => historyOf(`q${i}`, { text: 'kept', timestampMs: NOON - i })),
  historyOf('old', { text: 'kept too', timestampMs: NOON - 3 * DAY_MS }),
  historyOf('theirs', { text: 'theirs', tenant: 'globex', timestampMs: NOON }),
];
const popular = async () =>
  (await new Reports(world.book, world.clock).of('acme')).total.queries
    .top(9)
    .map(({ label, count }) => [label, count]);

beforeAll(async () => {
  world = analyticsWorld();
  const { recorder, book, clock } = world;
  for (let i = 0; i < 2_500; i++) recorder.answered(answeredOf({ text: 'kept' }));
  for (let i = 0; i < 30; i++) recorder.answered(answeredOf({ text: 'deleted' }));
  recorder.answered(answeredOf({ text: 'kept too', entities: ['Name'], timestampMs: NOON - 3 * DAY_MS }));
  recorder.answered(answeredOf({ text: 'deleted', timestampMs: NOON - 3 * DAY_MS }));
  recorder.answered(answeredOf({ text: 'untouched', timestampMs: NOON - 9 * DAY_MS }));
  await book.flush();
  const filter = historyFilter({ userId: 'leaver', sinceMs: NOON - 5 * DAY_MS });
  await new TextForgetter({ book, clock, history: historyWith(kept) }).cleared('acme', filter);
});

afterAll(() => world.book.close());

describe('TextForgetter', () => {
  it('counts anew what history still has, in the days that are touched', async () => {
    expect(await popular()).toEqual([
      ['kept', 2_500],
      ['kept too', 1],
      ['untouched', 1],
    ]);
  });

  it('leaves nothing of what was deleted in the store, nor names', async () => {
    await world.book.flush();
    expect(world.memory.texts()).not.toContain('deleted');
    expect(world.memory.texts()).not.toContain('Name');
  });

  it('forgets everything when history is empty', async () => {
    const { book, clock } = world;
    await new TextForgetter({ book, clock, history: historyWith([]) }).cleared('acme', historyFilter());
    expect(await popular()).toEqual([]);
    expect((await new Reports(book, clock).of('acme')).total.count).toBe(2_533);
  });
});
