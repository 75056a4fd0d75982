import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACME } from '../../../test/support/analytics-world.ts';
import { historyFilter, historyOf } from '../../../test/support/records.ts';
import { openSqliteRecordStore, type SqliteRecordStore } from '../../adapters/sqlite/open-record-store.ts';
import { manualClock } from '../../shared/clock.ts';
import type { Rating } from '../query/feedback-listener.ts';
import { FeedbackService, type NewRating } from './feedback-service.ts';

let folder: string;
let records: SqliteRecordStore;
const told: Rating[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queryloom-feedback-'));
  records = await openSqliteRecordStore({ dataDir: folder });
});

afterAll(async () => {
  await records.close();
  await rm(folder, { recursive: true });
});

const service = () =>
  new FeedbackService({
    activity: records.activity,
    history: records.history,
    clock: manualClock(7),
    listeners: [{ rated: (rating) => told.push(rating) }],
  });
const rating = (queryId: string, change: Partial<NewRating> = {}): NewRating => ({
  queryId,
  rating: 4,
  comment: null,
  userId: null,
  ...change,
});

describe('FeedbackService', () => {
  it('keeps the word and tells it with its query', async () => {
    await records.history.append(historyOf('q1', { userId: 'ann', patternUsed: 'fused' }));
    expect(await service().rate(ACME, rating('q1'))).toEqual({ userId: 'ann', timestampMs: 7, replaced: null });
    expect(await service().rate(ACME, rating('q1', { rating: 1 }))).toMatchObject({ replaced: 4 });
    expect(told).toMatchObject([
      { rating: 4, reward: 0.75, replaced: null, userId: 'ann', query: { queryId: 'q1', patternUsed: 'fused' } },
      { rating: 1, reward: 0, replaced: 4 },
    ]);
    expect(Object.keys(told[0]?.query ?? {})).not.toContain('answer');
  });

  it('takes the user that is given, then the caller’s own, then the one who asked, then nobody', async () => {
    await records.history.append(historyOf('q2'));
    const users = [
      await service().rate({ ...ACME, userId: 'own' }, rating('q2', { userId: 'given' })),
      await service().rate({ ...ACME, userId: 'own' }, rating('q2')),
      await service().rate(ACME, rating('q2')),
    ];
    expect(users.map(({ userId }) => userId)).toEqual(['given', 'own', '']);
  });

  it('knows no query of nobody, of another tenant, and none that was deleted', async () => {
    await records.history.append(historyOf('theirs', { tenant: 'globex' }));
    await records.history.append(historyOf('gone', { userId: 'leaver' }));
    await records.history.clear('acme', historyFilter({ userId: 'leaver' }));
    const before = told.length;
    for (const id of ['nobody', 'theirs', 'gone']) {
      await expect(service().rate(ACME, rating(id))).rejects.toMatchObject({
        code: 'QUERY_NOT_FOUND',
        message: `There is no query "${id}" in the history.`,
      });
    }
    expect(told).toHaveLength(before);
  });
});
