import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { collectionField } from '../../http/kit/document-schema.ts';
import { cursorCodec, cutPage, nextCursorField, pageFields } from '../../http/kit/paging.ts';
import type { DocumentsPorts } from './documents-ports.ts';
import { documentSchema, toWireDocument } from './wire-document.ts';

const cursors = cursorCodec('documents', z.strictObject({ createdAtMs: z.number(), documentId: z.string() }));

/** `GET /api/documents`: newest first. */
export function listDocumentsRoute({ documents }: DocumentsPorts): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/documents',
    operationId: 'listDocuments',
    summary: 'List documents',
    query: z.strictObject({
      ...pageFields,
      collection: collectionField.optional().describe('Only of this collection; of all when left out.'),
      tag: z.string().min(1).optional(),
      status: z.enum(['pending', 'indexed', 'failed']).optional(),
    }),
    answers: { 200: z.object({ documents: z.array(documentSchema), next_cursor: nextCursorField }) },
    async handler({ query, principal }) {
      const found = await documents.list(principal.tenant, {
        collection: query.collection ?? null,
        tag: query.tag ?? null,
        status: query.status ?? null,
        limit: query.limit + 1,
        after: cursors.decode(query.cursor),
      });
      const { page, last } = cutPage(found, query.limit);
      const next = last === null ? null : { createdAtMs: last.createdAtMs, documentId: last.documentId };
      return { documents: page.map(toWireDocument), next_cursor: next === null ? null : cursors.encode(next) };
    },
  });
}
