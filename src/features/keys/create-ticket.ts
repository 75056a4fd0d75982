import { z } from 'zod';
import { TICKET_MS, type Tickets } from '../../core/keys/tickets.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { isoTime } from '../../http/kit/fields.ts';

/** `POST /api/tickets`. */
export function createTicketRoute(tickets: Tickets): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/tickets',
    operationId: 'createTicket',
    summary: 'Get a ticket for one socket',
    description:
      "A browser's WebSocket can send no header: it opens `/ws/…?ticket=` with a ticket, which is good for one socket within 30 seconds and opens what the caller's key opens.",
    scope: 'read',
    answers: { 201: z.object({ ticket: z.string(), expires_at: z.string(), expires_in_seconds: z.int() }) },
    uncompressed: true,
    async handler({ caller, reply }) {
      const { ticket, untilMs } = tickets.issue(caller);
      reply.header('cache-control', 'no-store');
      return { ticket, expires_at: isoTime(untilMs), expires_in_seconds: TICKET_MS / 1_000 };
    },
  });
}
