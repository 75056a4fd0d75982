import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Authenticator } from '../core/keys/authenticator.ts';
import type { LoadShedding } from '../core/limiter/load-shedding.ts';
import type { RateLimiting } from '../core/limiter/rate-limiting.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Clock } from '../shared/clock.ts';
import { Admission } from './kit/admission.ts';
import type { Feature } from './kit/define-route.ts';
import { registerFeature } from './kit/register-feature.ts';
import { toCodedError } from './kit/to-coded-error.ts';
import { createLogger, type LogLevel } from './logger.ts';
import { admissionPlugin } from './plugins/admission.ts';
import { authPlugin, type PrincipalResolver } from './plugins/auth.ts';
import { bodyPlugin } from './plugins/body.ts';
import { answerClientError } from './plugins/client-error.ts';
import { compressionPlugin } from './plugins/compression.ts';
import { corsPlugin } from './plugins/cors.ts';
import { errorsPlugin, sendProblem } from './plugins/errors.ts';
import { guardPlugin } from './plugins/guard.ts';
import { idempotencyPlugin } from './plugins/idempotency.ts';
import { lifecyclePlugin } from './plugins/lifecycle.ts';
import { loggingPlugin, silentLogController } from './plugins/logging.ts';
import { metricsPlugin } from './plugins/metrics.ts';
import { openapiPlugin } from './plugins/openapi.ts';
import { requestIdOf, requestIdPlugin } from './plugins/request-id.ts';
import { securityHeadersPlugin } from './plugins/security-headers.ts';
import { isSocketUpgrade, socketsPlugin } from './plugins/sockets.ts';
import { zodPlugin } from './plugins/zod.ts';

/** A client that takes longer to send a request is stopped: 32 MiB at 2 Mbit/s arrive in time, a dripping attacker does not. */
const RECEIVE_TIMEOUT_MS = 140_000;
/** Idle connections outlive the 60 s of common load balancers, so that it is never ours that closes under a request. */
const KEEP_ALIVE_MS = 72_000;
/** Characters of one part of a path: the longest id is 256 characters, each of up to 12 when percent-encoded. */
const PATH_PART_LENGTH_MAX = 3_072;

/** What every operation shares, whatever the server offers. */
export type ShellServices = {
  readonly version: string;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly idempotency: IdempotencyStore;
  /** Who keys and tickets belong to; not asked on an open server. */
  readonly authenticator: Authenticator;
  readonly limits: RateLimiting;
  readonly shedding: LoadShedding;
};

/** The part of the settings that the shell reads. */
export type ShellSettings = {
  readonly logLevel: LogLevel;
  readonly corsOrigins: readonly string[];
  readonly metricsToken: string | null;
  readonly requestTimeoutMs: number;
  readonly socketsMax: number;
  readonly auth: 'on' | 'off';
  readonly anonymousTier: string | null;
  readonly trustedProxies: readonly string[];
  readonly authFailuresPerMinute: number;
};

export type ShellOptions = {
  readonly logger?: Logger;
  readonly pretty?: boolean;
  /** Who asks, in place of keys; for tests. */
  readonly principal?: PrincipalResolver;
  /** Parse every answer with its schema before it leaves; for tests. */
  readonly checkAnswers?: boolean;
};

/** The server with every plugin around `features`, complete but not listening. The one ordered list of register calls. */
export async function buildShell(
  services: ShellServices,
  settings: ShellSettings,
  options: ShellOptions,
  features: (app: FastifyInstance) => readonly Feature[],
): Promise<FastifyInstance> {
  const app = openServer(settings, options);
  await app.register(requestIdPlugin);
  // First of those that may refuse: it ends the connection of an upgrade that was answered instead.
  await app.register(socketsPlugin, {
    clock: services.clock,
    telemetry: services.telemetry,
    origins: settings.corsOrigins,
    socketsMax: settings.socketsMax,
    socketsOf: (tier) => services.limits.socketsMax(tier),
    stillOpens: (keyId) => services.authenticator.stillOpens(keyId),
    checkMessages: options.checkAnswers ?? false,
    deadlineMs: settings.requestTimeoutMs,
  });
  await app.register(errorsPlugin, { telemetry: services.telemetry });
  await app.register(lifecyclePlugin);
  await app.register(securityHeadersPlugin);
  await app.register(corsPlugin, { origins: settings.corsOrigins });
  const { limits, shedding, telemetry } = services;
  const needsKeys = settings.auth === 'on' && options.principal === undefined;
  const authenticator = needsKeys ? services.authenticator : null;
  const identityOf = (address: string) => limits.identityOf(address);
  const failures = { perMinute: needsKeys ? settings.authFailuresPerMinute : null, identityOf, telemetry };
  await app.register(guardPlugin, failures);
  await app.register(authPlugin, {
    authenticator,
    anonymousTier: settings.anonymousTier,
    identityOf,
    ...(options.principal === undefined ? {} : { resolve: options.principal }),
  });
  await app.register(admissionPlugin, { admission: new Admission({ limits, shedding, telemetry }) });
  await app.register(loggingPlugin);
  await app.register(metricsPlugin, { telemetry, token: settings.metricsToken, needsKeys });
  await app.register(bodyPlugin);
  await app.register(zodPlugin, { checkAnswers: options.checkAnswers ?? false });
  await app.register(idempotencyPlugin, { store: services.idempotency, clock: services.clock });
  await app.register(compressionPlugin);
  const all = features(app);
  const tags = new Map(all.map((feature) => [feature.name, feature.description]));
  await app.register(openapiPlugin, { version: services.version, tags });
  for (const feature of all) {
    registerFeature(app, feature, { deadlineMs: settings.requestTimeoutMs });
  }
  await app.ready();
  return app;
}

function openServer(settings: ShellSettings, options: ShellOptions): FastifyInstance {
  const loggerInstance: FastifyBaseLogger =
    options.logger ?? createLogger({ level: settings.logLevel, pretty: options.pretty ?? false });
  return fastify({
    loggerInstance,
    logController: silentLogController(),
    genReqId: requestIdOf,
    trustProxy: settings.trustedProxies.length === 0 ? false : [...settings.trustedProxies],
    requestTimeout: RECEIVE_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    http: { shouldUpgradeCallback: isSocketUpgrade },
    routerOptions: { maxParamLength: PATH_PART_LENGTH_MAX },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => sendProblem(toCodedError(error), request, reply),
  });
}
