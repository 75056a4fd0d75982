import { beforeEach, describe, expect, it } from 'vitest';
import { savedStoreContract } from '../../../test/contract/saved-store.contract.ts';
import { memorySaved } from '../../../test/support/memory-saved.ts';
import { savedListOptions } from '../../../test/support/records.ts';
import type { SavedStore } from '../../ports/saved-store.ts';
import { assert } from '../../shared/assert.ts';
import { manualClock } from '../../shared/clock.ts';
import { Shelf } from './shelf.ts';

savedStoreContract('memory', async () => {
  const saved = memorySaved();
  return { saved, reopen: async () => saved, close: async () => undefined };
});

function readCount(body: unknown): number {
  assert(typeof body === 'number', 'a count');
  return body;
}

function shelfOver(store: SavedStore, clock = manualClock(1_000)) {
  const codes = { notFound: 'BOOKMARK_NOT_FOUND', exists: 'BOOKMARK_EXISTS' } as const;
  return new Shelf({ store, clock, kind: 'count', noun: 'count', itemsMax: 2, codes, read: readCount });
}

const item = (itemId: string, value = 0) => ({ itemId, value, rank: value, label: itemId, tags: [] });
const addOne = ({ itemId, value }: { itemId: string; value: number }) => item(itemId, value + 1);

describe('Shelf', () => {
  let store: ReturnType<typeof memorySaved>;
  let shelf: ReturnType<typeof shelfOver>;

  beforeEach(() => {
    store = memorySaved();
    shelf = shelfOver(store);
  });

  it('gives values back, and its own errors for what is there and what is not', async () => {
    await shelf.create('acme', item('a', 3));
    expect(await shelf.get('acme', 'a')).toMatchObject({ itemId: 'a', value: 3, version: 1, createdAtMs: 1_000 });
    expect(await shelf.find('acme', 'b')).toBeNull();
    await expect(shelf.get('globex', 'a')).rejects.toMatchObject({
      code: 'BOOKMARK_NOT_FOUND',
      message: 'There is no count "a".',
    });
    await expect(shelf.delete('globex', 'a')).rejects.toMatchObject({ code: 'BOOKMARK_NOT_FOUND' });
    await expect(shelf.create('acme', item('a'))).rejects.toMatchObject({ code: 'BOOKMARK_EXISTS' });
    await shelf.create('acme', item('b'));
    await expect(shelf.create('acme', item('c'))).rejects.toMatchObject({ code: 'SAVED_LIMIT_REACHED' });
    expect((await shelf.list('acme', savedListOptions())).map(({ value }) => value)).toEqual([3, 0]);
    await shelf.delete('acme', 'a');
    expect(await shelf.find('acme', 'a')).toBeNull();
  });

  it('loses no update of many at once, also of another process', async () => {
    await shelf.create('acme', item('a'));
    const created = await shelf.get('acme', 'a');
    const other = shelfOver(store);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? shelf : other).update('acme', created, addOne)),
    );
    expect(await shelf.get('acme', 'a')).toMatchObject({ value: 40, rank: 40 });
  });

  it('leaves alone what is gone, or was made anew', async () => {
    await shelf.create('acme', item('a'));
    const created = await shelf.get('acme', 'a');
    await shelf.delete('acme', 'a');
    expect(await shelf.update('acme', created, addOne)).toBeNull();
    await shelfOver(store, manualClock(2_000)).create('acme', item('a'));
    expect(await shelf.update('acme', created, addOne)).toBeNull();
    expect(await shelf.get('acme', 'a')).toMatchObject({ value: 0 });
  });

  it('gives up on what changes all the time', async () => {
    await shelf.create('acme', item('a'));
    const created = await shelf.get('acme', 'a');
    const restless = shelfOver({ ...store, replace: async () => false });
    await expect(restless.update('acme', created, addOne)).rejects.toMatchObject({ code: 'SERVER_OVERLOADED' });
  });
});
