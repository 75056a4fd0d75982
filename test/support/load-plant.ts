import type { Slot } from '../../src/core/overload/load-shedding.ts';
import { manualClock } from '../../src/shared/clock.ts';
import { percentile } from './percentiles.ts';
import { seededRandom } from './seeded-random.ts';

/** One call on its way: when it comes, what it costs the event loop, and how long it then waits for something else. */
export type Arrival = { readonly atMs: number; readonly tier: string; readonly cpuMs: number; readonly ioMs: number };

/** What became of it; the time counts from when it came, also while nobody looked. */
export type Outcome = Arrival & { readonly served: boolean; readonly tookMs: number };

/** Who decides: a place, or null for a refusal. Tells the plant whether the work may begin in the middle of reading what has arrived. */
export type Door = { readonly enter: (arrival: Arrival) => Slot | null };

/** CPU time of taking a call in, and of refusing one: about what the server needs. */
const ACCEPT_MS = 0.15;
const REFUSE_MS = 0.1;

/**
 * One event loop in virtual time. In each turn it reads all that has arrived, then begins one piece of work, which holds it to its end;
 * what the work waits for passes beside it. Nothing here is random, and nothing takes real time.
 */
export class LoadPlant {
  readonly clock = manualClock(1_000);
  /** Hand this to the code under test: what asks for a turn is begun by the plant. */
  readonly turns = { ask: (begin: () => void) => void this.#ready.push(begin) };
  readonly outcomes: Outcome[] = [];
  readonly #ready: (() => void)[] = [];
  readonly #later: { readonly atMs: number; readonly then: () => void }[] = [];
  #busyMs = 0;

  /** Milliseconds in which the loop was at work. */
  get busyMs(): number {
    return this.#busyMs;
  }

  /** Calls back at a time, between two turns. */
  at(atMs: number, then: () => void): void {
    this.#later.push({ atMs, then });
    this.#later.sort((a, b) => a.atMs - b.atMs);
  }

  /** Holds the loop, and what stands still with it, for so long. */
  stall(ms: number): void {
    this.#work(ms);
  }

  /** Sends the arrivals (in the order of their times) through the door until all have gone. */
  run(arrivals: readonly Arrival[], door: Door): void {
    let next = 0;
    for (;;) {
      const readMs = this.clock.monotonic();
      while (next < arrivals.length && (arrivals[next]?.atMs ?? 0) <= readMs) {
        const arrival = arrivals[next++];
        if (arrival !== undefined) this.#take(arrival, door);
      }
      this.#callDue();
      const begin = this.#ready.shift();
      if (begin !== undefined) begin();
      else if (!this.#rest(arrivals[next]?.atMs)) return;
    }
  }

  #take(arrival: Arrival, door: Door): void {
    const slot = door.enter(arrival);
    if (slot === null) {
      this.#work(REFUSE_MS);
      this.#end(arrival, false);
      return;
    }
    this.#work(ACCEPT_MS);
    slot.whenItsTurn(() => {
      this.#work(arrival.cpuMs);
      const leave = (): void => {
        slot.leave({ measured: true });
        this.#end(arrival, true);
      };
      if (arrival.ioMs === 0) leave();
      else this.at(this.clock.monotonic() + arrival.ioMs, leave);
    });
  }

  #end(arrival: Arrival, served: boolean): void {
    this.outcomes.push({ ...arrival, served, tookMs: this.clock.monotonic() - arrival.atMs });
  }

  #work(ms: number): void {
    this.clock.advance(ms);
    this.#busyMs += ms;
  }

  #callDue(): void {
    while ((this.#later[0]?.atMs ?? Number.POSITIVE_INFINITY) <= this.clock.monotonic()) this.#later.shift()?.then();
  }

  // Nothing to do: time passes until something comes. False when nothing will.
  #rest(nextArrivalMs = Number.POSITIVE_INFINITY): boolean {
    const atMs = Math.min(nextArrivalMs, this.#later[0]?.atMs ?? Number.POSITIVE_INFINITY);
    if (atMs === Number.POSITIVE_INFINITY) return false;
    this.clock.advance(Math.max(0, atMs - this.clock.monotonic()));
    return true;
  }
}

export type Traffic = {
  readonly fromMs: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly tier?: string;
  readonly seed?: number;
  /** Costs of one call, given a number in [0, 1); 4 ms of CPU time and no wait when left out. */
  readonly costs?: (draw: number) => { readonly cpuMs: number; readonly ioMs: number };
};

/** Independent callers: arrivals of a Poisson process. */
export function traffic(options: Traffic): readonly Arrival[] {
  const { fromMs, seconds, perSecond, tier = 'enterprise', seed = 1, costs = () => ({ cpuMs: 4, ioMs: 0 }) } = options;
  const random = seededRandom(seed);
  const arrivals: Arrival[] = [];
  for (let atMs = fromMs; ; ) {
    atMs += (-Math.log(1 - random()) * 1_000) / perSecond;
    if (atMs >= fromMs + seconds * 1_000) return arrivals;
    arrivals.push({ atMs, tier, ...costs(random()) });
  }
}

/** Several streams of arrivals as one. */
export function together(...streams: readonly (readonly Arrival[])[]): readonly Arrival[] {
  return streams.flat().sort((a, b) => a.atMs - b.atMs);
}

/** How a stretch of time went: answers within a second each second, and times of answers and refusals. */
export function summary(
  outcomes: readonly Outcome[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
) {
  const arrived = outcomes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const served = arrived.filter((outcome) => outcome.served);
  const refused = arrived.filter((outcome) => !outcome.served);
  const useful = served.filter(({ tookMs }) => tookMs <= 1_000);
  const p = (list: readonly Outcome[], share: number) =>
    percentile(
      list.map(({ tookMs }) => tookMs),
      share,
    );
  return {
    arrived: arrived.length,
    refused: refused.length,
    usefulPerSecond: (useful.length * 1_000) / (toMs - fromMs),
    p50: p(served, 0.5),
    p99: p(served, 0.99),
    refusalP99: p(refused, 0.99),
  };
}
