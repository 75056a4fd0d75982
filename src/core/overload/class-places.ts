import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { BurstCredit } from './burst-credit.ts';
import { InFlightLimit } from './in-flight-limit.ts';
import type { Slot } from './load-shedding.ts';
import { type Entry, Place, type PlaceOwner } from './place.ts';
import type { Turns } from './turns.ts';
import { UnloadedLatency } from './unloaded-latency.ts';
import { Usage } from './usage.ts';
import { WaitingLine } from './waiting-line.ts';

/** Calls of one class that only wait: each holds a connection and a promise, and more than this are not friendly any more. */
export const RESTING_MAX = 1_000;
/** So long after a refusal, calls that can wait leave half of the places to those that cannot. */
export const CONTENDED_MS = 1_000;

/** What the classes share: whether a call had the process to itself is a matter of all of them. */
export type ProcessCount = { inFlight: number; entered: number };

export type ClassPlacesOptions = {
  readonly max: number;
  readonly clock: Clock;
  readonly turns: Pick<Turns, 'ask'>;
  readonly process: ProcessCount;
};

/** One class since the last look: calls at work on average and the share of the limit they took; how it stands now. */
export type ClassFigures = {
  readonly inFlight: number;
  readonly load: number;
  readonly limit: number;
  readonly waiting: number;
  /** Calls that found no place since the last look. */
  readonly refused: number;
};

/** The places of one class of work. A `share` is the part of the places up to which a caller may enter, whoever fills them. */
export class ClassPlaces {
  readonly #options: ClassPlacesOptions;
  readonly #unloaded = new UnloadedLatency();
  readonly #limit: InFlightLimit;
  readonly #credit: BurstCredit;
  readonly #usage: Usage;
  readonly #line = new WaitingLine<Slot>();
  readonly #owner: PlaceOwner;
  #inFlight = 0;
  /** Those in flight that came from the line. */
  #fromLine = 0;
  #resting = 0;
  #refused = 0;
  #refusedMs = Number.NEGATIVE_INFINITY;

  constructor(options: ClassPlacesOptions) {
    const nowMs = options.clock.monotonic();
    this.#options = options;
    this.#limit = new InFlightLimit(options.max, this.#unloaded);
    this.#credit = new BurstCredit(nowMs);
    this.#usage = new Usage(nowMs);
    this.#owner = {
      freed: (entry, { measured }) => this.#free(entry, measured),
      resting: (change) => {
        this.#resting += change;
      },
    };
  }

  enter(share: number): Slot | null {
    if (this.isFull(share)) return null;
    const onCredit = !this.#isWithinLimit(share);
    if (onCredit) {
      this.#credit.spend();
      this.#limit.disturbed();
    }
    return this.#open({ fromLine: false, onCredit });
  }

  /** Also tells the limit that somebody was refused: it grows only when it is wanted to. */
  isFull(share: number): boolean {
    if (this.#isWithinLimit(share) || this.#isWithinCredit(share)) return false;
    this.#refused++;
    this.#refusedMs = this.#options.clock.monotonic();
    this.#limit.reached(this.#inFlight + 1);
    return true;
  }

  async enterWhenFree(share: number, signal: AbortSignal): Promise<Slot> {
    signal.throwIfAborted();
    if (this.#options.max === 0) throw new CodedError('SERVER_OVERLOADED', 'The server takes no work for now.');
    const wait = this.#line.wait(share, signal);
    this.#callNext();
    const slot = await wait;
    await turnOf(slot, signal);
    if (!signal.aborted) return slot;
    slot.leave({ measured: false });
    throw signal.reason;
  }

  /** Looks, and begins to average anew. */
  figures(): ClassFigures {
    this.#note();
    const refused = this.#refused;
    this.#refused = 0;
    return { ...this.#usage.read(), limit: this.#limit.value, waiting: this.#line.length, refused };
  }

  #isWithinLimit(share: number): boolean {
    return this.#resting < RESTING_MAX && this.#inFlight < portion(this.#limit.value, share);
  }

  #isWithinCredit(share: number): boolean {
    if (this.#limit.isProbing || this.#resting >= RESTING_MAX) return false;
    const places = Math.floor(Math.min(this.#credit.places(this.#unloaded.p50Ms), this.#options.max));
    return this.#inFlight < portion(places, share);
  }

  #mayCall(share: number): boolean {
    if (!this.#isWithinLimit(share)) return false;
    const isContended = this.#options.clock.monotonic() - this.#refusedMs < CONTENDED_MS;
    return !isContended || this.#fromLine < portion(this.#limit.value, 1 / 2);
  }

  #callNext(): void {
    for (let free = this.#limit.value - this.#inFlight; free > 0; free--) {
      const next = this.#line.first((share) => this.#mayCall(share));
      if (next === null) return;
      next.give(this.#open({ fromLine: true, onCredit: false }));
    }
  }

  #open({ fromLine, onCredit }: Pick<Entry, 'fromLine' | 'onCredit'>): Slot {
    const { process, turns } = this.#options;
    const enteredMs = this.#note();
    if (this.#inFlight === 0) this.#credit.busyFrom(enteredMs);
    this.#inFlight++;
    if (fromLine) this.#fromLine++;
    if (!onCredit) this.#limit.reached(this.#inFlight);
    process.entered++;
    process.inFlight++;
    const aloneAs = process.inFlight === 1 ? process.entered : null;
    return new Place(this.#owner, { enteredMs, epoch: this.#limit.epoch, aloneAs, fromLine, onCredit }, turns);
  }

  #free({ enteredMs, epoch, aloneAs, fromLine, onCredit }: Entry, measured: boolean): void {
    const { process } = this.#options;
    const nowMs = this.#note();
    process.inFlight--;
    this.#inFlight--;
    if (fromLine) this.#fromLine--;
    if (this.#inFlight === 0) this.#credit.idleFrom(nowMs);
    if (measured && !onCredit && epoch === this.#limit.epoch)
      this.#limit.measure({ nowMs, latencyMs: nowMs - enteredMs, alone: aloneAs === process.entered });
    this.#callNext();
  }

  #note(): number {
    const nowMs = this.#options.clock.monotonic();
    this.#usage.until(nowMs, this.#inFlight, this.#limit.value);
    return nowMs;
  }
}

// A share of few places is one, so that no tier is shut out of a small server; of none it is none.
function portion(places: number, share: number): number {
  return places === 0 ? 0 : Math.max(1, Math.floor(places * share + ROUNDING));
}

/** A share of whole places may come out a hair below them. */
const ROUNDING = 1e-9;

async function turnOf(slot: Slot, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = (): void => {
      signal.removeEventListener('abort', go);
      resolve();
    };
    signal.addEventListener('abort', go);
    slot.whenItsTurn(go);
  });
}
