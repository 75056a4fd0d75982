import { inputSchema, type JsonSchema, outputSchema } from '../kit/json-schema.ts';
import { type AnySocket, CLOSE_CODES } from '../kit/socket-route.ts';
import type { Components } from './components.ts';
import { parametersOf } from './parameters.ts';

/** A WebSocket operation and the tag it stands under. */
export type SocketOperation = { readonly tag: string; readonly socket: AnySocket };

const TICKET: JsonSchema = {
  name: 'ticket',
  in: 'query',
  required: false,
  description: 'From `POST /api/tickets`, in place of a key: for browsers, which cannot set headers of a socket.',
  schema: { type: 'string' },
};

/**
 * The value of `x-websockets`: OpenAPI has no words for messages, so sockets stand beside the paths, by their own, with the schemas of
 * what each side sends.
 */
export function websocketsObject(operations: readonly SocketOperation[], components: Components): JsonSchema {
  return Object.fromEntries(
    operations.map(({ tag, socket }) => [
      socket.path.replace(/:([A-Za-z_]\w*)/g, '{$1}'),
      {
        operationId: socket.operationId,
        tags: [tag],
        summary: socket.summary,
        description: socket.description,
        parameters: [
          ...parametersOf(socket.params, 'path', components),
          ...parametersOf(socket.query, 'query', components),
          TICKET,
        ],
        clientMessage: components.take(inputSchema(socket.incoming), 'Input'),
        serverMessage: components.take(outputSchema(socket.outgoing), ''),
        limits: {
          message_bytes: socket.limits.messageBytesMax,
          messages_per_second: socket.limits.messagesPerSecondMax,
          idle_ms: socket.limits.idleMs,
        },
        closeCodes: CLOSE_CODES,
      },
    ]),
  );
}
