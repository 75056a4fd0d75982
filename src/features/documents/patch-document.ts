import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { metadataField, tagsField } from '../../http/kit/document-schema.ts';
import { documentIdField } from '../../http/kit/fields.ts';
import type { DocumentsPorts } from './documents-ports.ts';
import { documentSchema, toWireDocument } from './wire-document.ts';

const changeSchema = z
  .strictObject({
    tags: tagsField.optional(),
    metadata: metadataField.optional(),
    enabled: z.boolean().optional().describe('False hides the document from every search, true shows it again.'),
  })
  .refine(
    (change) => Object.values(change).some((value) => value !== undefined),
    'Name at least one of tags, metadata, enabled',
  );

/** `PATCH /api/documents/{id}`: each field that is given replaces the one before, in every index when the call returns. */
export function patchDocumentRoute({ ingests }: DocumentsPorts): AnyRoute {
  return defineRoute({
    method: 'PATCH',
    path: '/api/documents/:id',
    operationId: 'patchDocument',
    workClass: 'ingest',
    summary: 'Change the tags, metadata or visibility of a document',
    params: z.strictObject({ id: documentIdField() }),
    body: changeSchema,
    answers: { 200: documentSchema },
    errors: ['DOCUMENT_NOT_FOUND'],
    example: { tags: ['bandits'], enabled: true },
    async handler({ params, body: { tags, metadata, enabled }, principal }) {
      const change = {
        ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(enabled === undefined ? {} : { enabled }),
      };
      return toWireDocument(await ingests.patchDocument(principal.tenant, params.id, change));
    },
  });
}
