import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { type Operation, openApiDocument } from '../openapi/document.ts';
import type { SocketOperation } from '../openapi/websockets.ts';

export type OpenapiOptions = { readonly version: string; readonly tags: ReadonlyMap<string, string> };

const PAGE_FILES = [
  ['/docs', 'page.html', 'text/html; charset=utf-8'],
  ['/docs/page.css', 'page.css', 'text/css; charset=utf-8'],
  ['/docs/page.js', 'page.js', 'text/javascript; charset=utf-8'],
] as const;

/** Seconds a browser may keep the page's files: they change only with a new version of the server. */
const PAGE_MAX_AGE_SECONDS = 3_600;

/** `GET /openapi.json`, written once when first asked for, and the page at `/docs` that reads it. */
export const openapiPlugin = fastifyPlugin(
  (app: FastifyInstance, options: OpenapiOptions, done) => {
    const operations: Operation[] = [];
    const sockets: SocketOperation[] = [];
    let document: string | null = null;
    app.addHook('onRoute', (route) => {
      const { operation, socket, tag } = route.config ?? {};
      // Every GET brings a HEAD of its own; it is the same operation.
      if (tag === undefined || route.method === 'HEAD') return;
      if (operation !== undefined) operations.push({ tag, route: operation });
      if (socket !== undefined) sockets.push({ tag, socket });
    });
    app.get('/openapi.json', (_request, reply) => {
      document ??= JSON.stringify(openApiDocument(operations, { ...options, sockets }));
      return reply.header('content-type', 'application/json; charset=utf-8').send(document);
    });
    for (const [path, file, type] of PAGE_FILES) {
      const content = readFileSync(new URL(`../openapi/page/${file}`, import.meta.url), 'utf8');
      app.get(path, (_request, reply) =>
        reply.header('content-type', type).header('cache-control', `max-age=${PAGE_MAX_AGE_SECONDS}`).send(content),
      );
    }
    done();
  },
  { name: 'queryloom-openapi', fastify: '5.x' },
);
