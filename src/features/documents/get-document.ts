import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { documentIdField } from '../../http/kit/fields.ts';
import type { DocumentsPorts } from './documents-ports.ts';
import { chunkSchema, documentSchema, toWireChunk, toWireDocument } from './wire-document.ts';

const answer = documentSchema.extend({
  text: z.string().nullable().describe('The text that offsets point into; null before it was first read.'),
  chunks: z.array(chunkSchema).optional().describe('With `chunks=true`: the passages, in order.'),
});

/** `GET /api/documents/{id}`. */
export function getDocumentRoute({ ingests, documents }: DocumentsPorts): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/documents/:id',
    operationId: 'getDocument',
    summary: 'Read a document',
    params: z.strictObject({ id: documentIdField() }),
    query: z.strictObject({ chunks: z.boolean().default(false).describe('Give its passages with their offsets too.') }),
    answers: { 200: answer },
    errors: ['DOCUMENT_NOT_FOUND'],
    async handler({ params, query, principal: { tenant } }) {
      const record = await ingests.document(tenant, params.id);
      const text = await documents.text(tenant, params.id);
      const chunks = query.chunks ? await documents.chunksOf(tenant, params.id) : null;
      return { ...toWireDocument(record), text, ...(chunks === null ? {} : { chunks: chunks.map(toWireChunk) }) };
    },
  });
}
