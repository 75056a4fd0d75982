import { afterEach, describe, expect, it } from 'vitest';
import { type IngestWorld, ingestWorlds, newDocument } from '../../../test/support/ingest-world.ts';
import { SCOPE } from '../../../test/support/search-world.ts';
import type { DocumentStore, IngestRecord } from '../../ports/document-store.ts';
import { CodedError } from '../../shared/errors.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import type { NewDocument } from './new-document.ts';

const { tenant } = SCOPE;
const never = new AbortController().signal;
const worlds = ingestWorlds();

afterEach(() => worlds.cleanUp());

async function setUp(change: Parameters<typeof worlds.open>[1] = {}) {
  const folder = await worlds.folder();
  return { folder, world: await worlds.open(folder, change) };
}

async function ingest({ service }: IngestWorld, documents: readonly NewDocument[]): Promise<IngestRecord> {
  const { ingestId } = await service.accept(tenant, documents);
  return service.waitUntilFinished(tenant, ingestId, never);
}

/** Lets the event loop turn until `isTrue`; the test's own time limit ends it. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise<void>((resolve) => setImmediate(resolve));
}

describe('what was accepted', () => {
  it('is searchable once its ingest is done', async () => {
    const { world } = await setUp();
    const record = await ingest(world, [newDocument('a', 'silver fox'), newDocument('b', 'green turtle')]);
    expect(record).toMatchObject({ state: 'done', total: 2, indexed: 2, failed: 0 });
    expect(await world.search('fox')).toMatchObject({ lexical: ['a'], vector: ['a', 'b'] });
    expect(world.counts).toMatchObject({ indexed: 2, failed: 0 });
  });

  it('keeps ids that are given and derives the others, so that the same content twice is unchanged', async () => {
    const { world } = await setUp();
    const documents = [newDocument(null, 'silver fox'), newDocument('mine', 'green turtle')];
    const first = await world.service.accept(tenant, documents);
    expect(first.items).toMatchObject([{ status: 'accepted' }, { documentId: 'mine', status: 'accepted' }]);
    await world.service.waitUntilFinished(tenant, first.ingestId, never);
    const second = await world.service.accept(tenant, documents);
    expect(second.items).toMatchObject([
      { documentId: first.items[0]?.documentId, status: 'unchanged' },
      { documentId: 'mine', status: 'unchanged' },
    ]);
    await expect(world.service.ingest(tenant, second.ingestId)).resolves.toMatchObject({ state: 'done', unchanged: 2 });
    expect(world.counts).toMatchObject({ indexed: 2, unchanged: 2 });
  });

  it('is unchanged when one call holds the same content twice', async () => {
    const { world } = await setUp();
    const { ingestId, items } = await world.service.accept(tenant, [
      newDocument(null, 'fox'),
      newDocument(null, 'fox'),
    ]);
    expect(items.map(({ status }) => status)).toEqual(['accepted', 'unchanged']);
    await expect(world.service.waitUntilFinished(tenant, ingestId, never)).resolves.toMatchObject({ state: 'done' });
  });

  it('replaces the revision before it everywhere', async () => {
    const { world } = await setUp();
    await ingest(world, [newDocument('a', 'silver fox')]);
    await ingest(world, [newDocument('a', 'green turtle')]);
    expect(await world.search('fox')).toMatchObject({ lexical: [] });
    expect(await world.search('turtle')).toEqual({ lexical: ['a'], vector: ['a'] });
    await expect(world.service.document(tenant, 'a')).resolves.toMatchObject({ revision: 2, indexedRevision: 2 });
  });

  it('moves to another collection, and out of the one before', async () => {
    const { world } = await setUp();
    const archive = { ...SCOPE, collection: 'archive' };
    await ingest(world, [newDocument('a', 'silver fox')]);
    await ingest(world, [newDocument('a', 'silver fox', { scope: archive })]);
    expect(await world.search('fox')).toEqual({ lexical: [], vector: [] });
    expect(await world.search('fox', null, archive)).toEqual({ lexical: ['a'], vector: ['a'] });
  });

  it('ends with the newest of several revisions that wait', async () => {
    const { world } = await setUp();
    world.processor.hold('turtle');
    const first = await world.service.accept(tenant, [newDocument('a', 'green turtle')]);
    await until(() => world.processor.heldCount > 0);
    await ingest(world, [newDocument('a', 'silver fox')]);
    world.processor.release();
    await world.service.waitUntilFinished(tenant, first.ingestId, never);
    expect(await world.search('turtle')).toMatchObject({ lexical: [] });
    expect(await world.search('fox')).toMatchObject({ lexical: ['a'] });
  });

  it('is a thousand documents as well as one', async () => {
    const { world } = await setUp();
    const documents = Array.from({ length: 1_000 }, (_, i) => newDocument(`d${i}`, `red fox number${i}`));
    await expect(ingest(world, documents)).resolves.toMatchObject({ state: 'done', indexed: 1_000 });
    expect((await world.search('number500')).lexical).toEqual(['d500']);
    expect(world.ports.catalogue.find(SCOPE)?.documentCount).toBe(1_000);
  });
});

describe('a document that cannot be read', () => {
  it('fails alone, and an older revision goes on answering', async () => {
    const { world } = await setUp();
    await ingest(world, [newDocument('a', 'silver fox')]);
    const record = await ingest(world, [newDocument('a', 'poison'), newDocument('b', 'red fox')]);
    expect(record).toMatchObject({ state: 'done', indexed: 1, failed: 1 });
    expect(record.errors).toEqual([
      { index: 0, documentId: 'a', code: 'DOCUMENT_PARSE_FAILED', detail: 'It is poisoned.' },
    ]);
    expect((await world.search('fox')).lexical.toSorted()).toEqual(['a', 'b']);
    await expect(world.service.document(tenant, 'a')).resolves.toMatchObject({ status: 'failed', indexedRevision: 1 });
  });

  it('makes an ingest fail only when nothing else was in it', async () => {
    const { world } = await setUp();
    await expect(ingest(world, [newDocument('a', 'poison')])).resolves.toMatchObject({ state: 'failed', failed: 1 });
  });
});

describe('deleteDocument', () => {
  it('takes the document out of records and indexes before it returns', async () => {
    const { world } = await setUp();
    await ingest(world, [newDocument('a', 'silver fox')]);
    await expect(world.service.deleteDocument(tenant, 'a')).resolves.toMatchObject({ documentId: 'a' });
    expect(await world.search('fox')).toEqual({ lexical: [], vector: [] });
    await expect(world.service.document(tenant, 'a')).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    await expect(world.service.deleteDocument(tenant, 'a')).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
  });

  it('wins over a revision that is being processed, and its ingest ends', async () => {
    const { world } = await setUp();
    world.processor.hold('fox');
    const { ingestId } = await world.service.accept(tenant, [
      newDocument('a', 'silver fox'),
      newDocument('b', 'turtle'),
    ]);
    await until(() => world.processor.heldCount > 0);
    await world.service.deleteDocument(tenant, 'a');
    world.processor.release();
    await expect(world.service.waitUntilFinished(tenant, ingestId, never)).resolves.toMatchObject({
      indexed: 1,
      failed: 1,
    });
    expect(await world.search('fox')).toMatchObject({ lexical: [] });
  });

  it('wins over a revision that is being committed', async () => {
    const { world } = await setUp();
    for (let i = 0; i < 20; i++) {
      const { ingestId } = await world.service.accept(tenant, [newDocument('a', `silver fox ${i}`)]);
      for (let turns = 0; turns < i; turns++) await new Promise<void>((resolve) => setImmediate(resolve));
      await world.service.deleteDocument(tenant, 'a');
      await world.service.waitUntilFinished(tenant, ingestId, never);
      expect(await world.search('fox')).toEqual({ lexical: [], vector: [] });
    }
    expect(world.ports.late.chunkCount(SCOPE)).toBe(0);
  });

  it('does not find documents of another tenant', async () => {
    const { world } = await setUp();
    await ingest(world, [newDocument('a', 'silver fox')]);
    await expect(world.service.deleteDocument('other', 'a')).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    await expect(world.service.patchDocument('other', 'a', { enabled: false })).rejects.toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
    });
    expect(await world.search('fox')).toMatchObject({ lexical: ['a'] });
  });
});

describe('patchDocument', () => {
  it('changes what filters see in every index before it returns', async () => {
    const { world } = await setUp();
    await ingest(world, [newDocument('a', 'silver fox'), newDocument('b', 'red fox', { tags: ['old'] })]);
    await world.service.patchDocument(tenant, 'a', { tags: ['new'], metadata: { year: 2020 } });
    expect(await world.search('fox', { op: 'eq', field: 'tags', value: 'new' })).toEqual({
      lexical: ['a'],
      vector: ['a'],
    });
    expect(await world.search('fox', { op: 'eq', field: 'tags', value: 'old' })).toEqual({
      lexical: ['b'],
      vector: ['b'],
    });
    expect(await world.search('fox', { op: 'lte', field: 'year', value: 2020 })).toEqual({
      lexical: ['a'],
      vector: ['a'],
    });
  });

  it('hides and shows a document, also across a new revision', async () => {
    const { world } = await setUp();
    await ingest(world, [newDocument('a', 'silver fox')]);
    await world.service.patchDocument(tenant, 'a', { enabled: false });
    expect(await world.search('fox')).toEqual({ lexical: [], vector: [] });
    await ingest(world, [newDocument('a', 'silver fox again')]);
    expect(await world.search('fox')).toEqual({ lexical: [], vector: [] });
    await world.service.patchDocument(tenant, 'a', { enabled: true });
    expect(await world.search('again')).toEqual({ lexical: ['a'], vector: ['a'] });
  });
});

describe('following and cancelling', () => {
  it('shows progress as it happens and ends with the job', async () => {
    const { world } = await setUp();
    world.processor.hold('turtle');
    const { ingestId } = await world.service.accept(tenant, [newDocument('a', 'fox'), newDocument('b', 'turtle')]);
    const seen: IngestRecord[] = [];
    for await (const record of world.service.subscribe(tenant, ingestId, never)) {
      seen.push(record);
      if (record.indexed === 1) world.processor.release();
    }
    expect(seen.at(-1)).toMatchObject({ state: 'done', indexed: 2 });
    expect(seen.some(({ state, indexed }) => state === 'running' && indexed === 1)).toBe(true);
  });

  it('ends a wait with the reason of its signal, and the job goes on', async () => {
    const { world } = await setUp();
    world.processor.hold('fox');
    const { ingestId } = await world.service.accept(tenant, [newDocument('a', 'fox')]);
    const controller = new AbortController();
    const waiting = world.service.waitUntilFinished(tenant, ingestId, controller.signal);
    controller.abort(new Error('client left'));
    await expect(waiting).rejects.toThrow('client left');
    world.processor.release();
    await expect(world.service.waitUntilFinished(tenant, ingestId, never)).resolves.toMatchObject({ state: 'done' });
  });

  it('drops what is not processed and keeps what is', async () => {
    const { world } = await setUp();
    world.processor.hold('turtle');
    const { ingestId } = await world.service.accept(tenant, [
      newDocument('a', 'silver fox'),
      newDocument('b', 'turtle'),
    ]);
    await until(() => world.counts.indexed === 1);
    await expect(world.service.cancel(tenant, ingestId)).resolves.toMatchObject({ state: 'cancelled', indexed: 1 });
    world.processor.release();
    await expect(world.service.cancel(tenant, ingestId)).rejects.toMatchObject({ code: 'INGEST_ALREADY_FINISHED' });
    await ingest(world, [newDocument('c', 'red fox')]);
    expect((await world.search('fox')).lexical.toSorted()).toEqual(['a', 'c']);
    expect(await world.search('turtle')).toMatchObject({ lexical: [] });
  });

  it('does not find jobs of another tenant, nor unknown ones', async () => {
    const { world } = await setUp();
    const { ingestId } = await world.service.accept(tenant, [newDocument('a', 'fox')]);
    await world.service.waitUntilFinished(tenant, ingestId, never);
    for (const attempt of [
      world.service.ingest('other', ingestId),
      world.service.cancel('other', ingestId),
      world.service.waitUntilFinished('other', ingestId, never),
      world.service.ingest(tenant, 'i_unknown'),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'INGEST_NOT_FOUND' });
    }
    await expect(world.service.cancel(tenant, ingestId)).rejects.toMatchObject({ code: 'INGEST_ALREADY_FINISHED' });
  });
});

describe('a restart', () => {
  it('goes on with what was pending, and answers what was indexed', async () => {
    const { folder, world } = await setUp();
    await ingest(world, [newDocument('a', 'silver fox', { tags: ['kept'] }), newDocument('gone', 'grey fox')]);
    await world.service.deleteDocument(tenant, 'gone');
    world.processor.hold('turtle');
    const { ingestId } = await world.service.accept(tenant, [
      newDocument('b', 'green turtle'),
      newDocument('c', 'red fox'),
    ]);
    await until(() => world.processor.heldCount > 0);
    const waiting = world.service.waitUntilFinished(tenant, ingestId, never);
    const told = expect(waiting).rejects.toMatchObject({ code: 'SERVER_STOPPING' });
    await worlds.close(world);
    await told;

    const again = await worlds.open(folder);
    await expect(again.service.waitUntilFinished(tenant, ingestId, never)).resolves.toMatchObject({
      state: 'done',
      indexed: 2,
    });
    expect((await again.search('fox')).lexical.toSorted()).toEqual(['a', 'c']);
    expect((await again.search('turtle')).lexical).toEqual(['b']);
    expect(await again.search('fox', { op: 'eq', field: 'tags', value: 'kept' })).toEqual({
      lexical: ['a'],
      vector: ['a'],
    });
  });
});

describe('a store in trouble', () => {
  const failing = (failures: { count: number }, names: readonly (keyof DocumentStore)[]) => (store: DocumentStore) =>
    new Proxy(store, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...input: unknown[]) => {
          if (names.some((one) => one === name) && failures.count-- > 0) {
            throw new CodedError('RECORDS_UNAVAILABLE', 'The disk does not answer.');
          }
          return Reflect.apply(method, target, input);
        };
      },
    });

  it('is tried again, and nothing is lost', async () => {
    const failures = { count: 0 };
    const scheduler = manualScheduler();
    const wrap = ({ documents }: { documents: DocumentStore }) =>
      failing(failures, ['pending', 'commit', 'fail'])(documents);
    const { world } = await setUp({ wrap, ports: { scheduler } });
    failures.count = 5;
    const { ingestId } = await world.service.accept(tenant, [
      newDocument('a', 'silver fox'),
      newDocument('b', 'poison'),
    ]);
    const finished = world.service.waitUntilFinished(tenant, ingestId, never);
    let record: IngestRecord | null = null;
    void finished.then((value) => {
      record = value;
    });
    await until(() => {
      scheduler.advance(5_000);
      return record !== null;
    });
    expect(record).toMatchObject({ state: 'done', indexed: 1, failed: 1 });
    expect(world.told.length).toBe(5);
    expect(await world.search('fox')).toMatchObject({ lexical: ['a'] });
  });

  it('does not accept what it could not store', async () => {
    const failures = { count: 0 };
    const wrap = ({ documents }: { documents: DocumentStore }) => failing(failures, ['accept'])(documents);
    const { world } = await setUp({ wrap });
    failures.count = 1;
    await expect(world.service.accept(tenant, [newDocument('a', 'fox')])).rejects.toMatchObject({
      code: 'RECORDS_UNAVAILABLE',
    });
    await expect(ingest(world, [newDocument('a', 'fox')])).resolves.toMatchObject({ state: 'done' });
  });
});

it('refuses more than its queue may hold, and takes it when there is room', async () => {
  const { world } = await setUp({ ports: { queueLimits: { itemsMax: 2, contentBytesMax: 1_000 } } });
  world.processor.hold('fox');
  const { ingestId } = await world.service.accept(tenant, [newDocument('a', 'fox'), newDocument('b', 'red fox')]);
  await expect(world.service.accept(tenant, [newDocument('c', 'turtle')])).rejects.toMatchObject({
    code: 'INGEST_QUEUE_FULL',
  });
  world.processor.release();
  await world.service.waitUntilFinished(tenant, ingestId, never);
  await expect(ingest(world, [newDocument('c', 'turtle')])).resolves.toMatchObject({ state: 'done' });
});
