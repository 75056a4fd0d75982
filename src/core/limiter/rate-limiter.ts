import type { Caller } from '../../ports/caller.ts';
import type { LocalRateStore, RateDecision, RateLimits, RateRequest, RateStore } from '../../ports/rate-store.ts';
import { CodedError } from '../../shared/errors.ts';
import { addressIdentity } from './address-identity.ts';
import { stateText } from './rate-headers.ts';
import type { RateLimiting, Verdict } from './rate-limiting.ts';
import { RatePlan } from './rate-plan.ts';
import type { TierTable } from './tier-table.ts';

export type RateLimiterParts = {
  readonly store: RateStore;
  /** What this process knows at once: the store itself, or what it has charged of what the store admitted. */
  readonly local: Pick<LocalRateStore, 'look'>;
  readonly tiers: TierTable;
  /** Share of the limits that is in force for a tier, from 0 to 1; never applied below the tier's floor. */
  readonly factorOf: (tier: string) => number;
  /** Told of every call that was let in. */
  readonly usage: { record(caller: Caller, operation: string, cost: number): void };
};

/** The limits of a caller and the share of them that is in force now. */
export type LimitsInForce = {
  readonly limits: RateLimits;
  readonly lowered: RateLimits | null;
  readonly share: number;
  /** Units one call may cost at most. */
  readonly costMax: number;
};

const UNLIMITED: Verdict = {
  allowed: true,
  reason: 'contract',
  violated: [],
  retryAfterSeconds: 0,
  headers: null,
};

/** Holds callers to the limits of their keys and tiers. */
export class RateLimiter implements RateLimiting {
  readonly #parts: RateLimiterParts;
  readonly #plans = new WeakMap<RateLimits, RatePlan>();

  constructor(parts: RateLimiterParts) {
    this.#parts = parts;
  }

  look(caller: Caller): Verdict {
    const inForce = this.#inForce(caller);
    if (inForce === null) return UNLIMITED;
    return new DecidedVerdict(this.#parts.local.look(requestOf(caller, inForce, 1)), inForce);
  }

  /** Throws `RATE_COST_TOO_HIGH` for what the caller's limits never admit. */
  take(caller: Caller, cost: number): Verdict | Promise<Verdict> {
    const inForce = this.#inForce(caller);
    if (inForce === null) return UNLIMITED;
    if (cost > inForce.plan.costMax) throw costTooHigh(cost, inForce.plan.costMax);
    const decision = this.#parts.store.take(requestOf(caller, inForce, cost));
    if (decision instanceof Promise) return decision.then((later) => new DecidedVerdict(later, inForce));
    return new DecidedVerdict(decision, inForce);
  }

  record(caller: Caller, operation: string, cost: number): void {
    this.#parts.usage.record(caller, operation, cost);
  }

  socketsMax(tier: string): number {
    return this.#parts.tiers.of(tier).socketsMax;
  }

  identityOf(address: string): string {
    return addressIdentity(address);
  }

  /** The name of a caller's tier, whatever it is called by. */
  tierOf({ principal }: Caller): string {
    return this.#parts.tiers.of(principal.tier).name;
  }

  /** What a caller is held to now; null for callers without limits. */
  limitsOf(caller: Caller): LimitsInForce | null {
    const inForce = this.#inForce(caller);
    if (inForce === null) return null;
    const { plan, share } = inForce;
    return { limits: plan.limits, lowered: plan.lowered(share), share, costMax: plan.costMax };
  }

  /** The windows of a caller as they are, without taking. */
  async windowsOf(caller: Caller): Promise<RateDecision['windows']> {
    const inForce = this.#inForce(caller);
    if (inForce === null) return [];
    return (await this.#parts.store.look(requestOf(caller, inForce, 1))).windows;
  }

  #inForce({ principal, limits: own }: Caller): InForce | null {
    const { tiers, factorOf } = this.#parts;
    const tier = tiers.of(principal.tier);
    const limits = own ?? tier.limits;
    if (limits === null) return null;
    const share = Math.min(1, Math.max(tier.floor, factorOf(tier.name)));
    return { plan: this.#planOf(limits), share };
  }

  #planOf(limits: RateLimits): RatePlan {
    let plan = this.#plans.get(limits);
    if (plan === undefined) {
      plan = new RatePlan(limits);
      this.#plans.set(limits, plan);
    }
    return plan;
  }
}

type InForce = { readonly plan: RatePlan; readonly share: number };

/** A verdict whose texts are made when they are sent. */
class DecidedVerdict implements Verdict {
  readonly #decision: RateDecision;
  readonly #inForce: InForce;

  constructor(decision: RateDecision, inForce: InForce) {
    this.#decision = decision;
    this.#inForce = inForce;
  }

  get allowed(): boolean {
    return this.#decision.allowed;
  }

  get reason(): Verdict['reason'] {
    return this.#decision.withinContract ? 'reduced' : 'contract';
  }

  get violated(): Verdict['violated'] {
    return this.#decision.violated;
  }

  get retryAfterSeconds(): number {
    return Math.ceil(this.#decision.retryAfterMs / 1_000);
  }

  get headers(): Verdict['headers'] {
    const { plan, share } = this.#inForce;
    const state = stateText(this.#decision.windows);
    // Limits of nothing have nothing to say.
    return state === '' ? null : { policy: plan.policy(share), state };
  }
}

function requestOf({ identity }: Caller, { plan, share }: InForce, cost: number): RateRequest {
  return { identity, limits: plan.limits, lowered: plan.lowered(share), cost };
}

function costTooHigh(cost: number, costMax: number): CodedError {
  const message = `This call costs ${cost} units, and ${costMax} is the most that one call may cost within your limits: send less at once.`;
  return new CodedError('RATE_COST_TOO_HIGH', message);
}
