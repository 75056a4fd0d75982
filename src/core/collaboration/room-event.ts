import type { QueryAnswer } from '../query/query-answer.ts';
import { quotedSources } from '../query/stored-answer.ts';
import { isPresent, isRoomEvent } from './room-event-shape.ts';
import { RESULT_SOURCES_MAX } from './room-limits.ts';

/** Who did it: the id stays over reconnections, the name is what the others read. */
export type Author = { readonly memberId: string; readonly user: string };

/** A source as a room tells it: enough to name and open it. */
export type BriefSource = {
  readonly rank: number;
  readonly documentId: string;
  readonly chunk: number;
  readonly title: string;
  readonly uri: string | null;
  readonly score: number;
};

/** An answer, as everybody in the room is told of it. `durationMs` is that of the walk. */
export type ResultEvent = Author & {
  readonly type: 'query_result';
  readonly queryId: string;
  readonly query: string;
  readonly response: string;
  readonly answered: boolean;
  readonly confidence: number;
  readonly toolUsed: string;
  readonly patternUsed: string;
  readonly durationMs: number;
  /** What the asker sent to know its own question by; null when it sent nothing. */
  readonly clientId: string | null;
  readonly collection: string;
  /** Keys of the chunks whose words stand in the response, among the documents of `origin`. */
  readonly quotedChunks: readonly number[];
  /** Whose documents they are: an id of the records of the process that answered. */
  readonly origin: string;
  /** The response quoted what may not be shown any more, and says so instead. */
  readonly withheld: boolean;
  readonly sources: readonly BriefSource[];
};

/** Where a member's cursor is: a place in the text it writes, a point of its page, or a thing it looks at. */
export type CursorPlace = {
  readonly position: number | null;
  readonly x: number | null;
  readonly y: number | null;
  readonly target: string | null;
};

/** What happens in a room. `typing` and `cursor` pass by, the others are kept. */
export type RoomEvent =
  | (Author & { readonly type: 'joined' })
  | (Author & { readonly type: 'left'; readonly reason: 'closed' | 'expired' })
  | (Author & { readonly type: 'typing'; readonly typing: boolean; readonly text: string | null })
  | (Author & CursorPlace & { readonly type: 'cursor' })
  | ResultEvent;

/** Someone who is in the room now. */
export type Present = Author & { readonly joinedAtMs: number };

/** The event as the bus carries it. */
export function encodeEvent(event: RoomEvent): string {
  return JSON.stringify(event);
}

/**
 * Reads back what some process has encoded; null for what only a newer version knows, and for what none of ours wrote: a bus may be open
 * to others.
 */
export function decodeEvent(body: string): RoomEvent | null {
  const value = parsed(body);
  return isRoomEvent(value) ? value : null;
}

/** A member as the value of its lease. */
export function encodePresent(present: Present): string {
  return JSON.stringify(present);
}

/** Who is there, in the order they came. What none of ours wrote is passed over. */
export function decodePresent(values: readonly string[]): readonly Present[] {
  const present = values.map(parsed).filter(isPresent);
  return present.sort((a, b) => a.joinedAtMs - b.joinedAtMs || (a.memberId < b.memberId ? -1 : 1));
}

/** The answer as the room is told of it. */
export function resultEvent(
  author: Author,
  answer: QueryAnswer,
  asked: { readonly clientId: string | null; readonly origin: string },
): ResultEvent {
  const quoted = new Set(quotedSources(answer));
  return {
    type: 'query_result',
    ...author,
    queryId: answer.queryId,
    query: answer.queryText,
    response: answer.response,
    answered: answer.answered,
    confidence: answer.confidence,
    toolUsed: answer.toolUsed,
    patternUsed: answer.patternUsed,
    durationMs: answer.durationMs,
    ...asked,
    collection: answer.collection,
    quotedChunks: answer.sources.filter(({ rank }) => quoted.has(rank)).map(({ chunk }) => chunk),
    withheld: false,
    sources: answer.sources
      .slice(0, RESULT_SOURCES_MAX)
      .map(({ rank, documentId, chunk, title, uri, score }) => ({ rank, documentId, chunk, title, uri, score })),
  };
}

/** The event's body within a limit of bytes: without its sources when they do not fit, then with a shorter response that says so. */
export function fitResult(event: ResultEvent, bytesMax: number): string {
  const whole = encodeEvent(event);
  if (Buffer.byteLength(whole) <= bytesMax) return whole;
  const bare = encodeEvent({ ...event, sources: [] });
  if (Buffer.byteLength(bare) <= bytesMax) return bare;
  // A code unit takes at most six bytes of JSON (`\u0000`), in the query and in the response alike.
  const room = Math.floor(
    (bytesMax - Buffer.byteLength(encodeEvent({ ...event, sources: [], query: '', response: '' }))) / 12,
  );
  const cut = (text: string): string => (text.length <= room ? text : `${text.slice(0, room - 1)}…`);
  return encodeEvent({ ...event, sources: [], query: cut(event.query), response: cut(event.response) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not even JSON: no shape fits null.
    return null;
  }
}
