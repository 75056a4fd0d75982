import type { RateLimits } from './rate-store.ts';
import type { Principal } from './scope.ts';

export type KeyScope = Principal['scopes'][number];

/** Who calls, as the doors know it: the principal, and what limits and audits go by. */
export type Caller = {
  readonly principal: Principal;
  /** The key that let the caller in; null for everybody on an open server and for callers without a key. */
  readonly keyId: string | null;
  /** Whose limits are used up: a key, or the address of a caller without one. */
  readonly identity: string;
  /** Limits of the key's own, in place of its tier's; null for the tier's. */
  readonly limits: RateLimits | null;
};
