import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Authenticator } from '../core/keys/authenticator.ts';
import type { RateLimiting } from '../core/limiter/rate-limiting.ts';
import type { LoadShedding } from '../core/overload/load-shedding.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Clock } from '../shared/clock.ts';
import { isLoopback } from '../shared/loopback.ts';
import { Admission } from './kit/admission.ts';
import type { Feature } from './kit/define-route.ts';
import { registerFeature } from './kit/register-feature.ts';
import { toCodedError } from './kit/to-coded-error.ts';
import { createLogger, type LogLevel } from './logger.ts';
import { admissionPlugin } from './plugins/admission.ts';
import { authPlugin, type PrincipalResolver } from './plugins/auth.ts';
import { bodyPlugin } from './plugins/body.ts';
import { bodyBudgetPlugin } from './plugins/body-budget.ts';
import { answerClientError } from './plugins/client-error.ts';
import { compressionPlugin } from './plugins/compression.ts';
import { connectionsPlugin } from './plugins/connections.ts';
import { corsPlugin } from './plugins/cors.ts';
import { earlySheddingPlugin } from './plugins/early-shedding.ts';
import { errorsPlugin, sendProblem } from './plugins/errors.ts';
import { framingPlugin } from './plugins/framing.ts';
import { guardPlugin } from './plugins/guard.ts';
import { hostNamesPlugin } from './plugins/host-names.ts';
import { idempotencyPlugin } from './plugins/idempotency.ts';
import { lifecyclePlugin } from './plugins/lifecycle.ts';
import { loggingPlugin, silentLogController } from './plugins/logging.ts';
import { metricsPlugin } from './plugins/metrics.ts';
import { openapiPlugin } from './plugins/openapi.ts';
import { pipeliningPlugin } from './plugins/pipelining.ts';
import { requestIdOf, requestIdPlugin } from './plugins/request-id.ts';
import { helmetHeaders, securityHeadersPlugin } from './plugins/security-headers.ts';
import { isSocketUpgrade, socketsPlugin } from './plugins/sockets.ts';
import { stuckAnswersPlugin } from './plugins/stuck-answers.ts';
import { unreadBodyPlugin } from './plugins/unread-body.ts';
import { zodPlugin } from './plugins/zod.ts';

/** Headers fit into a few packets: who has not sent them by then drips. Also what a connection has to ask its first question. */
const HEADERS_TIMEOUT_MS = 20_000;
/** Milliseconds between two looks at all connections: what a time-out may be late by. */
const LOOK_MS = 5_000;
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
  readonly connectionsMax: number;
  readonly receiveTimeoutMs: number;
  readonly bodiesBytesMax: number;
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly auth: 'on' | 'off';
  readonly anonymousTier: string | null;
  readonly trustedProxies: readonly string[];
  readonly authFailuresPerMinute: number;
};

export type ShellOptions = {
  readonly logger?: Logger;
  readonly pretty?: boolean;
  /** Values that no log line may hold. */
  readonly secrets?: readonly string[];
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
  const { clock } = services;
  await app.register(connectionsPlugin, {
    connectionsMax: settings.connectionsMax,
    clock,
    telemetry: services.telemetry,
  });
  await app.register(stuckAnswersPlugin, { clock, stuckMs: settings.receiveTimeoutMs });
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
  await app.register(framingPlugin);
  const isOpenHere = settings.auth === 'off' && isLoopback(settings.host);
  await app.register(hostNamesPlugin, { allowed: isOpenHere ? settings.allowedHosts : null });
  await app.register(unreadBodyPlugin);
  await app.register(pipeliningPlugin);
  await app.register(lifecyclePlugin);
  await app.register(earlySheddingPlugin, {
    shedding: services.shedding,
    telemetry: services.telemetry,
    headers: helmetHeaders(),
  });
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
  await app.register(bodyBudgetPlugin, { clock, bodiesBytesMax: settings.bodiesBytesMax });
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
    options.logger ??
    createLogger({
      level: settings.logLevel,
      pretty: options.pretty ?? false,
      secrets: options.secrets ?? [],
    });
  return fastify({
    loggerInstance,
    logController: silentLogController(),
    genReqId: requestIdOf,
    trustProxy: settings.trustedProxies.length === 0 ? false : [...settings.trustedProxies],
    requestTimeout: settings.receiveTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    http: {
      shouldUpgradeCallback: isSocketUpgrade,
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, settings.receiveTimeoutMs),
      connectionsCheckingInterval: Math.min(LOOK_MS, settings.receiveTimeoutMs),
      // Checked with the rest of the framing, and answered with a problem.
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: PATH_PART_LENGTH_MAX },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => sendProblem(toCodedError(error), request, reply),
  });
}
