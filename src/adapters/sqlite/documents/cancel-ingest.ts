import type { IngestRecord } from '../../../ports/document-store.ts';
import type { Statements } from '../statements.ts';
import { findIngest } from './ingest-row.ts';

const FAIL_DOCUMENTS = `UPDATE documents SET status = 'failed', error_code = 'REQUEST_CANCELLED',
    error_detail = 'The ingest was cancelled before this revision was indexed.', updated_at_ms = ?2
  FROM ingest_items i WHERE i.ingest = ?1 AND i.tenant = documents.tenant AND i.document_id = documents.document_id`;
const DELETE_ITEMS = `DELETE FROM ingest_items WHERE ingest = ?1`;
const CANCEL = `UPDATE ingests SET state = 'cancelled', finished_at_ms = ?2 WHERE ingest = ?1`;

/**
 * Drops the items that were not processed; what is indexed stays. Their documents' newest revisions become `failed`, so that
 * sending the same content again is accepted and no document waits for ever.
 */
export function cancelIngest(
  statements: Statements,
  { tenant, ingestId, nowMs }: { tenant: string; ingestId: string; nowMs: number },
): IngestRecord | null {
  const found = findIngest(statements, tenant, ingestId);
  if (found === null || found.record.finishedAtMs !== null) return found?.record ?? null;
  statements.run(FAIL_DOCUMENTS, found.ingest, nowMs);
  statements.run(DELETE_ITEMS, found.ingest);
  statements.run(CANCEL, found.ingest, nowMs);
  return findIngest(statements, tenant, ingestId)?.record ?? null;
}
