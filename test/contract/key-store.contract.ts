import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyActing, KeyRecord, KeyStore, NewKey } from '../../src/ports/key-store.ts';

/** What the stores under the contract keep. */
export const CONTRACT_RETENTION = { endedKeysMax: 5, auditEntriesMax: 40 };

/** An empty store with `CONTRACT_RETENTION`; `reopen` closes it and opens it again over the same data. */
export type KeyStoreBed = {
  readonly keys: KeyStore;
  reopen(): Promise<KeyStore>;
  close(): Promise<void>;
};

const KEYS_MAX = { keysMax: 1_000 };
const PEPPER = 'pepper';
const OPEN_GUARD = { keepOperator: false, pepperId: PEPPER };
const hashOf = (name: string) => new Uint8Array(Buffer.from(name.padEnd(32, '.')));

const keyOf = (keyId: string, change: Partial<NewKey> = {}): NewKey => ({
  ...{ keyId, tenant: 'acme', name: `name of ${keyId}`, tier: 'default', scopes: ['read'], environment: 'live' },
  ...{ limits: null, pepperId: PEPPER, hash: hashOf(keyId), expiresAtMs: null },
  ...change,
});

const at = (atMs: number, change: Partial<KeyActing> = {}): KeyActing => ({
  ...{ atMs, actorKeyId: 'boss', actorTenant: 'acme', brief: `at ${atMs}`, ...change },
});

