import { z } from 'zod';
import type { IngestService } from '../../core/ingest/ingest-service.ts';
import type { Call } from '../../http/kit/call.ts';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';
import { type ServerEvent, sendEvents } from '../../http/kit/event-stream.ts';
import { idField } from '../../http/kit/fields.ts';
import { ingestSchema, toWireIngest } from '../../http/kit/wire-ingest.ts';
import type { IngestRecord } from '../../ports/document-store.ts';

const params = z.strictObject({ id: idField() });

/** The jobs behind `POST /api/documents`: look, follow, cancel. */
export function ingestsFeature(ingests: IngestService): Feature {
  return {
    name: 'ingests',
    description: 'Follow documents on their way into the indexes.',
    routes: [getIngestRoute(ingests), followIngestRoute(ingests), cancelIngestRoute(ingests)],
  };
}

function getIngestRoute(ingests: IngestService): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/ingests/:id',
    operationId: 'getIngest',
    summary: 'Read the state of an ingest',
    params,
    answers: { 200: ingestSchema },
    errors: ['INGEST_NOT_FOUND'],
    async handler(call) {
      return toWireIngest(await ingests.ingest(call.principal.tenant, call.params.id));
    },
  });
}

function followIngestRoute(ingests: IngestService): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/ingests/:id/events',
    operationId: 'followIngest',
    summary: 'Follow an ingest as server-sent events',
    description:
      'An event `progress` with the whole state now and after every change; the stream ends when the ingest has.',
    params,
    answers: {},
    media: { 200: { 'text/event-stream': 'Events `progress`, each with the state of the ingest as its data.' } },
    errors: ['INGEST_NOT_FOUND', 'SERVER_OVERLOADED'],
    deadlineMs: 0,
    async handler(call) {
      const { tenant } = call.principal;
      // Asked before the stream begins, so that an unknown ingest is a plain 404.
      await ingests.ingest(tenant, call.params.id);
      call.rest();
      return sendEvents(call, progress(ingests.subscribe(tenant, call.params.id, call.signal)));
    },
  });
}

async function* progress(records: AsyncIterable<IngestRecord>): AsyncGenerator<ServerEvent, void> {
  for await (const record of records) yield { event: 'progress', data: toWireIngest(record) };
}

function cancelIngestRoute(ingests: IngestService): AnyRoute {
  return defineRoute({
    method: 'DELETE',
    path: '/api/ingests/:id',
    operationId: 'cancelIngest',
    workClass: 'ingest',
    summary: 'Cancel an ingest',
    description: 'What is not processed yet is dropped; what is searchable already stays.',
    params,
    answers: { 200: ingestSchema },
    errors: ['INGEST_NOT_FOUND', 'INGEST_ALREADY_FINISHED'],
    async handler(call: Call<{ id: string }>) {
      return toWireIngest(await ingests.cancel(call.principal.tenant, call.params.id));
    },
  });
}
