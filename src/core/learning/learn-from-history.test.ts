import { describe, expect, it } from 'vitest';
import { answeredQuery, scannedHistory } from '../../../test/support/history-rows.ts';
import { createCatalogue } from '../../adapters/memory/catalogue.ts';
import { ALL_HISTORY, type HistorySummary } from '../../ports/history-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { LearnFromHistory } from './learn-from-history.ts';
import { LearnedQueries } from './learned-queries.ts';

const SCOPE = { tenant: 'default', collection: 'default' };

function world(rows: readonly HistorySummary[], before?: (after: number | null) => Promise<void> | void) {
  const learned = new LearnedQueries(createCatalogue());
  const errors: unknown[] = [];
  const clock = manualClock();
  const past = new LearnFromHistory({
    ...{ learned, clock, history: scannedHistory(rows, before), scheduler: manualScheduler() },
    onError: (error) => errors.push(error),
  });
  const count = (text: string, tenant = 'default') => learned.book({ ...SCOPE, tenant })?.find(text)?.count ?? 0;
  return { learned, past, errors, count, clock };
}

describe('LearnFromHistory', () => {
  it('learns every row at start, in pages', async () => {
    const rows = Array.from({ length: 950 }, (_, i) => answeredQuery(`q${i % 10}`));
    const { past, count } = world(rows);
    past.start();
    await past.settled();
    expect(count('q3')).toBe(95);
  });

  it('holds the event loop for at most a slice', async () => {
    const { clock, errors } = world([]);
    let turns = 0;
    let longest = 0;
    let sinceMs = 0;
    const scheduler = {
      ...manualScheduler(),
      yieldToLoop: async () => {
        longest = Math.max(longest, clock.monotonic() - sinceMs);
        sinceMs = clock.monotonic();
        turns++;
      },
    };
    class SlowToLearn extends LearnedQueries {
      override learnPast(): void {
        clock.advance(0.5);
      }
    }
    const slow = new SlowToLearn(createCatalogue());
    const past = new LearnFromHistory({
      ...{ learned: slow, clock, scheduler, onError: (error: unknown) => errors.push(error) },
      history: scannedHistory(Array.from({ length: 100 }, () => answeredQuery('q'))),
    });
    past.start();
    await past.settled();
    expect(longest).toBeLessThan(5);
    expect(turns).toBeGreaterThan(20);
  });

  it('forgets at once what is deleted, and learns again what the filter left', async () => {
    const rows: HistorySummary[] = [];
    const { past, count, learned } = world(rows);
    for (const text of ['kept', 'deleted']) {
      const query = answeredQuery(text);
      learned.answered(query);
      if (text === 'kept') rows.push(query);
    }
    rows.push(answeredQuery('theirs', { tenant: 'globex' }));
    learned.answered(answeredQuery('theirs', { tenant: 'globex' }));
    past.cleared('default', { ...ALL_HISTORY, pattern: 'fused' });
    expect(count('deleted')).toBe(0);
    await past.settled();
    expect([count('deleted'), count('kept'), count('theirs', 'globex')]).toEqual([0, 1, 1]);
  });

  it('reads nothing when everything was deleted', async () => {
    const { past, count, learned } = world([answeredQuery('deleted')], () =>
      Promise.reject(new Error('not asked for')),
    );
    learned.answered(answeredQuery('deleted'));
    past.cleared('default', ALL_HISTORY);
    await past.settled();
    expect(count('deleted')).toBe(0);
  });

  it('does not learn from rows that are deleted while it reads', async () => {
    let told = false;
    const rows: HistorySummary[] = Array.from({ length: 300 }, () => answeredQuery('deleted'));
    rows.push(answeredQuery('theirs', { tenant: 'globex' }));
    const { past, count } = world(rows, (after) => {
      if (after !== 100 || told) return;
      told = true;
      past.cleared('default', ALL_HISTORY);
      expect(count('deleted')).toBe(0);
      const left = rows.filter(({ tenant }) => tenant !== 'default');
      rows.splice(0, rows.length, ...Array.from({ length: 300 }, () => answeredQuery('x', { tenant: 'z' })), ...left);
    });
    past.start();
    await past.settled();
    expect([count('deleted'), count('theirs', 'globex')]).toEqual([0, 1]);
  });

  it('tells of a history that cannot be read, and goes on', async () => {
    const failure = new Error('no records');
    const { past, errors, count } = world([answeredQuery('q')], () => Promise.reject(failure));
    past.start();
    await past.settled();
    expect(errors).toEqual([failure]);
    expect(count('q')).toBe(0);
  });

  it('stops between two pages', async () => {
    const rows = Array.from({ length: 500 }, () => answeredQuery('q'));
    const { past, count } = world(rows, (after) => {
      if (after === 200) void past.stop();
    });
    past.start();
    await past.settled();
    expect(count('q')).toBe(300);
  });
});
