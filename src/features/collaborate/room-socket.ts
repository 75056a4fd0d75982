import { HISTORY_LIMIT } from '../../core/collaboration/room-limits.ts';
import type { RoomMember } from '../../core/collaboration/room-member.ts';
import type { PartingReason } from '../../core/collaboration/room-message.ts';
import type { Rooms } from '../../core/collaboration/rooms.ts';
import { problemOf } from '../../http/kit/problem.ts';
import { toRequest } from '../../http/kit/query-schema.ts';
import {
  type AnySocket,
  CLOSE_CODES,
  defineSocket,
  type SocketLimits,
  type SocketSession,
} from '../../http/kit/socket-route.ts';
import type { Clock } from '../../shared/clock.ts';
import { isRecord } from '../../shared/is-record.ts';
import { cleanText } from '../../shared/text.ts';
import { type Incoming, incomingSchema, roomParamsSchema, roomQuerySchema } from './incoming-schema.ts';
import { type Outgoing, outgoingSchema } from './outgoing-schema.ts';
import { type Reader, toWire } from './wire-message.ts';

const LIMITS: SocketLimits = {
  // The longest question is 100,000 characters as it is sent, of up to four bytes each; filters are short beside it.
  messageBytesMax: 512 * 1024,
  // A mouse that moves tells of it sixty times a second; what is too often for the others is thinned out, not refused.
  messagesPerSecondMax: 100,
  // A page of the room's past, of its usual results.
  bufferedBytesMax: 512 * 1024,
  // As long as common load balancers keep a silent connection; pings keep it from being one.
  idleMs: 60_000,
};

const PARTINGS: Readonly<Record<PartingReason, readonly [number, string]>> = {
  replaced: [CLOSE_CODES.policy, 'replaced by a newer connection of the same member'],
  behind: [CLOSE_CODES.readerTooSlow, 'the room is faster than it was read; come back with the last seq'],
};

/** The clock gives the time of messages that are no events. */
export type RoomSocketOptions = { readonly rooms: Rooms; readonly clock: Clock };
type Session = SocketSession<Incoming, Outgoing>;

/** `WS /ws/collaborate/{session_id}`: people who ask together. */
export function roomSocket({ rooms, clock }: RoomSocketOptions): AnySocket {
  return defineSocket({
    path: '/ws/collaborate/:session_id',
    operationId: 'collaborate',
    needsKey: true,
    summary: 'Ask together in a room',
    description:
      'Everybody in the room is told the same in one order (`seq`): results of every question, who joins, leaves and types. Come back with ' +
      '`after_seq` and `resume` to be told what was missed.',
    kind: 'collaborate',
    params: roomParamsSchema,
    query: roomQuerySchema,
    incoming: incomingSchema,
    outgoing: outgoingSchema,
    limits: LIMITS,
    toError,
    async open(session, { params, query }) {
      let self: Reader = { user: query.user ?? '', memberId: '' };
      const member = await rooms.comeIn({
        principal: session.principal,
        sessionId: params.session_id,
        user: query.user ?? null,
        afterSeq: query.after_seq ?? null,
        resume: query.resume ?? null,
        signal: session.signal,
        sink: {
          send(message) {
            if (message.kind === 'welcome') self = message;
            return session.send(toWire(message, self, clock.now()));
          },
          drained: () => session.drained(),
          part: (reason) => session.close(...PARTINGS[reason]),
          fail: (error) => session.send(toError(error, session)),
        },
      });
      self = member;
      session.onMessage((message) => {
        take(member, message, session).catch((error: unknown) => session.send(toError(error, session, message)));
      });
      session.onDrain(() => member.settled());
    },
  });
}

async function take(member: RoomMember, message: Incoming, session: Session): Promise<void> {
  await member.call(message.user);
  switch (message.action) {
    case 'query':
      return ask(member, message, session);
    case 'typing':
      return member.typing({
        typing: message.typing,
        text: message.text === undefined ? null : cleanText(message.text),
      });
    case 'cursor': {
      const { position = null, x = null, y = null, target } = message;
      return member.cursor({ position, x, y, target: target === undefined ? null : cleanText(target) });
    }
    case 'history':
      return member.history(message.limit ?? HISTORY_LIMIT);
  }
}

async function ask(
  member: RoomMember,
  message: Extract<Incoming, { readonly action: 'query' }>,
  session: Session,
): Promise<void> {
  const request = toRequest({ ...message, session_id: null, user_id: null });
  const work = session.begin();
  try {
    const asking = { clientId: message.id ?? null, signal: work.signal };
    await session.admitted(work.signal, () => member.ask(request, asking));
  } finally {
    work.end();
  }
}

function toError(error: unknown, { request }: Pick<SocketSession, 'request'>, received?: unknown): Outgoing {
  const { code, status, detail, issues, request_id } = problemOf(error, request);
  const id = isRecord(received) && typeof received['id'] === 'string' ? received['id'].slice(0, 64) : null;
  return {
    type: 'error',
    id,
    code,
    status,
    detail,
    error: detail,
    request_id,
    ...(issues === undefined ? {} : { issues }),
  };
}
