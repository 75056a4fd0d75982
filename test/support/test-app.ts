import type { FastifyInstance } from 'fastify';
import { prometheusTelemetry } from '../../src/adapters/prometheus/prometheus-telemetry.ts';
import { type AppOptions, type AppServices, type AppSettings, buildApp } from '../../src/app.ts';
import type { AnyRoute } from '../../src/http/kit/define-route.ts';
import { createLogger } from '../../src/http/logger.ts';
import { manualClock } from '../../src/shared/clock.ts';
import { memoryIdempotency } from './memory-idempotency.ts';

export type TestAppOptions = AppOptions & {
  readonly routes?: readonly AnyRoute[];
  readonly services?: Partial<AppServices>;
  readonly settings?: Partial<AppSettings>;
};

/** The whole server with every plugin around the routes under test; answers are checked against their schemas, logs are kept. */
export async function testApp(options: TestAppOptions = {}): Promise<{ app: FastifyInstance; lines: string[] }> {
  const lines: string[] = [];
  const logger = createLogger({ level: 'debug', pretty: false, destination: { write: (line) => lines.push(line) } });
  const services: AppServices = {
    version: '0.0.0-test',
    clock: manualClock(Date.UTC(2026, 0, 1)),
    telemetry: prometheusTelemetry({ version: '0.0.0-test', processMetrics: false }),
    idempotency: memoryIdempotency(),
    checks: [],
    started: () => true,
    ...options.services,
  };
  const settings: AppSettings = {
    logLevel: 'debug',
    corsOrigins: [],
    metricsToken: null,
    requestTimeoutMs: 5_000,
    ...options.settings,
  };
  const routes = options.routes ?? [];
  const feature = { name: 'tested', description: 'Routes under test.', routes };
  const features = [...(options.features ?? []), ...(routes.length === 0 ? [] : [feature])];
  const app = await buildApp(services, settings, { logger, checkAnswers: true, ...options, features });
  return { app, lines };
}
