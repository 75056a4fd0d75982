import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimiting, Verdict } from '../../core/limiter/rate-limiting.ts';
import type { LoadShedding, Slot, WorkClass } from '../../core/overload/load-shedding.ts';
import type { Caller } from '../../ports/caller.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { CodedError } from '../../shared/errors.ts';

/** What a caller reads who finds no place in flight. */
export const SHED_DETAIL = 'The server has as much work as it can finish in time; try again.';

export type AdmissionParts = {
  readonly limits: RateLimiting;
  readonly shedding: LoadShedding;
  readonly telemetry: Telemetry;
};

declare module 'fastify' {
  interface FastifyInstance {
    admission: Admission;
  }
  interface FastifyRequest {
    /** The place in flight this request holds. */
    slot: Slot | null;
  }
}

/** What a call takes, and under which operation it is counted. */
export type Charge = { readonly operation: string; readonly cost: number };

/** Lets calls in: a place in flight while they are at work, and units of their caller's limits. */
export class Admission {
  readonly #parts: AdmissionParts;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /** Refuses early, before a body is read, what would be refused anyway; null for what needs no place itself. Takes nothing. */
  look(caller: Caller, workClass: WorkClass | null): void {
    const { limits, shedding } = this.#parts;
    if (workClass !== null && shedding.isFull(workClass, caller.principal.tier)) throw this.#shed(workClass);
    const verdict = limits.look(caller);
    const refusal = this.refusal(caller, verdict);
    if (refusal !== null) throw refusal;
  }

  /** A place in flight; throws `SERVER_OVERLOADED` when there is none. */
  enter(caller: Caller, workClass: WorkClass): Slot {
    const slot = this.#parts.shedding.enter(workClass, caller.principal.tier);
    if (slot === null) throw this.#shed(workClass);
    return slot;
  }

  /** Waits for a place in flight, for work inside a socket; rejects with the signal's reason. */
  enterWhenFree(caller: Caller, workClass: WorkClass, signal: AbortSignal): Promise<Slot> {
    return this.#parts.shedding.enterWhenFree(workClass, caller.principal.tier, signal);
  }

  /** Takes the units of a call, all or none; `refusal` of what it says is null when they were taken. */
  take(caller: Caller, charge: Charge): Verdict | Promise<Verdict> {
    const verdict = this.#parts.limits.take(caller, charge.cost);
    if (verdict instanceof Promise) return verdict.then((later) => this.#count(caller, charge, later));
    return this.#count(caller, charge, verdict);
  }

  /** The error of a verdict that refuses, counted; null for one that allows. */
  refusal({ principal: { tier } }: Caller, verdict: Verdict): CodedError | null {
    if (verdict.allowed) return null;
    const { violated, retryAfterSeconds, reason } = verdict;
    const limit_type = violated[0] ?? 'burst';
    const limit = { retry_after: retryAfterSeconds, limit_type, violated_policies: violated };
    this.#parts.telemetry.rateLimited({ tier, policy: reason === 'reduced' ? 'reduced' : limit_type });
    const wait = `Try again in ${retryAfterSeconds} s.`;
    if (reason === 'contract') {
      const window = limit_type.replace('_', ' ');
      return new CodedError('RATE_LIMIT_EXCEEDED', `More calls than the limit (${window}) allows. ${wait}`, { limit });
    }
    const message = `The server is busy, and limits are lowered for now: the call is within yours. ${wait}`;
    return new CodedError('TEMPORARY_REDUCED_CAPACITY', message, { limit });
  }

  /** Takes one unit for a call that ended before it was charged, if there is one left. */
  async settle(caller: Caller, operation: string): Promise<void> {
    const { limits } = this.#parts;
    const { allowed } = await limits.take(caller, 1);
    if (allowed) limits.record(caller, operation, 1);
  }

  /** The limits' state for an answer that was not charged. */
  state(caller: Caller): Verdict['headers'] {
    return this.#parts.limits.look(caller).headers;
  }

  #count(caller: Caller, { operation, cost }: Charge, verdict: Verdict): Verdict {
    if (verdict.allowed) this.#parts.limits.record(caller, operation, cost);
    return verdict;
  }

  #shed(workClass: WorkClass): CodedError {
    const { shedding, telemetry } = this.#parts;
    telemetry.shed(workClass);
    return new CodedError('SERVER_OVERLOADED', SHED_DETAIL, {
      limit: { retry_after: shedding.retryAfterSeconds },
    });
  }
}

/** Writes the limits' state into the head of an answer. */
export function sendLimits(reply: FastifyReply, headers: Verdict['headers']): void {
  if (headers === null) return;
  reply.header('ratelimit-policy', headers.policy);
  reply.header('ratelimit', headers.state);
}

/** The name that a request is counted under. */
export function operationName({ routeOptions: { config, url } }: FastifyRequest): string {
  return config.operation?.operationId ?? config.socket?.operationId ?? url ?? 'unknown';
}
