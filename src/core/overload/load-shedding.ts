/** What a request asks of the process, each with a limit of its own for what is in flight. */
export type WorkClass = 'query' | 'ingest' | 'model' | 'admin';

/** A place in flight; left exactly once. */
export interface Slot {
  /**
   * Calls `begin` in a turn of the event loop of its own, in the order of entering; never when the place was left before. Work that holds
   * the event loop from its first line to its last must begin so: begun at once, whoever arrived meanwhile would wait unseen and uncounted.
   */
  whenItsTurn(begin: () => void): void;
  /** From now on the call only waits (for indexing, for the next event): others may have its place, and its time is no measure. */
  rest(): void;
  /** `measured`: whether the time it took says something about the load (not for streams, waits and calls that failed early). */
  leave(outcome: { readonly measured: boolean }): void;
}

/** Keeps what is in flight to what the process can finish in time. */
export interface LoadShedding {
  /** A place for a request of the class from a caller of the tier, or null: full, nothing waits. */
  enter(workClass: WorkClass, tier: string): Slot | null;
  /** Whether `enter` would refuse a caller of the tier now; with null, whether it would refuse everybody. Whoever asks is counted as refused. */
  isFull(workClass: WorkClass, tier: string | null): boolean;
  /**
   * For work inside a socket, which is a bounded queue already: resolves with a place in a turn of its own, the longest waiting first.
   * Rejects with the signal's reason when it aborts, and with `SERVER_OVERLOADED` when too many wait.
   */
  enterWhenFree(workClass: WorkClass, tier: string, signal: AbortSignal): Promise<Slot>;
  /** Seconds a refused caller should wait. */
  readonly retryAfterSeconds: number;
}
