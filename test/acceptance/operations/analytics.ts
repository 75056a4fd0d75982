import { expect } from 'vitest';
import {
  type AcceptanceWorld,
  expectBadField,
  expectHidden,
  expectReplayed,
  expectUnknown,
  type OperationRows,
} from '../../support/acceptance.ts';

const userOf = (id: string) => `/api/analytics/users/${id}`;
const journeyOf = (id: string) => `/api/analytics/journeys/${id}`;

/** As acme: asks for a user of the test's own, and returns the id of the query. */
async function ask({ acme }: AcceptanceWorld, userId: string, text = 'Who built the Ada Lamp?'): Promise<string> {
  const session = `session of ${userId}`;
  const { body } = await acme('POST', '/api/query', { text, user_id: userId, session_id: session, cache: 'bypass' });
  return String(body.query_id);
}

/** Figures of people: reports, users, journeys, the funnel, events and ratings. */
export const analyticsRows: OperationRows = {
  'GET /api/analytics': {
    async works(world) {
      const { acme, globex } = world;
      const before = (await acme('GET', '/api/analytics')).body;
      await ask(world, 'counted', 'Which mill grinds barley for analytics?');
      await ask(world, 'counted', 'which mill grinds barley for analytics');
      const { status, body } = await acme('GET', '/api/analytics');
      expect(status).toBe(200);
      expect(body.total_queries).toBeGreaterThanOrEqual(before.total_queries + 2);
      expect(body.unique_users).toBeGreaterThanOrEqual(1);
      expect(body.durations.p50_ms).toBeGreaterThan(0);
      expect(body.durations.p99_ms).toBeGreaterThanOrEqual(body.durations.p50_ms);
      const buckets = Object.values<number>(body.durations.buckets);
      expect(buckets.reduce((sum, count) => sum + count, 0)).toBe(body.total_queries);
      expect(body.patterns.fast).toBeGreaterThan(0);
      expect([body.per_hour.length, body.per_day.length]).toEqual([24, 30]);
      const popular = body.popular_queries.find(({ query }: { query: string }) => query.includes('for analytics'));
      expect(popular).toMatchObject({ query: 'Which mill grinds barley for analytics?', count: 2, error: 0 });
      expect(JSON.stringify((await globex('GET', '/api/analytics')).body)).not.toContain('for analytics');
      const long = await acme('GET', '/api/analytics?until=2000-01-01T00:00:00Z');
      expect(long.body).toMatchObject({ total_queries: 0, error_rate: 0, durations: { p95_ms: 0 } });
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/analytics?since=yesterday'), 'since');
      await expectBadField(await acme('GET', '/api/analytics?collection=x'), 'collection');
    },
    unknown_id: 'takes no id',
    other_tenant: 'takes no id; that figures are the tenant’s own is part of "works"',
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/analytics'),
  },
  'GET /api/analytics/users/{user_id}': {
    async works(world) {
      await ask(world, 'ada');
      await ask(world, 'ada');
      const { status, body } = await world.acme('GET', userOf('ada'));
      expect(status).toBe(200);
      expect(body).toMatchObject({
        user_id: 'ada',
        total_queries: 2,
        sessions: 1,
        patterns: { fast: 2 },
        popular_queries: [{ query: 'Who built the Ada Lamp?', count: 2 }],
      });
      expect(body.durations.p95_ms).toBeGreaterThan(0);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', userOf('x'.repeat(257))), 'user_id');
      await expectBadField(await acme('GET', `${userOf('ada')}?since=2026-01-01T00:00:00Z`), 'since');
    },
    unknown_id: (world) => expectUnknown(world, { method: 'GET', path: userOf }),
    async other_tenant(world) {
      await ask(world, 'acmes-own');
      await expectHidden(world, { method: 'GET', path: userOf, id: 'acmes-own' });
    },
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', userOf('ada')),
  },
  'GET /api/analytics/journeys/{user_id}': {
    async works(world) {
      const { acme } = world;
      const queryId = await ask(world, 'traveller');
      await acme('POST', '/api/events', { type: 'copy', user_id: 'traveller', query_id: queryId });
      await acme('POST', '/api/feedback', { query_id: queryId, rating: 4, comment: 'Good.' });
      const { status, body } = await acme('GET', journeyOf('traveller'));
      expect(status).toBe(200);
      expect(body.next_cursor).toBeNull();
      expect(body.steps).toMatchObject([
        { kind: 'query', query_id: queryId, query: { text: 'Who built the Ada Lamp?' } },
        { kind: 'event', query_id: queryId, event: { type: 'copy' } },
        { kind: 'feedback', query_id: queryId, feedback: { rating: 4, comment: 'Good.' } },
      ]);
      const first = (await acme('GET', `${journeyOf('traveller')}?limit=2`)).body;
      const rest = (await acme('GET', `${journeyOf('traveller')}?limit=2&cursor=${first.next_cursor}`)).body;
      expect([...first.steps, ...rest.steps]).toEqual(body.steps);
      await acme('DELETE', '/api/history?user_id=traveller');
      const after = (await acme('GET', journeyOf('traveller'))).body;
      expect(after.steps.map(({ kind }: { kind: string }) => kind)).toEqual(['event']);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', `${journeyOf('ada')}?cursor=x`), 'cursor');
    },
    unknown_id: (world) => expectUnknown(world, { method: 'GET', path: journeyOf }),
    async other_tenant(world) {
      await ask(world, 'acmes-walker');
      await expectHidden(world, { method: 'GET', path: journeyOf, id: 'acmes-walker' });
    },
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', journeyOf('ada')),
  },
  'GET /api/analytics/funnel': {
    async works(world) {
      const { acme } = world;
      const counts = async () => {
        const { body } = await acme('GET', '/api/analytics/funnel');
        return body.stages.map(({ count }: { count: number }) => count);
      };
      const [visits, asked, satisfied] = await counts();
      await acme('POST', '/api/events', { type: 'visit', session_id: 'only looks' });
      await ask(world, 'unhappy');
      const queryId = await ask(world, 'happy');
      await acme('POST', '/api/feedback', { query_id: queryId, rating: 5 });
      expect(await counts()).toEqual([visits + 3, asked + 2, satisfied + 1]);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/analytics/funnel?until=now'), 'until');
    },
    unknown_id: 'takes no id',
    async other_tenant({ acme, globex }) {
      const before = (await globex('GET', '/api/analytics/funnel?since=2020-01-01T00:00:00Z')).body.stages;
      await acme('POST', '/api/events', { type: 'visit', session_id: 'of acme' });
      expect((await globex('GET', '/api/analytics/funnel?since=2020-01-01T00:00:00Z')).body.stages).toEqual(before);
    },
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/analytics/funnel'),
  },
  'POST /api/events': {
    async works({ acme }) {
      const one = { type: 'custom', name: 'opened', event_id: 'ev-1', user_id: 'eve', properties: { tab: 'b', n: 2 } };
      const first = await acme('POST', '/api/events', one);
      expect([first.status, first.body]).toEqual([201, { accepted: 1, duplicates: 0, event_ids: ['ev-1'] }]);
      const more = await acme('POST', '/api/events', { events: [one, { type: 'click', user_id: 'eve' }] });
      expect(more.body).toMatchObject({ accepted: 1, duplicates: 1 });
      const { steps } = (await acme('GET', journeyOf('eve'))).body;
      expect(steps).toHaveLength(2);
      expect(steps[0].event).toEqual({
        event_id: 'ev-1',
        type: 'custom',
        name: 'opened',
        properties: { tab: 'b', n: 2 },
      });
    },
    async bad_input({ acme }) {
      const send = (body: unknown) => acme('POST', '/api/events', body);
      await expectBadField(await send({}), 'type');
      await expectBadField(await send({ type: 'swipe' }), 'type');
      await expectBadField(await send({ type: 'custom' }), 'name');
      await expectBadField(await send({ type: 'click', name: 'x' }), 'name');
      await expectBadField(await send({ type: 'click', events: [{ type: 'click' }] }), 'type');
      await expectBadField(await send({ events: [{ type: 'click', colour: 'red' }] }), 'events.0.colour');
      await expectBadField(await send({ type: 'click', properties: { deep: {} } }), 'properties.deep');
      await expectBadField(await send({ type: 'click', timestamp: '2001-01-01T00:00:00Z' }), 'timestamp');
      const late = { events: [{ type: 'click' }, { type: 'click', timestamp: '2999-01-01T00:00:00Z' }] };
      await expectBadField(await send(late), 'events.1.timestamp');
      await expectBadField(await send({ events: Array.from({ length: 101 }, () => ({ type: 'click' })) }), 'events');
    },
    unknown_id: 'takes no id in its path; a query_id is kept as it was sent',
    async other_tenant({ acme, globex, queryId }) {
      await globex('POST', '/api/events', { type: 'copy', event_id: 'shared', query_id: queryId, user_id: 'spy' });
      const own = await acme('POST', '/api/events', { type: 'copy', event_id: 'shared', user_id: 'spied' });
      expect(own.body).toMatchObject({ accepted: 1 });
      expect((await acme('GET', journeyOf('spy'))).status).toBe(404);
    },
    async replayed(world) {
      await expectReplayed(world, '/api/events', { type: 'click', user_id: 'replayer' });
      expect((await world.acme('GET', journeyOf('replayer'))).body.steps).toHaveLength(1);
    },
    cancelled: ({ cancel }) => cancel('POST', '/api/events', { type: 'click' }),
  },
  'POST /api/feedback': {
    async works(world) {
      const { acme } = world;
      const query_id = await ask(world, 'rater');
      const first = await acme('POST', '/api/feedback', { query_id, rating: 2 });
      expect(first.status).toBe(201);
      expect(first.body).toMatchObject({ status: 'recorded', query_id, rating: 2, user_id: 'rater', replaced: null });
      const second = await acme('POST', '/api/feedback', { query_id, rating: 4.5, comment: 'On second thoughts.' });
      expect(second.body).toMatchObject({ rating: 4.5, replaced: 2 });
      expect((await acme('GET', userOf('rater'))).body.feedback).toEqual({ count: 1, avg_rating: 4.5 });
    },
    async bad_input({ acme, queryId }) {
      await expectBadField(await acme('POST', '/api/feedback', { query_id: queryId }), 'rating');
      await expectBadField(await acme('POST', '/api/feedback', { query_id: queryId, rating: 0 }), 'rating');
      await expectBadField(await acme('POST', '/api/feedback', { query_id: queryId, rating: 6 }), 'rating');
      await expectBadField(await acme('POST', '/api/feedback', { query_id: queryId, rating: 5, stars: 1 }), 'stars');
    },
    async unknown_id({ acme }) {
      expect((await acme('POST', '/api/feedback', { query_id: 'nobody_1', rating: 3 })).status).toBe(404);
    },
    async other_tenant({ globex, queryId }) {
      const of = async (query_id: string) => {
        const { status, body } = await globex('POST', '/api/feedback', { query_id, rating: 1 });
        const { request_id: _own, ...rest } = JSON.parse(JSON.stringify(body).replaceAll(query_id, 'ID'));
        return { status, rest };
      };
      expect(await of(queryId)).toEqual(await of('nobody_1'));
      expect((await of(queryId)).status).toBe(404);
    },
    replayed: async (world) => {
      const first = await expectReplayed(world, '/api/feedback', { query_id: world.queryId, rating: 5 });
      expect(first.body.replaced).toBeNull();
    },
    cancelled: ({ cancel, queryId }) => cancel('POST', '/api/feedback', { query_id: queryId, rating: 3 }),
  },
};
