import type { DocumentRecord, DocumentStore } from '../../../ports/document-store.ts';
import type { DocumentLexicon } from '../../../ports/lexicon.ts';
import { assert } from '../../../shared/assert.ts';
import { readIntact } from '../damaged.ts';
import { integer, text } from '../row.ts';
import type { Statements } from '../statements.ts';
import { DOCUMENT_COLUMNS, findDocument, toDocument } from './document-row.ts';

const WRITE = `INSERT INTO document_lexicons (document, tenant, collection, data) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (document) DO UPDATE SET collection = excluded.collection, data = excluded.data`;
const READ = `SELECT data FROM document_lexicons WHERE document = ?1`;
const WITHOUT = `SELECT ${DOCUMENT_COLUMNS} FROM documents d LEFT JOIN document_lexicons l ON l.document = d.document
  WHERE l.document IS NULL AND d.indexed_revision IS NOT NULL AND d.document > ?1 ORDER BY d.document LIMIT ?2`;

/** JSON of two lists of pairs: [name, count], and [short, long]. */
export function encodeLexicon({ entities, abbreviations }: DocumentLexicon): string {
  return JSON.stringify([
    entities.map(({ text: name, count }) => [name, count]),
    abbreviations.map(({ short, long }) => [short, long]),
  ]);
}

/** What `encodeLexicon` was given. Throws `RECORDS_UNAVAILABLE` for text it did not make. */
export function decodeLexicon(data: string): DocumentLexicon {
  return readIntact('a lexicon', () => decodePairs(data));
}

function decodePairs(data: string): DocumentLexicon {
  const value: unknown = JSON.parse(data);
  assert(Array.isArray(value), 'a lexicon is two lists');
  const [names, pairs] = value;
  return {
    entities: pairsOf(names).map(([name, count]) => {
      assert(typeof name === 'string' && typeof count === 'number', 'a name has its count');
      return { text: name, count };
    }),
    abbreviations: pairsOf(pairs).map(([short, long]) => {
      assert(typeof short === 'string' && typeof long === 'string', 'an abbreviation has its meaning');
      return { short, long };
    }),
  };
}

export function writeLexicon(
  statements: Statements,
  place: { readonly document: number; readonly tenant: string; readonly collection: string },
  data: string,
): void {
  statements.run(WRITE, place.document, place.tenant, place.collection, data);
}

/** Null for a document that was processed before lexicons were kept. */
export function readLexicon(statements: Statements, document: number): DocumentLexicon | null {
  const row = statements.get(READ, document);
  return row === undefined ? null : decodeLexicon(text(row, 'data'));
}

/** A page of searchable documents that have none. */
export function withoutLexicon(
  statements: Statements,
  { after, limit }: { readonly after: number | null; readonly limit: number },
): Awaited<ReturnType<DocumentStore['withoutLexicon']>> {
  const records: DocumentRecord[] = [];
  let cursor: number | null = null;
  for (const row of statements.all(WITHOUT, after ?? 0, limit)) {
    records.push(toDocument(row));
    cursor = integer(row, 'document');
  }
  return { records, cursor: records.length < limit ? null : cursor };
}

export type SaveLexiconInput = {
  readonly tenant: string;
  readonly documentId: string;
  readonly revision: number;
  readonly data: string;
};

/** False when the revision is not the searchable one. */
export function saveLexicon(statements: Statements, { tenant, documentId, revision, data }: SaveLexiconInput): boolean {
  const stored = findDocument(statements, tenant, documentId);
  if (stored === null || stored.record.indexedRevision !== revision) return false;
  const { document, record } = stored;
  writeLexicon(statements, { document, tenant, collection: record.scope.collection }, data);
  return true;
}

function pairsOf(value: unknown): readonly (readonly unknown[])[] {
  assert(Array.isArray(value) && value.every((pair) => Array.isArray(pair)), 'a lexicon is two lists of pairs');
  return value;
}
