import {
  ADDRESS_IDENTITY,
  DAY_MS,
  type LocalRateStore,
  type RateDecision,
  type RateRequest,
} from '../../../ports/rate-store.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { RandomSource } from '../../../shared/ids.ts';
import { DayLedger } from './day-ledger.ts';
import { decide, describeWindows } from './decide.ts';
import { IdentityTable } from './identity-table.ts';
import type { Moment } from './rate-entry.ts';

/** Keys that may be in use within two days: more than any store of keys holds, at 0.7 KiB and more for those that call often. */
const KEYS_MAX = 200_000;
/** Addresses whose windows are not empty: 42 MiB when each has called once, 170 MiB when each has used up 100 an hour, spread over it. */
const ADDRESSES_MAX = 65_536;

export type MemoryRateStoreParts = {
  readonly clock: Clock;
  readonly random: RandomSource;
  /** At most 65,536 by default. */
  readonly addressesMax?: number;
};

/** The places that are taken, and the requests that found none. */
export type RateOccupancy = { readonly keys: number; readonly addresses: number; readonly overflowed: number };

/** The windows of every identity in this process. Time is counted in whole milliseconds. */
export class MemoryRateStore implements LocalRateStore {
  readonly #clock: Clock;
  readonly #keys: IdentityTable;
  readonly #addresses: IdentityTable;
  readonly #moment: Moment = { nowMs: 0, day: 0, dayEndsInMs: 0 };

  constructor({ clock, random, addressesMax = ADDRESSES_MAX }: MemoryRateStoreParts) {
    this.#clock = clock;
    this.#keys = new IdentityTable({ entriesMax: KEYS_MAX, ledger: null });
    const [seed = 0] = new Uint32Array(random.fill(new Uint8Array(4)).buffer);
    this.#addresses = new IdentityTable({ entriesMax: addressesMax, ledger: new DayLedger(seed) });
  }

  get occupancy(): RateOccupancy {
    const { size: addresses, overflowed } = this.#addresses;
    return { keys: this.#keys.size, addresses, overflowed: overflowed + this.#keys.overflowed };
  }

  take(request: RateRequest): RateDecision {
    const moment = this.#now();
    const table = this.#tableOf(request.identity);
    const entry = table.find(request.identity) ?? table.entryFor(request.identity, moment);
    const question = { entry, request, moment };
    const decision = decide(question);
    if (decision.allowed) {
      entry.commit(request.cost, moment, request.limits, request.lowered);
      table.touch(entry);
    }
    return describeWindows(decision, question);
  }

  look(request: RateRequest): RateDecision {
    const moment = this.#now();
    const table = this.#tableOf(request.identity);
    const entry = table.find(request.identity) ?? table.entryFor(request.identity, moment);
    const question = { entry, request, moment };
    return describeWindows(decide(question), question);
  }

  charge({ identity, cost, limits, lowered }: RateRequest): void {
    const moment = this.#now();
    const table = this.#tableOf(identity);
    const entry = table.find(identity) ?? table.entryFor(identity, moment);
    entry.expire(moment.nowMs);
    entry.commit(cost, moment, limits, lowered);
    table.touch(entry);
  }

  raiseDay(identity: string, day: number, used: number): void {
    this.#tableOf(identity).raiseDay(identity, { day, used }, this.#now());
  }

  #tableOf(identity: string): IdentityTable {
    return identity.startsWith(ADDRESS_IDENTITY) ? this.#addresses : this.#keys;
  }

  #now(): Moment {
    const moment = this.#moment;
    const wallMs = this.#clock.now();
    moment.nowMs = Math.max(moment.nowMs, Math.floor(this.#clock.monotonic()));
    moment.day = Math.floor(wallMs / DAY_MS);
    moment.dayEndsInMs = Math.ceil((moment.day + 1) * DAY_MS - wallMs);
    return moment;
  }
}
