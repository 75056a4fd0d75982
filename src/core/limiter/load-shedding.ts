/** What a request asks of the process, each with a limit of its own for what is in flight. */
export const WORK_CLASSES = ['query', 'ingest', 'model', 'admin'] as const;
export type WorkClass = (typeof WORK_CLASSES)[number];

/** A place in flight; left exactly once. */
export interface Slot {
  /** `measured`: whether the time it took says something about the load (not for streams, waits and calls that failed early). */
  leave(outcome: { readonly measured: boolean }): void;
}

/** Keeps what is in flight to what the process can finish in time. */
export interface LoadShedding {
  /** A place for a request of the class from a caller of the tier, or null: full, nothing waits. */
  enter(workClass: WorkClass, tier: string): Slot | null;
  /** Whether `enter` would refuse now. */
  isFull(workClass: WorkClass, tier: string): boolean;
  /** For work inside a socket, which is a bounded queue already: waits for a place until the signal aborts. */
  enterWhenFree(workClass: WorkClass, tier: string, signal: AbortSignal): Promise<Slot>;
  /** Seconds a refused caller should wait. */
  readonly retryAfterSeconds: number;
}
