import type { Authenticator } from '../../src/core/keys/authenticator.ts';
import type { RateLimiting, Verdict } from '../../src/core/limiter/rate-limiting.ts';
import type { LoadShedding } from '../../src/core/overload/load-shedding.ts';

const ALLOWED: Verdict = { allowed: true, reason: 'contract', violated: [], retryAfterSeconds: 0, headers: null };
const SLOT = { whenItsTurn: (begin: () => void) => begin(), rest: () => undefined, leave: () => undefined };

/** Nobody has a key. */
export const NO_KEYS: Authenticator = { identify: () => null, stillOpens: () => false, redeem: async () => null };

/** Every call is allowed, and nothing is counted. */
export const NO_LIMITS: RateLimiting = {
  look: () => ALLOWED,
  take: () => ALLOWED,
  record: () => undefined,
  socketsMax: () => Number.MAX_SAFE_INTEGER,
  identityOf: (address) => address,
};

/** There is always a place. */
export const NO_SHEDDING: LoadShedding = {
  enter: () => SLOT,
  isFull: () => false,
  enterWhenFree: async () => SLOT,
  retryAfterSeconds: 1,
};

/** What a shell needs to let everybody in; for tests of something else. */
export const OPEN_DOORS = { authenticator: NO_KEYS, limits: NO_LIMITS, shedding: NO_SHEDDING };
