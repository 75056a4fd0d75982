import { z } from 'zod';
import type { AcceptedIngest } from '../../core/ingest/ingest-service.ts';
import type { Call } from '../../http/kit/call.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { type AddDocumentsBody, addDocumentsSchema, documentsOf } from '../../http/kit/document-schema.ts';
import { ingestSchema, toWireIngest } from '../../http/kit/wire-ingest.ts';
import type { IngestRecord } from '../../ports/document-store.ts';
import { CodedError } from '../../shared/errors.ts';
import type { DocumentsPorts } from './documents-ports.ts';
import { type Rejection, readSubmissions } from './read-submissions.ts';

/** Longest a caller can wait for documents to be searchable; the job goes on without them. */
const WAIT_MS_MAX = 600_000;

/** Documents of one unit of the caller's limits: a full call of 1,000 fits the smallest burst. */
const DOCUMENTS_PER_UNIT = 100;

const acceptedSchema = z.object({
  ingest_id: z.string(),
  accepted: z.int().describe('Documents that were taken, unchanged ones included.'),
  rejected: z.array(z.object({ index: z.int(), code: z.string(), detail: z.string() })),
  documents: z.array(z.object({ id: z.string(), status: z.string() })).describe('The accepted ones, in order.'),
});

type Accepted = z.output<typeof acceptedSchema>;

/** `POST /api/documents`. */
export function addDocumentsRoute(ports: DocumentsPorts): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/documents',
    operationId: 'addDocuments',
    workClass: 'ingest',
    unmeasured: true,
    summary: 'Add or replace documents',
    description:
      'One document, or up to 1,000 under `documents`. Answered when they are durable; with `wait=indexed` when they are searchable. Content that cannot be read is rejected alone, the rest is taken.',
    query: z.strictObject({ wait: z.enum(['indexed']).optional().describe('Answer when everything is searchable.') }),
    body: addDocumentsSchema,
    answers: { 202: acceptedSchema, 200: acceptedSchema.extend({ ingest: ingestSchema }) },
    errors: ['DOCUMENT_ALL_REJECTED', 'INGEST_QUEUE_FULL'],
    idempotent: true,
    bodyBytesMax: ports.bodyBytesMax,
    cost: (body) => Math.max(1, Math.ceil(documentsOf(body).length / DOCUMENTS_PER_UNIT)),
    deadlineMs: WAIT_MS_MAX,
    example: {
      title: 'Thompson sampling',
      text: 'Thompson sampling chooses actions by their probability of being best.',
    },
    async handler(call) {
      const { tenant } = call.principal;
      const { documents, rejections } = await readSubmissions(documentsOf(call.body), tenant, {
        ...ports,
        sniff: ports.sniffer,
      });
      if (documents.length === 0) throw allRejected(rejections, call.body);
      const accepted = await ports.ingests.accept(tenant, documents);
      call.reply.header('location', `/api/ingests/${accepted.ingestId}`);
      if (call.query.wait === undefined) {
        call.reply.code(202);
        return toAccepted(accepted, rejections);
      }
      call.rest();
      return answerWhenSearchable(ports, call, { accepted, rejections });
    },
  });
}

type Taken = { readonly accepted: AcceptedIngest; readonly rejections: readonly Rejection[] };

async function answerWhenSearchable(
  { ingests, documents }: DocumentsPorts,
  { principal, signal }: Call,
  { accepted, rejections }: Taken,
): Promise<Accepted & { ingest: z.output<typeof ingestSchema> }> {
  const { tenant } = principal;
  const ingest = await ingests.waitUntilFinished(tenant, accepted.ingestId, signal);
  const answer = toAccepted(accepted, rejections);
  for (const document of answer.documents) {
    if (document.status === 'unchanged') continue;
    document.status = isWhole(ingest) ? 'indexed' : ((await documents.get(tenant, document.id))?.status ?? 'deleted');
  }
  return { ...answer, ingest: toWireIngest(ingest) };
}

/** True when no document of the job can be anything but searchable. */
function isWhole({ state, failed, indexed, unchanged, total }: IngestRecord): boolean {
  return state === 'done' && failed === 0 && indexed + unchanged === total;
}

function toAccepted({ ingestId, items }: AcceptedIngest, rejections: readonly Rejection[]): Accepted {
  return {
    ingest_id: ingestId,
    accepted: items.length,
    rejected: rejections.map(({ index, code, detail }) => ({ index, code, detail })),
    documents: items.map(({ documentId, status }) => ({ id: documentId, status })),
  };
}

function allRejected(rejections: readonly Rejection[], body: AddDocumentsBody): CodedError {
  const inList = body.documents !== undefined;
  const issues = rejections.map(({ index, field, detail }) => ({
    path: inList ? `documents.${index}.${field}` : field,
    message: detail,
  }));
  const [first] = rejections;
  const detail = rejections.length === 1 && first !== undefined ? first.detail : 'None of the documents can be taken.';
  return new CodedError('DOCUMENT_ALL_REJECTED', detail, { issues });
}
