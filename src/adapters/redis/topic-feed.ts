import type { BusPosition, BusRead, BusWatcher } from '../../ports/event-bus.ts';
import type { BusMessage } from './bus-replies.ts';

/** Messages held while the past is read; beyond it the oldest go, and the kept ones among them are read again. */
const WAITING_MAX = 1_000;

/** `position` is where the watcher stands when it begins. */
export type TopicFeedOptions = {
  readonly watcher: BusWatcher;
  readonly position: BusPosition;
  /** The next kept events after a position. */
  readonly read: (after: BusPosition) => Promise<BusRead>;
};

/**
 * One watcher of a topic in Redis. Messages of the channel are told as they come while each follows what was told before; where one is
 * missing, the feed reads on from where it stands. Nothing is told twice.
 */
export class TopicFeed {
  readonly #watcher: BusWatcher;
  readonly #read: TopicFeedOptions['read'];
  #position: BusPosition;
  #waiting: BusMessage[] = [];
  #reading: Promise<void> | null = null;
  #stale = false;
  #ended = false;

  constructor({ watcher, position, read }: TopicFeedOptions) {
    this.#watcher = watcher;
    this.#position = position;
    this.#read = read;
  }

  end(): void {
    this.#ended = true;
  }

  take(message: BusMessage): void {
    if (this.#reading === null && this.#follows(message)) this.#tell(message);
    else {
      if (this.#waiting.length >= WAITING_MAX) this.#waiting.shift();
      this.#waiting.push(message);
      // Whoever cannot be reached now is asked again by the next message, reconnection or regular look.
      this.catchUp().catch(() => undefined);
    }
  }

  /** Reads on until nothing is missing; rejects with `EVENTS_UNAVAILABLE`, and then stands where it stood. */
  async catchUp(): Promise<void> {
    if (this.#reading !== null) {
      this.#stale = true;
      return this.#reading;
    }
    this.#reading = this.#readOn().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    do {
      this.#stale = false;
      let more = true;
      while (more && !this.#ended) more = await this.#readPage();
      this.#flush();
    } while (this.#stale && !this.#ended);
  }

  async #readPage(): Promise<boolean> {
    const { events, gap, more, position } = await this.#read(this.#position);
    if (this.#ended) return false;
    if (gap !== null) {
      const seq = gap === 'too_old' ? this.#position.seq : 0;
      this.#position = { epoch: position.epoch, seq };
      this.#watcher.gap(gap, this.#position);
    }
    for (const event of events) {
      if (event.seq <= this.#position.seq) continue;
      this.#position = { epoch: position.epoch, seq: event.seq };
      this.#watcher.event(event);
    }
    return more;
  }

  /** Tells what waited. The past has been read beyond the kept ones among them, so whatever is left over is not missing. */
  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const [i, message] of waiting.entries()) {
      if (this.#ended) return;
      if (this.#follows(message)) this.#tell(message);
      else {
        this.#waiting = waiting.slice(i);
        this.#stale = true;
        return;
      }
    }
  }

  #follows({ epoch, event }: BusMessage): boolean {
    return epoch === this.#position.epoch && event.keptBefore <= this.#position.seq;
  }

  #tell({ event, values }: BusMessage): void {
    if (this.#ended || event.seq <= this.#position.seq) return;
    this.#position = { epoch: this.#position.epoch, seq: event.seq };
    if (values === null) this.#watcher.event(event);
    else this.#watcher.roster({ seq: event.seq, atMs: event.atMs, values });
  }
}
