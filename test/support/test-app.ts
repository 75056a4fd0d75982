import type { FastifyInstance } from 'fastify';
import { prometheusTelemetry } from '../../src/adapters/prometheus/prometheus-telemetry.ts';
import { type HealthCheck, HealthService } from '../../src/features/probes/health-service.ts';
import { probesFeature } from '../../src/features/probes/routes.ts';
import type { AnyRoute, Feature } from '../../src/http/kit/define-route.ts';
import { createLogger } from '../../src/http/logger.ts';
import { buildShell, type ShellOptions, type ShellServices, type ShellSettings } from '../../src/http/shell.ts';
import { manualClock } from '../../src/shared/clock.ts';
import { memoryIdempotency } from './memory-idempotency.ts';
import { OPEN_DOORS } from './open-doors.ts';

type Probed = { readonly checks: readonly HealthCheck[]; readonly started: () => boolean };

export type TestAppOptions = ShellOptions & {
  readonly routes?: readonly AnyRoute[];
  readonly features?: readonly Feature[];
  readonly services?: Partial<ShellServices & Probed>;
  readonly settings?: Partial<ShellSettings>;
};

/** The shell with every plugin around the probes and the routes under test; answers are checked against their schemas, logs are kept. */
export async function testApp(options: TestAppOptions = {}): Promise<{ app: FastifyInstance; lines: string[] }> {
  const lines: string[] = [];
  const logger = createLogger({ level: 'debug', pretty: false, destination: { write: (line) => lines.push(line) } });
  const services: ShellServices & Probed = {
    version: '0.0.0-test',
    clock: manualClock(Date.UTC(2026, 0, 1)),
    telemetry: prometheusTelemetry({ version: '0.0.0-test', processMetrics: false }),
    idempotency: memoryIdempotency(),
    ...OPEN_DOORS,
    checks: [],
    started: () => true,
    ...options.services,
  };
  const settings: ShellSettings = {
    logLevel: 'debug',
    corsOrigins: [],
    metricsToken: null,
    requestTimeoutMs: 5_000,
    socketsMax: 100,
    connectionsMax: 1_000,
    receiveTimeoutMs: 5_000,
    bodiesBytesMax: 64 * 1024 * 1024,
    host: '127.0.0.1',
    allowedHosts: [],
    auth: 'off',
    anonymousTier: null,
    trustedProxies: [],
    authFailuresPerMinute: 60,
    ...options.settings,
  };
  const routes = options.routes ?? [];
  const tested = { name: 'tested', description: 'Routes under test.', routes };
  const app = await buildShell(services, settings, { logger, checkAnswers: true, ...options }, (shell) => {
    const { checks, clock, started, version } = services;
    const health = new HealthService({ checks, clock, started, draining: () => shell.lifecycle.state !== 'serving' });
    const all: readonly Feature[] = [
      probesFeature({ health, version, features: () => all.map((feature) => feature.name) }),
      ...(options.features ?? []),
      ...(routes.length === 0 ? [] : [tested]),
    ];
    return all;
  });
  return { app, lines };
}
