import { z } from 'zod';
import type { IngestRecord } from '../../ports/document-store.ts';
import { isoTimeOrNull } from './fields.ts';

/** A job that makes documents searchable, as several operations answer it. */
export const ingestSchema = z.object({
  ingest_id: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  total: z.int(),
  indexed: z.int().describe('Documents that are searchable now.'),
  failed: z.int(),
  unchanged: z.int().describe('Documents that were sent before exactly so.'),
  errors: z
    .array(z.object({ index: z.int(), document_id: z.string(), code: z.string(), detail: z.string() }))
    .describe('The first 100 failures; `index` counts the accepted documents.'),
  created_at: z.string().nullable(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
});

export function toWireIngest(record: IngestRecord): z.output<typeof ingestSchema> {
  const { ingestId, state, total, indexed, failed, unchanged } = record;
  return {
    ...{ ingest_id: ingestId, state, total, indexed, failed, unchanged },
    errors: record.errors.map(({ index, documentId, code, detail }) => ({
      index,
      document_id: documentId,
      code,
      detail,
    })),
    created_at: isoTimeOrNull(record.createdAtMs),
    started_at: isoTimeOrNull(record.startedAtMs),
    finished_at: isoTimeOrNull(record.finishedAtMs),
  };
}
