import { z } from 'zod';
import type { QueryService } from '../../core/query/query-service.ts';
import { problemOf } from '../../http/kit/problem.ts';
import { streamedQuerySchema, toRequest } from '../../http/kit/query-schema.ts';
import { type AnySocket, defineSocket, type SocketLimits } from '../../http/kit/socket-route.ts';
import { socketChunkSchema } from '../../http/kit/stream-schema.ts';
import { problemChunk } from '../../http/kit/wire-chunk.ts';
import { newId } from '../../shared/ids.ts';
import { isRecord } from '../../shared/is-record.ts';
import { OpenStreams } from './open-streams.ts';

const LIMITS: SocketLimits = {
  // The longest question is 100,000 characters as it is sent, of up to four bytes each; filters are short beside it.
  messageBytesMax: 512 * 1024,
  // Three times what one socket may have under way, so that nobody who waits for answers meets it.
  messagesPerSecondMax: 100,
  // Some twenty whole answers: a reader further behind is not helped by more.
  bufferedBytesMax: 256 * 1024,
  // As long as common load balancers keep a silent connection; pings keep it from being one.
  idleMs: 60_000,
};
const ID_LENGTH_MAX = 64;

const id = z.string().min(1).max(ID_LENGTH_MAX);

const messageSchema = z.discriminatedUnion(
  'action',
  [
    streamedQuerySchema.extend({
      action: z.literal('query').optional(),
      id: id.optional().describe("The client's name for this query; the server makes one when it is left out."),
    }),
    z.strictObject({ action: z.literal('cancel'), id }),
  ],
  { error: 'action is "query", which may be left out, or "cancel"' },
);

/** `WS /ws/query-stream`: many queries on one connection, each told as it goes on. */
export function queryStreamSocket(queries: Pick<QueryService, 'run'>): AnySocket {
  return defineSocket({
    path: '/ws/query-stream',
    operationId: 'streamQueries',
    summary: 'Ask many questions on one connection',
    description:
      'Send a query as for `POST /api/query`, with an `id` of your own; its chunks carry that id. `{"action": "cancel", "id"}` ends one.',
    kind: 'query-stream',
    incoming: messageSchema,
    outgoing: socketChunkSchema,
    limits: LIMITS,
    toError: (error, { request }, received) => ({ id: idOf(received), ...problemChunk(problemOf(error, request)) }),
    open(session) {
      const streams = new OpenStreams(queries, session);
      session.onMessage((message) => {
        if (message.action === 'cancel') streams.cancel(message.id);
        else streams.start(message.id ?? newId('s'), toRequest(message));
      });
      session.onDrain(() => streams.finish());
    },
  });
}

function idOf(received: unknown): string | null {
  if (!isRecord(received)) return null;
  const given = received['id'];
  return typeof given === 'string' && given.length <= ID_LENGTH_MAX ? given : null;
}
