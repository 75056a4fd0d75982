/**
 * The first schema. Every table carries its tenant, and its collection where there is one. `document`, `ingest` and `row` are
 * internal keys that never leave this adapter; `chunk` does, and AUTOINCREMENT keeps it from ever being used twice.
 * ANY columns hold text or bytes as they were bound. Times are wall-clock milliseconds.
 */
export const SCHEMA_1 = `
CREATE TABLE documents (
  document INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  collection TEXT NOT NULL,
  document_id TEXT NOT NULL,
  title TEXT NOT NULL,
  uri TEXT,
  tags TEXT NOT NULL,
  metadata TEXT NOT NULL,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  content_type TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  language TEXT,
  status TEXT NOT NULL CHECK (status IN ('pending', 'indexed', 'failed')),
  error_code TEXT,
  error_detail TEXT,
  warnings TEXT NOT NULL,
  revision INTEGER NOT NULL,
  indexed_revision INTEGER,
  chunk_count INTEGER NOT NULL,
  text_length INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  UNIQUE (tenant, document_id)
) STRICT;
CREATE INDEX documents_by_time ON documents (tenant, created_at_ms, document_id);
CREATE INDEX documents_by_collection ON documents (tenant, collection, created_at_ms, document_id, chunk_count);

CREATE TABLE document_texts (
  document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  tenant TEXT NOT NULL,
  collection TEXT NOT NULL,
  text ANY NOT NULL
) STRICT;

CREATE TABLE chunks (
  chunk INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  tenant TEXT NOT NULL,
  collection TEXT NOT NULL,
  position INTEGER NOT NULL,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  headings TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX chunks_by_document ON chunks (document, position);

CREATE TABLE document_features (
  segment INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  tenant TEXT NOT NULL,
  collection TEXT NOT NULL,
  first_chunk INTEGER NOT NULL,
  chunk_count INTEGER NOT NULL,
  terms TEXT NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX document_features_by_document ON document_features (document);

CREATE TABLE ingests (
  ingest INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  ingest_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  total INTEGER NOT NULL,
  indexed INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  started_at_ms INTEGER,
  finished_at_ms INTEGER,
  UNIQUE (tenant, ingest_id)
) STRICT;
CREATE INDEX ingests_ended ON ingests (finished_at_ms) WHERE finished_at_ms IS NOT NULL;

CREATE TABLE ingest_items (
  item_row INTEGER PRIMARY KEY AUTOINCREMENT,
  ingest INTEGER NOT NULL REFERENCES ingests ON DELETE CASCADE,
  item INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  collection TEXT NOT NULL,
  document_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  title TEXT NOT NULL,
  uri TEXT,
  tags TEXT NOT NULL,
  metadata TEXT NOT NULL,
  content_type TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  content_bytes INTEGER NOT NULL,
  content ANY NOT NULL,
  UNIQUE (ingest, item)
) STRICT;
CREATE INDEX ingest_items_by_document ON ingest_items (tenant, document_id);
CREATE INDEX ingest_items_by_size ON ingest_items (content_bytes);

CREATE TABLE ingest_errors (
  ingest INTEGER NOT NULL REFERENCES ingests ON DELETE CASCADE,
  item INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  document_id TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (ingest, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  collection TEXT NOT NULL,
  query_id TEXT NOT NULL,
  user_id TEXT,
  session_id TEXT,
  text TEXT NOT NULL,
  response_preview TEXT NOT NULL,
  cited_chunks TEXT NOT NULL,
  answered INTEGER NOT NULL CHECK (answered IN (0, 1)),
  confidence REAL NOT NULL,
  duration_ms REAL NOT NULL,
  timestamp_ms INTEGER NOT NULL,
  pattern_used TEXT NOT NULL,
  tool_used TEXT NOT NULL,
  cache_hit INTEGER NOT NULL CHECK (cache_hit IN (0, 1)),
  UNIQUE (tenant, query_id)
) STRICT;
CREATE INDEX history_by_time ON history (tenant, timestamp_ms, query_id);
CREATE INDEX history_by_tenant ON history (tenant);

CREATE TABLE history_bodies (
  row INTEGER PRIMARY KEY REFERENCES history ON DELETE CASCADE,
  tenant TEXT NOT NULL,
  answer ANY NOT NULL,
  trace ANY NOT NULL
) STRICT;

CREATE TABLE history_counts (
  tenant TEXT PRIMARY KEY,
  row_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency_keys (
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  lease_until_ms INTEGER NOT NULL,
  status INTEGER,
  content_type TEXT,
  body TEXT,
  PRIMARY KEY (tenant, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at_ms);

CREATE TABLE probes (
  probe INTEGER PRIMARY KEY,
  written INTEGER NOT NULL
) STRICT;
`;
