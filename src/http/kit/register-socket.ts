import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { assert } from '../../shared/assert.ts';
import { CodedError } from '../../shared/errors.ts';
import { inputSchema, laxObjects } from './json-schema.ts';
import { problemOf } from './problem.ts';
import { SocketConnection } from './socket-connection.ts';
import { type AnySocket, CLOSE_CODES, SOCKET_MESSAGE_BYTES_MAX } from './socket-route.ts';

const NOTHING = z.strictObject({});
/** The version of the protocol every client speaks (RFC 6455). */
const PROTOCOL_VERSION = '13';
/** First of our close codes: 4000 and the HTTP status an error stands for. */
const STATUS_CODES_FROM = 4_000;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The WebSocket operation behind this route. */
    socket?: AnySocket;
  }
}

/**
 * Registers a WebSocket operation. Who may not come in, and inputs off their schemas, are answered as any request before the upgrade; a
 * plain GET is answered with 426.
 */
export function registerSocket(app: FastifyInstance, definition: AnySocket, tag: string): void {
  checkDefinition(definition);
  app.route({
    method: 'GET',
    url: definition.path,
    schema: {
      ...(definition.params === undefined ? {} : { params: definition.params }),
      querystring: definition.query ?? NOTHING,
    },
    config: { socket: definition, tag },
    preHandler: (request, reply, done) => {
      if (request.ws) checkHandshake(app, request, reply);
      done();
    },
    handler: (_request, reply) => {
      reply.headers({ upgrade: 'websocket', connection: 'upgrade' });
      throw new CodedError(
        'ROUTE_UPGRADE_REQUIRED',
        `${definition.path} is a WebSocket: connect to it with ws:// or wss://.`,
      );
    },
    wsHandler: (socket, request) => openConnection(app, definition, { socket, request }),
  });
}

function checkHandshake(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers['sec-websocket-version'] !== PROTOCOL_VERSION) {
    reply.header('sec-websocket-version', PROTOCOL_VERSION);
    throw new CodedError('ROUTE_UPGRADE_REQUIRED', `Sec-WebSocket-Version has to be ${PROTOCOL_VERSION}.`);
  }
  app.sockets.admit(request);
}

type Upgraded = { readonly socket: WebSocket; readonly request: FastifyRequest };

async function openConnection(
  app: FastifyInstance,
  definition: AnySocket,
  { socket, request }: Upgraded,
): Promise<void> {
  const { clock, checkMessages, deadlineMs } = app.sockets.options;
  const { admission } = app;
  const connection = new SocketConnection({ socket, request, definition, clock, checkMessages, deadlineMs, admission });
  app.sockets.add(connection, definition.kind);
  // Nothing is read until the feature has said who takes it.
  socket.pause();
  try {
    await definition.open(connection, { params: request.params, query: request.query });
    socket.resume();
  } catch (error) {
    const { code, status, detail } = problemOf(error, request);
    connection.close(status < 500 ? STATUS_CODES_FROM + status : CLOSE_CODES.internal, `${code}: ${detail}`);
  }
}

function checkDefinition({ path, incoming, limits }: AnySocket): void {
  const lax = laxObjects(inputSchema(incoming), 'message');
  assert(lax.length === 0, `${path} accepts unknown fields silently at ${lax.join(', ')}`);
  assert(limits.messageBytesMax <= SOCKET_MESSAGE_BYTES_MAX, `${path} reads larger messages than any socket does`);
}
