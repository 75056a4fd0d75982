import type { BusLease, BusLoss } from '../../ports/event-bus.ts';

type Held = Pick<BusLease, 'holder' | 'value' | 'farewell'> & { readonly expiresAtMs: number };

/** The places of one topic. Time is given by the caller; who ran out is found by `expire`. */
export class TopicLeases {
  readonly #held = new Map<string, Held>();

  get size(): number {
    return this.#held.size;
  }

  values(): readonly string[] {
    return [...this.#held.values()].map(({ value }) => value);
  }

  acquire({ key, holder, value, farewell, ttlMs }: BusLease, leasesMax: number, nowMs: number) {
    const before = this.#held.has(key);
    if (!before && this.#held.size >= leasesMax) return 'full' as const;
    this.#held.set(key, { holder, value, farewell, expiresAtMs: nowMs + ttlMs });
    return before ? ('held' as const) : ('acquired' as const);
  }

  /** Null when the place is renewed. */
  renew(key: string, holder: string, expiresAtMs: number): BusLoss['reason'] | null {
    const held = this.#held.get(key);
    if (held === undefined) return 'gone';
    if (held.holder !== holder) return 'taken';
    this.#held.set(key, { ...held, expiresAtMs });
    return null;
  }

  release(key: string, holder: string): boolean {
    return this.#held.get(key)?.holder === holder && this.#held.delete(key);
  }

  /** Removes the places that ran out; returns their farewells. */
  expire(nowMs: number): readonly string[] {
    const farewells: string[] = [];
    for (const [key, { expiresAtMs, farewell }] of this.#held) {
      if (expiresAtMs > nowMs) continue;
      this.#held.delete(key);
      farewells.push(farewell);
    }
    return farewells;
  }
}
