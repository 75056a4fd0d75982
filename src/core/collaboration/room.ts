import {
  type BusAcquired,
  type BusEvent,
  type BusGap,
  type BusLease,
  type BusPosition,
  type BusWatcher,
  type EventBus,
  READ_EVENTS_MAX,
} from '../../ports/event-bus.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';
import { MemberFeed } from './member-feed.ts';
import { asShownNow, type ResultTruth } from './result-truth.ts';
import { type Identity, resumeToken } from './resume-token.ts';
import { type Author, decodeEvent, decodePresent, encodeEvent, encodePresent, type RoomEvent } from './room-event.ts';
import { LEASE_MS, MEMBERS_MAX, RENAME_MS } from './room-limits.ts';
import type { PastResult, RoomMessage, RoomSink } from './room-message.ts';

/** What a room works with; the same for all rooms of a process. */
export type RoomPorts = {
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly truth: ResultTruth;
};

/** A member's place in this process: one connection. */
export type Seat = {
  readonly identity: Identity;
  readonly feed: MemberFeed;
  readonly holder: string;
  readonly joinedAtMs: number;
  user: string;
  /** Monotonic milliseconds of its last new name; null for none yet. */
  renamedAtMs: number | null;
  /** Number of the topic when the place was taken, null before; a farewell up to it speaks of an earlier connection. */
  sinceSeq: number | null;
};

/** Somebody at the door, with name and token checked. */
export type JoinRequest = {
  readonly identity: Identity;
  readonly user: string;
  /** Where the member stood; null to begin with what happens from now on. */
  readonly after: { readonly epoch: string | null; readonly seq: number } | null;
  readonly sink: RoomSink;
};

/** A room as this process sees it: one subscription, and the members that are connected here. */
export class Room implements BusWatcher {
  readonly topic: string;
  readonly #tenant: string;
  readonly #ports: RoomPorts;
  readonly #seats = new Set<Seat>();
  readonly #ending = new AbortController();
  #position: BusPosition = { epoch: '', seq: 0 };

  constructor(topic: string, tenant: string, ports: RoomPorts) {
    this.topic = topic;
    this.#tenant = tenant;
    this.#ports = ports;
  }

  get size(): number {
    return this.#seats.size;
  }

