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

/** Tells who a secret belongs to. Unknown, wrong, expired and revoked are one answer, and take the same time. */
export interface Authenticator {
  /** Null for a key that opens nothing. At once for keys that were used lately. */
  identify(key: string): Identified | null | Promise<Identified | null>;
  /** Whether a key that opened a socket still opens anything: false within a second of its revocation or end. */
  stillOpens(keyId: string): boolean;
  /** Uses a ticket up; null for one that is unknown, used or too old. */
  redeem(ticket: string): Promise<Identified | null>;
}
