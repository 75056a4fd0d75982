import type { DocumentStore } from '../../../ports/document-store.ts';
import { integer, text } from '../row.ts';
import type { Statements } from '../statements.ts';

const COUNTS = `SELECT collection, count(*) AS documents, sum(chunk_count) AS chunks FROM documents
  WHERE tenant = ?1 GROUP BY collection ORDER BY collection`;

/** Documents (in whatever state) and searchable chunks a collection, by name; answered from one index. */
export function countDocuments(statements: Statements, tenant: string): Awaited<ReturnType<DocumentStore['counts']>> {
  return statements.all(COUNTS, tenant).map((row) => ({
    collection: text(row, 'collection'),
    documents: integer(row, 'documents'),
    chunks: integer(row, 'chunks'),
  }));
}
