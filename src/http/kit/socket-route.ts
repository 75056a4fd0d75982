import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Principal } from '../../ports/scope.ts';

/** Why a socket is closed, as RFC 6455 numbers it; 44xx are ours, after the HTTP status they stand for. */
export const CLOSE_CODES = {
  done: 1000,
  goingAway: 1001,
  binary: 1003,
  invalid: 1007,
  policy: 1008,
  tooLarge: 1009,
  internal: 1011,
  idle: 4408,
  tooFast: 4429,
  readerTooSlow: 4413,
} as const;

/** What one connection may use; each has a reason beside the route that sets it. */
export type SocketLimits = {
  readonly messageBytesMax: number;
  readonly messagesPerSecondMax: number;
  /** Bytes waiting for a slow reader: `send` says false from here on, and the socket is closed when it stays so. */
  readonly bufferedBytesMax: number;
  /** Nothing from the client for so long, not even a pong: closed. */
  readonly idleMs: number;
};

/** One open connection, with its messages checked and typed. */
export interface SocketSession<In = unknown, Out = unknown> {
  readonly request: FastifyRequest;
  readonly principal: Principal;
  /** Aborts when the connection is gone, whoever closed it. */
  readonly signal: AbortSignal;
  /** Sends a message; false when the reader is behind its limit, and the next one should wait for `drained`. */
  send(message: Out): boolean;
  /** Resolves when the reader has caught up; rejects when the connection is gone. */
  drained(): Promise<void>;
  /** Closes with a code of `CLOSE_CODES` and a reason of at most 123 bytes. */
  close(code: number, reason: string): void;
  /** The one who takes messages; set it before `open` returns. Messages off their schema never reach it: they are answered with an error. */
  onMessage(take: (message: In) => void): void;
}

/** A WebSocket operation. `open` is called once a connection stands; what it throws closes it with the error's code. */
export type SocketDefinition<
  Params extends z.ZodType,
  Query extends z.ZodType,
  In extends z.ZodType,
  Out extends z.ZodType,
> = {
  /** Path in Fastify's form: `/ws/collaborate/:session_id`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly incoming: In;
  readonly outgoing: Out;
  readonly limits: SocketLimits;
  /** The message that tells a client of its own bad message, or of an error nobody foresaw. */
  readonly toError: (error: unknown, session: SocketSession<z.output<In>, z.input<Out>>) => z.input<Out>;
  readonly open: (
    session: SocketSession<z.output<In>, z.input<Out>>,
    inputs: { readonly params: z.output<Params>; readonly query: z.output<Query> },
  ) => void | Promise<void>;
};
