import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Telemetry } from '../../ports/telemetry.ts';
import { CodedError } from '../../shared/errors.ts';
import { isLoopback } from '../../shared/loopback.ts';

const WINDOW_MS = 60_000;
/** Addresses that are remembered; the one that failed the longest ago gives way. */
const ADDRESSES_MAX = 10_000;

/** Counts what came from an address and led nowhere; throws `RATE_LIMIT_EXCEEDED` when that was too much. */
export type FailureGuard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export type GuardOptions = {
  /** Failures in a minute; null on an open server, which has no door to guard. */
  readonly perMinute: number | null;
  /** The identity that limits go by, of an address. */
  readonly identityOf: (address: string) => string;
  readonly telemetry: Telemetry;
};

declare module 'fastify' {
  interface FastifyInstance {
    countFailure: FailureGuard;
  }
}

/**
 * A coarse limit by address on what comes before a caller is known: wrong keys and tickets, and unknown paths. It spares the process and
 * the log, no more: a right key is let in whatever came before it. Addresses of this machine are not counted: behind a proxy that is
 * not named, all callers would be one.
 */
export const guardPlugin = fastifyPlugin(
  async (app: FastifyInstance, { perMinute, identityOf, telemetry }: GuardOptions) => {
    if (perMinute === null) {
      app.decorate('countFailure', async () => undefined);
      return;
    }
    await app.register(rateLimit, { global: false, cache: ADDRESSES_MAX });
    const count = app.createRateLimit({
      max: perMinute,
      timeWindow: WINDOW_MS,
      keyGenerator: (request) => identityOf(request.ip),
    });
    app.decorate('countFailure', async (request, reply) => {
      if (isLoopback(request.ip)) return;
      const outcome = await count(request);
      if (outcome.isAllowed) return;
      const { isExceeded, remaining, ttlInSeconds } = outcome;
      reply.header('ratelimit-policy', `"address";q=${perMinute};w=${WINDOW_MS / 1_000}`);
      reply.header('ratelimit', `"address";r=${remaining};t=${ttlInSeconds}`);
      if (!isExceeded) return;
      telemetry.rateLimited({ tier: 'none', policy: 'address' });
      throw new CodedError('RATE_LIMIT_EXCEEDED', `This address failed more than ${perMinute} times in a minute.`, {
        limit: { retry_after: ttlInSeconds, limit_type: 'per_minute', violated_policies: ['address'] },
      });
    });
  },
  { name: 'queryloom-guard', fastify: '5.x' },
);