  async open(): Promise<void> {
    const { signal } = this.#ending;
    const began = await this.#ports.bus.watch(this.topic, null, this, signal);
    // What was told while the watch began counts in the epoch it began in.
    if (this.#position.epoch === '') this.#position = { ...began, seq: Math.max(began.seq, this.#position.seq) };
  }

  close(): void {
    this.#ending.abort();
  }

  /** Takes a place, tells who is there, then the past from where the member stood, then goes on live. Throws `ROOM_FULL`. */
  async join({ identity, user, after, sink }: JoinRequest): Promise<Seat> {
    const { clock, random } = this.#ports;
    const feed = new MemberFeed(sink);
    const seat: Seat = {
      identity,
      feed,
      user,
      holder: newId('h', random),
      joinedAtMs: clock.now(),
      renamedAtMs: null,
      sinceSeq: null,
    };
    // Seated before the place is taken: the member's own `joined` is among what it is told.
    const attachedSeq = this.#position.seq;
    this.#seats.add(seat);
    try {
      const acquired = await this.#takePlace(seat);
      this.#partEarlier(seat);
      await this.#tellPast(seat, { attachedSeq, after, acquired });
      feed.goLive();
      return seat;
    } catch (error) {
      await this.leave(seat);
      throw error;
    }
  }

  /** Gives the place up and tells the others; what the bus cannot be told now, the end of the lease tells. */
  async leave(seat: Seat): Promise<void> {
    if (!this.#seats.delete(seat)) return;
    const farewell = encodeEvent({ type: 'left', ...authorOf(seat), reason: 'closed' });
    const place = { key: seat.identity.memberId, holder: seat.holder, farewell };
    try {
      await this.#ports.bus.release(this.topic, place);
    } catch (error) {
      seat.feed.sink.fail(error);
    }
  }

  /** Gives a member another name; everybody is told who is there. Throws `ROOM_BUSY` for one so soon after the last. */
  async rename(seat: Seat, user: string): Promise<void> {
    if (seat.user === user) return;
    const nowMs = this.#ports.clock.monotonic();
    if (seat.renamedAtMs !== null && nowMs - seat.renamedAtMs < RENAME_MS)
      throw new CodedError('ROOM_BUSY', 'You have just taken another name; wait a second.');
    seat.renamedAtMs = nowMs;
    seat.user = user;
    await this.#acquire(seat, null);
  }

  /** Renews the places of this process, takes those again that ran out, and lets those go that another connection has taken. */
  async renew(): Promise<void> {
    const seats = new Map([...this.#seats].map((seat) => [seat.identity.memberId, seat]));
    if (seats.size === 0) return;
    const places = [...seats].map(([key, { holder }]) => ({ key, holder }));
    for (const { key, reason } of await this.#ports.bus.renew(this.topic, places, LEASE_MS)) {
      const seat = seats.get(key);
      // Whoever sat down while the renewal was under way has a place of its own.
      if (seat === undefined || !this.#seats.has(seat) || seat.sinceSeq === null) continue;
      if (reason === 'gone') await this.#acquire(seat, null);
      else if (this.#seats.delete(seat)) seat.feed.part('replaced');
    }
  }

  event(event: BusEvent): void {
    const { seq, atMs, body } = event;
    this.#position = { epoch: this.#position.epoch, seq };
    const said = decodeEvent(body);
    if (said === null) return;
    this.#tellAll({ kind: 'event', seq, atMs, event: said });
    if (said.type === 'left' && said.reason === 'expired') this.#sayAgain(said.memberId, seq);
  }

  roster({
    seq,
    atMs,
    values,
  }: {
    readonly seq: number;
    readonly atMs: number;
    readonly values: readonly string[];
  }): void {
    this.#position = { epoch: this.#position.epoch, seq };
    this.#tellAll({ kind: 'presence', seq, atMs, members: decodePresent(values) });
  }

  gap(reason: BusGap, position: BusPosition): void {
    const afterSeq = this.#position.seq;
    this.#position = position;
    for (const seat of this.#seats) {
      if (seat.sinceSeq !== null) seat.sinceSeq = position.seq;
      const resume = resumeToken(seat.identity, position.epoch);
      seat.feed.tell({ kind: 'truncated', seq: position.seq, afterSeq, reason, resume });
    }
  }

  /** The newest results that are kept, at most `limit`, in order, as they may be shown now. */
  async results(limit: number): Promise<readonly PastResult[]> {
    const kept = await this.#ports.bus.latest(this.topic, READ_EVENTS_MAX);
    const results = kept.flatMap(({ seq, atMs, body }): readonly PastResult[] => {
      const event = this.#asShownNow(body);
      return event?.type === 'query_result' ? [{ seq, atMs, event }] : [];
    });
    return results.slice(-limit);
  }

  #asShownNow(body: string): RoomEvent | null {
    const event = decodeEvent(body);
    return event?.type === 'query_result' ? asShownNow(event, this.#tenant, this.#ports.truth) : event;
  }

  async #takePlace(seat: Seat): Promise<BusAcquired> {
    const acquired = await this.#acquire(seat, encodeEvent({ type: 'joined', ...authorOf(seat) }));
    if (acquired.state === 'full')
      throw new CodedError('ROOM_FULL', `The room has ${MEMBERS_MAX} members; come back when one has left.`);
    seat.sinceSeq = acquired.position.seq;
    return acquired;
  }

  #acquire(seat: Seat, hello: string | null): Promise<BusAcquired> {
    const { identity, holder, joinedAtMs } = seat;
    const lease: BusLease = {
      key: identity.memberId,
      holder,
      value: encodePresent({ ...authorOf(seat), joinedAtMs }),
      ttlMs: LEASE_MS,
      hello,
      farewell: encodeEvent({ type: 'left', ...authorOf(seat), reason: 'expired' }),
    };
    return this.#ports.bus.acquire(this.topic, lease, MEMBERS_MAX);
  }

  /** The same member on an older connection in this process; on another process its next renewal tells it. */
  #partEarlier(newer: Seat): void {
    for (const seat of this.#seats) {
      if (seat === newer || seat.identity.memberId !== newer.identity.memberId) continue;
      this.#seats.delete(seat);
      seat.feed.part('replaced');
    }
  }

  async #tellPast({ identity, feed, user }: Seat, { attachedSeq, after, acquired }: Past): Promise<void> {
    const { bus, clock } = this.#ports;
    const { epoch } = acquired.position;
    let page = after === null ? null : await bus.read(this.topic, after, READ_EVENTS_MAX);
    const gap = page?.gap ?? null;
    const start = gap === 'restarted' || gap === 'ahead' ? 0 : (after?.seq ?? attachedSeq);
    const resume = resumeToken(identity, epoch);
    const members = decodePresent(acquired.values);
    const { memberId } = identity;
    await feed.past({ kind: 'welcome', seq: start, atMs: clock.now(), members, memberId, user, resume });
    if (gap !== null)
      await feed.past({ kind: 'truncated', seq: start, afterSeq: after?.seq ?? 0, reason: gap, resume });
    while (page !== null) {
      for (const { seq, atMs, body } of page.events) {
        const event = this.#asShownNow(body);
        if (event !== null) await feed.past({ kind: 'event', seq, atMs, event });
      }
      page = page.more ? await bus.read(this.topic, page.position, READ_EVENTS_MAX) : null;
    }
  }

  /** A member of this process was declared gone while it is here (the process, or the way to the bus, stood still): it says so. */
  #sayAgain(memberId: string, seq: number): void {
    const seat = [...this.#seats].find(({ identity }) => identity.memberId === memberId);
    if (seat === undefined || seat.sinceSeq === null || seq <= seat.sinceSeq) return;
    seat.sinceSeq = seq;
    this.#rejoin(seat).catch((error: unknown) => seat.feed.sink.fail(error));
  }

  async #rejoin(seat: Seat): Promise<void> {
    const joined = encodeEvent({ type: 'joined', ...authorOf(seat) });
    const { state } = await this.#acquire(seat, joined);
    // A renewal was faster and has taken the place again without a word.
    if (state === 'held') {
      const id = newId('e', this.#ports.random);
      await this.#ports.bus.append(this.topic, { id, body: joined, kept: true });
    }
  }

  #tellAll(message: RoomMessage): void {
    for (const { feed } of this.#seats) feed.tell(message);
  }
}

type Past = {
  readonly attachedSeq: number;
  readonly after: JoinRequest['after'];
  readonly acquired: BusAcquired;
};

/** The member behind a seat, as events name it. */
export function authorOf({ identity, user }: Seat): Author {
  return { memberId: identity.memberId, user };
}
