import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Clock } from '../../shared/clock.ts';

export type StuckAnswersOptions = {
  readonly clock: Clock;
  /** Milliseconds in which a client has to take some of what is ready for it. */
  readonly stuckMs: number;
};

/** Milliseconds between two looks at all connections. */
const LOOK_MS = 5_000;

/** What lay ready for a client when it last took some, in bytes with all that was sent before, and since when. */
type Pending = { readonly bytes: number; readonly sent: number; readonly sinceMs: number };

declare module 'fastify' {
  interface FastifyInstance {
    /** Looks at every connection, and ends those whose client has taken nothing for too long. */
    endStuckAnswers: () => void;
  }
}

/**
 * Ends connections whose client asks and does not read: the answer lies in memory until it is taken, and nothing else ends that.
 * What such a client goes on sending does not count; that it reads slowly does, as any part that leaves resets the time.
 */
export const stuckAnswersPlugin = fastifyPlugin(
  (app: FastifyInstance, { clock, stuckMs }: StuckAnswersOptions, done) => {
    const pending = new WeakMap<Socket, Pending>();
    app.decorate('endStuckAnswers', () => {
      const nowMs = clock.monotonic();
      for (const socket of app.connections) {
        const { writableLength: bytes, bytesWritten: sent } = socket;
        const before = pending.get(socket);
        if (bytes === 0) pending.delete(socket);
        else if (before?.bytes !== bytes || before.sent !== sent) pending.set(socket, { bytes, sent, sinceMs: nowMs });
        else if (nowMs - before.sinceMs >= stuckMs) socket.destroy();
      }
    });
    const timer = setInterval(() => app.endStuckAnswers(), Math.min(LOOK_MS, stuckMs));
    timer.unref();
    app.addHook('onClose', async () => clearInterval(timer));
    done();
  },
  { name: 'queryloom-stuck-answers', fastify: '5.x', dependencies: ['queryloom-connections'] },
);
