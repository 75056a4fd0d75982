import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type HealthCheck, HealthService } from './features/probes/health-service.ts';
import { probesFeature } from './features/probes/routes.ts';
import type { Feature } from './http/kit/define-route.ts';
import { registerFeature } from './http/kit/register-feature.ts';
import { toCodedError } from './http/kit/to-coded-error.ts';
import { createLogger, type LogLevel } from './http/logger.ts';
import { bodyPlugin } from './http/plugins/body.ts';
import { answerClientError } from './http/plugins/client-error.ts';
import { compressionPlugin } from './http/plugins/compression.ts';
import { corsPlugin } from './http/plugins/cors.ts';
import { errorsPlugin, sendProblem } from './http/plugins/errors.ts';
import { idempotencyPlugin } from './http/plugins/idempotency.ts';
import { lifecyclePlugin } from './http/plugins/lifecycle.ts';
import { loggingPlugin, silentLogController } from './http/plugins/logging.ts';
import { metricsPlugin } from './http/plugins/metrics.ts';
import { openapiPlugin } from './http/plugins/openapi.ts';
import { type PrincipalResolver, principalPlugin } from './http/plugins/principal.ts';
import { requestIdOf, requestIdPlugin } from './http/plugins/request-id.ts';
import { securityHeadersPlugin } from './http/plugins/security-headers.ts';
import { zodPlugin } from './http/plugins/zod.ts';
import type { IdempotencyStore } from './ports/idempotency-store.ts';
import type { Telemetry } from './ports/telemetry.ts';
import type { Clock } from './shared/clock.ts';

/** A client that takes longer to send a request is stopped: 32 MiB at 2 Mbit/s arrive in time, a dripping attacker does not. */
const RECEIVE_TIMEOUT_MS = 140_000;
/** Idle connections outlive the 60 s of common load balancers, so that it is never ours that closes under a request. */
const KEEP_ALIVE_MS = 72_000;
/** Characters of one part of a path: the longest id is 200, percent-encoded. */
const PATH_PART_LENGTH_MAX = 600;

/** What the server needs from the rest of the house; each feature adds what it offers. */
export type AppServices = {
  readonly version: string;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly idempotency: IdempotencyStore;
  readonly checks: readonly HealthCheck[];
  /** Whether everything that answers queries has been loaded and verified. */
  readonly started: () => boolean;
};

/** The part of the settings that the server reads. */
export type AppSettings = {
  readonly logLevel: LogLevel;
  readonly corsOrigins: readonly string[];
  readonly metricsToken: string | null;
  readonly requestTimeoutMs: number;
};

export type AppOptions = {
  readonly logger?: Logger;
  readonly pretty?: boolean;
  /** Who asks; everybody is the local principal when left out. */
  readonly principal?: PrincipalResolver;
  /** Parse every answer with its schema before it leaves; for tests. */
  readonly checkAnswers?: boolean;
  /** Features beside the server's own list; for tests. */
  readonly features?: readonly Feature[];
};

/** The server, complete but not listening. `app.lifecycle` leads it out: `drain()`, `stop()`, then `close()`. */
export async function buildApp(
  services: AppServices,
  settings: AppSettings,
  options: AppOptions = {},
): Promise<FastifyInstance> {
  const app = openServer(settings, options);
  await app.register(requestIdPlugin);
  await app.register(errorsPlugin, { telemetry: services.telemetry });
  await app.register(lifecyclePlugin);
  await app.register(securityHeadersPlugin);
  await app.register(corsPlugin, { origins: settings.corsOrigins });
  await app.register(principalPlugin, options.principal === undefined ? {} : { resolve: options.principal });
  await app.register(loggingPlugin);
  await app.register(metricsPlugin, { telemetry: services.telemetry, token: settings.metricsToken });
  await app.register(bodyPlugin);
  await app.register(zodPlugin, { checkAnswers: options.checkAnswers ?? false });
  await app.register(idempotencyPlugin, { store: services.idempotency, clock: services.clock });
  await app.register(compressionPlugin);
  const all = features(app, services, options);
  const tags = new Map(all.map((feature) => [feature.name, feature.description]));
  await app.register(openapiPlugin, { version: services.version, tags });
  for (const feature of all) {
    registerFeature(app, feature, { deadlineMs: settings.requestTimeoutMs });
  }
  await app.ready();
  return app;
}

// One line a feature: to remove a feature, delete its folder and its line.
function features(app: FastifyInstance, services: AppServices, options: AppOptions): readonly Feature[] {
  const { version, checks, clock, started } = services;
  const health = new HealthService({ checks, clock, started, draining: () => app.lifecycle.state !== 'serving' });
  const all: readonly Feature[] = [
    probesFeature({ health, version, features: () => all.map((feature) => feature.name) }),
    ...(options.features ?? []),
  ];
  return all;
}

function openServer(settings: AppSettings, options: AppOptions): FastifyInstance {
  const loggerInstance: FastifyBaseLogger =
    options.logger ?? createLogger({ level: settings.logLevel, pretty: options.pretty ?? false });
  return fastify({
    loggerInstance,
    logController: silentLogController(),
    genReqId: requestIdOf,
    requestTimeout: RECEIVE_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: PATH_PART_LENGTH_MAX },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => sendProblem(toCodedError(error), request, reply),
  });
}
