import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewSavedItem, SavedItem, SavedStore } from '../../src/ports/saved-store.ts';
import { savedListOptions, savedOf } from '../support/records.ts';

/** An empty store; `reopen` closes it and opens it again over the same data. */
export type SavedStoreBed = {
  readonly saved: SavedStore;
  reopen(): Promise<SavedStore>;
  close(): Promise<void>;
};

const LIMITS = { itemsMax: 100, nowMs: 1_000 };

/** What every store of saved things must do. */
export function savedStoreContract(name: string, open: () => Promise<SavedStoreBed>): void {
  describe(`${name}: saved things contract`, () => {
    let bed: SavedStoreBed;
    let saved: SavedStore;

    beforeEach(async () => {
      bed = await open();
      saved = bed.saved;
    });
    afterEach(() => bed.close());

    const create = (itemId: string, change: Partial<NewSavedItem> = {}, limits = LIMITS) =>
      saved.create(savedOf(itemId, change), limits);
    const ids = async (change: Parameters<typeof savedListOptions>[0] = {}, tenant = 'acme', kind = 'note') =>
      (await saved.list(tenant, kind, savedListOptions(change))).map(({ itemId }) => itemId);

    describe('create and get', () => {
      it('gives back an item as it was created, in its first version', async () => {
        const item = savedOf('n1', { rank: 2.5, label: 'Größe 𝄞', tags: ['a', 'ü b'], body: '{"x":"\\u0000𝄞"}' });
        expect(await saved.create(item, { itemsMax: 1, nowMs: 77 })).toBe('created');
        const expected: SavedItem = { ...item, version: 1, createdAtMs: 77, updatedAtMs: 77 };
        expect(await saved.get('acme', 'note', 'n1')).toEqual(expected);
      });

      it('gives null for what nobody saved', async () => {
        expect(await saved.get('acme', 'note', 'unknown')).toBeNull();
      });

      it('leaves the first of two with one id as it is', async () => {
        expect(await create('n1', { label: 'first' })).toBe('created');
        expect(await create('n1', { label: 'second' })).toBe('exists');
        expect(await saved.get('acme', 'note', 'n1')).toMatchObject({ label: 'first', version: 1 });
      });

      it('lets exactly one of many that create an id at once have it', async () => {
        const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => create('n1', { label: String(i) })));
        expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'exists')).toHaveLength(19);
      });

      it('takes as many as the limit says, and again after a delete', async () => {
        const limits = { itemsMax: 2, nowMs: 1 };
        expect([await create('a', {}, limits), await create('b', {}, limits)]).toEqual(['created', 'created']);
        expect(await create('c', {}, limits)).toBe('full');
        expect(await saved.get('acme', 'note', 'c')).toBeNull();
        await saved.delete('acme', 'note', 'a');
        expect(await create('c', {}, limits)).toBe('created');
      });

      it('says that an id exists, also when there is no place left', async () => {
        const limits = { itemsMax: 1, nowMs: 1 };
        await create('a', {}, limits);
        expect(await create('a', {}, limits)).toBe('exists');
      });

      it('is never over its limit, however many come at once', async () => {
        const limits = { itemsMax: 5, nowMs: 1 };
        const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => create(`n${i}`, {}, limits)));
        expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(5);
        expect(await saved.count('acme', 'note')).toBe(5);
      });

      it('counts each tenant and each kind for itself', async () => {
        const limits = { itemsMax: 1, nowMs: 1 };
        expect(await create('a', {}, limits)).toBe('created');
        expect(await create('a', { kind: 'other' }, limits)).toBe('created');
        expect(await create('a', { tenant: 'globex' }, limits)).toBe('created');
        expect([await saved.count('acme', 'note'), await saved.count('acme', 'unused')]).toEqual([1, 0]);
      });

      it('takes ids that differ in letter case alone for two', async () => {
        await create('Id');
        expect(await create('id')).toBe('created');
        expect(await saved.count('acme', 'note')).toBe(2);
      });
    });

    describe('list', () => {
      it('orders by rank, highest first, then by id', async () => {
        for (const [id, rank] of [
          ['b', 1],
          ['a', 1],
          ['c', 3.5],
          ['d', -1],
        ] as const)
          await create(id, { rank });
        expect(await ids()).toEqual(['c', 'a', 'b', 'd']);
      });

      it('gives whole items', async () => {
        await create('a', { tags: ['x'], rank: 4 });
        expect(await saved.list('acme', 'note', savedListOptions())).toEqual([await saved.get('acme', 'note', 'a')]);
      });

      it('is empty where nothing is saved', async () => {
        expect(await ids()).toEqual([]);
      });

      it('pages without leaving one out or giving one twice, also among equal ranks', async () => {
        const items = Array.from({ length: 23 }, (_, i) => ({ id: `n${String(i).padStart(2, '0')}`, rank: i % 3 }));
        for (const { id, rank } of items) await create(id, { rank });
        const seen: string[] = [];
        let after: { rank: number; itemId: string } | null = null;
        for (let pages = 0; pages < 10; pages++) {
          const page: readonly SavedItem[] = await saved.list('acme', 'note', savedListOptions({ limit: 4, after }));
          seen.push(...page.map(({ itemId }) => itemId));
          const last = page.at(-1);
          if (last === undefined || page.length < 4) break;
          after = { rank: last.rank, itemId: last.itemId };
        }
        expect(seen).toEqual(await ids());
        expect(new Set(seen).size).toBe(23);
      });

      it('goes on from a place whose item is gone', async () => {
        for (const id of ['a', 'b', 'c']) await create(id, { rank: 1 });
        await saved.delete('acme', 'note', 'b');
        expect(await ids({ after: { rank: 1, itemId: 'b' } })).toEqual(['c']);
      });

      it('finds a part of the label without regard to letter case, of any script', async () => {
        await create('a', { label: 'Die GRÖSSE zählt' });
        await create('b', { label: 'Οδός' });
        await create('c', { label: 'plain' });
        expect(await ids({ search: 'größe' })).toEqual(['a']);
        expect(await ids({ search: 'ΟΔΌΣ' })).toEqual(['b']);
        expect(await ids({ search: 'LAI' })).toEqual(['c']);
        expect(await ids({ search: 'nothing' })).toEqual([]);
      });

      it('takes signs of patterns in a search for what they are', async () => {
        await create('a', { label: '100% of _it_' });
        await create('b', { label: 'one hundred of it' });
        expect(await ids({ search: '%' })).toEqual(['a']);
        expect(await ids({ search: '_it' })).toEqual(['a']);
        expect(await ids({ search: "'" })).toEqual([]);
        expect(await ids({ search: '' })).toEqual(['a', 'b']);
      });

      it('keeps what has all of the tags', async () => {
        await create('a', { tags: ['x', 'y'] });
        await create('b', { tags: ['y'] });
        await create('c');
        expect(await ids({ tags: ['y'] })).toEqual(['a', 'b']);
        expect(await ids({ tags: ['y', 'x'] })).toEqual(['a']);
        expect(await ids({ tags: ['X'] })).toEqual([]);
        expect(await ids({ tags: ['y', 'y'] })).toEqual(['a', 'b']);
      });

      it('joins search, tags and page', async () => {
        for (let i = 0; i < 6; i++) await create(`n${i}`, { label: i % 2 === 0 ? 'even' : 'odd', tags: ['t'] });
        expect(await ids({ search: 'even', tags: ['t'], limit: 2 })).toEqual(['n0', 'n2']);
        expect(await ids({ search: 'even', tags: ['t'], after: { rank: 0, itemId: 'n2' } })).toEqual(['n4']);
      });

      it('keeps tenants and kinds apart', async () => {
        await create('a');
        await create('b', { tenant: 'globex' });
        await create('c', { kind: 'other' });
        expect(await ids()).toEqual(['a']);
        expect(await ids({}, 'globex')).toEqual(['b']);
        expect(await ids({}, 'acme', 'other')).toEqual(['c']);
        expect(await saved.get('globex', 'note', 'a')).toBeNull();
      });
    });

    describe('replace', () => {
      it('changes all of it and raises the version', async () => {
        await create('a');
        const changed = savedOf('a', { rank: 9, label: 'New', tags: ['t'], body: '{}' });
        expect(await saved.replace(changed, { version: 1, nowMs: 2_000 })).toBe(true);
        expect(await saved.get('acme', 'note', 'a')).toEqual({
          ...changed,
          version: 2,
          createdAtMs: 1_000,
          updatedAtMs: 2_000,
        });
        expect(await ids({ search: 'new' })).toEqual(['a']);
        expect(await ids({ search: 'label' })).toEqual([]);
      });

      it('refuses a version that is not the newest, and leaves the item alone', async () => {
        await create('a', { label: 'first' });
        for (const version of [0, 2]) {
          expect(await saved.replace(savedOf('a', { label: 'second' }), { version, nowMs: 2 })).toBe(false);
        }
        expect(await saved.get('acme', 'note', 'a')).toMatchObject({ label: 'first', version: 1, updatedAtMs: 1_000 });
      });

      it('makes nothing that is not there', async () => {
        expect(await saved.replace(savedOf('a'), { version: 1, nowMs: 1 })).toBe(false);
        expect(await saved.count('acme', 'note')).toBe(0);
      });

      it('tells an item that was made anew from the one that was read', async () => {
        await create('a');
        await saved.delete('acme', 'note', 'a');
        await create('a', { label: 'another' }, { itemsMax: 9, nowMs: 5_000 });
        const stale = { version: 1, nowMs: 6_000, createdAtMs: 1_000 };
        expect(await saved.replace(savedOf('a'), stale)).toBe(false);
        expect(await saved.replace(savedOf('a'), { ...stale, createdAtMs: 5_000 })).toBe(true);
      });

      it('reaches no other tenant and no other kind', async () => {
        await create('a');
        await create('a', { tenant: 'globex' });
        await saved.replace(savedOf('a', { tenant: 'globex', label: 'theirs' }), { version: 1, nowMs: 2 });
        expect(await saved.replace(savedOf('a', { kind: 'other' }), { version: 1, nowMs: 2 })).toBe(false);
        expect(await saved.get('acme', 'note', 'a')).toMatchObject({ label: 'label of a', version: 1 });
      });

      it('loses no count of many who add one at once', async () => {
        await create('a', { body: '0' });
        const addOne = async (): Promise<void> => {
          for (let attempt = 0; attempt < 100; attempt++) {
            const item = await saved.get('acme', 'note', 'a');
            if (item === null) return;
            const changed = savedOf('a', { body: String(Number(item.body) + 1) });
            if (await saved.replace(changed, { version: item.version, nowMs: 2 })) return;
          }
        };
        await Promise.all(Array.from({ length: 12 }, addOne));
        expect(await saved.get('acme', 'note', 'a')).toMatchObject({ body: '12', version: 13 });
      });
    });

    describe('delete', () => {
      it('says whether it was there', async () => {
        await create('a');
        expect(await saved.delete('acme', 'note', 'a')).toBe(true);
        expect(await saved.delete('acme', 'note', 'a')).toBe(false);
        expect(await saved.get('acme', 'note', 'a')).toBeNull();
        expect(await ids()).toEqual([]);
      });

      it('reaches no other tenant and no other kind', async () => {
        await create('a');
        expect(await saved.delete('globex', 'note', 'a')).toBe(false);
        expect(await saved.delete('acme', 'other', 'a')).toBe(false);
        expect(await ids()).toEqual(['a']);
      });
    });

    it('holds what was answered over a restart', async () => {
      await create('a', { tags: ['t'] });
      await create('b');
      await saved.delete('acme', 'note', 'b');
      const before = await saved.get('acme', 'note', 'a');
      saved = await bed.reopen();
      expect(await saved.list('acme', 'note', savedListOptions())).toEqual([before]);
    });

    it('does what a plain map does, whatever the order of the calls', async () => {
      const step = fc.record({
        action: fc.constantFrom('create', 'replace', 'delete'),
        itemId: fc.constantFrom('a', 'b', 'c'),
        rank: fc.integer({ min: -2, max: 2 }),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const kind = `k${run++}`;
          const model = new Map<string, { rank: number; version: number }>();
          for (const { action, itemId, rank } of steps) {
            const item = savedOf(itemId, { kind, rank });
            const known = model.get(itemId);
            if (action === 'create') {
              const outcome = known !== undefined ? 'exists' : model.size >= 2 ? 'full' : 'created';
              expect(await saved.create(item, { itemsMax: 2, nowMs: 1 })).toBe(outcome);
              if (outcome === 'created') model.set(itemId, { rank, version: 1 });
            } else if (action === 'replace') {
              const version = known?.version ?? 1;
              expect(await saved.replace(item, { version, nowMs: 1 })).toBe(known !== undefined);
              if (known !== undefined) model.set(itemId, { rank, version: version + 1 });
            } else expect(await saved.delete('acme', kind, itemId)).toBe(model.delete(itemId));
          }
          const expected = [...model].sort(([a, x], [b, y]) => y.rank - x.rank || (a < b ? -1 : 1));
          const listed = await saved.list('acme', kind, savedListOptions());
          expect(listed.map(({ itemId, rank, version }) => [itemId, { rank, version }])).toEqual(expected);
          expect(await saved.count('acme', kind)).toBe(model.size);
        }),
        { numRuns: 30 },
      );
    });
  });
}
