import { describe, expect, it } from 'vitest';
import { testApp } from '../../../test/support/test-app.ts';
import type { ClientEvent } from '../../ports/activity-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { systemRandom } from '../../shared/ids.ts';
import { eventsFeature } from './routes.ts';

const NOW = Date.UTC(2026, 0, 31);
const DAY = 24 * 3_600_000;

async function open() {
  const kept: ClientEvent[] = [];
  const activity = { addEvents: async (events: readonly ClientEvent[]) => kept.push(...events) };
  const { app } = await testApp({
    features: [eventsFeature({ activity, clock: manualClock(NOW), random: systemRandom })],
    principal: () => ({ tenant: 'acme', tier: 'local', scopes: ['read'], userId: 'own' }),
  });
  const send = async (payload: object) => {
    const response = await app.inject({ method: 'POST', url: '/api/events', payload });
    return { status: response.statusCode, body: response.json() };
  };
  return { app, kept, send };
}

describe('POST /api/events', () => {
  it('fills in what is left out: an id, the caller’s own user, now', async () => {
    const { app, kept, send } = await open();
    const { status, body } = await send({ type: 'visit' });
    expect(status).toBe(201);
    expect(kept).toEqual([
      {
        tenant: 'acme',
        eventId: body.event_ids[0],
        userId: 'own',
        sessionId: null,
        type: 'visit',
        name: null,
        queryId: null,
        properties: '{}',
        timestampMs: NOW,
      },
    ]);
    expect(body.event_ids[0]).toMatch(/^e_[0-9a-z]{26}$/);
    await app.close();
  });

  it.each([
    [-30 * DAY, 201],
    [-30 * DAY - 1, 400],
    [5 * 60_000, 201],
    [5 * 60_000 + 1, 400],
  ])('takes a time %i ms from now: %i', async (offsetMs, expected) => {
    const { app, kept, send } = await open();
    const { status } = await send({ type: 'visit', timestamp: new Date(NOW + offsetMs).toISOString() });
    expect(status).toBe(expected);
    expect(kept.map(({ timestampMs }) => timestampMs)).toEqual(expected === 201 ? [NOW + offsetMs] : []);
    await app.close();
  });

  it('takes nothing of a list when one time in it cannot be', async () => {
    const { app, kept, send } = await open();
    const { body } = await send({ events: [{ type: 'visit' }, { type: 'visit', timestamp: '2000-01-01T00:00:00Z' }] });
    expect([body.code, body.issues[0].path, kept]).toEqual(['REQUEST_INVALID', 'events.1.timestamp', []]);
    await app.close();
  });
});
