import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import type { ActivityStore, ClientEvent } from '../../ports/activity-store.ts';
import type { Principal } from '../../ports/scope.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError, type FieldIssue } from '../../shared/errors.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';
import { type AddEventsBody, addEventsSchema, type EventBody, eventsOf } from './event-schema.ts';

/** How far a client's clock may be ahead, and how long a client may have been without a network. */
const AHEAD_MS_MAX = 5 * 60_000;
const AGE_MS_MAX = 30 * 24 * 3_600_000;

/** `random` makes the ids that clients leave out. */
export type EventsPorts = {
  readonly activity: Pick<ActivityStore, 'addEvents'>;
  readonly clock: Clock;
  readonly random: RandomSource;
};

/** `POST /api/events`. */
export function addEventsRoute({ activity, clock, random }: EventsPorts): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/events',
    operationId: 'addEvents',
    scope: 'read',
    summary: 'Tell what users do',
    description: 'One event, or up to 100 under `events`. Answered when they are durable; an event_id counts once.',
    body: addEventsSchema,
    answers: {
      201: z.object({
        accepted: z.int().describe('Events that were new.'),
        duplicates: z.int().describe('Events whose id was there already.'),
        event_ids: z.array(z.string()).describe('Of all that were sent, in order.'),
      }),
    },
    idempotent: true,
    example: { type: 'copy', query_id: 'q_0123', user_id: 'ada', session_id: 's1', properties: { part: 'answer' } },
    async handler({ body, principal }) {
      const nowMs = clock.now();
      checkTimes(body, nowMs);
      const events = eventsOf(body).map((event) => toEvent(event, { principal, nowMs, random }));
      const accepted = await activity.addEvents(events);
      return { accepted, duplicates: events.length - accepted, event_ids: events.map(({ eventId }) => eventId) };
    },
  });
}

function checkTimes(body: AddEventsBody, nowMs: number): void {
  const inList = body.events !== undefined;
  const issues: FieldIssue[] = eventsOf(body).flatMap(({ timestamp }, index) => {
    const atMs = timestamp === undefined ? nowMs : Date.parse(timestamp);
    if (atMs <= nowMs + AHEAD_MS_MAX && atMs >= nowMs - AGE_MS_MAX) return [];
    const path = inList ? `events.${index}.timestamp` : 'timestamp';
    return [{ path, message: 'A time from 30 days ago to 5 minutes ahead' }];
  });
  if (issues.length > 0) throw new CodedError('REQUEST_INVALID', 'An event has a time that cannot be.', { issues });
}

type Receipt = { readonly principal: Principal; readonly nowMs: number; readonly random: RandomSource };

function toEvent(event: EventBody, { principal, nowMs, random }: Receipt): ClientEvent {
  return {
    tenant: principal.tenant,
    eventId: event.event_id ?? newId('e', random),
    userId: event.user_id ?? principal.userId,
    sessionId: event.session_id ?? null,
    type: event.type,
    name: event.name ?? null,
    queryId: event.query_id ?? null,
    properties: JSON.stringify(event.properties ?? {}),
    timestampMs: event.timestamp === undefined ? nowMs : Date.parse(event.timestamp),
  };
}
