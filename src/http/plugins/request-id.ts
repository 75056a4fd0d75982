import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { newId } from '../../shared/ids.ts';

/** Visible ASCII, at most 128 characters: an id that can stand in a header, a log line and a shell. */
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
/** W3C Trace Context, version 00; ids of zeros are not valid. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's `X-Request-Id` when it is fit to be one, a new id otherwise. */
export function requestIdOf(raw: Pick<IncomingMessage, 'headers'>): string {
  const given = raw.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : newId('r');
}

/** Trace id of a valid `traceparent`, else null. */
export function traceIdOf(traceparent: string | readonly string[] | undefined): string | null {
  if (typeof traceparent !== 'string') return null;
  return TRACEPARENT.exec(traceparent)?.[1] ?? null;
}

/** Gives every answer its `X-Request-Id` and every request its trace id. The id itself is made by `genReqId` of the server. */
export const requestIdPlugin = fastifyPlugin(
  (app: FastifyInstance, _options: object, done) => {
    app.decorateRequest('traceId', null);
    app.addHook('onRequest', (request, reply, next) => {
      reply.header('x-request-id', request.id);
      const traceparent = request.raw.headers['traceparent'];
      if (traceparent !== undefined) request.traceId = traceIdOf(traceparent);
      next();
    });
    done();
  },
  { name: 'queryloom-request-id', fastify: '5.x' },
);
