import type { BusEvent, BusGap, BusLoss } from '../../ports/event-bus.ts';
import { CodedError } from '../../shared/errors.ts';
import { isRecord } from '../../shared/is-record.ts';

/** A kept event with the id it was appended under: what it takes to put it back. */
export type IdentifiedEvent = { readonly id: string; readonly event: BusEvent };

/** What is published on a topic's channel: an event, or (`values`) a roster. */
export type BusMessage = {
  readonly epoch: string;
  readonly id: string;
  readonly event: BusEvent;
  readonly values: readonly string[] | null;
};

const ENTRY = /^(\d+) (\d+) (\d+) /;

/** A reply of a script as the list of texts it is. */
export function textsOf(reply: unknown): readonly string[] {
  if (!Array.isArray(reply)) throw unreadable('a reply');
  return reply.map((part: unknown) => {
    if (typeof part !== 'string') throw unreadable('a reply');
    return part;
  });
}

/** Id and entry in turn, as scripts reply with events. */
export function eventsOf(parts: readonly string[]): readonly IdentifiedEvent[] {
  const events: IdentifiedEvent[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const entry = parts[i + 1] ?? '';
    const match = ENTRY.exec(entry);
    if (match === null) throw unreadable('an entry');
    const [head, seq, keptBefore, atMs] = match;
    events.push({
      id: parts[i] ?? '',
      event: {
        seq: Number(seq),
        keptBefore: Number(keptBefore),
        atMs: Number(atMs),
        kept: true,
        body: entry.slice(head.length),
      },
    });
  }
  return events;
}

/** An event as its entry stands in Redis. */
export function entryOf({ seq, keptBefore, atMs, body }: BusEvent): string {
  return `${seq} ${keptBefore} ${atMs} ${body}`;
}

/** A script's word for a gap; null for none. */
export function gapOf(text: string): BusGap | null {
  return text === 'too_old' || text === 'restarted' || text === 'ahead' ? text : null;
}

/** Key and reason in turn. */
export function lossesOf(parts: readonly string[]): readonly BusLoss[] {
  const losses: BusLoss[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2)
    losses.push({ key: parts[i] ?? '', reason: parts[i + 1] === 'taken' ? 'taken' : 'gone' });
  return losses;
}

/** A message of a topic's channel; null for what is none of this version's: channels are open to whoever reaches the Redis. */
export function messageOf(text: string): BusMessage | null {
  const read: unknown = parsed(text);
  if (!isRecord(read)) return null;
  const { e, s, p, t, k, i, b, r } = read;
  if (typeof e !== 'string' || typeof s !== 'number' || typeof p !== 'number' || typeof t !== 'number') return null;
  return {
    epoch: e,
    id: typeof i === 'string' ? i : '',
    event: { seq: s, keptBefore: p, atMs: t, kept: k === true, body: typeof b === 'string' ? b : '' },
    // Lua has one kind of table: an empty list arrives as an object.
    values: r === undefined ? null : Array.isArray(r) ? r.map(String) : [],
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unreadable(what: string): CodedError {
  return new CodedError('EVENTS_UNAVAILABLE', `The event bus gave ${what} that is not of this version.`);
}
