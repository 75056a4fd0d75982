import { z } from 'zod';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';
import { answerMcp } from './answer-mcp.ts';
import type { McpPorts } from './mcp-ports.ts';

/** A JSON-RPC message; its own schemas are the protocol's, and the SDK holds them. */
const messageSchema = z.record(z.string(), z.unknown());

const errorSchema = z.object({
  jsonrpc: z.literal('2.0'),
  error: z.object({ code: z.int(), message: z.string(), data: z.unknown().optional() }),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
});

/** Milliseconds of one call: adding a document may wait for it to be searchable. */
const CALL_MS_MAX = 120_000;

/** The Model Context Protocol, for agents. */
export function mcpFeature(ports: McpPorts): Feature {
  return {
    name: 'mcp',
    description:
      'The Model Context Protocol over streamable HTTP: tools to ask, search and add, documents as resources.',
    routes: [mcpRoute(ports)],
  };
}

function mcpRoute(ports: McpPorts): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/mcp',
    operationId: 'callMcp',
    scope: 'read',
    summary: 'Speak the Model Context Protocol',
    description:
      'Streamable HTTP without sessions: every message stands alone. Tools: `query`, `search`, `add_document`. Resources: documents, as `queryloom://documents/{id}`.',
    body: z.union([messageSchema, z.array(messageSchema).min(1)]),
    answers: {
      200: z.unknown(),
      202: z.unknown(),
      400: errorSchema,
      404: errorSchema,
      405: errorSchema,
      406: errorSchema,
      415: errorSchema,
    },
    media: { 200: { 'text/event-stream': 'Messages as server-sent events, when the client asks for them.' } },
    deadlineMs: CALL_MS_MAX,
    example: { jsonrpc: '2.0', id: 1, method: 'ping' },
    handler: (call) => answerMcp(ports, call, call.body),
  });
}
