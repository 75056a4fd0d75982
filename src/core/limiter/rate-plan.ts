import type { RateLimits } from '../../ports/rate-store.ts';
import { costMaxOf, lowerLimits } from './lower-limits.ts';
import { policyText } from './rate-headers.ts';

/** Limits with what follows from them, made once: texts of headers, and the figures while they are lowered. */
export class RatePlan {
  readonly limits: RateLimits;
  /** Units one call may cost at most. */
  readonly costMax: number;
  readonly #policy: string;
  #share = 1;
  #lowered: RateLimits | null = null;
  #loweredPolicy: string;

  constructor(limits: RateLimits) {
    this.limits = limits;
    this.costMax = costMaxOf(limits);
    this.#policy = policyText(limits);
    this.#loweredPolicy = this.#policy;
  }

  /** What is in force in place of the limits at a share of the capacity; null at all of it. */
  lowered(share: number): RateLimits | null {
    if (share !== this.#share) this.#lower(share);
    return this.#lowered;
  }

  /** `RateLimit-Policy` of what is in force at the share. */
  policy(share: number): string {
    if (share !== this.#share) this.#lower(share);
    return this.#loweredPolicy;
  }

  #lower(share: number): void {
    this.#share = share;
    this.#lowered = share >= 1 ? null : lowerLimits(this.limits, share);
    this.#loweredPolicy = this.#lowered === null ? this.#policy : policyText(this.#lowered);
  }
}
