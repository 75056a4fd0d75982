import { QUEUED_MAX } from './room-limits.ts';
import type { RoomMessage, RoomSink } from './room-message.ts';

/**
 * What one member is told: the past first, at the pace it reads, while what happens meanwhile waits; then everything as it happens. Each
 * number at most once, in order.
 */
export class MemberFeed {
  readonly #sink: RoomSink;
  /** Null once the past has been told. */
  #queue: RoomMessage[] | null = [];
  #position = 0;
  #ended = false;

  constructor(sink: RoomSink) {
    this.#sink = sink;
  }

  get sink(): RoomSink {
    return this.#sink;
  }

  /** Tells what happens now. */
  tell(message: RoomMessage): void {
    if (this.#queue === null) this.#send(message);
    else if (this.#queue.length < QUEUED_MAX) this.#queue.push(message);
    else this.part('behind');
  }

  /** Tells of the past; resolves when the member can be told more, rejects when it is gone. */
  async past(message: RoomMessage): Promise<void> {
    if (!this.#send(message)) await this.#sink.drained();
  }

  /** The past is told: what waited follows, and from now on everything at once. */
  goLive(): void {
    const queue = this.#queue ?? [];
    this.#queue = null;
    for (const message of queue) this.#send(message);
  }

  part(reason: Parameters<RoomSink['part']>[0]): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.part(reason);
  }

  #send(message: RoomMessage): boolean {
    if (this.#ended) return true;
    const follows = message.kind === 'event' || message.kind === 'presence';
    if (follows && message.seq <= this.#position) return true;
    if (message.kind !== 'history') this.#position = message.seq;
    return this.#sink.send(message);
  }
}
