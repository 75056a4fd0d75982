import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActivityStore, JourneyStep } from '../../src/ports/activity-store.ts';
import type { HistoryStore } from '../../src/ports/history-store.ts';
import { eventOf, feedbackOf, journeyPage, SATISFACTION } from '../support/activity.ts';
import { historyFilter, historyOf } from '../support/records.ts';

/** Empty stores that belong together; `activity` keeps `rowsMax` rows a tenant, `reopen` opens it again over the same data. */
export type ActivityStoreBed = {
  readonly activity: ActivityStore;
  readonly history: HistoryStore;
  readonly rowsMax: number;
  reopen(): Promise<ActivityStore>;
  close(): Promise<void>;
};

/** What every activity store must do. */
export function activityStoreContract(name: string, create: () => Promise<ActivityStoreBed>): void {
  describe(`${name}: activity contract`, () => {
    let bed: ActivityStoreBed;
    let activity: ActivityStore;
    let history: HistoryStore;

    beforeEach(async () => {
      bed = await create();
      ({ activity, history } = bed);
    });
    afterEach(() => bed.close());

    const steps = async (userId: string, page = journeyPage(), tenant = 'acme') =>
      (await activity.journey(tenant, userId, page)).map(({ kind, id }) => `${kind} ${id}`);
    const asked = (id: string, change: Parameters<typeof historyOf>[1] = {}) => history.append(historyOf(id, change));
    const funnel = (sinceMs = 0, untilMs = 1e9, tenant = 'acme') =>
      activity.funnel(tenant, { sinceMs, untilMs }, SATISFACTION);

    describe('events', () => {
      it('gives an event back as it came', async () => {
        const event = eventOf('e1', {
          userId: 'ann',
          sessionId: 's',
          type: 'custom',
          name: 'opened settings',
          queryId: 'q1',
          properties: '{"tab":"ü 𝄞"}',
          timestampMs: 5,
        });
        expect(await activity.addEvents([event])).toBe(1);
        const { tenant: _t, userId: _u, eventId: id, ...rest } = event;
        expect(await activity.journey('acme', 'ann', journeyPage())).toEqual([{ kind: 'event', id, ...rest }]);
      });

      it('takes an id once, and says how many were new', async () => {
        await activity.addEvents([eventOf('e1', { userId: 'ann' })]);
        const again = [eventOf('e1', { userId: 'bob' }), eventOf('e2', { userId: 'ann' }), eventOf('e2')];
        expect(await activity.addEvents(again)).toBe(1);
        expect(await steps('ann')).toEqual(['event e1', 'event e2']);
        expect(await steps('bob')).toEqual([]);
      });

      it('tells the same id of two tenants apart', async () => {
        expect(await activity.addEvents([eventOf('e1'), eventOf('e1', { tenant: 'globex' })])).toBe(2);
      });

      it('keeps a limited number a tenant, the newest', async () => {
        for (let i = 0; i <= bed.rowsMax; i++)
          await activity.addEvents([eventOf(`e${i}`, { userId: 'ann', timestampMs: i })]);
        await activity.addEvents([eventOf('theirs', { tenant: 'globex', userId: 'ann' })]);
        const kept = await steps('ann');
        expect(kept).toHaveLength(bed.rowsMax);
        expect([kept.at(0), kept.at(-1)]).toEqual(['event e1', `event e${bed.rowsMax}`]);
        expect(await steps('ann', journeyPage(), 'globex')).toEqual(['event theirs']);
      });

      it('takes none', async () => {
        expect(await activity.addEvents([])).toBe(0);
      });

      it('keeps them over a restart', async () => {
        await activity.addEvents([eventOf('e1', { userId: 'ann' })]);
        activity = await bed.reopen();
        expect(await steps('ann')).toEqual(['event e1']);
      });
    });

    describe('feedback', () => {
      it('is refused for a query that history does not have', async () => {
        await asked('q1', { tenant: 'globex' });
        expect(await activity.rate(feedbackOf('q1'))).toBeNull();
        expect(await activity.rate(feedbackOf('nobody'))).toBeNull();
        expect((await funnel()).satisfied).toBe(0);
      });

      it('knows a query that was appended just before', async () => {
        await asked('q1');
        expect(await activity.rate(feedbackOf('q1'))).toEqual({ replaced: null });
      });

      it('lets the last word of a user stand, and says what it replaces', async () => {
        await asked('q1');
        await activity.rate(feedbackOf('q1', { userId: 'ann', rating: 2, comment: 'no' }));
        expect(await activity.rate(feedbackOf('q1', { userId: 'ann', rating: 4.5, timestampMs: 9 }))).toEqual({
          replaced: 2,
        });
        const said = { kind: 'feedback', id: 'q1', timestampMs: 9, rating: 4.5, comment: null };
        expect(await activity.journey('acme', 'ann', journeyPage())).toEqual([said]);
      });

      it('keeps the words of two users apart', async () => {
        await asked('q1');
        await activity.rate(feedbackOf('q1', { userId: 'ann', rating: 1 }));
        expect(await activity.rate(feedbackOf('q1', { userId: 'bob', rating: 5 }))).toEqual({ replaced: null });
        expect((await activity.user('acme', 'ann'))?.feedback).toEqual({ count: 1, meanRating: 1 });
      });

      it('goes with its query', async () => {
        await asked('q1', { userId: 'ann' });
        await asked('q2', { userId: 'bob' });
        for (const id of ['q1', 'q2']) await activity.rate(feedbackOf(id, { userId: 'eve', comment: `of ${id}` }));
        await history.clear('acme', historyFilter({ userId: 'ann' }));
        expect(await steps('eve')).toEqual(['feedback q2']);
      });

      it('is read through, every tenant and each word once, and goes on from where it stopped', async () => {
        await asked('q1');
        await asked('q1', { tenant: 'globex' });
        const said = [
          feedbackOf('q1', { userId: '' }),
          feedbackOf('q1', { userId: 'ann', comment: 'ü' }),
          feedbackOf('q1', { tenant: 'globex', userId: 'ann', rating: 1 }),
        ];
        for (const feedback of said) await activity.rate(feedback);
        const first = await activity.scanFeedback(null, 2);
        const second = await activity.scanFeedback(first.next, 2);
        expect([...first.feedback, ...second.feedback]).toEqual(said);
        expect(await activity.scanFeedback(second.next, 2)).toEqual({ feedback: [], next: null });
      });

      it('keeps a limited number a tenant, the newest', async () => {
        await asked('q1');
        for (let i = 0; i <= bed.rowsMax; i++)
          await activity.rate(feedbackOf('q1', { userId: `u${i}`, timestampMs: i }));
        expect(await steps('u0')).toEqual([]);
        expect(await steps('u1')).toEqual(['feedback q1']);
      });
    });

    describe('journey', () => {
      it('is queries, events and feedback in the order of time, then of their kind and id', async () => {
        await asked('q2', { userId: 'ann', timestampMs: 20 });
        await asked('q1', { userId: 'ann', timestampMs: 10 });
        await activity.addEvents([
          eventOf('e2', { userId: 'ann', timestampMs: 20 }),
          eventOf('e1', { userId: 'ann', timestampMs: 20 }),
          eventOf('e0', { userId: 'ann', timestampMs: 5 }),
        ]);
        await activity.rate(feedbackOf('q1', { userId: 'ann', timestampMs: 20 }));
        const all = ['event e0', 'query q1', 'query q2', 'event e1', 'event e2', 'feedback q1'];
        expect(await steps('ann')).toEqual(all);
      });

      it('comes page by page, each step once', async () => {
        for (let i = 0; i < 4; i++) {
          await asked(`q${i}`, { userId: 'ann', timestampMs: 10 * (i % 2) });
          await activity.addEvents([eventOf(`e${i}`, { userId: 'ann', timestampMs: 10 * (i % 2) })]);
        }
        const whole = await steps('ann');
        const seen: JourneyStep[] = [];
        for (let page = 0; page < 4; page++) {
          const last = seen.at(-1);
          seen.push(...(await activity.journey('acme', 'ann', journeyPage({ limit: 3, after: last ?? null }))));
        }
        expect(seen.map(({ kind, id }) => `${kind} ${id}`)).toEqual(whole);
        expect(whole).toHaveLength(8);
      });

      it('shows a query as it was answered', async () => {
        await asked('q1', {
          userId: 'ann',
          sessionId: 's',
          text: 'Who?',
          answered: false,
          confidence: 0.2,
          durationMs: 7.5,
          patternUsed: 'bare',
          toolUsed: 'search',
          cacheHit: true,
          timestampMs: 3,
        });
        expect(await activity.journey('acme', 'ann', journeyPage())).toEqual([
          {
            kind: 'query',
            id: 'q1',
            timestampMs: 3,
            sessionId: 's',
            text: 'Who?',
            answered: false,
            confidence: 0.2,
            durationMs: 7.5,
            patternUsed: 'bare',
            toolUsed: 'search',
            cacheHit: true,
          },
        ]);
      });

      it('loses the queries that are deleted, and keeps the events', async () => {
        await asked('q1', { userId: 'ann' });
        await activity.addEvents([eventOf('e1', { userId: 'ann' })]);
        await history.clear('acme', historyFilter());
        expect(await steps('ann')).toEqual(['event e1']);
      });

      it('is empty for a user of nobody and of another tenant', async () => {
        await asked('q1', { userId: 'ann' });
        expect(await steps('nobody')).toEqual([]);
        expect(await steps('ann', journeyPage(), 'globex')).toEqual([]);
      });
    });

    describe('user', () => {
      it('is null for a user of nobody and of another tenant', async () => {
        await asked('q1', { userId: 'ann' });
        expect(await activity.user('acme', 'nobody')).toBeNull();
        expect(await activity.user('globex', 'ann')).toBeNull();
      });

      it('adds up what the user asked', async () => {
        for (let i = 1; i <= 100; i++) {
          await asked(`q${i}`, {
            userId: 'ann',
            sessionId: `s${i % 3}`,
            text: i <= 60 ? 'often' : `text ${i}`,
            answered: i > 10,
            cacheHit: i <= 20,
            confidence: i <= 50 ? 0.2 : 0.8,
            durationMs: i,
            patternUsed: i <= 30 ? 'bare' : 'fast',
            timestampMs: i,
          });
        }
        await asked('theirs', { userId: 'ann', tenant: 'globex' });
        const user = await activity.user('acme', 'ann');
        expect(user).toMatchObject({
          queries: 100,
          answered: 90,
          cacheHits: 20,
          sessions: 3,
          durations: { mean: 50.5, p50: 50, p95: 95, p99: 99 },
          firstSeenMs: 1,
          lastSeenMs: 100,
          patterns: { fast: 70, bare: 30 },
          tools: { answer: 100 },
          events: {},
          feedback: { count: 0, meanRating: null },
        });
        expect(user?.meanConfidence).toBeCloseTo(0.5, 9);
        expect(user?.popularQueries).toHaveLength(10);
        expect(user?.popularQueries[0]).toEqual({ text: 'often', count: 60 });
      });

      it('knows one by events or feedback alone', async () => {
        await asked('q1');
        await activity.addEvents([
          eventOf('e1', { userId: 'ann', timestampMs: 4 }),
          eventOf('e2', { userId: 'ann', type: 'copy', timestampMs: 6 }),
        ]);
        await activity.rate(feedbackOf('q1', { userId: 'ann', rating: 3, timestampMs: 9 }));
        expect(await activity.user('acme', 'ann')).toMatchObject({
          queries: 0,
          meanConfidence: 0,
          durations: { mean: 0, p50: 0, p95: 0, p99: 0 },
          firstSeenMs: 4,
          lastSeenMs: 9,
          popularQueries: [],
          events: { click: 1, copy: 1 },
          feedback: { count: 1, meanRating: 3 },
        });
      });

      it('is forgotten with the history, but for events', async () => {
        await asked('q1', { userId: 'ann' });
        await history.clear('acme', historyFilter());
        expect(await activity.user('acme', 'ann')).toBeNull();
      });
    });

    describe('funnel', () => {
      const nothing = { visits: 0, queried: 0, satisfied: 0, signals: {} };

      it('is all zeros without anything', async () => {
        expect(await funnel()).toEqual(nothing);
      });

      it('counts a session once, whatever it did', async () => {
        for (const id of ['q1', 'q2']) await asked(id, { sessionId: 's1', userId: 'ann' });
        await activity.addEvents([
          eventOf('e1', { sessionId: 's1', type: 'visit' }),
          eventOf('e2', { sessionId: 's1', type: 'copy' }),
          eventOf('e3', { sessionId: 's1', type: 'click' }),
        ]);
        await activity.rate(feedbackOf('q1', { rating: 5 }));
        expect(await funnel()).toEqual({
          visits: 1,
          queried: 1,
          satisfied: 1,
          signals: { click: 1, copy: 1, rating: 1 },
        });
      });

      it('takes a user for a visit without a session, and a query or event alone without both', async () => {
        await asked('q1', { userId: 'ann' });
        await asked('q2', { userId: 'ann' });
        await asked('q3');
        await asked('q4');
        await activity.addEvents([eventOf('e1'), eventOf('e2', { userId: 'bob', type: 'visit' })]);
        expect(await funnel()).toEqual({ ...nothing, visits: 5, queried: 3 });
      });

      it('counts an event that names a query into the visit of that query', async () => {
        await asked('q1', { sessionId: 's1' });
        await activity.addEvents([
          eventOf('e1', { queryId: 'q1' }),
          eventOf('e2', { queryId: 'nobody', sessionId: 's2' }),
        ]);
        expect(await funnel()).toEqual({ visits: 2, queried: 1, satisfied: 1, signals: { click: 1 } });
      });

      it('is not satisfied by low ratings, other events, or clicks of a visit that asked nothing', async () => {
        await asked('q1', { sessionId: 's1' });
        await activity.rate(feedbackOf('q1', { rating: 3.9 }));
        await activity.addEvents([
          eventOf('e1', { sessionId: 's1', type: 'view' }),
          eventOf('e2', { sessionId: 's2', type: 'click' }),
        ]);
        expect(await funnel()).toEqual({ ...nothing, visits: 2, queried: 1 });
      });

      it('looks at its span of time and its tenant alone', async () => {
        await asked('q1', { sessionId: 's1', timestampMs: 9 });
        await asked('q2', { sessionId: 's2', timestampMs: 10 });
        await asked('q3', { sessionId: 's3', timestampMs: 20 });
        expect((await funnel(10, 20)).visits).toBe(1);
        expect(await funnel(0, 1e9, 'globex')).toEqual(nothing);
      });
    });
  });
}
