import { afterAll, beforeAll, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { FeedbackService } from '../../core/analytics/feedback-service.ts';
import type { FeedbackRecord } from '../../ports/activity-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { feedbackFeature } from './routes.ts';

let world: QueryWorld;
const kept: FeedbackRecord[] = [];

beforeAll(async () => {
  world = await openQueryWorld([]);
});

afterAll(() => world.close());

async function rate(queryId: string, change: object) {
  const activity = {
    async rate(record: FeedbackRecord) {
      kept.push(record);
      return { replaced: null };
    },
  };
  const service = new FeedbackService({
    activity,
    history: world.ports.history,
    clock: manualClock(1_000),
    listeners: [],
  });
  const { app } = await testApp({ features: [feedbackFeature(service)] });
  const payload = { query_id: queryId, rating: 5, ...change };
  const response = await app.inject({ method: 'POST', url: '/api/feedback', payload });
  await app.close();
  return response.json();
}

it('keeps a comment without what cannot be seen, and none for an empty one', async () => {
  const { queryId } = await world.ask('Who keeps the lamp?');
  await world.queries.settled();
  for (const comment of ['  a\u200bb \n', '\u200b ', null]) await rate(queryId, { comment });
  expect(kept.map(({ comment }) => comment)).toEqual(['ab', null, null]);
  expect(await rate(queryId, {})).toEqual({
    status: 'recorded',
    query_id: queryId,
    rating: 5,
    user_id: null,
    replaced: null,
    timestamp: '1970-01-01T00:00:01.000Z',
  });
});
