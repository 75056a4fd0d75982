import type { CommitOutcome } from '../../../ports/document-store.ts';
import { assert, defined } from '../../../shared/assert.ts';
import { packText } from '../packed-text.ts';
import { integer, text, textOrNull } from '../row.ts';
import type { Row, Statements } from '../statements.ts';
import { findDocument, type StoredDocument } from './document-row.ts';
import type { EncodedRevision } from './encode-revision.ts';
import { endIndexed } from './ingest-progress.ts';
import { writeLexicon } from './lexicon-row.ts';

const FIND_ITEM = `SELECT i.ingest, i.collection, i.revision, i.uri, i.tags, i.metadata, i.content_type
  FROM ingest_items i JOIN ingests g USING (ingest) WHERE g.tenant = ?1 AND g.ingest_id = ?2 AND i.item = ?3`;
const DELETE_CHUNKS = `DELETE FROM chunks WHERE document = ?1`;
const DELETE_FEATURES = `DELETE FROM document_features WHERE document = ?1`;
const INSERT_CHUNK = `INSERT INTO chunks (document, tenant, collection, position, start_offset, end_offset, headings, text)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`;
const INSERT_FEATURES = `INSERT INTO document_features (document, tenant, collection, first_chunk, chunk_count, terms, data)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`;
const WRITE_TEXT = `INSERT INTO document_texts (document, tenant, collection, text) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (document) DO UPDATE SET collection = excluded.collection, text = excluded.text`;
const WRITE_DOCUMENT = `UPDATE documents SET collection = ?2, title = ?3, uri = ?4, tags = ?5, metadata = ?6,
    content_type = ?7, language = ?8, warnings = ?9, chunk_count = ?10, text_length = ?11, updated_at_ms = ?12,
    status = 'indexed', error_code = NULL, error_detail = NULL, indexed_revision = revision
  WHERE document = ?1`;

const NOT_COMMITTED: CommitOutcome = { committed: false, chunks: [], record: null, formerScope: null };

/** Makes processed revisions searchable, each as a whole or not at all; outcomes in the order of the revisions. */
export function commitRevisions(
  statements: Statements,
  { revisions, nowMs }: { revisions: readonly EncodedRevision[]; nowMs: number },
): readonly CommitOutcome[] {
  return revisions.map((revision) => commitOne(statements, revision, nowMs));
}

/** An item is dropped when its ingest is cancelled, its document deleted or a newer revision accepted: no item, no commit. */
function commitOne(statements: Statements, revision: EncodedRevision, nowMs: number): CommitOutcome {
  const { tenant, documentId, ingestId, item } = revision;
  const row = statements.get(FIND_ITEM, tenant, ingestId, item);
  const stored = row === undefined ? null : findDocument(statements, tenant, documentId);
  if (row === undefined || stored === null) return NOT_COMMITTED;
  assert(integer(row, 'revision') === stored.record.revision, 'only the newest revision has an item');
  assert(revision.revision === stored.record.revision, 'an item is committed with its own revision');

  const place: Place = { document: stored.document, tenant, collection: text(row, 'collection') };
  const chunks = replaceChunks(statements, place, revision);
  writeLexicon(statements, place, revision.lexicon);
  writeDocument(statements, { place, row, revision, nowMs });
  endIndexed(statements, { ingest: integer(row, 'ingest'), item, tenant, documentId }, nowMs);
  const { record } = defined(findDocument(statements, tenant, documentId), 'the document was just written');
  return { committed: true, chunks, record, formerScope: formerScope(stored, place) };
}

type Place = { readonly document: number; readonly tenant: string; readonly collection: string };

function formerScope({ record }: StoredDocument, { collection }: Place): CommitOutcome['formerScope'] {
  return record.indexedRevision !== null && record.scope.collection !== collection ? record.scope : null;
}

function replaceChunks(statements: Statements, place: Place, revision: EncodedRevision): readonly number[] {
  statements.run(DELETE_CHUNKS, place.document);
  statements.run(DELETE_FEATURES, place.document);
  const keys = insertChunks(statements, place, revision);
  let first = 0;
  for (const { chunkCount, terms, data } of revision.segments) {
    const { document, tenant, collection } = place;
    statements.run(INSERT_FEATURES, document, tenant, collection, keys[first] ?? 0, chunkCount, terms, data);
    first += chunkCount;
  }
  assert(first === keys.length, 'segments cover the chunks');
  return keys;
}

/** Keys of one transaction follow each other, so a segment needs only its first. */
function insertChunks(statements: Statements, place: Place, revision: EncodedRevision): readonly number[] {
  const { document, tenant, collection } = place;
  const keys: number[] = [];
  for (const [i, headings] of revision.headings.entries()) {
    const start = revision.offsets[2 * i] ?? 0;
    const end = revision.offsets[2 * i + 1] ?? 0;
    const passage = revision.text.slice(start, end);
    const labels = JSON.stringify(headings);
    const key = statements.run(INSERT_CHUNK, document, tenant, collection, i, start, end, labels, passage).lastRow;
    assert(i === 0 || key === (keys[i - 1] ?? 0) + 1, 'chunk keys follow each other');
    keys.push(key);
  }
  return keys;
}

/** Tags, metadata and URI are the item's own, which a patch made since the document was accepted has changed too. */
function writeDocument(
  statements: Statements,
  { place, row, revision, nowMs }: { place: Place; row: Row; revision: EncodedRevision; nowMs: number },
): void {
  const { document, tenant, collection } = place;
  statements.run(WRITE_TEXT, document, tenant, collection, packText(revision.text));
  statements.run(
    WRITE_DOCUMENT,
    document,
    collection,
    revision.title,
    textOrNull(row, 'uri'),
    text(row, 'tags'),
    text(row, 'metadata'),
    text(row, 'content_type'),
    revision.language,
    JSON.stringify(revision.warnings),
    revision.headings.length,
    revision.text.length,
    nowMs,
  );
}
