import { type McpServer, ResourceNotFoundError } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { cursorCodec, cutPage } from '../../http/kit/paging.ts';
import type { McpPorts } from './mcp-ports.ts';
import { resourceUri } from './tools.ts';

/** Documents of one page of the list. */
const PAGE_DOCUMENTS = 100;

const URI_START = resourceUri('');
const cursors = cursorCodec('mcp-documents', z.strictObject({ createdAtMs: z.number(), documentId: z.string() }));

/** The tenant's documents as resources: listed page by page, newest first, and read as text. */
export function addResources(server: McpServer, { documents }: McpPorts, tenant: string): void {
  server.server.setRequestHandler('resources/list', async ({ params }) => {
    const found = await documents.list(tenant, {
      collection: null,
      tag: null,
      status: null,
      limit: PAGE_DOCUMENTS + 1,
      after: cursors.decode(params?.cursor),
    });
    const { page, last } = cutPage(found, PAGE_DOCUMENTS);
    const next =
      last === null
        ? {}
        : { nextCursor: cursors.encode({ createdAtMs: last.createdAtMs, documentId: last.documentId }) };
    return {
      resources: page.map(({ documentId, title, contentType }) => ({
        uri: resourceUri(documentId),
        name: title === '' ? documentId : title,
        description: contentType,
        mimeType: 'text/plain',
      })),
      ...next,
    };
  });
  server.server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: [{ uriTemplate: `${URI_START}{id}`, name: 'document', mimeType: 'text/plain' }],
  }));
  server.server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
    const text = uri.startsWith(URI_START) ? await documents.text(tenant, idIn(uri)) : null;
    if (text === null) throw new ResourceNotFoundError(uri);
    return { contents: [{ uri, mimeType: 'text/plain', text }] };
  });
}

function idIn(uri: string): string {
  try {
    return decodeURIComponent(uri.slice(URI_START.length));
  } catch {
    // What is no percent-encoding is no id that was ever given.
    return '';
  }
}
