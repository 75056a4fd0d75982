import type { IncomingMessage } from 'node:http';
import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Caller } from '../../ports/caller.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { pathOf } from '../kit/problem.ts';
import type { SocketConnection } from '../kit/socket-connection.ts';
import { SOCKET_FRAGMENTS_MAX, SOCKET_MESSAGE_BYTES_MAX } from '../kit/socket-route.ts';
import { answerClientError } from './client-error.ts';

export type SocketsOptions = {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Origins of other hosts whose pages may open sockets, as for CORS. */
  readonly origins: readonly string[];
  /** Connections at once; more are refused before the upgrade. */
  readonly socketsMax: number;
  /** Connections at once of one caller of a tier. */
  readonly socketsOf: (tier: string) => number;
  /** Whether the key that opened a socket still opens anything. */
  readonly stillOpens: (keyId: string) => boolean;
  readonly checkMessages: boolean;
  /** Milliseconds for one piece of work on a socket, as for a request. */
  readonly deadlineMs: number;
};

/** Milliseconds between two looks at all sockets: idle and slow readers, and revoked keys, which end within a second. */
const TICK_MS = 500;
/** Milliseconds a peer has to answer a close; then the connection is cut. */
const CLOSE_ANSWER_MS = 2_000;

const SERVER_OPTIONS = {
  maxPayload: SOCKET_MESSAGE_BYTES_MAX,
  maxFragments: SOCKET_FRAGMENTS_MAX,
  closeTimeout: CLOSE_ANSWER_MS,
  // Pings count as messages: a connection answers them itself, within its rate.
  autoPong: false,
  clientTracking: false,
};

/** The open sockets of this server. */
export class SocketHub {
  readonly options: SocketsOptions;
  readonly #open = new Set<SocketConnection>();
  /** Bounded by the requests in flight. */
  readonly #streams = new Set<{ readonly keyId: string; readonly end: () => void }>();
  readonly #byIdentity = new Map<string, number>();

  constructor(options: SocketsOptions) {
    this.options = options;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Refuses who may not open a socket: another site's page (403), one too many of a caller (429) or of all (503). */
  admit({ headers, caller }: Pick<FastifyRequest, 'headers' | 'caller'>): void {
    const { origins, socketsMax, socketsOf } = this.options;
    if (!isAllowedOrigin(headers, origins))
      throw new CodedError(
        'REQUEST_ORIGIN_REFUSED',
        'Pages of this origin may not open sockets here; CORS_ORIGINS names those that may.',
      );
    const ownMax = socketsOf(caller.principal.tier);
    if ((this.#byIdentity.get(caller.identity) ?? 0) >= ownMax)
      throw new CodedError('STREAM_TOO_MANY', `You have ${ownMax} sockets open, which is all you may; close one.`);
    if (this.#open.size < socketsMax) return;
    throw new CodedError('SERVER_OVERLOADED', `All ${socketsMax} sockets of this server are in use; try again later.`);
  }

  add(connection: SocketConnection, kind: string): void {
    const { identity } = connection.caller;
    this.#open.add(connection);
    this.#byIdentity.set(identity, (this.#byIdentity.get(identity) ?? 0) + 1);
    const meter = this.options.telemetry.socket(kind);
    meter.opened();
    connection.gone.then(() => {
      this.#open.delete(connection);
      const left = (this.#byIdentity.get(identity) ?? 1) - 1;
      if (left > 0) this.#byIdentity.set(identity, left);
      else this.#byIdentity.delete(identity);
      meter.closed();
    });
  }

  /** Lets every socket look after its time, and ends those whose key has ended. */
  tick(): void {
    const { clock, stillOpens } = this.options;
    const nowMs = clock.monotonic();
    for (const connection of this.#open) {
      const { keyId } = connection.caller;
      if (keyId === null || stillOpens(keyId)) connection.tick(nowMs);
      else connection.endKey();
    }
    for (const stream of this.#streams) if (!stillOpens(stream.keyId)) stream.end();
  }

  /** Has `end` called when the caller's key opens nothing any more; for answers that go on for long. Returns what forgets it. */
  endWithKey({ keyId }: Caller, end: () => void): () => void {
    if (keyId === null) return () => undefined;
    const stream = { keyId, end };
    this.#streams.add(stream);
    return () => void this.#streams.delete(stream);
  }

  /** Shuts every socket down; resolves when all are gone. */
  async shutDown(): Promise<void> {
    await Promise.all([...this.#open].map((connection) => connection.shutDown()));
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    sockets: SocketHub;
  }
}

/** WebSockets: only for operations that are one, bounded in number and in frames, each looked after once a second, closed at shutdown. */
export const socketsPlugin = fastifyPlugin(
  async (app: FastifyInstance, options: SocketsOptions) => {
    const hub = new SocketHub(options);
    app.decorate('sockets', hub);
    const timer = setInterval(() => hub.tick(), TICK_MS);
    timer.unref();
    app.addHook('onClose', async () => clearInterval(timer));
    await app.register(websocket, {
      options: SERVER_OPTIONS,
      errorHandler: (error, _socket, request) => request.log.debug({ err: error }, 'socket ended by an error'),
      preClose: async () => {
        app.lifecycle.stop();
        await hub.shutDown();
      },
    });
    app.addHook('onRequest', (request, _reply, next) => {
      if (!request.ws || request.routeOptions.config.socket !== undefined) return next();
      next(new CodedError('ROUTE_NOT_FOUND', `No WebSocket is at ${pathOf(request)}.`));
    });
    app.websocketServer.on('wsClientError', (error, socket) => answerClientError(error, socket));
  },
  { name: 'queryloom-sockets', fastify: '5.x', dependencies: ['queryloom-request-id'] },
);

/**
 * Whether Node should hand a request over as an upgrade. Anything else that offers one (`Upgrade: h2c`) is an ordinary request, as
 * RFC 9110 lets a server choose; so is one with a body, which the handshake of a socket never has.
 */
export function isSocketUpgrade({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  return method === 'GET' && !hasBody && headers.upgrade?.toLowerCase() === 'websocket';
}

type Asked = { readonly origin?: string | undefined; readonly host?: string | undefined };

/** Browsers name the page's origin and let any page connect: only this host's own pages and the listed origins may. */
function isAllowedOrigin({ origin, host }: Asked, origins: readonly string[]): boolean {
  if (origin === undefined) return true;
  return origins.includes(origin) || (host !== undefined && URL.parse(origin)?.host === host);
}
