/** Where a breaker stands: calls go through; the next ones are tests; none is made. */
export type BreakerState = 'closed' | 'half_open' | 'open';

/**
 * How calls to one dependency are made: bounded in flight, each with a deadline, and none at all while the dependency does not work.
 * Rejects as the call does, or with `DEPENDENCY_UNAVAILABLE` when the call was not made or not waited for.
 */
export interface OutboundPolicy {
  readonly state: BreakerState;
  /** Makes one call, before it returns; also as a test of an open breaker whose time has come. Fails at once while the breaker is open or too many are in flight. */
  run<T>(call: () => Promise<T>): Promise<T>;
  /** Like `run`; of a breaker that is not closed it makes the call again until the tests close it. Resolves to the last answer. */
  probe<T>(call: () => Promise<T>): Promise<T>;
}
