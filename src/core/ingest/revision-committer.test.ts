import { describe, expect, it } from 'vitest';
import { pendingItem, pendingStore, processedDocument } from '../../../test/support/pending-store.ts';
import { systemClock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { documentKey } from './document-key.ts';
import type { Publication } from './index-set.ts';
import { silentIngestObserver } from './ingest-observer.ts';
import { KeyLocks } from './key-locks.ts';
import { RevisionCommitter } from './revision-committer.ts';

const unavailable = () => new CodedError('RECORDS_UNAVAILABLE', 'The disk does not answer.');

function setUp(ids: readonly string[]) {
  const items = ids.map((id) => pendingItem(id));
  const store = pendingStore(items);
  const published: string[] = [];
  const publishing = { error: null as Error | null };
  const publish = async (publications: readonly Publication[]) => {
    const { error } = publishing;
    publishing.error = null;
    if (error !== null) throw error;
    published.push(...publications.map(({ record }) => record.documentId));
  };
  const scheduler = manualScheduler();
  const locks = new KeyLocks();
  const controller = new AbortController();
  const committer = new RevisionCommitter({
    ...{ documents: store, indexes: { publish }, locks, clock: systemClock, scheduler },
    ...{ observer: silentIngestObserver, signal: controller.signal },
  });
  const addAll = () => Promise.all(items.map((item) => committer.add(item, processedDocument(item.documentId))));
  /** Lets back-off pass until the promise has settled. */
  const settle = async <T>(promise: Promise<T>): Promise<T> => {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    promise.then(over, over);
    while (!isOver) {
      scheduler.advance(5_000);
      await scheduler.yieldToLoop();
    }
    return promise;
  };
  return { store, items, published, publishing, locks, controller, committer, addAll, settle };
}

describe('RevisionCommitter', () => {
  it('commits what is ready together, and publishes all of it', async () => {
    const { store, published, addAll } = setUp(['d0', 'd1', 'd2']);
    await addAll();
    expect(store.committed).toEqual([['d0', 'd1', 'd2']]);
    expect(published).toEqual(['d0', 'd1', 'd2']);
  });

  it('bounds a group', async () => {
    const { store, published, addAll } = setUp(Array.from({ length: 150 }, (_, i) => `d${i}`));
    await addAll();
    expect(store.committed.map(({ length }) => length)).toEqual([64, 64, 22]);
    expect(published).toHaveLength(150);
  });

  it('tries again when the store is in trouble', async () => {
    const { store, published, addAll, settle } = setUp(['d0']);
    let failures = 3;
    store.onCommit = (when) => {
      if (when === 'before' && failures-- > 0) throw unavailable();
    };
    await settle(addAll());
    expect(published).toEqual(['d0']);
  });

  it('publishes a revision whose commit succeeded without an answer', async () => {
    const { store, published, addAll, settle } = setUp(['d0', 'd1']);
    let isFirst = true;
    store.onCommit = (when) => {
      if (when === 'after' && isFirst) {
        isFirst = false;
        throw unavailable();
      }
    };
    await settle(addAll());
    expect(published).toEqual(['d0', 'd1']);
  });

  it('fails only the revision that the store refuses', async () => {
    const { store, published, addAll, settle } = setUp(['d0', 'd1', 'd2']);
    store.onCommit = (when, ids) => {
      if (when === 'before' && ids.includes('d1')) throw new Error('bad row');
    };
    await settle(addAll());
    expect(published).toEqual(['d0', 'd2']);
    expect(store.failed).toMatchObject([{ documentId: 'd1', code: 'DOCUMENT_PARSE_FAILED' }]);
  });

  it('passes over what was superseded', async () => {
    const { store, published, addAll } = setUp(['d0', 'd1']);
    store.items.shift();
    await addAll();
    expect(published).toEqual(['d1']);
    expect(store.failed).toEqual([]);
  });

  it('publishes again when an index failed', async () => {
    const { published, publishing, addAll, settle } = setUp(['d0']);
    publishing.error = new Error('index full');
    await settle(addAll());
    expect(published).toEqual(['d0']);
  });

  it('waits for whoever holds a document, and holds it until it is published', async () => {
    const { store, locks, addAll } = setUp(['d0']);
    const gate = Promise.withResolvers<void>();
    const holding = locks.run([documentKey('acme', 'd0')], () => gate.promise);
    const adding = addAll();
    await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(store.committed).toEqual([]);
    gate.resolve();
    await Promise.all([holding, adding]);
    expect(store.committed).toEqual([['d0']]);
    expect(locks.size).toBe(0);
  });

  it('rejects when the process stops first, and records no failure', async () => {
    const { store, controller, addAll } = setUp(['d0']);
    store.onCommit = () => {
      controller.abort(new Error('stopping'));
      throw unavailable();
    };
    await expect(addAll()).rejects.toThrow();
    expect(store.failed).toEqual([]);
  });
});
