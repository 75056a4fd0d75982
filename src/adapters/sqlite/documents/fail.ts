import { integer } from '../row.ts';
import type { Statements } from '../statements.ts';
import { endFailed, type ItemError } from './ingest-progress.ts';

export type FailInput = {
  readonly ingestId: string;
  readonly item: number;
  readonly tenant: string;
  readonly documentId: string;
  readonly error: ItemError;
  readonly nowMs: number;
};

const FIND_ITEM = `SELECT i.ingest, i.revision FROM ingest_items i JOIN ingests g USING (ingest)
  WHERE g.tenant = ?1 AND g.ingest_id = ?2 AND i.item = ?3`;
const FAIL_DOCUMENT = `UPDATE documents SET status = 'failed', error_code = ?4, error_detail = ?5, updated_at_ms = ?6
  WHERE tenant = ?1 AND document_id = ?2 AND revision = ?3`;

/** The item could not be read. An item that is not there any more (deleted, superseded, cancelled) needs nothing. */
export function failItem(statements: Statements, input: FailInput): void {
  const { ingestId, item, tenant, documentId, error, nowMs } = input;
  const row = statements.get(FIND_ITEM, tenant, ingestId, item);
  if (row === undefined) return;
  statements.run(FAIL_DOCUMENT, tenant, documentId, integer(row, 'revision'), error.code, error.detail, nowMs);
  endFailed(statements, { ingest: integer(row, 'ingest'), item, tenant, documentId }, error, nowMs);
}