/** What every store of keys must do. */
export function keyStoreContract(name: string, open: () => Promise<KeyStoreBed>): void {
  describe(`${name}: keys contract`, () => {
    let bed: KeyStoreBed;
    let keys: KeyStore;

    beforeEach(async () => {
      bed = await open();
      keys = bed.keys;
    });
    afterEach(() => bed.close());

    const create = async (keyId: string, change: Partial<NewKey> = {}, acting = at(1_000)): Promise<KeyRecord> => {
      const made = await keys.create(keyOf(keyId, change), acting, KEYS_MAX);
      if (made === 'full') throw new Error('the tenant is full');
      return made;
    };
    const rotate = (
      keyId: string,
      secret: string,
      acting = at(2_000),
      overlapMs = 500,
      tenant: string | null = 'acme',
    ) => keys.rotate({ keyId, tenant }, { hash: hashOf(secret), pepperId: PEPPER, overlapMs }, acting);
    const revoke = (keyId: string, tenant: string | null = 'acme', guard = OPEN_GUARD, acting = at(3_000)) =>
      keys.revoke({ keyId, tenant }, acting, guard);
    const listed = async (change: Partial<Parameters<KeyStore['list']>[0]> = {}) =>
      (await keys.list({ tenant: null, limit: 100, after: null, ...change })).map(({ keyId }) => keyId);
    const entries = (tenant: string | null = null) => keys.audit({ tenant, limit: 100, before: null });

    describe('create and find', () => {
      it('gives back a key as it was made', async () => {
        const limits = { burst: 1, perMinute: 2, perHour: null, perDay: 4 };
        const key = keyOf('a', {
          name: 'Größe 𝄞',
          scopes: ['read', 'admin'],
          environment: 'test',
          limits,
          expiresAtMs: 9,
        });
        const made = await keys.create(key, at(5, { actorKeyId: 'op', actorTenant: 'default' }), KEYS_MAX);
        const expected = {
          ...key,
          ...{ createdAtMs: 5, createdBy: 'op', createdByTenant: 'default', previous: null },
          ...{ rotatedAtMs: null, revokedAtMs: null },
        };
        expect(made).toMatchObject(expected);
        expect(await keys.find('a')).toEqual(made);
      });

      it('gives null for an id that nobody has, whatever it looks like', async () => {
        await create('a');
        for (const id of ['b', '', 'A', 'a ', '-'.repeat(16), 'decoydecoydecoy0', "' OR 1=1 --"]) {
          expect(await keys.find(id)).toBeNull();
        }
      });

      it('takes as many open keys of a tenant as it is told', async () => {
        const two = { keysMax: 2 };
        expect(await keys.create(keyOf('a'), at(1), two)).not.toBe('full');
        expect(await keys.create(keyOf('b', { expiresAtMs: 50 }), at(1), two)).not.toBe('full');
        expect(await keys.create(keyOf('c'), at(49), two)).toBe('full');
        expect(await keys.find('c')).toBeNull();
        expect(await keys.create(keyOf('d', { tenant: 'globex' }), at(49), two)).not.toBe('full');
        expect(await keys.create(keyOf('e'), at(50), two)).not.toBe('full');
        await revoke('a');
        expect(await keys.create(keyOf('f'), at(50), two)).not.toBe('full');
      });

      it('lets no more in than the limit when many are made at once', async () => {
        const made = await Promise.all(
          Array.from({ length: 12 }, (_, i) => keys.create(keyOf(`k${i}`), at(i), { keysMax: 5 })),
        );
        expect(made.filter((each) => each === 'full')).toHaveLength(7);
        expect(await listed()).toHaveLength(5);
      });

      it('leaves no trace of a key that was too many', async () => {
        await keys.create(keyOf('a'), at(1), { keysMax: 0 });
        expect(await entries()).toEqual([]);
        expect((await keys.changesAfter(null, 10)).position).toBe(0);
      });
    });

    describe('list', () => {
      it('is newest first, then by id, over pages without gaps or repeats', async () => {
        for (const [i, id] of ['d', 'b', 'a', 'c', 'e'].entries()) await create(id, {}, at(i < 3 ? 100 : 200));
        expect(await listed()).toEqual(['c', 'e', 'a', 'b', 'd']);
        const seen: string[] = [];
        let after: { createdAtMs: number; keyId: string } | null = null;
        for (let page = 0; page < 5; page++) {
          const [key]: readonly KeyRecord[] = await keys.list({ tenant: 'acme', limit: 1, after });
          if (key === undefined) break;
          seen.push(key.keyId);
          after = key;
        }
        expect(seen).toEqual(['c', 'e', 'a', 'b', 'd']);
        expect(await listed({ tenant: 'acme', after: { createdAtMs: 100, keyId: 'd' } })).toEqual([]);
      });

      it('shows a tenant its own keys, ended ones too, and all of them to nobody in particular', async () => {
        await create('a');
        await create('b', { tenant: 'globex' });
        await create('c', { expiresAtMs: 1_001 });
        await revoke('a');
        expect(await listed({ tenant: 'acme' })).toEqual(['a', 'c']);
        expect(await listed({ tenant: 'globex' })).toEqual(['b']);
        expect(await listed({ tenant: 'nobody' })).toEqual([]);
        expect(await listed()).toEqual(['a', 'b', 'c']);
      });
    });

    describe('rotate', () => {
      it('keeps everything but the secret, and the one before until the overlap ends', async () => {
        const made = await create('a', { expiresAtMs: 9_999, scopes: ['write'] });
        const rotated = await rotate('a', 'second');
        const { change } = made;
        expect(rotated).toEqual({
          ...made,
          hash: hashOf('second'),
          previous: { hash: hashOf('a'), untilMs: 2_500 },
          rotatedAtMs: 2_000,
          change: change + 1,
        });
        expect(await keys.find('a')).toEqual(rotated);
      });

      it('ends the secret before the last one, and all before at once without an overlap', async () => {
        await create('a');
        await rotate('a', 'second');
        expect(await rotate('a', 'third', at(2_100))).toMatchObject({
          hash: hashOf('third'),
          previous: { hash: hashOf('second'), untilMs: 2_600 },
        });
        expect(await rotate('a', 'fourth', at(2_200), 0)).toMatchObject({ hash: hashOf('fourth'), previous: null });
      });

      it('promises no overlap for a secret that was hashed with another pepper', async () => {
        await create('a', { pepperId: 'old pepper' });
        expect(await rotate('a', 'second')).toMatchObject({ pepperId: PEPPER, previous: null });
      });

      it('refuses keys that have ended, are another tenant’s, or nobody’s', async () => {
        await create('a');
        await create('b', { expiresAtMs: 2_000 });
        await revoke('a');
        expect(await rotate('a', 'x')).toBe('ended');
        expect(await rotate('b', 'x')).toBe('ended');
        await create('c', { tenant: 'globex' });
        expect(await rotate('c', 'x')).toBe('unknown');
        expect(await rotate('nobody', 'x')).toBe('unknown');
        expect(await keys.find('c')).toMatchObject({ hash: hashOf('c') });
        expect(await rotate('c', 'x', at(2_000), 1, null)).toMatchObject({ hash: hashOf('x') });
      });
    });

    describe('revoke', () => {
      it('ends a key for good; a second time changes nothing', async () => {
        const made = await create('a');
        const revoked = await revoke('a');
        expect(revoked).toEqual({ ...made, revokedAtMs: 3_000, change: made.change + 1 });
        expect(await revoke('a', 'acme', OPEN_GUARD, at(4_000))).toEqual(revoked);
        expect((await entries()).map(({ act }) => act)).toEqual(['revoked', 'created']);
      });

      it('does not know another tenant’s key, nor one that nobody has', async () => {
        await create('a', { tenant: 'globex' });
        expect(await revoke('a')).toBe('unknown');
        expect(await revoke('nobody')).toBe('unknown');
        expect(await keys.find('a')).toMatchObject({ revokedAtMs: null });
        expect(await revoke('a', null)).toMatchObject({ revokedAtMs: 3_000 });
      });

      it('keeps the last operator where it is asked to, and counts only those who can come in', async () => {
        const guard = { keepOperator: true, pepperId: PEPPER };
        const operator = { tenant: 'default', scopes: ['admin'] as const };
        await create('a', operator);
        await create('expired', { ...operator, expiresAtMs: 2_999 });
        await create('other', { ...operator, pepperId: 'old pepper' });
        await create('reader', { tenant: 'default' });
        await create('elsewhere', { scopes: ['admin'] });
        expect(await revoke('a', null, guard)).toBe('last_operator');
        expect(await keys.find('a')).toMatchObject({ revokedAtMs: null });
        for (const id of ['expired', 'other', 'reader', 'elsewhere']) {
          expect(await revoke(id, null, guard)).toMatchObject({ keyId: id, revokedAtMs: 3_000 });
        }
        await create('b', operator);
        expect(await revoke('a', null, guard)).toMatchObject({ revokedAtMs: 3_000 });
        expect(await revoke('b', null, guard)).toBe('last_operator');
        expect(await revoke('b', null)).toMatchObject({ revokedAtMs: 3_000 });
      });

      it('leaves one operator when all are revoked at once', async () => {
        const guard = { keepOperator: true, pepperId: PEPPER };
        const ids = ['a', 'b', 'c', 'd'];
        for (const id of ids) await create(id, { tenant: 'default', scopes: ['admin'] });
        const outcomes = await Promise.all(ids.map((id) => revoke(id, null, guard)));
        expect(outcomes.filter((each) => each === 'last_operator')).toHaveLength(1);
      });
    });

    describe('changesAfter', () => {
      it('gives what was changed since, each key once in its newest state, in the order of the acts', async () => {
        const { position } = await keys.changesAfter(null, 10);
        expect(position).toBe(0);
        await create('a');
        await create('b');
        await rotate('a', 'second');
        const news = await keys.changesAfter(position, 10);
        expect(news.records.map(({ keyId, change }) => [keyId, change])).toEqual([
          ['b', 2],
          ['a', 3],
        ]);
        expect(news.records[1]).toEqual(await keys.find('a'));
        expect(news.position).toBe(3);
        expect(await keys.changesAfter(3, 10)).toEqual({ position: 3, records: [] });
        expect(await keys.changesAfter(null, 10)).toEqual({ position: 3, records: [] });
      });

      it('comes in pages that end where the next one begins', async () => {
        for (const id of ['a', 'b', 'c']) await create(id);
        const first = await keys.changesAfter(0, 2);
        expect([first.records.map(({ keyId }) => keyId), first.position]).toEqual([['a', 'b'], 2]);
        const second = await keys.changesAfter(first.position, 2);
        expect([second.records.map(({ keyId }) => keyId), second.position]).toEqual([['c'], 3]);
      });

      it('goes on with its numbers over a restart', async () => {
        await create('a');
        keys = await bed.reopen();
        await revoke('a');
        expect((await keys.changesAfter(1, 10)).records).toMatchObject([{ keyId: 'a', change: 2 }]);
      });
    });

    describe('audit', () => {
      it('has every act with who, when, what and of whom, newest first', async () => {
        await create('a', {}, at(1, { actorKeyId: null, actorTenant: 'default', brief: 'made "a"' }));
        await rotate('a', 'x', at(2));
        await revoke('a', 'acme', OPEN_GUARD, at(3));
        expect(await entries()).toEqual([
          { seq: 3, act: 'revoked', keyId: 'a', tenant: 'acme', ...at(3) },
          { seq: 2, act: 'rotated', keyId: 'a', tenant: 'acme', ...at(2) },
          {
            ...at(1),
            seq: 1,
            act: 'created',
            keyId: 'a',
            tenant: 'acme',
            actorKeyId: null,
            actorTenant: 'default',
            brief: 'made "a"',
          },
        ]);
      });

      it('has nothing of what was refused', async () => {
        await rotate('nobody', 'x');
        await revoke('nobody');
        expect(await entries()).toEqual([]);
      });

      it('shows a tenant its own, in pages', async () => {
        await create('a');
        await create('b', { tenant: 'globex' });
        await create('c');
        expect((await entries('acme')).map(({ seq }) => seq)).toEqual([3, 1]);
        expect((await entries('globex')).map(({ seq }) => seq)).toEqual([2]);
        const [newest] = await keys.audit({ tenant: null, limit: 1, before: null });
        expect(newest?.seq).toBe(3);
        expect((await keys.audit({ tenant: null, limit: 9, before: 3 })).map(({ seq }) => seq)).toEqual([2, 1]);
        expect(await keys.audit({ tenant: 'acme', limit: 9, before: 1 })).toEqual([]);
      });

      it('never holds a hash', async () => {
        await create('a');
        await rotate('a', 'second');
        expect(JSON.stringify(await entries())).not.toMatch(/hash|second/);
      });
    });

    describe('counts', () => {
      it('counts what opens something now, and with which pepper', async () => {
        const now = (nowMs: number) => keys.counts({ nowMs, pepperId: PEPPER });
        expect(await now(0)).toEqual({ usable: 0, operators: 0, otherPepper: 0 });
        await create('a', { tenant: 'default', scopes: ['read', 'admin'] });
        await create('b', { scopes: ['admin'], expiresAtMs: 5_000 });
        await create('c', { pepperId: 'other' });
        await create('d');
        await revoke('d');
        expect(await now(4_999)).toEqual({ usable: 2, operators: 1, otherPepper: 1 });
        expect(await now(5_000)).toEqual({ usable: 1, operators: 1, otherPepper: 1 });
      });
    });

    it('keeps keys, numbers and audit over a restart', async () => {
      await create('a', { limits: { burst: null, perMinute: null, perHour: 5, perDay: null } });
      const rotated = await rotate('a', 'second');
      const before = await entries();
      keys = await bed.reopen();
      expect(await keys.find('a')).toEqual(rotated);
      expect(await entries()).toEqual(before);
      expect(await keys.changesAfter(null, 1)).toEqual({ position: 2, records: [] });
    });

    it('keeps at most so many ended keys and audit entries of a tenant, the newest', async () => {
      const { endedKeysMax, auditEntriesMax } = CONTRACT_RETENTION;
      const acts = auditEntriesMax + 3;
      await create('first', { tenant: 'globex', expiresAtMs: 1 }, at(0));
      for (let i = 0; i < acts; i++) await create(`k${i}`, { expiresAtMs: i + 1 }, at(i));
      expect(await listed({ tenant: 'acme' })).toEqual(
        Array.from({ length: endedKeysMax + 1 }, (_, i) => `k${acts - 1 - i}`),
      );
      const audit = await keys.audit({ tenant: 'acme', limit: 2 * acts, before: null });
      expect(audit).toHaveLength(auditEntriesMax);
      expect([audit[0]?.keyId, audit.at(-1)?.keyId]).toEqual([`k${acts - 1}`, `k${acts - auditEntriesMax}`]);
      expect(await keys.audit({ tenant: 'globex', limit: 9, before: null })).toHaveLength(1);
    });
  });
}
