import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteRecordStore } from '../../src/adapters/sqlite/open-record-store.ts';
import type { DocumentStore } from '../../src/ports/document-store.ts';
import type { CrashReport } from './crash-round.ts';
import { listOptions, processed } from './records.ts';

/** What a store must still know after a crash: revisions acknowledged as searchable, documents acknowledged as gone. */
export class Acknowledged {
  readonly revisions = new Map<string, number>();
  readonly deleted = new Set<string>();
  /** A delete was begun: the document may be there or not. */
  readonly uncertain = new Set<string>();
  count = 0;

  add(reports: readonly CrashReport[]): void {
    for (const report of reports) {
      if (report.kind === 'indexed') {
        this.revisions.set(report.documentId, Math.max(report.revision, this.revisions.get(report.documentId) ?? 0));
      } else if (report.kind === 'deleting') this.uncertain.add(report.documentId);
      else if (report.kind === 'deleted') this.deleted.add(report.documentId);
      if (report.kind === 'indexed' || report.kind === 'deleted') this.count += 1;
    }
  }
}

/** Opens the store after a crash, goes on with what waits, and lists everything that is wrong; empty is right. */
export async function checkAfterCrash(dataDir: string, acknowledged: Acknowledged): Promise<readonly string[]> {
  const store = await openSqliteRecordStore({ dataDir });
  try {
    const wrong = [...(await missing(store.documents, acknowledged)), ...(await mixed(store.documents))];
    await resume(store.documents);
    return [...wrong, ...(await mixed(store.documents)), ...damage(join(dataDir, 'data.sqlite'))];
  } finally {
    await store.close();
  }
}

async function missing(documents: DocumentStore, acknowledged: Acknowledged): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const [documentId, revision] of acknowledged.revisions) {
    const record = await documents.get('acme', documentId);
    if (acknowledged.deleted.has(documentId)) {
      if (record !== null) wrong.push(`${documentId} was deleted and is there`);
    } else if (record === null) {
      if (!acknowledged.uncertain.has(documentId)) wrong.push(`${documentId} is missing`);
    } else if ((record.indexedRevision ?? 0) < revision) wrong.push(`${documentId} lost revision ${revision}`);
  }
  return wrong;
}

/** Documents whose passages, text and features are not all of one revision. */
async function mixed(documents: DocumentStore): Promise<readonly string[]> {
  const wrong: string[] = [];
  const searchable = new Map<string, readonly number[]>();
  let cursor: number | null = null;
  do {
    const page: Awaited<ReturnType<DocumentStore['indexed']>> = await documents.indexed(cursor, 500);
    for (const { record, chunks, features } of page.documents) {
      if (searchable.has(record.documentId)) wrong.push(`${record.documentId} is indexed twice`);
      if (features.length !== record.chunkCount) wrong.push(`${record.documentId} lacks features`);
      searchable.set(record.documentId, chunks);
    }
    cursor = page.cursor;
  } while (cursor !== null);
  for (const [documentId, keys] of searchable) {
    const chunks = await documents.chunks('acme', keys);
    const text = await documents.text('acme', documentId);
    if (chunks.length !== keys.length) wrong.push(`${documentId} lacks chunks`);
    if (chunks.map((chunk) => chunk.text).join('') !== text) wrong.push(`${documentId} mixes revisions`);
  }
  return wrong;
}

/** What was accepted and not yet processed is processed now, as a start does. */
async function resume(documents: DocumentStore): Promise<void> {
  for (let items = await documents.pending(500); items.length > 0; items = await documents.pending(500)) {
    await documents.commit(
      items.map((item) => processed(item)),
      2_000,
    );
  }
  const left = await documents.list('acme', listOptions({ status: 'pending' }));
  if (left.length > 0) throw new Error(`${left.length} documents wait without an item`);
}

function damage(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const checks = [
    ...database
      .prepare(`SELECT integrity_check AS problem FROM pragma_integrity_check WHERE integrity_check <> 'ok'`)
      .all(),
    ...database.prepare(`SELECT 'foreign key in ' || "table" AS problem FROM pragma_foreign_key_check`).all(),
    ...database
      .prepare(`SELECT 'open ingest ' || ingest_id AS problem FROM ingests WHERE finished_at_ms IS NULL`)
      .all(),
  ];
  database.close();
  return checks.map(({ problem }) => String(problem));
}
