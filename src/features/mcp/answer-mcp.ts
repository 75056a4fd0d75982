import { Readable } from 'node:stream';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Call } from '../../http/kit/call.ts';
import { addResources } from './document-resources.ts';
import type { McpPorts } from './mcp-ports.ts';
import { addTools } from './tools.ts';

const INSTRUCTIONS =
  'Answers come from the documents of this server alone. Use `query` for a question, `search` for passages about a topic, and `add_document` to add a text. An answer with answered=false is not in the documents: say so instead of guessing.';

/** Headers of a request that the protocol reads. */
const PROTOCOL_HEADERS = ['accept', 'content-type', 'last-event-id'] as const;

/**
 * One message of the Model Context Protocol, answered by a server that lives as long as the call: it sees the caller's tenant and
 * nothing else, and what it does ends when the caller leaves.
 */
export async function answerMcp(ports: McpPorts, call: Call, message: unknown): Promise<FastifyReply> {
  const handler = createMcpHandler(() => serverFor(ports, call));
  const request = new Request('http://localhost/mcp', {
    method: 'POST',
    headers: protocolHeaders(call.request),
    signal: call.signal,
  });
  const response = await handler.fetch(request, { parsedBody: message });
  return send(call.reply, response);
}

function serverFor(ports: McpPorts, call: Call): McpServer {
  const server = new McpServer(
    { name: 'queryloom', title: 'Queryloom', version: ports.version },
    { instructions: INSTRUCTIONS, capabilities: { tools: {}, resources: {} } },
  );
  addTools(server, ports, call);
  addResources(server, ports, call.principal.tenant);
  return server;
}

function protocolHeaders({ headers }: FastifyRequest): Headers {
  const read = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    const isOfProtocol = name.startsWith('mcp-') || PROTOCOL_HEADERS.some((known) => known === name);
    if (isOfProtocol && typeof value === 'string') read.set(name, value);
  }
  return read;
}

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status);
  for (const [name, value] of response.headers) reply.header(name, value);
  if (response.body === null) return reply.send();
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  return reply.send(isStream ? Readable.fromWeb(response.body) : await response.text());
}
