import type { BusEvent, BusGap, BusPosition, BusRetention, NewBusEvent } from '../../ports/event-bus.ts';

type Kept = { readonly event: BusEvent; readonly id: string; readonly bytes: number };

/** Entries that have left the head before the array is cut: one copy for many. */
const HEAD_SLACK = 256;

/** The numbers of one topic and the events it keeps, within its retention. */
export class TopicEvents {
  readonly epoch: string;
  readonly #retention: BusRetention;
  #kept: Kept[] = [];
  #head = 0;
  #bytes = 0;
  readonly #numbers = new Map<string, number>();
  #lastSeq = 0;
  #lastKept = 0;

  constructor(epoch: string, retention: BusRetention) {
    this.epoch = epoch;
    this.#retention = retention;
  }

  get position(): BusPosition {
    return { epoch: this.epoch, seq: this.#lastSeq };
  }

  /** Bytes of the bodies that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Number of the event that is kept under this id; undefined when there is none. */
  numberOf(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  add({ id, body, kept }: NewBusEvent, atMs: number): BusEvent {
    const event = { seq: ++this.#lastSeq, keptBefore: this.#lastKept, atMs, kept, body };
    if (!kept) return event;
    this.#lastKept = event.seq;
    const bytes = Buffer.byteLength(body);
    this.#kept.push({ event, id, bytes });
    this.#numbers.set(id, event.seq);
    this.#bytes += bytes;
    this.trim(atMs);
    return event;
  }

  /** A number for something that is not an event. */
  takeNumber(): number {
    return ++this.#lastSeq;
  }

  /** Drops what is beyond the retention, oldest first. */
  trim(nowMs: number): void {
    const { eventsMax, bytesMax, ageMsMax } = this.#retention;
    this.#dropWhile(
      ({ event }) =>
        this.#kept.length - this.#head > eventsMax || this.#bytes > bytesMax || nowMs - event.atMs > ageMsMax,
    );
  }

  /** Drops the older half of what is kept, for a bus that is full. */
  halve(): void {
    const left = Math.floor((this.#kept.length - this.#head) / 2);
    this.#dropWhile(() => this.#kept.length - this.#head > left);
  }

  #dropWhile(goes: (oldest: Kept) => boolean): void {
    for (let oldest = this.#kept[this.#head]; oldest !== undefined && goes(oldest); oldest = this.#kept[this.#head]) {
      this.#head++;
      this.#bytes -= oldest.bytes;
      this.#numbers.delete(oldest.id);
    }
    if (this.#head < HEAD_SLACK) return;
    this.#kept = this.#kept.slice(this.#head);
    this.#head = 0;
  }

  /** Why a reader who stands there cannot simply go on; null when it can. */
  gapAfter({ epoch, seq }: { readonly epoch: string | null; readonly seq: number }): BusGap | null {
    if (epoch !== null && epoch !== this.epoch) return 'restarted';
    if (seq > this.#lastSeq) return 'ahead';
    const first = this.#kept[this.#head];
    const missing = first === undefined ? this.#lastKept > seq : first.event.keptBefore > seq;
    return missing ? 'too_old' : null;
  }

  /** Kept events with a number above `seq`, at most `limit`. */
  after(seq: number, limit: number): readonly BusEvent[] {
    let low = this.#head;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#kept[middle]?.event.seq ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return this.#kept.slice(low, low + limit).map(({ event }) => event);
  }

  latest(limit: number): readonly BusEvent[] {
    return this.#kept.slice(Math.max(this.#head, this.#kept.length - limit)).map(({ event }) => event);
  }
}
