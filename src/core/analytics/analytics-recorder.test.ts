import { describe, expect, it } from 'vitest';
import { ACME, analyticsWorld, answeredOf, NOON } from '../../../test/support/analytics-world.ts';
import { CodedError } from '../../shared/errors.ts';
import { queryRequest } from '../query/query-request.ts';
import type { Rollup } from './rollup.ts';
import type { RollupBook } from './rollup-book.ts';

async function only(book: RollupBook, grain: 'hour' | 'day'): Promise<Rollup | undefined> {
  for await (const [first] of book.read('acme', grain, { sinceMs: 0, untilMs: 2 * NOON })) return first?.rollup;
  return undefined;
}

describe('AnalyticsRecorder', () => {
  it('counts an answer into its hour and its day', async () => {
    const { book, recorder } = analyticsWorld();
    recorder.answered(answeredOf({ userId: 'ada', durationMs: 120, confidence: 0.8, patternUsed: 'fused' }));
    recorder.answered(answeredOf({ userId: 'ada', answered: false, cacheHit: true, toolUsed: 'search' }));
    recorder.answered(answeredOf({ backend: 'lexical' }));
    for (const grain of ['hour', 'day'] as const) {
      const rollup = await only(book, grain);
      expect(rollup).toMatchObject({ count: 3, answered: 2, cacheHits: 1, anonymous: 1 });
      expect(rollup?.users.value).toBe(1);
      expect(rollup?.tallies.patterns.toStored()).toEqual({ fast: 2, fused: 1 });
      expect(rollup?.tallies.tools.toStored()).toEqual({ answer: 2, search: 1 });
      expect(rollup?.tallies.backends.toStored()).toEqual({ hybrid: 2, lexical: 1 });
      expect(rollup?.tallies.buckets.toStored()).toEqual({ '<100ms': 2, '<250ms': 1 });
    }
  });

  it('keeps texts and names by day alone', async () => {
    const { book, recorder } = analyticsWorld();
    for (const text of ['What is UCB?', 'what is ucb', 'another']) recorder.answered(answeredOf({ text }));
    recorder.answered(answeredOf({ text: 'else', entities: ['Ada', 'Ada', 'Bob'] }));
    const day = await only(book, 'day');
    expect(day?.queries.top(1)).toEqual([{ label: 'What is UCB?', count: 2, error: 0 }]);
    expect(day?.entities.top(9).map(({ label }) => label)).toEqual(['notes\nAda', 'notes\nBob']);
    expect((await only(book, 'hour'))?.hasTexts).toBe(false);
  });

  it('keeps no texts when it must not', async () => {
    const { book, recorder } = analyticsWorld({ keepTexts: false });
    recorder.answered(answeredOf({ text: 'secret', entities: ['Secret'] }));
    expect(await only(book, 'day')).toMatchObject({ count: 1, hasTexts: false });
  });

  it('counts failures by code, and what the caller left or asked of the cache alone is none', async () => {
    const { book, recorder } = analyticsWorld();
    const errors = [
      new CodedError('REQUEST_TIMEOUT', 'late'),
      new Error('broken'),
      new CodedError('REQUEST_CANCELLED', 'left'),
      new DOMException('left', 'AbortError'),
      new CodedError('QUERY_CACHE_ONLY_MISS', 'miss'),
    ];
    for (const error of errors) recorder.failed(error, queryRequest('x'), ACME);
    for (const grain of ['hour', 'day'] as const) {
      const rollup = await only(book, grain);
      expect(rollup?.tallies.errors.toStored()).toEqual({ REQUEST_TIMEOUT: 1, SERVER_INTERNAL: 1 });
      expect(rollup).toMatchObject({ errors: 2, cancelled: 2, count: 0 });
    }
  });
});
