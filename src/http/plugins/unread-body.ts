import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

export type UnreadBodyOptions = { readonly lingerMs?: number };

/**
 * Milliseconds in which the rest of a body that nobody will read may still come. A client that sends all of it before it reads gets
 * its answer; one that announced gigabytes does not hold the connection for them.
 */
const LINGER_MS = 2_000;

/**
 * Bodies nobody will read. `Expect: 100-continue` is answered only when the body is about to be read, so what is refused by its head
 * is never sent; and a connection whose body was not taken ends soon after the answer.
 */
export const unreadBodyPlugin = fastifyPlugin(
  (app: FastifyInstance, { lingerMs = LINGER_MS }: UnreadBodyOptions, done) => {
    const expecting = new WeakSet<IncomingMessage>();
    app.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      expecting.add(request);
      app.routing(request, response);
    });
    app.addHook('preParsing', (request, reply, _payload, next) => {
      if (expecting.has(request.raw) && fitsLimit(request)) {
        expecting.delete(request.raw);
        reply.raw.writeContinue();
      }
      next();
    });
    app.addHook('onSend', (request, reply, _payload, next) => {
      // Whether a body follows an answer that was not "continue" is the client's choice: the connection cannot be used again.
      if (expecting.has(request.raw)) reply.header('connection', 'close');
      next();
    });
    app.addHook('onResponse', (request, _reply, next) => {
      if (request.raw.complete === false) cutAfter(request.raw, lingerMs);
      next();
    });
    done();
  },
  { name: 'queryloom-unread-body', fastify: '5.x' },
);

function fitsLimit({ headers, routeOptions }: FastifyRequest): boolean {
  return Number(headers['content-length'] ?? 0) <= (routeOptions.bodyLimit ?? 0);
}

/** Node discards what still comes; `end` and `close` say that there is no more. */
function cutAfter(request: IncomingMessage, lingerMs: number): void {
  const timer = setTimeout(() => request.socket.destroy(), lingerMs);
  timer.unref();
  const stop = () => clearTimeout(timer);
  request.once('end', stop).once('close', stop);
}
