import { beforeEach, describe, expect, it } from 'vitest';
import { ALL_SCOPES, callerOf, HASHER } from '../../../test/support/keys.ts';
import { memoryKeys } from '../../../test/support/memory-keys.ts';
import type { KeyRecord } from '../../ports/key-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { systemRandom } from '../../shared/ids.ts';
import { TierTable } from '../limiter/tier-table.ts';
import { TIERS } from '../limiter/tiers.ts';
import { KEYS_MAX, KeyService, type KeyServiceOptions, type WantedKey } from './key-service.ts';
import { keyIdOf } from './key-text.ts';

const operator = callerOf('default');
const acme = callerOf('acme');
const globex = callerOf('globex');
const FIRST_PAGE = { tenant: null, limit: 100, after: null };

let store: ReturnType<typeof memoryKeys>;
let clock: ReturnType<typeof manualClock>;
let changes: KeyRecord[];

beforeEach(() => {
  store = memoryKeys();
  clock = manualClock(1_000);
  changes = [];
});

const serviceWith = (change: Partial<KeyServiceOptions> = {}) =>
  new KeyService({
    ...{ store, clock, hasher: HASHER, tiers: new TierTable(TIERS), random: systemRandom },
    ...{ hasAdminKey: true, isOpen: false, changed: (record) => changes.push(record) },
    ...change,
  });

const wanted = (change: Partial<WantedKey> = {}): WantedKey => ({
  ...{
    name: 'a key',
    tenant: null,
    tier: null,
    scopes: ['read'],
    environment: 'live',
    expiresAtMs: null,
    limits: null,
  },
  ...change,
});

describe('create', () => {
  it('makes a key of the caller’s tenant on the tier default, and tells of it; its text is nowhere in the store', async () => {
    const { record, text } = await serviceWith().create(acme, wanted({ environment: 'test' }));
    expect(record).toMatchObject({
      tenant: 'acme',
      tier: 'default',
      createdBy: 'key-of-acme',
      createdByTenant: 'acme',
      limits: null,
    });
    expect(text).toMatch(/^ql_test_/);
    expect(keyIdOf(text)).toBe(record.keyId);
    expect(HASHER.hash(text).equals(Buffer.from(record.hash))).toBe(true);
    expect(changes).toEqual([record]);
    const kept = JSON.stringify([
      await store.list(FIRST_PAGE),
      await store.audit({ tenant: null, limit: 9, before: null }),
    ]);
    expect(kept).not.toContain(text.slice(-60));
  });

  it('is for every tenant with an operator, and for the own one with others', async () => {
    const keys = serviceWith();
    expect((await keys.create(operator, wanted({ tenant: 'acme' }))).record.tenant).toBe('acme');
    expect((await keys.create(acme, wanted({ tenant: 'acme' }))).record.tenant).toBe('acme');
    await expect(keys.create(acme, wanted({ tenant: 'globex' }))).rejects.toMatchObject({ code: 'KEY_TENANT_REFUSED' });
    await expect(keys.create(acme, wanted({ tenant: 'default' }))).rejects.toMatchObject({
      code: 'KEY_TENANT_REFUSED',
    });
  });

  it('refuses an end that has passed', async () => {
    const late = serviceWith().create(acme, wanted({ expiresAtMs: 1_000 }));
    await expect(late).rejects.toMatchObject({ code: 'REQUEST_INVALID', issues: [{ path: 'expires_at' }] });
  });

  it('refuses more keys than a tenant may have, and says what helps', async () => {
    const full = { ...store, create: async () => 'full' as const };
    const refused = serviceWith({ store: full }).create(acme, wanted());
    await expect(refused).rejects.toMatchObject({ code: 'KEY_LIMIT_REACHED' });
    await expect(refused).rejects.toThrow(`"acme" has ${KEYS_MAX} keys`);
    expect(changes).toEqual([]);
  });
});

describe('rotate', () => {
  it('gives a new secret under the same id, and tells of it', async () => {
    const keys = serviceWith();
    const made = await keys.create(acme, wanted({ environment: 'test' }));
    const { record, text } = await keys.rotate(acme, made.record.keyId, 5_000);
    expect(text).toMatch(/^ql_test_/);
    expect(text).not.toBe(made.text);
    expect(keyIdOf(text)).toBe(made.record.keyId);
    expect(record.previous).toEqual({ hash: made.record.hash, untilMs: 6_000 });
    expect(changes.at(-1)).toBe(record);
  });

  it('knows neither what is not there nor what is another tenant’s, in the same words', async () => {
    const keys = serviceWith();
    const { keyId } = (await keys.create(acme, wanted())).record;
    for (const act of [(id: string) => keys.rotate(globex, id, 0), (id: string) => keys.revoke(globex, id)]) {
      const [theirs, nobodys] = [await act(keyId).catch(String), await act('nobody').catch(String)];
      expect(theirs).toContain('There is no key');
      expect(String(theirs).replace(keyId, 'ID')).toBe(String(nobodys).replace('nobody', 'ID'));
    }
    expect(await keys.rotate(operator, keyId, 0)).toMatchObject({ record: { keyId } });
  });

  it('refuses a key that has ended', async () => {
    const keys = serviceWith();
    const { keyId } = (await keys.create(acme, wanted({ expiresAtMs: 2_000 }))).record;
    clock.advance(1_000);
    await expect(keys.rotate(acme, keyId, 0)).rejects.toMatchObject({ code: 'KEY_ENDED' });
  });
});

