import type { ClientEvent, FeedbackRecord, JourneyPage, Satisfaction } from '../../src/ports/activity-store.ts';
import type { RollupKey, RollupWrite } from '../../src/ports/rollup-store.ts';

export function eventOf(eventId: string, change: Partial<ClientEvent> = {}): ClientEvent {
  return {
    tenant: 'acme',
    eventId,
    userId: null,
    sessionId: null,
    type: 'click',
    name: null,
    queryId: null,
    properties: '{}',
    timestampMs: 1_000,
    ...change,
  };
}

export function feedbackOf(queryId: string, change: Partial<FeedbackRecord> = {}): FeedbackRecord {
  return { tenant: 'acme', queryId, userId: '', rating: 4, comment: null, timestampMs: 1_000, ...change };
}

/** The first 200 steps, for tests to narrow. */
export function journeyPage(change: Partial<JourneyPage> = {}): JourneyPage {
  return { limit: 200, after: null, ...change };
}

export const SATISFACTION: Satisfaction = { ratingMin: 4, eventTypes: ['click', 'copy'] };

export function rollupKey(startMs: number, change: Partial<RollupKey> = {}): RollupKey {
  return { tenant: 'acme', grain: 'day', startMs, ...change };
}

export function rollupWrite(startMs: number, change: Partial<RollupWrite> = {}): RollupWrite {
  return { key: rollupKey(startMs), text: `figures of ${startMs}`, fromVersion: 0, ...change };
}
