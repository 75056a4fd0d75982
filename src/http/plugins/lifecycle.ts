import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { CodedError } from '../../shared/errors.ts';

/**
 * Where the server is in its life. `draining`: still serving, but `/ready` says no and connections are not kept alive.
 * `stopping`: new requests are refused, those in flight finish.
 */
export type LifecycleState = 'serving' | 'draining' | 'stopping';

/** The way out, in order: `drain()`, wait for the load balancer, `stop()`, then `app.close()`. States never go back. */
export class Lifecycle {
  #state: LifecycleState = 'serving';

  get state(): LifecycleState {
    return this.#state;
  }

  drain(): void {
    if (this.#state === 'serving') this.#state = 'draining';
  }

  stop(): void {
    this.#state = 'stopping';
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    lifecycle: Lifecycle;
  }
}

/** Refuses what comes after the drain (503 `SERVER_STOPPING` with `Retry-After`) and sends clients elsewhere during it. */
export const lifecyclePlugin = fastifyPlugin(
  (app: FastifyInstance, _options: object, done) => {
    const lifecycle = new Lifecycle();
    app.decorate('lifecycle', lifecycle);
    app.addHook('preClose', (closed) => {
      lifecycle.stop();
      // Clients open connections ahead of need, and Node takes one that has not asked anything yet for busy: `close` would wait for it.
      for (const socket of app.connections) if (socket.bytesRead === 0) socket.destroy();
      closed();
    });
    app.addHook('onRequest', (request, reply, next) => {
      if (lifecycle.state === 'serving') return next();
      reply.header('connection', 'close');
      // Probes must be heard until the very end.
      if (lifecycle.state === 'draining' || request.routeOptions.config.operation?.probe === true) return next();
      next(
        new CodedError('SERVER_STOPPING', 'The server is stopping; another one, or this one restarted, will answer.'),
      );
    });
    done();
  },
  { name: 'queryloom-lifecycle', fastify: '5.x', dependencies: ['queryloom-errors', 'queryloom-connections'] },
);
