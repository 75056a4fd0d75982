import { INGEST_ERRORS_MAX } from '../../../ports/document-store.ts';
import { integer } from '../row.ts';
import type { Statements } from '../statements.ts';

/** Why an item ended without being indexed. */
export type ItemError = { readonly code: string; readonly detail: string };

/** An item of an ingest by its internal key. */
export type ItemKey = {
  readonly ingest: number;
  readonly item: number;
  readonly tenant: string;
  readonly documentId: string;
};

const START = `UPDATE ingests SET state = 'running', started_at_ms = coalesce(started_at_ms, ?2)
  WHERE ingest = ?1 AND state = 'queued'`;
const COUNT_INDEXED = `UPDATE ingests SET indexed = indexed + 1 WHERE ingest = ?1`;
const COUNT_FAILED = `UPDATE ingests SET failed = failed + 1 WHERE ingest = ?1 RETURNING failed`;
const INSERT_ERROR = `INSERT INTO ingest_errors (ingest, item, tenant, document_id, code, detail)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6)`;
const FINISH = `UPDATE ingests SET state = iif(failed = total AND total > 0, 'failed', 'done'), finished_at_ms = ?2
  WHERE ingest = ?1 AND finished_at_ms IS NULL AND indexed + failed + unchanged = total`;
const DELETE_ITEM = `DELETE FROM ingest_items WHERE ingest = ?1 AND item = ?2`;

/** The first of an ingest's items is being worked on. */
export function startIngest(statements: Statements, ingest: number, nowMs: number): void {
  statements.run(START, ingest, nowMs);
}

/** The item is searchable: its payload goes, the ingest counts it and ends with the last one. */
export function endIndexed(statements: Statements, key: ItemKey, nowMs: number): void {
  startIngest(statements, key.ingest, nowMs);
  statements.run(DELETE_ITEM, key.ingest, key.item);
  statements.run(COUNT_INDEXED, key.ingest);
  finishIngest(statements, key.ingest, nowMs);
}

/** The item will not become searchable: its payload goes, the ingest counts it, and keeps the first `INGEST_ERRORS_MAX` reasons. */
export function endFailed(statements: Statements, key: ItemKey, error: ItemError, nowMs: number): void {
  startIngest(statements, key.ingest, nowMs);
  statements.run(DELETE_ITEM, key.ingest, key.item);
  const counted = statements.get(COUNT_FAILED, key.ingest);
  if (counted !== undefined && integer(counted, 'failed') <= INGEST_ERRORS_MAX) {
    statements.run(INSERT_ERROR, key.ingest, key.item, key.tenant, key.documentId, error.code, error.detail);
  }
  finishIngest(statements, key.ingest, nowMs);
}

/** Ends the ingest when nothing is left of it: `failed` when every item failed, else `done`. */
export function finishIngest(statements: Statements, ingest: number, nowMs: number): void {
  statements.run(FINISH, ingest, nowMs);
}
