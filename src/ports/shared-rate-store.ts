import type { RateDecision, RateLimits, RateRequest } from './rate-store.ts';

/** What is known to have been used of a date; `day` counts days since 1970. */
export type UsedDay = { readonly day: number; readonly used: number };

/** `today` is the date of the store's clock, and what all processes used of it; `atMs` that clock when it decided. */
export type SharedDecision = RateDecision & { readonly today: UsedDay; readonly atMs: number };

/** What a process admitted without the store, to be counted there after the fact. */
export type RateDebt = {
  /** Names this telling: told again under the same name it counts once. */
  readonly name: string;
  readonly identity: string;
  /** The caller's contract. */
  readonly limits: RateLimits;
  /** What the rolling windows have to count, oldest first. */
  readonly taken: readonly { readonly ageMs: number; readonly units: number }[];
  /** Units of a date that the store was never told of. */
  readonly untold: UsedDay;
  /** What the store itself said last of a date, should it have forgotten; null when it never said anything. */
  readonly known: UsedDay | null;
};

/** `processes` that gave a sign of life lately, this one included; `memory` is another one after the store has lost what it held. */
export type SharedPulse = { readonly processes: number; readonly memory: string };

/**
 * The windows of every identity, for all processes together, in another service: everything may be late or fail (`DEPENDENCY_UNAVAILABLE`, or
 * the service's own error). Its clock is the only one, and calls of one process are counted in the order they are made. `known` keeps a
 * store that forgot the date from beginning it anew.
 */
export interface SharedRateStore {
  take(request: RateRequest, known: UsedDay | null): Promise<SharedDecision>;
  look(request: RateRequest, known: UsedDay | null): Promise<SharedDecision>;
  settle(debt: RateDebt): Promise<void>;
  /** Says that this process is alive. Tests a store that was away as often as it takes to trust it again. */
  pulse(): Promise<SharedPulse>;
  /** Leaves the processes that are alive, if that can be said. */
  close(): Promise<void>;
}

/** Told when calls stop reaching the store, and when it is worth asking again. */
export type SharedRateStoreWatcher = { lost(reason: string): void; reachable(): void };
