import type { IngestRecord, IngestState } from '../../../ports/document-store.ts';
import { integer, integerOrNull, text, word } from '../row.ts';
import type { Row, Statements } from '../statements.ts';

const STATES: readonly IngestState[] = ['queued', 'running', 'done', 'failed', 'cancelled'];
const BY_ID = `SELECT * FROM ingests WHERE tenant = ?1 AND ingest_id = ?2`;
const ERRORS = `SELECT item, document_id, code, detail FROM ingest_errors WHERE ingest = ?1 ORDER BY item`;

/** An ingest with its internal key. */
export type StoredIngest = { readonly ingest: number; readonly record: IngestRecord };

export function findIngest(statements: Statements, tenant: string, ingestId: string): StoredIngest | null {
  const row = statements.get(BY_ID, tenant, ingestId);
  if (row === undefined) return null;
  const ingest = integer(row, 'ingest');
  return { ingest, record: toIngest(row, statements.all(ERRORS, ingest)) };
}

function toIngest(row: Row, errors: readonly Row[]): IngestRecord {
  return {
    ingestId: text(row, 'ingest_id'),
    tenant: text(row, 'tenant'),
    state: word(row, 'state', STATES),
    total: integer(row, 'total'),
    indexed: integer(row, 'indexed'),
    failed: integer(row, 'failed'),
    unchanged: integer(row, 'unchanged'),
    errors: errors.map((error) => ({
      index: integer(error, 'item'),
      documentId: text(error, 'document_id'),
      code: text(error, 'code'),
      detail: text(error, 'detail'),
    })),
    createdAtMs: integer(row, 'created_at_ms'),
    startedAtMs: integerOrNull(row, 'started_at_ms'),
    finishedAtMs: integerOrNull(row, 'finished_at_ms'),
  };
}
