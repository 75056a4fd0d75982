import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { documentIdField } from '../../http/kit/fields.ts';
import type { DocumentsPorts } from './documents-ports.ts';

/** `DELETE /api/documents/{id}`: gone from every index when the call returns. */
export function deleteDocumentRoute({ ingests }: DocumentsPorts): AnyRoute {
  return defineRoute({
    method: 'DELETE',
    path: '/api/documents/:id',
    operationId: 'deleteDocument',
    workClass: 'ingest',
    summary: 'Delete a document',
    params: z.strictObject({ id: documentIdField() }),
    answers: { 200: z.object({ status: z.literal('deleted'), id: z.string() }) },
    errors: ['DOCUMENT_NOT_FOUND'],
    async handler({ params, principal }) {
      const { documentId } = await ingests.deleteDocument(principal.tenant, params.id);
      return { status: 'deleted' as const, id: documentId };
    },
  });
}