describe('revoke', () => {
  it('ends a key, also the one it is called with', async () => {
    const keys = serviceWith();
    const { record } = await keys.create(acme, wanted({ scopes: ['admin'] }));
    const own = callerOf('acme', { keyId: record.keyId });
    expect(await keys.revoke(own, record.keyId)).toMatchObject({ revokedAtMs: 1_000 });
    expect(changes.at(-1)).toMatchObject({ keyId: record.keyId, revokedAtMs: 1_000 });
  });

  it('keeps the last operator where keys are needed and the environment has none', async () => {
    const make = async (keys: KeyService) => (await keys.create(operator, wanted({ scopes: ['admin'] }))).record.keyId;
    const alone = serviceWith({ hasAdminKey: false });
    const first = await make(alone);
    const refused = alone.revoke(operator, first);
    await expect(refused).rejects.toMatchObject({ code: 'KEY_LAST_ADMIN' });
    await expect(refused).rejects.toThrow(/Make another one first, or set ADMIN_KEY.*overlap_seconds 0/);
    const second = await make(alone);
    await alone.revoke(operator, first);
    await expect(alone.revoke(operator, second)).rejects.toMatchObject({ code: 'KEY_LAST_ADMIN' });
    expect(await serviceWith({ hasAdminKey: false, isOpen: true }).revoke(operator, second)).toMatchObject({
      keyId: second,
    });
    expect(await serviceWith().revoke(operator, await make(alone))).toMatchObject({ revokedAtMs: 1_000 });
  });

  it('says where the key of the environment is ended, to operators alone', async () => {
    const keys = serviceWith();
    for (const act of [keys.revoke(operator, 'admin'), keys.rotate(operator, 'admin', 0)]) {
      await expect(act).rejects.toMatchObject({ code: 'KEY_FROM_ENVIRONMENT' });
      await expect(act).rejects.toThrow(/ADMIN_KEY out of the environment/);
    }
    await expect(keys.revoke(acme, 'admin')).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    const without = serviceWith({ hasAdminKey: false });
    await expect(without.revoke(operator, 'admin')).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
  });
});

describe('list and audit', () => {
  it('show the own tenant, and all of them to an operator', async () => {
    const keys = serviceWith();
    const mine = (await keys.create(acme, wanted())).record;
    const theirs = (await keys.create(operator, wanted({ tenant: 'globex' }))).record;
    const seen = async (by: typeof acme, tenant: string | null = null) => [
      (await keys.list(by, { ...FIRST_PAGE, tenant })).map(({ keyId }) => keyId).toSorted(),
      (await keys.audit(by, { ...FIRST_PAGE, tenant })).map(({ keyId }) => keyId).toSorted(),
    ];
    const both = [mine.keyId, theirs.keyId].toSorted();
    expect(await seen(acme)).toEqual([[mine.keyId], [mine.keyId]]);
    expect(await seen(globex, 'globex')).toEqual([[theirs.keyId], [theirs.keyId]]);
    expect(await seen(operator)).toEqual([both, both]);
    expect(await seen(operator, 'globex')).toEqual([[theirs.keyId], [theirs.keyId]]);
    expect(() => keys.list(acme, { ...FIRST_PAGE, tenant: 'globex' })).toThrow(/another tenant/);
    expect(() => keys.audit(acme, { ...FIRST_PAGE, tenant: 'globex' })).toThrow(/another tenant/);
  });

  it('say what changed in words, without a secret', async () => {
    const keys = serviceWith();
    const limits = { perDay: 5, perHour: null };
    const { record, text } = await keys.create(
      acme,
      wanted({ name: 'ci', scopes: ALL_SCOPES, limits, expiresAtMs: 90_000 }),
    );
    const rotated = await keys.rotate(acme, record.keyId, 2_000);
    await keys.rotate(acme, record.keyId, 0);
    await keys.revoke(acme, record.keyId);
    const entries = await keys.audit(acme, FIRST_PAGE);
    expect(entries.map(({ act, brief, actorKeyId }) => [act, brief, actorKeyId])).toEqual([
      ['revoked', '"ci"', 'key-of-acme'],
      ['rotated', '"ci": the secret before ended at once', 'key-of-acme'],
      ['rotated', '"ci": the secret before is good until 1970-01-01T00:00:03.000Z', 'key-of-acme'],
      [
        'created',
        '"ci": tier default, scopes read write admin, own limits 10/60/none/5, until 1970-01-01T00:01:30.000Z',
        'key-of-acme',
      ],
    ]);
    for (const secret of [text, rotated.text]) expect(JSON.stringify(entries)).not.toContain(secret.slice(-60));
  });
});
