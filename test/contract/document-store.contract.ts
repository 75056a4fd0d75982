import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHUNK_LOOKUP_MAX, type DocumentStore } from '../../src/ports/document-store.ts';
import { featuresOf, indexAll, indexOne, listOptions, pendingOf, processed, submissionOf } from '../support/records.ts';
import { type DocumentStoreBed, documentChangesContract } from './document-changes.contract.ts';

/** What every document store must do. */
export function documentStoreContract(name: string, create: () => Promise<DocumentStoreBed>): void {
  documentChangesContract(name, create);
  let bed: DocumentStoreBed;
  let documents: DocumentStore;

  beforeEach(async () => {
    bed = await create();
    documents = bed.documents;
  });
  afterEach(() => bed.close());

  const accept = (ingestId: string, submissions: readonly ReturnType<typeof submissionOf>[], nowMs = 1_000) =>
    documents.accept({ ingestId, tenant: submissions[0]?.scope.tenant ?? 'acme', submissions, nowMs });

  describe(`${name}: accepting`, () => {
    it('keeps a new document as pending, with what was submitted', async () => {
      const submission = submissionOf('d1', {
        uri: 'https://example.org/1',
        tags: ['a', 'ü'],
        metadata: { year: 2020, draft: false, authors: ['x', 'y'], score: 0.25, __proto: 'p' },
      });
      expect(await accept('i1', [submission], 7)).toEqual([{ documentId: 'd1', status: 'accepted', revision: 1 }]);
      expect(await documents.get('acme', 'd1')).toEqual({
        documentId: 'd1',
        scope: { tenant: 'acme', collection: 'notes' },
        title: 'Title of d1',
        uri: 'https://example.org/1',
        tags: ['a', 'ü'],
        metadata: submission.metadata,
        enabled: true,
        contentType: 'text/plain',
        contentHash: submission.contentHash,
        language: null,
        status: 'pending',
        error: null,
        warnings: [],
        revision: 1,
        indexedRevision: null,
        chunkCount: 0,
        textLength: 0,
        createdAtMs: 7,
        updatedAtMs: 7,
      });
      expect(await documents.text('acme', 'd1')).toBeNull();
    });

    it('answers unchanged for the hash of a pending and of an indexed revision, and makes no item', async () => {
      await accept('i1', [submissionOf('d1')]);
      const unchanged = [{ documentId: 'd1', status: 'unchanged', revision: 1 }];
      expect(await accept('i2', [submissionOf('d1')])).toEqual(unchanged);
      const [item] = await documents.pending(10);
      await documents.commit(item === undefined ? [] : [processed(item)], 2_000);
      expect(await accept('i3', [submissionOf('d1')])).toEqual(unchanged);
      expect(await documents.pending(10)).toEqual([]);
      expect(await documents.ingest('acme', 'i3')).toMatchObject({ state: 'done', total: 1, unchanged: 1 });
    });

    it('accepts the hash of a failed revision again', async () => {
      await accept('i1', [submissionOf('d1')]);
      for (const item of await documents.pending(10)) {
        await documents.fail(item, { code: 'DOCUMENT_EMPTY', detail: 'empty' }, 2_000);
      }
      expect(await accept('i2', [submissionOf('d1')])).toEqual([{ documentId: 'd1', status: 'accepted', revision: 2 }]);
      expect(await documents.get('acme', 'd1')).toMatchObject({ status: 'pending', error: null, revision: 2 });
    });

    it('is one transaction: a call that cannot be kept as a whole leaves nothing', async () => {
      await expect(accept('i1', [submissionOf('d1'), submissionOf('d2'), submissionOf('d1')])).rejects.toThrow(/once/);
      expect(await documents.ingest('acme', 'i1')).toBeNull();
      expect(await documents.list('acme', listOptions())).toEqual([]);
      expect(await documents.backlog()).toEqual({ items: 0, contentBytes: 0 });
    });

    it('ends an ingest of nothing at once', async () => {
      expect(await documents.accept({ ingestId: 'i1', tenant: 'acme', submissions: [], nowMs: 5 })).toEqual([]);
      expect(await documents.ingest('acme', 'i1')).toMatchObject({ state: 'done', total: 0, finishedAtMs: 5 });
    });

    it('supersedes a revision that still waits, whose item then ends in its own ingest', async () => {
      await accept('i1', [submissionOf('d1', { content: 'One.' })]);
      const [older] = await documents.pending(10);
      await accept('i2', [submissionOf('d1', { content: 'Two.', title: 'Newer', tags: ['new'] })]);
      expect((await documents.pending(10)).map(({ ingestId }) => ingestId)).toEqual(['i2']);
      expect(await documents.ingest('acme', 'i1')).toMatchObject({
        state: 'failed',
        failed: 1,
        errors: [{ index: 0, documentId: 'd1', code: 'DOCUMENT_SUPERSEDED' }],
      });
      expect(older).toBeDefined();
      const [outcome] = await documents.commit(older === undefined ? [] : [processed(older)], 3_000);
      expect(outcome).toEqual({ committed: false, chunks: [], record: null, formerScope: null });
      expect(await documents.get('acme', 'd1')).toMatchObject({ title: 'Newer', tags: ['new'], indexedRevision: null });
    });
  });

  describe(`${name}: the queue`, () => {
    it('gives items oldest first, with text and bytes as they were sent', async () => {
      const bytes = Uint8Array.from([0, 255, 1, 0]);
      const text = 'nul \u0000, ü, 𝄞 and\r\nlines';
      await accept('i1', [submissionOf('d1', { content: bytes }), submissionOf('d2', { content: text })]);
      await accept('i2', [submissionOf('d3')]);
      const items = await documents.pending(10);
      expect(items.map(({ ingestId, item, documentId }) => [ingestId, item, documentId])).toEqual([
        ['i1', 0, 'd1'],
        ['i1', 1, 'd2'],
        ['i2', 0, 'd3'],
      ]);
      expect([...(items[0]?.content ?? [])]).toEqual([0, 255, 1, 0]);
      expect(items[1]).toEqual({
        ...submissionOf('d2', { content: text }),
        ingestId: 'i1',
        item: 1,
        revision: 1,
      });
      expect(await documents.pending(1)).toHaveLength(1);
    });

    it('keeps a page within its bytes, but gives at least one item', async () => {
      await accept(
        'i1',
        ['d1', 'd2', 'd3'].map((id) => submissionOf(id, { content: 'x'.repeat(100) })),
      );
      expect(await documents.pending(10, 250)).toHaveLength(2);
      expect(await documents.pending(10, 1)).toHaveLength(1);
      expect(await documents.pending(10)).toHaveLength(3);
    });

    it('counts what waits, in bytes as stored', async () => {
      await accept('i1', [
        submissionOf('d1', { content: 'ü' }),
        submissionOf('d2', { content: Uint8Array.from([1, 2, 3]) }),
      ]);
      expect(await documents.backlog()).toEqual({ items: 2, contentBytes: 5 });
    });

    it('marks an ingest as running when its items are handed out', async () => {
      await accept('i1', [submissionOf('d1')]);
      expect(await documents.ingest('acme', 'i1')).toMatchObject({ state: 'queued', startedAtMs: null });
      await documents.pending(10);
      const running = await documents.ingest('acme', 'i1');
      expect(running).toMatchObject({ state: 'running', finishedAtMs: null });
      expect(running?.startedAtMs).toBeTypeOf('number');
    });

    it('holds the queue and what is searchable over a restart', async () => {
      await indexOne(documents, 'i1', submissionOf('d1'));
      await accept('i2', [submissionOf('d2')]);
      const before = await documents.get('acme', 'd1');
      documents = await bed.reopen();
      expect((await documents.pending(10)).map(({ documentId }) => documentId)).toEqual(['d2']);
      expect(await documents.get('acme', 'd1')).toEqual(before);
      expect((await documents.indexed(null, 10)).documents).toHaveLength(1);
    });
  });

  describe(`${name}: lexicons`, () => {
    const zinc = {
      entities: [{ text: 'Zinc "x"\nÜ', count: 2 }],
      abbreviations: [{ short: 'ZN', long: 'zinc' }],
    };
    const lexicons = async () => (await documents.indexed(null, 10)).documents.map(({ lexicon }) => lexicon);

    it('keeps a revision’s lexicon with it', async () => {
      const [item] = await accept('i1', [submissionOf('d1')]).then(() => documents.pending(1));
      await documents.commit(item === undefined ? [] : [processed(item, { lexicon: zinc })], 1_000);
      expect(await lexicons()).toEqual([zinc]);
      documents = await bed.reopen();
      expect(await lexicons()).toEqual([zinc]);
      await indexOne(documents, 'i2', submissionOf('d1', { content: 'New.', title: 'New' }));
      expect(await lexicons()).toEqual([{ entities: [{ text: 'New', count: 1 }], abbreviations: [] }]);
      await documents.delete('acme', 'd1');
      expect(await lexicons()).toEqual([]);
    });

    it('replaces the lexicon of the searchable revision alone', async () => {
      await indexOne(documents, 'i1', submissionOf('d1', { content: 'One.' }));
      await indexOne(documents, 'i2', submissionOf('d1', { content: 'Two.' }));
      const key = { tenant: 'acme', documentId: 'd1' };
      expect(await documents.saveLexicon({ ...key, revision: 1 }, zinc)).toBe(false);
      expect(await documents.saveLexicon({ ...key, tenant: 'other', revision: 2 }, zinc)).toBe(false);
      expect(await documents.saveLexicon({ ...key, revision: 2 }, zinc)).toBe(true);
      expect(await lexicons()).toEqual([zinc]);
    });

    it('lists none as without one, since all that is committed has one', async () => {
      await indexOne(documents, 'i1', submissionOf('d1'));
      await accept('i2', [submissionOf('d2')]);
      expect(await documents.withoutLexicon(null, 10)).toEqual({ records: [], cursor: null });
    });
  });

  describe(`${name}: committing`, () => {
    it('makes a revision searchable: record, text, chunks and features', async () => {
      await accept('i1', [submissionOf('d1', { content: 'One. Two. Three.', tags: ['t'] })], 1);
      const [item] = await documents.pending(1);
      expect(item).toBeDefined();
      if (item === undefined) return;
      const revision = processed(item, { title: 'Found', warnings: ['Page 3 could not be read.'] });
      const [outcome] = await documents.commit([revision], 9);
      expect(outcome?.record).toMatchObject({
        title: 'Found',
        tags: ['t'],
        status: 'indexed',
        language: 'en',
        warnings: ['Page 3 could not be read.'],
        revision: 1,
        indexedRevision: 1,
        chunkCount: 3,
        textLength: 16,
        createdAtMs: 1,
        updatedAtMs: 9,
      });
      expect(outcome).toMatchObject({ committed: true, formerScope: null });
      expect(await documents.get('acme', 'd1')).toEqual(outcome?.record);
      expect(await documents.text('acme', 'd1')).toBe('One. Two. Three.');
      const chunks = await documents.chunksOf('acme', 'd1');
      expect(chunks.map(({ chunk }) => chunk)).toEqual(outcome?.chunks);
      expect(chunks[1]).toEqual({
        chunk: outcome?.chunks[1],
        documentId: 'd1',
        scope: { tenant: 'acme', collection: 'notes' },
        index: 1,
        text: ' Two.',
        start: 4,
        end: 9,
        headings: ['Part', 'Sentence 4'],
        title: 'Found',
        uri: null,
      });
      expect(await documents.ingest('acme', 'i1')).toMatchObject({ state: 'done', indexed: 1, finishedAtMs: 9 });
    });

    it('replaces the chunks of the revision before, whose keys are never used again', async () => {
      const first = await indexOne(documents, 'i1', submissionOf('d1', { content: 'One. Two.' }));
      const second = await indexOne(documents, 'i2', submissionOf('d1', { content: 'Three.' }));
      expect(second.record).toMatchObject({ revision: 2, indexedRevision: 2, chunkCount: 1 });
      expect(Math.min(...second.chunks)).toBeGreaterThan(Math.max(...first.chunks));
      expect(await documents.chunks('acme', first.chunks)).toEqual([]);
      expect((await documents.chunksOf('acme', 'd1')).map(({ text }) => text)).toEqual(['Three.']);
      await documents.delete('acme', 'd1');
      const third = await indexOne(documents, 'i3', submissionOf('d1', { content: 'Four.' }));
      expect(Math.min(...third.chunks)).toBeGreaterThan(Math.max(...second.chunks));
    });

    it('leaves the older revision answering while a newer one waits', async () => {
      await indexOne(documents, 'i1', submissionOf('d1', { content: 'Old.', title: 'Old', tags: ['old'] }));
      await accept('i2', [submissionOf('d1', { content: 'New.', title: 'New', tags: ['new'] })]);
      expect(await documents.get('acme', 'd1')).toMatchObject({
        status: 'pending',
        title: 'Old',
        tags: ['old'],
        revision: 2,
        indexedRevision: 1,
        contentHash: 'hash:New.',
      });
      expect(await documents.text('acme', 'd1')).toBe('Old.');
      expect((await documents.chunksOf('acme', 'd1')).map(({ title }) => title)).toEqual(['Old']);
    });

    it('moves a document to another collection, and says where it was', async () => {
      await indexOne(documents, 'i1', submissionOf('d1'));
      const moved = submissionOf('d1', { content: 'Moved.', scope: { tenant: 'acme', collection: 'archive' } });
      await accept('i2', [moved]);
      expect((await documents.get('acme', 'd1'))?.scope.collection).toBe('notes');
      const outcomes = await documents.commit(
        (await documents.pending(1)).map((item) => processed(item)),
        2_000,
      );
      expect(outcomes[0]?.formerScope).toEqual({ tenant: 'acme', collection: 'notes' });
      expect(outcomes[0]?.record?.scope.collection).toBe('archive');
      expect((await documents.chunksOf('acme', 'd1'))[0]?.scope.collection).toBe('archive');
      expect(await documents.counts('acme')).toEqual([{ collection: 'archive', documents: 1, chunks: 1 }]);
    });

    it('commits many at once, each as a whole or not at all', async () => {
      const ids = Array.from({ length: 20 }, (_, i) => `d${i}`);
      await accept(
        'i1',
        ids.map((id) => submissionOf(id)),
      );
      const items = await pendingOf(documents, 'i1');
      await documents.delete('acme', 'd7');
      const outcomes = await documents.commit(
        items.map((item) => processed(item)),
        2_000,
      );
      expect(outcomes.map(({ committed }) => committed)).toEqual(ids.map((id) => id !== 'd7'));
      expect(await documents.ingest('acme', 'i1')).toMatchObject({ state: 'done', indexed: 19, failed: 1 });
    });

    it('commits an item once', async () => {
      await accept('i1', [submissionOf('d1')]);
      const items = (await documents.pending(1)).map((item) => processed(item));
      expect((await documents.commit(items, 2_000))[0]?.committed).toBe(true);
      expect((await documents.commit(items, 3_000))[0]?.committed).toBe(false);
      expect(await documents.ingest('acme', 'i1')).toMatchObject({ indexed: 1, finishedAtMs: 2_000 });
    });

    it('keeps a document without passages', async () => {
      await accept('i1', [submissionOf('d1')]);
      const revisions = (await documents.pending(1)).map((item) => processed(item, { text: '', chunks: [] }));
      expect((await documents.commit(revisions, 2_000))[0]).toMatchObject({ committed: true, chunks: [] });
      const { documents: found } = await documents.indexed(null, 10);
      expect(found.map(({ record, chunks, features }) => [record.documentId, chunks, features])).toEqual([
        ['d1', [], []],
      ]);
      expect(await documents.text('acme', 'd1')).toBe('');
    });
  });

  describe(`${name}: reading`, () => {
    it('lists newest first, by time and then id, page by page', async () => {
      for (const [i, id] of ['b', 'a', 'c', 'd'].entries()) await accept(`i${i}`, [submissionOf(id)], i === 0 ? 1 : 2);
      const all = await documents.list('acme', listOptions());
      expect(all.map(({ documentId }) => documentId)).toEqual(['d', 'c', 'a', 'b']);
      const pages: string[] = [];
      let after: { createdAtMs: number; documentId: string } | null = null;
      for (let page = 0; page < 5; page++) {
        const [record] = await documents.list('acme', listOptions({ limit: 1, after }));
        if (record === undefined) break;
        pages.push(record.documentId);
        after = record;
      }
      expect(pages).toEqual(['d', 'c', 'a', 'b']);
    });

    it('lists by collection, tag and status', async () => {
      await indexAll(documents, 'i1', [submissionOf('d1', { tags: ['x', 'y'] }), submissionOf('d2', { tags: ['xy'] })]);
      await accept('i2', [submissionOf('d3', { tags: ['x'], scope: { tenant: 'acme', collection: 'other' } })]);
      const ids = async (change: Parameters<typeof listOptions>[0]) =>
        (await documents.list('acme', listOptions(change))).map(({ documentId }) => documentId).sort();
      expect(await ids({ tag: 'x' })).toEqual(['d1', 'd3']);
      expect(await ids({ tag: 'x', collection: 'notes' })).toEqual(['d1']);
      expect(await ids({ status: 'pending' })).toEqual(['d3']);
      expect(await ids({ status: 'indexed', collection: 'other' })).toEqual([]);
    });

    it('gives chunks in the order of the keys, without those that are missing', async () => {
      const { chunks } = await indexOne(documents, 'i1', submissionOf('d1', { content: 'One. Two. Three.' }));
      const [first = 0, second = 0, third = 0] = chunks;
      const found = await documents.chunks('acme', [third, 999_999, first, second]);
      expect(found.map(({ chunk }) => chunk)).toEqual([third, first, second]);
      await expect(documents.chunks('acme', Array(CHUNK_LOOKUP_MAX + 1).fill(first))).rejects.toThrow(/bounded/);
    });

    it('gives everything searchable in the order it was indexed, with the features it was given', async () => {
      const ids = ['d3', 'd1', 'd2'];
      for (const [i, id] of ids.entries()) await indexOne(documents, `i${i}`, submissionOf(id));
      await indexOne(documents, 'i9', submissionOf('d3', { content: 'One. Two.' }));
      await accept('i10', [submissionOf('waiting')]);
      const found: string[] = [];
      let cursor: number | null = null;
      let pages = 0;
      do {
        const page: Awaited<ReturnType<DocumentStore['indexed']>> = await documents.indexed(cursor, 2);
        for (const { record, chunks, features } of page.documents) {
          found.push(record.documentId);
          const texts = await documents.chunks('acme', chunks);
          expect(texts).toHaveLength(record.chunkCount);
          expect(features).toEqual(texts.map(({ text }) => featuresOf(text)));
        }
        cursor = page.cursor;
        pages += 1;
      } while (cursor !== null && pages < 10);
      expect(found).toEqual(['d1', 'd2', 'd3']);
    });

    it('gives back hundreds of chunks of one document, whole', async () => {
      const text = Array.from({ length: 300 }, (_, i) => `Sentence number ${i}.`).join(' ');
      const { chunks, record } = await indexOne(documents, 'i1', submissionOf('d1', { content: text }));
      await indexOne(documents, 'i2', submissionOf('d2'));
      expect(record?.chunkCount).toBe(300);
      const [found] = (await documents.indexed(null, 1)).documents;
      expect(found?.chunks).toEqual(chunks);
      expect(found?.features).toEqual((await documents.chunksOf('acme', 'd1')).map((chunk) => featuresOf(chunk.text)));
      expect(await documents.text('acme', 'd1')).toBe(text);
    });

    it('counts documents and searchable chunks a collection', async () => {
      await indexOne(documents, 'i1', submissionOf('d1', { content: 'One. Two.' }));
      await accept('i2', [submissionOf('d2'), submissionOf('d3', { scope: { tenant: 'acme', collection: 'a' } })]);
      expect(await documents.counts('acme')).toEqual([
        { collection: 'a', documents: 1, chunks: 0 },
        { collection: 'notes', documents: 2, chunks: 2 },
      ]);
      expect(await documents.counts('nobody')).toEqual([]);
    });

    it('keeps tenants apart: the same id is another document, and nothing of one is found by the other', async () => {
      const theirs = submissionOf('d1', { content: 'Theirs.', scope: { tenant: 'other', collection: 'notes' } });
      const { chunks } = await indexOne(documents, 'i1', submissionOf('d1', { content: 'Ours.' }));
      await indexOne(documents, 'i1', theirs);
      expect(await documents.text('acme', 'd1')).toBe('Ours.');
      expect(await documents.text('other', 'd1')).toBe('Theirs.');
      expect(await documents.chunks('other', chunks)).toEqual([]);
      expect(await documents.list('other', listOptions())).toHaveLength(1);
      await indexOne(documents, 'i2', submissionOf('d2'));
      expect(await documents.get('other', 'd2')).toBeNull();
      expect(await documents.patch('other', 'd2', { enabled: false }, 1)).toBeNull();
      expect(await documents.delete('other', 'd2')).toBeNull();
      expect(await documents.ingest('other', 'i2')).toBeNull();
      expect(await documents.cancelIngest('other', 'i2', 1)).toBeNull();
      expect((await documents.get('acme', 'd2'))?.enabled).toBe(true);
    });

    it('serves many writers at once without mixing them up', async () => {
      const ids = Array.from({ length: 60 }, (_, i) => `d${i}`);
      await Promise.all(ids.map((id, i) => accept(`i${i}`, [submissionOf(id)])));
      const items = await documents.pending(100);
      const outcomes = await Promise.all(items.map((item) => documents.commit([processed(item)], 2_000)));
      const keys = outcomes.flatMap(([outcome]) => outcome?.chunks ?? []);
      expect(new Set(keys).size).toBe(60);
      for (const [i, item] of items.entries()) {
        const [chunk] = await documents.chunks('acme', outcomes[i]?.[0]?.chunks ?? []);
        expect(chunk?.documentId).toBe(item.documentId);
      }
    });
  });
}
