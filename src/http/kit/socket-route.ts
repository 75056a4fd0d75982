import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Principal } from '../../ports/scope.ts';
import type { SocketWork } from './socket-work.ts';

/** Why a socket is closed, as RFC 6455 numbers it; 44xx are ours, after the HTTP status they stand for. */
export const CLOSE_CODES = {
  done: 1000,
  goingAway: 1001,
  protocol: 1002,
  binary: 1003,
  invalid: 1007,
  policy: 1008,
  tooLarge: 1009,
  internal: 1011,
  keyEnded: 4401,
  idle: 4408,
  readerTooSlow: 4413,
  tooFast: 4429,
} as const;

/** Bytes of one message of any socket, held to before it is read: as for the body of a request. */
export const SOCKET_MESSAGE_BYTES_MAX = 1024 * 1024;

/** Frames one message may come in: ours are small, and each costs memory until the last is there. */
export const SOCKET_FRAGMENTS_MAX = 1_024;

/** What one connection may use; each has a reason beside the route that sets it. */
export type SocketLimits = {
  /** At most `SOCKET_MESSAGE_BYTES_MAX`, which the frames themselves are held to. */
  readonly messageBytesMax: number;
  /** Messages, pings and pongs together; more in any second closes the socket. */
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
  /** Aborts (`REQUEST_CANCELLED`) when the connection is closing or gone, whoever closed it. */
  readonly signal: AbortSignal;
  /** Begins a piece of work with a signal and the server's deadline of its own; call `end` on it when it is done. */
  begin(): SocketWork;
  /**
   * Does a piece of work that costs its caller one unit and takes a place in flight; waits for the place, and leaves it at the end.
   * Rejects with the refusal of the limits, or the signal's reason.
   */
  admitted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** Sends a message; false when the reader is behind its limit, and the next one should wait for `drained`. Nothing once closed. */
  send(message: Out): boolean;
  /** True while the reader is behind its limit: what one sender has just sent may have made it so for the others. */
  readonly isBehind: boolean;
  /** Resolves when the reader has caught up; rejects with the signal's reason when the connection is gone. */
  drained(): Promise<void>;
  /** Closes with a code of `CLOSE_CODES` and a reason, cut to 123 bytes. The first close counts. */
  close(code: number, reason: string): void;
  /** The one who takes messages; set it before `open` resolves. Messages off their schema never reach it: they are answered with an error. */
  onMessage(take: (message: In) => void): void;
  /**
   * Called once when the server is about to stop. What it returns is waited for, a few seconds at most; then the socket is closed with
   * 1001. Without it the socket is closed at once.
   */
  onDrain(finish: () => void | Promise<void>): void;
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
  /** Name of these connections in `ws_connections{kind}`. */
  readonly kind: string;
  /** Not for callers without a key, even where they may read. */
  readonly needsKey?: boolean;
  readonly params?: Params;
  readonly query?: Query;
  readonly incoming: In;
  readonly outgoing: Out;
  readonly limits: SocketLimits;
  /**
   * The message that tells a client of its own bad message, or of an error nobody foresaw. `received` is the message as it was parsed
   * (undefined when it was not JSON), for an id to answer under.
   */
  toError(error: unknown, session: SocketSession<z.output<In>, z.input<Out>>, received?: unknown): z.input<Out>;
  open(
    session: SocketSession<z.output<In>, z.input<Out>>,
    inputs: { readonly params: z.output<Params>; readonly query: z.output<Query> },
  ): void | Promise<void>;
};

/** A WebSocket operation with its types forgotten, as registration, documentation and plugins see it. */
export type AnySocket = SocketDefinition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

/** Declares a WebSocket operation. Only types happen here: messages and inputs follow from the schemas. */
export function defineSocket<
  Params extends z.ZodType,
  Query extends z.ZodType,
  In extends z.ZodType,
  Out extends z.ZodType,
>(definition: SocketDefinition<Params, Query, In, Out>): AnySocket {
  return definition;
}
