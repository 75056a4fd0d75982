import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { Clock } from '../../shared/clock.ts';

export type ConnectionsOptions = {
  /** Connections at once, WebSockets among them; more are closed as they come, without an answer. */
  readonly connectionsMax: number;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
};

declare module 'fastify' {
  interface FastifyInstance {
    /** The open connections. */
    connections: ReadonlySet<Socket>;
  }
}

/** Milliseconds between two times that room is made: idle clients are to reconnect now and then, not all the time. */
const ROOM_EVERY_MS = 1_000;
/** Milliseconds between two lines in the log about connections that were refused. */
const LOG_EVERY_MS = 60_000;

/**
 * Bounds the connections of the server. When one comes that has no place, those that are idle give way, so that holding connections
 * open keeps nobody out for long: a client that is closed while idle opens another one.
 */
export const connectionsPlugin = fastifyPlugin(
  (app: FastifyInstance, { connectionsMax, clock, telemetry }: ConnectionsOptions, done) => {
    const connections = watchConnections(app);
    app.decorate('connections', connections);
    app.server.maxConnections = connectionsMax;
    let refused = 0;
    let roomMs = Number.NEGATIVE_INFINITY;
    let loggedMs = Number.NEGATIVE_INFINITY;
    app.server.on('drop', () => {
      refused++;
      telemetry.error({ code: 'SERVER_OVERLOADED', component: 'connections' });
      const nowMs = clock.monotonic();
      if (nowMs - roomMs >= ROOM_EVERY_MS) {
        roomMs = nowMs;
        makeRoom(app, connections);
      }
      if (nowMs - loggedMs < LOG_EVERY_MS) return;
      app.log.warn({ refused, connections_max: connectionsMax }, 'connections were refused: CONNECTIONS_MAX are open');
      loggedMs = nowMs;
      refused = 0;
    });
    done();
  },
  { name: 'queryloom-connections', fastify: '5.x' },
);

/** Node closes those between two requests; it takes one that has asked nothing yet for busy. */
function makeRoom(app: FastifyInstance, connections: ReadonlySet<Socket>): void {
  app.server.closeIdleConnections();
  for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
}

function watchConnections(app: FastifyInstance): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return open;
}
