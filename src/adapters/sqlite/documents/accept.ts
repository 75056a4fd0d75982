import type { AcceptedItem, DocumentStore, Submission } from '../../../ports/document-store.ts';
import { assert } from '../../../shared/assert.ts';
import type { Statements } from '../statements.ts';
import { findDocument, type StoredDocument } from './document-row.ts';
import { dropItems } from './drop-items.ts';
import { finishIngest } from './ingest-progress.ts';

export type AcceptInput = Parameters<DocumentStore['accept']>[0];

/** How long the record of an ended ingest is kept: long enough for any client that still polls it. */
export const INGEST_RETENTION_MS = 30 * 24 * 3_600_000;
/** Old ingests removed with each new one: more than one, so the table shrinks; few, so the call stays short. */
const INGEST_TRIM_SLICE = 8;

const TRIM_INGESTS = `DELETE FROM ingests WHERE ingest IN
  (SELECT ingest FROM ingests WHERE finished_at_ms < ?1 ORDER BY finished_at_ms LIMIT ${INGEST_TRIM_SLICE})`;
const INSERT_INGEST = `INSERT INTO ingests (tenant, ingest_id, state, total, indexed, failed, unchanged, created_at_ms)
  VALUES (?1, ?2, 'queued', ?3, 0, 0, 0, ?4)`;
const COUNT_UNCHANGED = `UPDATE ingests SET unchanged = ?2 WHERE ingest = ?1`;
const INSERT_DOCUMENT = `INSERT INTO documents (tenant, collection, document_id, title, uri, tags, metadata, enabled,
    content_type, content_hash, status, warnings, revision, chunk_count, text_length, created_at_ms, updated_at_ms)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8, ?9, 'pending', '[]', 1, 0, 0, ?10, ?10)`;
const NEXT_REVISION = `UPDATE documents SET revision = revision + 1, content_hash = ?2, status = 'pending',
    error_code = NULL, error_detail = NULL, updated_at_ms = ?3 WHERE document = ?1`;
const REPLACE_FACTS = `UPDATE documents SET collection = ?2, title = ?3, uri = ?4, tags = ?5, metadata = ?6, content_type = ?7
  WHERE document = ?1`;
const INSERT_ITEM = `INSERT INTO ingest_items (ingest, item, tenant, collection, document_id, revision, title, uri, tags,
    metadata, content_type, content_hash, content_bytes, content)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)`;

/** The ingest, its items, and a new revision of every document whose hash differs from its newest revision's. */
export function accept(statements: Statements, input: AcceptInput): readonly AcceptedItem[] {
  const { ingestId, tenant, submissions, nowMs } = input;
  const ids = new Set(submissions.map(({ documentId }) => documentId));
  assert(ids.size === submissions.length, 'a call names each document once');
  assert(
    submissions.every(({ scope }) => scope.tenant === tenant),
    'a call stays inside its tenant',
  );
  statements.run(TRIM_INGESTS, nowMs - INGEST_RETENTION_MS);
  const ingest = statements.run(INSERT_INGEST, tenant, ingestId, submissions.length, nowMs).lastRow;
  const items = submissions.map((submission, item) => acceptOne(statements, { submission, ingest, item, nowMs }));
  const unchanged = items.filter(({ status }) => status === 'unchanged').length;
  statements.run(COUNT_UNCHANGED, ingest, unchanged);
  finishIngest(statements, ingest, nowMs);
  return items;
}

type Place = {
  readonly submission: Submission;
  readonly ingest: number;
  readonly item: number;
  readonly nowMs: number;
};

function acceptOne(statements: Statements, place: Place): AcceptedItem {
  const { submission, nowMs } = place;
  const { documentId } = submission;
  const stored = findDocument(statements, submission.scope.tenant, documentId);
  if (stored !== null && isUnchanged(stored, submission)) {
    return { documentId, status: 'unchanged', revision: stored.record.revision };
  }
  if (stored === null) insertDocument(statements, submission, nowMs);
  else nextRevision(statements, stored, submission, nowMs);
  const revision = (stored?.record.revision ?? 0) + 1;
  insertItem(statements, place, revision);
  return { documentId, status: 'accepted', revision };
}

/** A failed revision is not kept for its hash: sending the same again is how to try again. */
function isUnchanged({ record }: StoredDocument, submission: Submission): boolean {
  return record.contentHash === submission.contentHash && record.status !== 'failed';
}

function insertDocument(statements: Statements, submission: Submission, nowMs: number): void {
  const { scope, documentId, title, uri, tags, metadata, contentType, contentHash } = submission;
  statements.run(
    INSERT_DOCUMENT,
    scope.tenant,
    scope.collection,
    documentId,
    title,
    uri,
    JSON.stringify(tags),
    JSON.stringify(metadata),
    contentType,
    contentHash,
    nowMs,
  );
}

/** While an older revision answers, the record keeps that one's facts; before the first, it shows what was sent last. */
function nextRevision(statements: Statements, stored: StoredDocument, submission: Submission, nowMs: number): void {
  const { document, record } = stored;
  const { scope, title, uri, tags, metadata, contentType, contentHash, documentId } = submission;
  const detail = 'A newer revision was accepted before this one was indexed.';
  dropItems(statements, { tenant: scope.tenant, documentId, detail, nowMs });
  statements.run(NEXT_REVISION, document, contentHash, nowMs);
  if (record.indexedRevision !== null) return;
  const facts = [title, uri, JSON.stringify(tags), JSON.stringify(metadata), contentType];
  statements.run(REPLACE_FACTS, document, scope.collection, ...facts);
}

function insertItem(statements: Statements, { submission, ingest, item }: Place, revision: number): void {
  const { scope, documentId, title, uri, tags, metadata, contentType, contentHash, content } = submission;
  statements.run(
    INSERT_ITEM,
    ingest,
    item,
    scope.tenant,
    scope.collection,
    documentId,
    revision,
    title,
    uri,
    JSON.stringify(tags),
    JSON.stringify(metadata),
    contentType,
    contentHash,
    Buffer.byteLength(content),
    content,
  );
}
