import type { Present, ResultEvent, RoomEvent } from '../../core/collaboration/room-event.ts';
import type { RoomMessage } from '../../core/collaboration/room-message.ts';
import { isoTime } from '../../http/kit/fields.ts';
import type { BusGap } from '../../ports/event-bus.ts';
import { chunkId } from '../../shared/names.ts';
import type { Outgoing, OutgoingResult } from './outgoing-schema.ts';

/** Who is told: what speaks to nobody else carries the reader's own name. */
export type Reader = { readonly user: string; readonly memberId: string };

const TRUNCATED: Readonly<Record<BusGap, string>> = {
  too_old: 'Events after the number you gave are not kept any more; what is kept follows.',
  restarted: 'The room has begun again since you were here, and its numbers with it; what is kept follows.',
  ahead: 'The room has never come as far as the number you gave; what is kept follows.',
};

/** A message of the room in the words of the wire contract. */
export function toWire(message: RoomMessage, reader: Reader, nowMs: number): Outgoing {
  const { seq } = message;
  switch (message.kind) {
    case 'event':
      return eventToWire(message.event, { seq, at: isoTime(message.atMs) });
    case 'presence':
      return { ...presence(message.members), ...readerOf(reader), seq, at: isoTime(message.atMs), resume: null };
    case 'welcome':
      return {
        ...presence(message.members),
        ...readerOf(message),
        seq,
        at: isoTime(message.atMs),
        resume: message.resume,
      };
    case 'truncated':
      return {
        type: 'replay_truncated',
        ...readerOf(reader),
        ...{ seq, at: isoTime(nowMs), after_seq: message.afterSeq, reason: message.reason },
        ...{ detail: TRUNCATED[message.reason], resume: message.resume },
      };
    case 'history':
      return {
        type: 'history',
        seq,
        ...readerOf(reader),
        results: message.results.map((past) => resultToWire(past.event, { seq: past.seq, at: isoTime(past.atMs) })),
      };
  }
}

type Place = { readonly seq: number; readonly at: string };

function eventToWire(event: RoomEvent, place: Place): Outgoing {
  const { user, memberId: member_id } = event;
  switch (event.type) {
    case 'query_result':
      return resultToWire(event, place);
    case 'joined':
      return { type: 'joined', ...place, user, member_id };
    case 'left':
      return { type: 'left', ...place, user, member_id, reason: event.reason };
    case 'typing':
      return { type: 'typing', ...place, user, member_id, typing: event.typing, text: event.text };
    case 'cursor': {
      const { position, x, y, target } = event;
      return { type: 'cursor', ...place, user, member_id, position, x, y, target };
    }
  }
}

function resultToWire(event: ResultEvent, place: Place): OutgoingResult {
  const { user, memberId, clientId, query, response, answered, confidence, withheld } = event;
  return {
    type: 'query_result',
    ...place,
    ...{ user, member_id: memberId, id: clientId, query_id: event.queryId, query, response, answered, confidence },
    tool_used: event.toolUsed,
    pattern_used: event.patternUsed,
    duration_ms: event.durationMs,
    withheld,
    sources: event.sources.map(({ rank, documentId, chunk, title, uri, score }) => ({
      ...{ rank, document_id: documentId, chunk_id: chunkId(chunk), title, uri },
      score: Math.min(1, Math.max(0, score)),
    })),
  };
}

function presence(members: readonly Present[]) {
  return {
    type: 'presence' as const,
    users: members.map(({ user }) => user),
    members: members.map(({ user, memberId, joinedAtMs }) => ({
      user,
      member_id: memberId,
      joined_at: isoTime(joinedAtMs),
    })),
  };
}

function readerOf({ user, memberId }: Reader) {
  return { user, member_id: memberId };
}
