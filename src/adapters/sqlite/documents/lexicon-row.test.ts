import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { indexAll, submissionOf } from '../../../../test/support/records.ts';
import { openSqliteRecordStore } from '../open-record-store.ts';
import { decodeLexicon, encodeLexicon } from './lexicon-row.ts';

const DAMAGED = expect.objectContaining({ code: 'RECORDS_UNAVAILABLE' });

it('gives back what was encoded', () => {
  const lexicon = {
    entities: [{ text: 'a "b"\n', count: 3 }],
    abbreviations: [{ short: 'TS', long: 'Thompson Sampling' }],
  };
  expect(decodeLexicon(encodeLexicon(lexicon))).toEqual(lexicon);
  expect(() => decodeLexicon('{"a": 1}')).toThrow(DAMAGED);
  expect(() => decodeLexicon('[[["x", "y"]], []]')).toThrow(DAMAGED);
});

it('lists documents of earlier releases, page by page, until each has its lexicon', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'queryloom-lexicon-'));
  try {
    const before = await openSqliteRecordStore({ dataDir });
    await indexAll(
      before.documents,
      'i1',
      ['a', 'b', 'c'].map((id) => submissionOf(id)),
    );
    await before.close();
    const database = new DatabaseSync(join(dataDir, 'data.sqlite'));
    database.exec('DELETE FROM document_lexicons');
    database.close();

    const { documents, close } = await opened(dataDir);
    const first = await documents.withoutLexicon(null, 2);
    expect(first.records.map(({ documentId }) => documentId)).toEqual(['a', 'b']);
    const rest = await documents.withoutLexicon(first.cursor, 2);
    expect([rest.records.map(({ documentId }) => documentId), rest.cursor]).toEqual([['c'], null]);
    expect((await documents.indexed(null, 10)).documents.map(({ lexicon }) => lexicon)).toEqual([null, null, null]);
    const empty = { entities: [], abbreviations: [] };
    expect(await documents.saveLexicon({ tenant: 'acme', documentId: 'b', revision: 1 }, empty)).toBe(true);
    const left = await documents.withoutLexicon(null, 10);
    expect(left.records.map(({ documentId }) => documentId)).toEqual(['a', 'c']);
    await close();
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

async function opened(dataDir: string) {
  const records = await openSqliteRecordStore({ dataDir });
  return { documents: records.documents, close: () => records.close() };
}
