import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

/** `origins`: exact origins (`https://console.example.com`) whose pages may read answers; none means no CORS headers at all. */
export type CorsOptions = { readonly origins: readonly string[] };

/** Seconds a browser may remember a preflight. */
const PREFLIGHT_MAX_AGE_SECONDS = 600;

/** Cross-origin reads for an allow-list, without credentials: keys travel in headers, never in cookies. */
export const corsPlugin = fastifyPlugin(
  async (app: FastifyInstance, options: CorsOptions) => {
    if (options.origins.length === 0) return;
    await app.register(cors, {
      origin: [...options.origins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'Traceparent', 'X-API-Key', 'X-Request-Id'],
      exposedHeaders: [
        'Idempotency-Replayed',
        'Link',
        'RateLimit',
        'RateLimit-Policy',
        'Retry-After',
        'X-Next-Cursor',
        'X-Request-Id',
      ],
      maxAge: PREFLIGHT_MAX_AGE_SECONDS,
    });
  },
  { name: 'queryloom-cors', fastify: '5.x' },
);
