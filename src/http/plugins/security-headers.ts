import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import helmet from 'helmet';
import { defined } from '../../shared/assert.ts';

/** Scripts and styles from this server only, nothing inline, no framing, no plug-ins: for the pages and harmless for JSON. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

/**
 * Helmet's headers on every answer. They depend on nothing in a request, so helmet runs once, at start, and its result is copied:
 * the middleware itself would cost two promises a request.
 */
export const securityHeadersPlugin = fastifyPlugin(
  (app: FastifyInstance, _options: object, done) => {
    const headers = helmetHeaders();
    app.addHook('onRequest', (_request, reply, next) => {
      reply.headers(headers);
      next();
    });
    done();
  },
  { name: 'queryloom-security-headers', fastify: '5.x' },
);

/** Helmet's headers, by name. */
export function helmetHeaders(): Readonly<Record<string, string>> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const apply = helmet({
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    // TLS ends at a proxy if anywhere; that proxy knows whether plain HTTP may be forbidden.
    strictTransportSecurity: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xDnsPrefetchControl: false,
    xFrameOptions: { action: 'deny' },
  });
  apply(request, response, (error?: unknown) => {
    if (error !== undefined) throw error;
  });
  return Object.fromEntries(
    response.getHeaderNames().map((name) => [name, String(defined(response.getHeader(name), `header ${name}`))]),
  );
}
