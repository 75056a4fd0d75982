import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { RequestMeter, Telemetry } from '../../ports/telemetry.ts';
import { CodedError } from '../../shared/errors.ts';
import { isLoopback } from '../../shared/loopback.ts';

/**
 * `token` guards `/metrics` when it is set: `Authorization: Bearer <token>`. Without it figures are everybody's on an open server; where
 * keys are needed, only those of a scraper on this machine.
 */
export type MetricsOptions = {
  readonly telemetry: Telemetry;
  readonly token: string | null;
  readonly needsKeys: boolean;
};

/** What a proxy adds to a request that came from elsewhere. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Duration series of this route, opened when the route is registered. */
    meter?: RequestMeter;
  }
}

/** Times every request under its route's pattern (unknown paths under one name) and serves `GET /metrics`. */
export const metricsPlugin = fastifyPlugin(
  (app: FastifyInstance, options: MetricsOptions, done) => {
    const { telemetry } = options;
    const unknown = telemetry.request({ route: 'unknown', method: 'any' });
    app.addHook('onRoute', (route) => {
      // A HEAD is a GET without its body: one series for both.
      const method = [route.method].flat().join('|').replace('HEAD', 'GET');
      route.config = { ...route.config, meter: telemetry.request({ route: route.url, method }) };
    });
    app.addHook('onResponse', (request, reply, next) => {
      (request.routeOptions.config.meter ?? unknown).observe(reply.statusCode, reply.elapsedTime);
      next();
    });
    app.get('/metrics', async (request, reply) => {
      if (options.token !== null) checkToken(request.headers.authorization, options.token);
      else if (options.needsKeys && !isFromHere(request)) throw tokenMissing();
      const scrape = await telemetry.scrape();
      return reply.header('content-type', scrape.contentType).header('cache-control', 'no-store').send(scrape.text);
    });
    done();
  },
  { name: 'queryloom-metrics', fastify: '5.x', dependencies: ['queryloom-errors'] },
);

function isFromHere({ socket, headers }: FastifyRequest): boolean {
  return isLoopback(socket.remoteAddress ?? '') && FORWARDED.every((name) => headers[name] === undefined);
}

function tokenMissing(): CodedError {
  return new CodedError(
    'METRICS_TOKEN_INVALID',
    'Metrics are given to scrapers on this machine alone; set METRICS_TOKEN for others.',
  );
}

// Digests have one length, so the comparison tells neither length nor prefix of the token.
function checkToken(authorization: string | undefined, token: string): void {
  const given = createHash('sha256')
    .update(authorization ?? '')
    .digest();
  const wanted = createHash('sha256').update(`Bearer ${token}`).digest();
  if (timingSafeEqual(given, wanted)) return;
  throw new CodedError('METRICS_TOKEN_INVALID', 'Metrics need Authorization: Bearer with the token of METRICS_TOKEN.');
}
