import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DocumentStore, INGEST_ERRORS_MAX } from '../../src/ports/document-store.ts';
import { indexOne, pendingOf, processed, submissionOf } from '../support/records.ts';

/** An empty store; `reopen` closes it and opens it again over the same data. */
export type DocumentStoreBed = {
  readonly documents: DocumentStore;
  reopen(): Promise<DocumentStore>;
  close(): Promise<void>;
};

/** The part of the documents' contract that takes back: failures, cancels, patches, deletes. */
export function documentChangesContract(name: string, create: () => Promise<DocumentStoreBed>): void {
  let bed: DocumentStoreBed;
  let documents: DocumentStore;

  beforeEach(async () => {
    bed = await create();
    documents = bed.documents;
  });
  afterEach(() => bed.close());

  const accept = (ingestId: string, submissions: readonly ReturnType<typeof submissionOf>[], nowMs = 1_000) =>
    documents.accept({ ingestId, tenant: submissions[0]?.scope.tenant ?? 'acme', submissions, nowMs });

  describe(`${name}: failing and cancelling`, () => {
    const error = { code: 'DOCUMENT_PDF_INVALID', detail: 'Not a PDF.' };

    it('keeps the reason, and leaves the older revision answering', async () => {
      await indexOne(documents, 'i1', submissionOf('d1', { content: 'Old.' }));
      await accept('i2', [submissionOf('d1', { content: 'New.' }), submissionOf('d2')]);
      const [item] = await documents.pending(1);
      if (item !== undefined) await documents.fail(item, error, 3_000);
      expect(await documents.get('acme', 'd1')).toMatchObject({
        status: 'failed',
        error,
        revision: 2,
        indexedRevision: 1,
      });
      expect(await documents.text('acme', 'd1')).toBe('Old.');
      expect(await documents.ingest('acme', 'i2')).toMatchObject({
        state: 'running',
        failed: 1,
        errors: [{ index: 0, documentId: 'd1', ...error }],
      });
    });

    it('ends an ingest as failed only when every item failed', async () => {
      await accept('i1', [submissionOf('d1'), submissionOf('d2')]);
      await accept('i2', [submissionOf('d3'), submissionOf('d4')]);
      for (const item of await documents.pending(10)) {
        if (item.documentId === 'd4') await documents.commit([processed(item)], 2_000);
        else await documents.fail(item, error, 2_000);
      }
      expect((await documents.ingest('acme', 'i1'))?.state).toBe('failed');
      expect((await documents.ingest('acme', 'i2'))?.state).toBe('done');
    });

    it('counts failures beyond the errors it keeps', async () => {
      const many = Array.from({ length: INGEST_ERRORS_MAX + 5 }, (_, i) => submissionOf(`d${i}`));
      await accept('i1', many);
      await Promise.all((await documents.pending(1_000)).map((item) => documents.fail(item, error, 2_000)));
      const ingest = await documents.ingest('acme', 'i1');
      expect(ingest).toMatchObject({ state: 'failed', failed: many.length });
      expect(ingest?.errors).toHaveLength(INGEST_ERRORS_MAX);
    });

    it('passes over a failure of an item that is gone', async () => {
      await accept('i1', [submissionOf('d1')]);
      const [item] = await documents.pending(1);
      await accept('i2', [submissionOf('d1', { content: 'Newer.' })]);
      if (item !== undefined) await documents.fail(item, error, 2_000);
      expect(await documents.get('acme', 'd1')).toMatchObject({ status: 'pending', error: null, revision: 2 });
      expect(await documents.ingest('acme', 'i1')).toMatchObject({ failed: 1 });
    });

    it('cancels: what is indexed stays, the rest is dropped and can be sent again', async () => {
      await accept('i1', [submissionOf('d1'), submissionOf('d2')]);
      const [first, second] = await documents.pending(10);
      if (first !== undefined) await documents.commit([processed(first)], 2_000);
      expect(await documents.cancelIngest('acme', 'i1', 3_000)).toMatchObject({
        state: 'cancelled',
        indexed: 1,
        finishedAtMs: 3_000,
      });
      expect(await documents.pending(10)).toEqual([]);
      expect((await documents.commit(second === undefined ? [] : [processed(second)], 4_000))[0]?.committed).toBe(
        false,
      );
      expect((await documents.get('acme', 'd1'))?.status).toBe('indexed');
      expect(await documents.get('acme', 'd2')).toMatchObject({
        status: 'failed',
        error: { code: 'REQUEST_CANCELLED' },
      });
      expect(await accept('i2', [submissionOf('d2')])).toMatchObject([{ status: 'accepted', revision: 2 }]);
    });

    it('leaves an ended ingest as it is when it is cancelled', async () => {
      await indexOne(documents, 'i1', submissionOf('d1'));
      const ended = await documents.ingest('acme', 'i1');
      expect(await documents.cancelIngest('acme', 'i1', 9_000)).toEqual(ended);
      expect(await documents.cancelIngest('acme', 'unknown', 9_000)).toBeNull();
    });
  });

  describe(`${name}: changing and deleting`, () => {
    it('patches what is named and nothing else', async () => {
      await indexOne(documents, 'i1', submissionOf('d1', { tags: ['a'], metadata: { year: 1 } }));
      expect(await documents.patch('acme', 'd1', { enabled: false }, 5_000)).toMatchObject({
        enabled: false,
        tags: ['a'],
        metadata: { year: 1 },
        updatedAtMs: 5_000,
      });
      const changed = await documents.patch('acme', 'd1', { tags: [], metadata: { kind: 'x' } }, 6_000);
      expect(changed).toMatchObject({ enabled: false, tags: [], metadata: { kind: 'x' }, status: 'indexed' });
      expect(await documents.get('acme', 'd1')).toEqual(changed);
      expect(await documents.patch('acme', 'unknown', { enabled: true }, 1)).toBeNull();
    });

    it('keeps a patch that came between accepting and committing', async () => {
      await accept('i1', [submissionOf('d1', { tags: ['sent'] })]);
      const [item] = await documents.pending(1);
      await documents.patch('acme', 'd1', { tags: ['patched'], enabled: false }, 2_000);
      const [outcome] = await documents.commit(item === undefined ? [] : [processed(item)], 3_000);
      expect(outcome?.record).toMatchObject({ tags: ['patched'], enabled: false });
    });

    it('deletes a document with all that belongs to it', async () => {
      const { record, chunks } = await indexOne(documents, 'i1', submissionOf('d1'));
      expect(await documents.delete('acme', 'd1')).toEqual(record);
      expect(await documents.get('acme', 'd1')).toBeNull();
      expect(await documents.text('acme', 'd1')).toBeNull();
      expect(await documents.chunks('acme', chunks)).toEqual([]);
      expect(await documents.chunksOf('acme', 'd1')).toEqual([]);
      expect((await documents.indexed(null, 10)).documents).toEqual([]);
      expect(await documents.delete('acme', 'd1')).toBeNull();
    });

    it('drops what waits of a deleted document, and its ingest still ends', async () => {
      await accept('i1', [submissionOf('d1'), submissionOf('d2')]);
      await documents.delete('acme', 'd1');
      const items = await pendingOf(documents, 'i1');
      expect(items.map(({ documentId }) => documentId)).toEqual(['d2']);
      await documents.commit(
        items.map((item) => processed(item)),
        2_000,
      );
      expect(await documents.ingest('acme', 'i1')).toMatchObject({
        state: 'done',
        indexed: 1,
        failed: 1,
        errors: [{ index: 0, documentId: 'd1', code: 'DOCUMENT_SUPERSEDED' }],
      });
    });
  });
}
