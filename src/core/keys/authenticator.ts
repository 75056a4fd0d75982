import type { KeyScope } from '../../ports/caller.ts';
import type { RateLimits } from '../../ports/rate-store.ts';

/** What a key or a ticket opens. */
export type Identified = {
  readonly keyId: string | null;
  readonly tenant: string;
  readonly tier: string;
  readonly scopes: readonly KeyScope[];
  readonly limits: RateLimits | null;
};

/** Tells who a secret belongs to. Unknown, wrong, expired, revoked and malformed are one answer, and take the same time. */
export interface Authenticator {
  /**
   * Null for a text that opens nothing. At once for keys that were used lately; else one look-up, which rejects with `RECORDS_*` when
   * the store fails and with `SERVER_OVERLOADED` when too many wait for it.
   */
  identify(key: string): Identified | null | Promise<Identified | null>;
  /**
   * Whether a key that opened a socket still opens anything: false a quarter of a second after its revocation or end at the latest, at
   * once in the process that revoked it. To be asked every half second.
   */
  stillOpens(keyId: string): boolean;
  /** Uses a ticket up; null for one that is unknown, used or too old, or whose key has ended. */
  redeem(ticket: string): Promise<Identified | null>;
}
