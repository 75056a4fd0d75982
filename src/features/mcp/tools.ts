import type { CallToolResult, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Call } from '../../http/kit/call.ts';
import { documentFields } from '../../http/kit/document-schema.ts';
import { noteAnswer } from '../../http/kit/note-answer.ts';
import { problemOf } from '../../http/kit/problem.ts';
import { querySchema, toRequest } from '../../http/kit/query-schema.ts';
import { readDocument } from '../../http/kit/read-document.ts';
import { toWire } from '../../http/kit/wire-answer.ts';
import { CodedError } from '../../shared/errors.ts';
import type { McpPorts } from './mcp-ports.ts';

const { pattern, collection, filters, top_k } = querySchema.shape;

const questionSchema = z.strictObject({
  text: querySchema.shape.text.describe('The question, in plain words.'),
  pattern,
  collection,
  filters,
});

const searchSchema = z.strictObject({
  text: querySchema.shape.text.describe('What the passages are to be about.'),
  limit: top_k.describe('Passages to give; null lets the scores decide.'),
  collection,
  filters,
});

const additionSchema = z.strictObject({
  text: z.string().min(1).describe('The content, as plain text or Markdown (then content_type text/markdown).'),
  id: documentFields.id,
  title: documentFields.title,
  content_type: documentFields.content_type,
  uri: documentFields.uri,
  tags: documentFields.tags,
  metadata: documentFields.metadata,
  collection: documentFields.collection,
});

/** The tools of the protocol; each does what its operation over HTTP does, for the same tenant. */
export function addTools(server: McpServer, ports: McpPorts, call: Call): void {
  server.registerTool(
    'query',
    {
      title: 'Ask a question',
      description: 'Answers a question from the documents, with its sources and the probability that it is right.',
      inputSchema: questionSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    (input) => guarded(call, () => ask(ports, call, input)),
  );
  server.registerTool(
    'search',
    {
      title: 'Search passages',
      description: 'The passages of the documents that are nearest to a text, best first.',
      inputSchema: searchSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    (input) => guarded(call, () => search(ports, call, input)),
  );
  server.registerTool(
    'add_document',
    {
      title: 'Add a document',
      description: 'Adds or replaces a document, and answers when it is searchable.',
      inputSchema: additionSchema,
      annotations: { readOnlyHint: false, idempotentHint: true, openWorldHint: false },
    },
    (input) =>
      guarded(call, async () => {
        if (call.principal.scopes.includes('write')) return addDocument(ports, call, input);
        throw new CodedError('KEY_SCOPE_MISSING', 'This tool needs a key with the scope "write".');
      }),
  );
}

async function ask(ports: McpPorts, call: Call, input: z.output<typeof questionSchema>): Promise<CallToolResult> {
  const request = toRequest(querySchema.parse({ ...input, include_suggestions: false }));
  const answer = await ports.queries.run(request, call.principal, call.signal);
  noteAnswer(call, answer);
  const { query_id, response, answered, confidence, sources, citations } = toWire(answer, {
    includeTrace: false,
    includeSources: true,
  });
  const links = sources.map(({ document_id, title }) => ({
    type: 'resource_link' as const,
    uri: resourceUri(document_id),
    name: title === '' ? document_id : title,
  }));
  return {
    content: [{ type: 'text', text: response }, ...links],
    structuredContent: { query_id, response, answered, confidence, sources, citations },
  };
}

async function search(ports: McpPorts, call: Call, input: z.output<typeof searchSchema>): Promise<CallToolResult> {
  const { limit, ...rest } = input;
  const body = querySchema.parse({ ...rest, top_k: limit, tool: 'search', include_suggestions: false });
  const answer = await ports.queries.run(toRequest(body), call.principal, call.signal);
  noteAnswer(call, answer);
  const { query_id, sources } = toWire(answer, { includeTrace: false, includeSources: true });
  const text = sources.map((source) => `[${source.rank}] ${source.title} (${source.document_id})\n${source.text}`);
  return {
    content: [{ type: 'text', text: text.length === 0 ? 'No passage is near.' : text.join('\n\n') }],
    structuredContent: { query_id, sources },
  };
}

async function addDocument(
  ports: McpPorts,
  call: Call,
  input: z.output<typeof additionSchema>,
): Promise<CallToolResult> {
  const { tenant } = call.principal;
  const document = readDocument({ ...input }, tenant, ports.sniffer);
  const { ingestId, items } = await ports.ingests.accept(tenant, [document]);
  call.rest();
  const { errors } = await ports.ingests.waitUntilFinished(tenant, ingestId, call.signal);
  const id = items[0]?.documentId ?? '';
  const [failure] = errors;
  if (failure !== undefined) {
    return { isError: true, content: [{ type: 'text', text: `${failure.code}: ${failure.detail}` }] };
  }
  return {
    content: [{ type: 'text', text: `The document ${id} is searchable.` }],
    structuredContent: { document_id: id, uri: resourceUri(id) },
  };
}

/** What goes wrong is told to the agent as the tool's result, in the words of the problem it would be over HTTP. */
async function guarded(call: Call, work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work();
  } catch (error) {
    const { code, detail, issues = [] } = problemOf(error, call.request);
    const fields = issues.map(({ path, message }) => `${path}: ${message}`);
    return { isError: true, content: [{ type: 'text', text: [`${code}: ${detail}`, ...fields].join('\n') }] };
  }
}

/** The URI under which a document is read as a resource. */
export function resourceUri(documentId: string): string {
  return `queryloom://documents/${encodeURIComponent(documentId)}`;
}
