import { z } from 'zod';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';
import { isoTime } from '../../http/kit/fields.ts';
import { CodedError } from '../../shared/errors.ts';
import type { HealthService } from './health-service.ts';

const SERVICE = 'queryloom';
const TAGLINE = 'Ask your own documents; get an answer with its sources.';

const aliveSchema = z.object({ status: z.string(), service: z.string() });
const healthSchema = z.object({
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  timestamp: z.string(),
  checks: z.record(
    z.string(),
    z.object({
      status: z.enum(['pass', 'fail']),
      hard: z.boolean().describe('Whether nothing can stand in for it.'),
      detail: z.string().optional(),
    }),
  ),
});
const serviceSchema = z.object({
  status: z.string(),
  service: z.string(),
  version: z.string(),
  tagline: z.string(),
  features: z.array(z.string()),
});

export type ProbesOptions = {
  readonly health: HealthService;
  readonly version: string;
  /** Names of the features that are really registered. */
  readonly features: () => readonly string[];
};

/** Life signs: what orchestrators poll, and the card at `/`. */
export function probesFeature(options: ProbesOptions): Feature {
  const { health } = options;
  return {
    name: 'probes',
    description: 'Whether the server lives, is ready and is well.',
    routes: [serviceCard(options), startup(health), live(), ready(health), report(health)],
  };
}

function serviceCard(options: ProbesOptions): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/',
    scope: 'public',
    operationId: 'getService',
    summary: 'What this is and what it offers',
    answers: { 200: serviceSchema },
    handler: () => ({
      status: 'running',
      service: SERVICE,
      version: options.version,
      tagline: TAGLINE,
      features: [...options.features()],
    }),
  });
}

function startup(health: HealthService): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/startupz',
    operationId: 'getStartup',
    summary: 'Migrations are done and indexes verified',
    answers: { 200: aliveSchema },
    errors: ['SERVER_NOT_READY'],
    probe: true,
    handler() {
      if (!health.started) throw new CodedError('SERVER_NOT_READY', 'The indexes are still being built.');
      return { status: 'started', service: SERVICE };
    },
  });
}

function live(): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/livez',
    operationId: 'getLive',
    summary: 'The event loop turns; nothing else is asked',
    answers: { 200: aliveSchema },
    probe: true,
    handler: () => ({ status: 'alive', service: SERVICE }),
  });
}

function ready(health: HealthService): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/ready',
    operationId: 'getReady',
    summary: 'Send requests here: started, not draining, every hard dependency works',
    answers: { 200: aliveSchema },
    errors: ['SERVER_NOT_READY', 'SERVER_STOPPING'],
    probe: true,
    async handler() {
      if (health.draining) throw new CodedError('SERVER_STOPPING', 'The server is draining.');
      if (!health.started) throw new CodedError('SERVER_NOT_READY', 'The indexes are still being built.');
      const failing = await health.failing();
      if (failing.length > 0) {
        throw new CodedError('SERVER_NOT_READY', `Not working: ${failing.join(', ')}.`, {
          issues: failing.map((name) => ({ path: name, message: 'The check failed' })),
        });
      }
      return { status: 'ready', service: SERVICE };
    },
  });
}

function report(health: HealthService): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/health',
    operationId: 'getHealth',
    summary: 'Every dependency by name; 503 when a hard one fails',
    answers: { 200: healthSchema, 503: healthSchema },
    probe: true,
    async handler({ reply }) {
      const { status, timestampMs, checks } = await health.report();
      reply.code(status === 'unhealthy' ? 503 : 200);
      return { status, timestamp: isoTime(timestampMs), checks: { ...checks } };
    },
  });
}
