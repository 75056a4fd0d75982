import type { Principal } from '../../ports/scope.ts';
import { CodedError } from '../../shared/errors.ts';
import { memberName } from './member-name.ts';
import { newIdentity, readResumeToken } from './resume-token.ts';
import { Room, type RoomPorts } from './room.ts';
import { RENEW_MS, ROOMS_MAX, ROOMS_PER_TENANT_MAX } from './room-limits.ts';
import { type MemberPorts, RoomMember } from './room-member.ts';
import type { RoomSink } from './room-message.ts';
import { roomTopic } from './room-topic.ts';

/** What the rooms of a process and their members work with. */
export type RoomsPorts = MemberPorts & RoomPorts;

/** Somebody at the door, as it was sent. */
export type ComeIn = {
  readonly principal: Principal;
  readonly sessionId: string;
  /** The name to go by; the principal's user, or `guest`, when none is given. */
  readonly user: string | null;
  /** The highest number the member saw; null to see only what happens from now on. */
  readonly afterSeq: number | null;
  /** The token of an earlier connection; null for somebody new. */
  readonly resume: string | null;
  readonly sink: RoomSink;
  /** Aborts when the connection is gone: the member leaves. */
  readonly signal: AbortSignal;
};

type Open = { readonly room: Room; readonly tenant: string; readonly ready: Promise<void>; users: number };

/** The rooms of this process. They meet those of other processes on the bus; a room without members here is not held here. */
export class Rooms {
  readonly #ports: RoomsPorts;
  readonly #open = new Map<string, Open>();
  readonly #leaving = new Set<Promise<void>>();
  readonly #ending = new AbortController();
  #renewing: Promise<void> | null = null;

  constructor(ports: RoomsPorts) {
    this.#ports = ports;
  }

  get size(): number {
    return this.#open.size;
  }

  /**
   * Seats somebody in a room of the principal's tenant and tells it the past it asks for. Throws `REQUEST_INVALID` for a name or token that
   * is none, `ROOM_FULL`, `ROOMS_FULL`, and `EVENTS_UNAVAILABLE`.
   */
  async comeIn({ principal, sessionId, sink, signal, ...wish }: ComeIn): Promise<RoomMember> {
    const user = memberName(wish.user ?? principal.userId ?? 'guest');
    const token = wish.resume === null ? null : readResumeToken(wish.resume);
    const identity = token?.identity ?? newIdentity(this.#ports.random);
    const after = wish.afterSeq === null ? null : { epoch: token?.epoch ?? null, seq: wish.afterSeq };
    const open = this.#enter(roomTopic(principal.tenant, sessionId), principal.tenant);
    try {
      await open.ready;
      const seat = await open.room.join({ identity, user, after, sink });
      this.#whenGone(signal, () => open.room.leave(seat).finally(() => this.#exit(open)));
      return new RoomMember(this.#ports, { room: open.room, seat, principal, sessionId, signal });
    } catch (error) {
      this.#exit(open);
      throw error;
    }
  }

  /** Renews the members' places until `stop`. */
  start(): void {
    this.#renewing ??= this.#renewRegularly();
  }

  /** Resolves when everybody who left has said so. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await Promise.allSettled(this.#leaving);
    for (const { room } of this.#open.values()) room.close();
    this.#open.clear();
    await this.#renewing;
  }

  #enter(topic: string, tenant: string): Open {
    const there = this.#open.get(topic) ?? this.#begin(topic, tenant);
    there.users++;
    return there;
  }

  #begin(topic: string, tenant: string): Open {
    const ofTenant = [...this.#open.values()].filter((one) => one.tenant === tenant).length;
    if (ofTenant >= ROOMS_PER_TENANT_MAX || this.#open.size >= ROOMS_MAX)
      throw new CodedError('ROOMS_FULL', 'There are as many rooms as this server holds; come back when one is left.');
    const room = new Room(topic, tenant, this.#ports);
    const begun = { room, tenant, ready: room.open(), users: 0 };
    // Whoever waits for the room is told why it does not open.
    begun.ready.catch(() => this.#open.delete(topic));
    this.#open.set(topic, begun);
    return begun;
  }

  #exit(open: Open): void {
    open.users--;
    if (open.users > 0) return;
    open.room.close();
    if (this.#open.get(open.room.topic) === open) this.#open.delete(open.room.topic);
  }

  #whenGone(signal: AbortSignal, leave: () => Promise<void>): void {
    const go = (): void => {
      const leaving = leave().finally(() => this.#leaving.delete(leaving));
      this.#leaving.add(leaving);
    };
    if (signal.aborted) go();
    else signal.addEventListener('abort', go, { once: true });
  }

  async #renewRegularly(): Promise<void> {
    const { signal } = this.#ending;
    for (;;) {
      await this.#ports.scheduler.sleep(RENEW_MS, signal);
      if (signal.aborted) return;
      // A room whose renewal fails now is renewed next time; until its leases end nobody is told anything.
      await Promise.allSettled([...this.#open.values()].map(({ room }) => room.renew()));
    }
  }
}
