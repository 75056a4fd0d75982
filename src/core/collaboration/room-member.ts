import { EVENT_BYTES_MAX, type EventBus } from '../../ports/event-bus.ts';
import type { Principal } from '../../ports/scope.ts';
import { CodedError } from '../../shared/errors.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import type { QueryAnswer } from '../query/query-answer.ts';
import type { QueryRequest } from '../query/query-request.ts';
import { LatestOnly } from './latest-only.ts';
import { memberName } from './member-name.ts';
import type { ResultTruth } from './result-truth.ts';
import { authorOf, type Room, type Seat } from './room.ts';
import { type CursorPlace, encodeEvent, fitResult, resultEvent } from './room-event.ts';
import { CURSOR_MS, QUESTIONS_MAX, TYPING_MS } from './room-limits.ts';

/** Asks a question; `QueryService.run` and nothing else. */
export type Ask = (request: QueryRequest, principal: Principal, signal: AbortSignal) => Promise<QueryAnswer>;

/** What a member works with; the same for all members of a process. */
export type MemberPorts = {
  readonly bus: EventBus;
  readonly random: RandomSource;
  readonly scheduler: Scheduler;
  readonly ask: Ask;
  readonly truth: ResultTruth;
};

/** One connection: where it sits, and who asks. */
export type MemberOptions = {
  readonly room: Room;
  readonly seat: Seat;
  readonly principal: Principal;
  readonly sessionId: string;
  /** Ends the member's work. */
  readonly signal: AbortSignal;
};

/** `clientId` is the asker's own name for its question; the signal ends the work on it. */
export type Asking = { readonly clientId: string | null; readonly signal: AbortSignal };

type Typing = { readonly typing: boolean; readonly text: string | null };

/** What one connection does in its room. */
export class RoomMember {
  readonly #ports: MemberPorts;
  readonly #options: MemberOptions;
  readonly #typing: LatestOnly<Typing>;
  readonly #cursor: LatestOnly<CursorPlace>;
  readonly #asked = new Set<Promise<void>>();
  #looking = false;

  constructor(ports: MemberPorts, options: MemberOptions) {
    this.#ports = ports;
    this.#options = options;
    const { signal } = options;
    const { scheduler } = ports;
    this.#typing = new LatestOnly({
      scheduler,
      signal,
      everyMs: TYPING_MS,
      pass: (word) => this.#pass(encodeEvent({ type: 'typing', ...this.#author(), ...word })),
    });
    this.#cursor = new LatestOnly({
      scheduler,
      signal,
      everyMs: CURSOR_MS,
      pass: (place) => this.#pass(encodeEvent({ type: 'cursor', ...this.#author(), ...place })),
    });
  }

  get memberId(): string {
    return this.#options.seat.identity.memberId;
  }

  get user(): string {
    return this.#options.seat.user;
  }

  /** Takes the name a message gives, if it gives one. Throws `REQUEST_INVALID`. */
  async call(user: string | undefined): Promise<void> {
    if (user !== undefined) await this.#options.room.rename(this.#options.seat, memberName(user));
  }

  /**
   * Asks once and tells the whole room the answer; resolves when the bus has it. Rejects with what keeps the question from being answered
   * or told, which is for the asker alone. Throws `ROOM_BUSY`.
   */
  async ask(request: QueryRequest, asking: Asking): Promise<void> {
    if (this.#asked.size >= QUESTIONS_MAX)
      throw new CodedError(
        'ROOM_BUSY',
        `You have ${QUESTIONS_MAX} questions under way; wait for one of their answers.`,
      );
    const work = this.#askAndTell(request, asking);
    this.#asked.add(work);
    try {
      await work;
    } finally {
      this.#asked.delete(work);
    }
  }

  typing(word: Typing): void {
    this.#typing.offer(word);
  }

  cursor(place: CursorPlace): void {
    this.#cursor.offer(place);
  }

  /** Sends this member the newest results that the room keeps, at most `limit`, in order. Throws `ROOM_BUSY`. */
  async history(limit: number): Promise<void> {
    if (this.#looking) throw new CodedError('ROOM_BUSY', 'You are being sent the history already.');
    this.#looking = true;
    try {
      await this.#sendHistory(limit);
    } finally {
      this.#looking = false;
    }
  }

  /** Resolves when the questions under way are told or failed. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#asked);
  }

  async #sendHistory(limit: number): Promise<void> {
    const { room, seat } = this.#options;
    const results = await room.results(limit);
    seat.feed.sink.send({ kind: 'history', seq: results.at(-1)?.seq ?? 0, results });
  }

  async #askAndTell(request: QueryRequest, { clientId, signal }: Asking): Promise<void> {
    const { principal, room, sessionId } = this.#options;
    const { origin } = this.#ports.truth;
    const who = { sessionId, userId: principal.userId ?? this.#author().user };
    const answer = await this.#ports.ask({ ...request, ...who }, principal, signal);
    const body = fitResult(resultEvent(this.#author(), answer, { clientId, origin }), EVENT_BYTES_MAX);
    try {
      await this.#ports.bus.append(room.topic, { id: newId('e', this.#ports.random), body, kept: true });
    } catch (cause) {
      throw new CodedError(
        'EVENTS_UNAVAILABLE',
        `Query ${answer.queryId} was answered, but the room could not be told: the event bus cannot be reached. Its answer is in the history.`,
        { cause },
      );
    }
  }

  async #pass(body: string): Promise<void> {
    const { room, seat } = this.#options;
    try {
      await this.#ports.bus.append(room.topic, { id: newId('e', this.#ports.random), body, kept: false });
    } catch (error) {
      seat.feed.sink.fail(error);
    }
  }

  #author() {
    return authorOf(this.#options.seat);
  }
}
