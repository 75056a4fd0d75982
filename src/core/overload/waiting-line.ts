import { CodedError } from '../../shared/errors.ts';

/** Calls that wait for a place of one class: every socket may have 32 under way, and some hundred busy sockets are served in seconds. */
export const WAITING_MAX = 10_000;

/** Somebody who waits; `share` is the part of the places up to which it may enter. */
export type Waiter<Place> = { readonly share: number; readonly give: (place: Place) => void };

/** Who waits for a place: the longest waiting first of those who may enter. Leaves the line by its signal. */
export class WaitingLine<Place> {
  /** By share, of which there are as many as tiers, so that a low one never stands in the way of a high one. In order of arrival. */
  readonly #byShare = new Map<number, Set<Waiter<Place> & { readonly ticket: number }>>();
  #tickets = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Rejects with the signal's reason, and with `SERVER_OVERLOADED` at once when the line is full. */
  wait(share: number, signal: AbortSignal): Promise<Place> {
    if (this.#length >= WAITING_MAX)
      throw new CodedError('SERVER_OVERLOADED', `More than ${WAITING_MAX} questions wait for their turn; try again.`);
    return new Promise((resolve, reject) => {
      const line = this.#lineOf(share);
      const waiter = {
        share,
        ticket: this.#tickets++,
        give: (place: Place) => {
          leave();
          resolve(place);
        },
      };
      const leave = (): void => {
        signal.removeEventListener('abort', giveUp);
        if (line.delete(waiter)) this.#length--;
      };
      const giveUp = (): void => {
        leave();
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      line.add(waiter);
      this.#length++;
    });
  }

  /** The longest waiting of those whose share may enter, still in line. */
  first(mayEnter: (share: number) => boolean): Waiter<Place> | null {
    let first: (Waiter<Place> & { readonly ticket: number }) | null = null;
    for (const [share, line] of this.#byShare) {
      const [head] = line;
      if (head !== undefined && (first === null || head.ticket < first.ticket) && mayEnter(share)) first = head;
    }
    return first;
  }

  #lineOf(share: number) {
    const line = this.#byShare.get(share) ?? new Set();
    this.#byShare.set(share, line);
    return line;
  }
}
