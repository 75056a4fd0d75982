import { assert } from '../../shared/assert.ts';
import type { Slot } from './load-shedding.ts';
import type { Turns } from './turns.ts';

/** What is known of a call when it gets its place. */
export type Entry = {
  readonly enteredMs: number;
  /** The epoch of the limit it entered under. */
  readonly epoch: number;
  /** The number of this entry in the process if nothing else was in flight, else null. */
  readonly aloneAs: number | null;
  /** It waited in line before. */
  readonly fromLine: boolean;
  /** It came in over the limit. */
  readonly onCredit: boolean;
};

/** Told by a place what becomes of its call. */
export type PlaceOwner = {
  /** The call is no longer at work, for whatever reason. */
  readonly freed: (entry: Entry, outcome: { readonly measured: boolean }) => void;
  readonly resting: (change: 1 | -1) => void;
};

/** One place in flight: at work, then perhaps resting, then left. */
export class Place implements Slot {
  readonly #owner: PlaceOwner;
  readonly #entry: Entry;
  readonly #turns: Pick<Turns, 'ask'>;
  #state: 'working' | 'resting' | 'left' = 'working';

  constructor(owner: PlaceOwner, entry: Entry, turns: Pick<Turns, 'ask'>) {
    this.#owner = owner;
    this.#entry = entry;
    this.#turns = turns;
  }

  whenItsTurn(begin: () => void): void {
    this.#turns.ask(() => {
      if (this.#state !== 'left') begin();
    });
  }

  rest(): void {
    if (this.#state !== 'working') return;
    this.#state = 'resting';
    this.#owner.resting(1);
    this.#owner.freed(this.#entry, { measured: false });
  }

  leave(outcome: { readonly measured: boolean }): void {
    assert(this.#state !== 'left', 'a place is left once');
    if (this.#state === 'resting') this.#owner.resting(-1);
    else this.#owner.freed(this.#entry, outcome);
    this.#state = 'left';
  }
}
