import {
  DAY_MS,
  HOUR_SLOT_MS,
  HOUR_SLOTS,
  MINUTE_MS,
  type RateLimits,
  type RateRequest,
} from '../../ports/rate-store.ts';
import type { RateDebt, UsedDay } from '../../ports/shared-rate-store.ts';
import { BoundedMap } from '../../shared/bounded-map.ts';
import type { Clock } from '../../shared/clock.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';

/** Identities remembered; the one that took nothing for the longest gives way. About 10 KiB each at worst: one call a second for an hour. */
const IDENTITIES_MAX = 10_000;
/** Admissions of the last minute are remembered by the second, older ones by the minute: told to Redis, they count from the last of each. */
const RECENT_SPAN_MS = 1_000;
const OLDER_SPAN_MS = MINUTE_MS;
/** Above what is left after older spans were joined: 60 seconds and 61 minutes. */
const SPANS_MAX = 160;
/** What is older counts in no rolling window. */
const AGE_MS_MAX = HOUR_SLOTS * HOUR_SLOT_MS;

/** Admissions from `sinceMs` to `atMs` by the monotonic clock; `owed` of the units were never told to the shared store. */
type Span = { sinceMs: number; atMs: number; units: number; owed: number };

type Telling = {
  readonly name: string;
  readonly taken: readonly { readonly atMs: number; readonly units: number }[];
  readonly untold: UsedDay;
};

type Taken = {
  readonly identity: string;
  limits: RateLimits;
  spans: Span[];
  untold: UsedDay;
  known: UsedDay | null;
  /** What is being told; it stays as it is until the store has it. */
  telling: Telling | null;
};

const NOTHING: UsedDay = { day: -1, used: 0 };

/**
 * What this process admitted in the last hour, and which of it the shared store does not know: what it admitted alone, or everything when the
 * store has lost its memory.
 */
export class TakenLog {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #taken = new BoundedMap<string, Taken>(IDENTITIES_MAX);
  readonly #owing = new Set<Taken>();

  constructor({ clock, random }: { readonly clock: Clock; readonly random: RandomSource }) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Notes an admission that the shared store counted. */
  noteTold(request: RateRequest, today: UsedDay): void {
    const taken = this.#add(request, 0);
    const { known } = taken;
    if (known === null || today.day > known.day || (today.day === known.day && today.used > known.used))
      taken.known = today;
  }

  /** Notes an admission that the shared store does not know of. */
  noteOwed(request: RateRequest): void {
    const taken = this.#add(request, request.cost);
    const day = Math.floor(this.#clock.now() / DAY_MS);
    taken.untold = { day, used: request.cost + (taken.untold.day === day ? taken.untold.used : 0) };
    this.#owing.add(taken);
  }

  /** Notes that the shared store has lost what it knew. */
  noteForgotten(): void {
    for (const taken of this.#taken.values()) {
      const { telling } = taken;
      if (telling !== null) taken.untold = joined(telling.untold, taken.untold);
      taken.telling = null;
      taken.spans = this.#joinSpans(taken.spans);
      for (const span of taken.spans) span.owed = span.units;
      if (taken.spans.length > 0 || taken.known !== null) this.#owing.add(taken);
    }
  }

  get hasDebts(): boolean {
    return this.#owing.size > 0;
  }

  owes(identity: string): boolean {
    const taken = this.#taken.peek(identity);
    return taken !== undefined && this.#owing.has(taken);
  }

  /** What the shared store said last of the date of an identity. */
  knownOf(identity: string): UsedDay | null {
    return this.#taken.peek(identity)?.known ?? null;
  }

  /** Identities whose admissions the shared store does not all know, at most `max`; latest noted last. */
  owing(max: number): readonly string[] {
    return [...this.#owing].slice(-max).map(({ identity }) => identity);
  }

  /** What to tell the shared store of an identity; the same until `notePaid`. Null when it knows everything. */
  debtOf(identity: string): RateDebt | null {
    const taken = this.#taken.peek(identity);
    if (taken === undefined || !this.#owing.has(taken)) return null;
    taken.telling ??= this.#begin(taken);
    const { name, taken: told, untold } = taken.telling;
    const nowMs = this.#clock.monotonic();
    return {
      name,
      identity,
      limits: taken.limits,
      taken: told.map(({ atMs, units }) => ({ ageMs: Math.max(0, Math.floor(nowMs - atMs)), units })),
      untold,
      known: taken.known,
    };
  }

  /** The shared store has what it was told under this name. */
  notePaid(identity: string, name: string): void {
    const taken = this.#taken.peek(identity);
    if (taken?.telling?.name !== name) return;
    taken.telling = null;
    if (taken.untold.used === 0 && taken.spans.every(({ owed }) => owed === 0)) this.#owing.delete(taken);
  }

  /** Moves what is owed into a telling; what is noted meanwhile is for the next one. */
  #begin(taken: Taken): Telling {
    const owed = taken.spans.filter((span) => span.owed > 0);
    const told = owed.map((span) => ({ atMs: span.atMs, units: span.owed }));
    for (const span of owed) span.owed = 0;
    const { untold } = taken;
    taken.untold = NOTHING;
    return { name: newId('d', this.#random), taken: told, untold };
  }

  #add({ identity, limits, cost }: RateRequest, owed: number): Taken {
    const nowMs = this.#clock.monotonic();
    const taken = this.#taken.get(identity) ?? this.#newcomer(identity, limits);
    taken.limits = limits;
    const newest = taken.spans.at(-1);
    if (newest !== undefined && nowMs - newest.sinceMs < RECENT_SPAN_MS) {
      newest.atMs = nowMs;
      newest.units += cost;
      newest.owed += owed;
    } else {
      if (taken.spans.length >= SPANS_MAX) taken.spans = this.#joinSpans(taken.spans);
      taken.spans.push({ sinceMs: nowMs, atMs: nowMs, units: cost, owed });
    }
    return taken;
  }

  #newcomer(identity: string, limits: RateLimits): Taken {
    const taken = { identity, limits, spans: [], untold: NOTHING, known: null, telling: null };
    // The map lets go of one when it is full: what that one owed is forgotten with it.
    const oldest = this.#taken.size >= IDENTITIES_MAX ? this.#taken.values().next().value : undefined;
    if (oldest !== undefined) this.#owing.delete(oldest);
    this.#taken.set(identity, taken);
    return taken;
  }

  /** Drops what counts nowhere any more, and joins what is older than a minute. */
  #joinSpans(spans: readonly Span[]): Span[] {
    const nowMs = this.#clock.monotonic();
    const kept: Span[] = [];
    for (const span of spans) {
      if (nowMs - span.atMs >= AGE_MS_MAX) continue;
      const before = kept.at(-1);
      const joins =
        nowMs - span.atMs >= MINUTE_MS && before !== undefined && span.atMs - before.sinceMs < OLDER_SPAN_MS;
      if (!joins) kept.push({ ...span });
      else {
        before.atMs = span.atMs;
        before.units += span.units;
        before.owed += span.owed;
      }
    }
    return kept;
  }
}

function joined(a: UsedDay, b: UsedDay): UsedDay {
  if (a.day === b.day) return { day: a.day, used: a.used + b.used };
  return a.day > b.day ? a : b;
}
