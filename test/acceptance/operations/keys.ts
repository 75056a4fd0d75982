import { expect } from 'vitest';
import {
  type AcceptanceWorld,
  expectBadField,
  expectHidden,
  expectUnknown,
  type OperationRows,
} from '../../support/acceptance.ts';
import { apiClient } from '../../support/api.ts';

const KEYS = '/api/keys';
const rotateOf = (id: string) => `${KEYS}/${id}/rotate`;
const keyOf = (id: string) => `${KEYS}/${id}`;
const SECRET = /ql_(?:live|test)_[0-9a-z]{16}_[0-9a-z]{52}_[0-9a-z]{7}/;

let made = 0;

/** A key that acme made for itself. */
async function keyIn({ acme }: AcceptanceWorld, fields: object = {}): Promise<{ key: string; key_id: string }> {
  made++;
  const { status, body } = await acme('POST', KEYS, { name: `key ${made}`, ...fields });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}

/** The status that a question gets with a key. */
async function statusWith({ url }: AcceptanceWorld, key: string): Promise<number> {
  return (await apiClient(url)('GET', '/api/templates', undefined, { 'x-api-key': key })).status;
}

/** Twice under one Idempotency-Key: done once, and the secret is only in the first answer. */
async function expectShownOnce({ acme }: AcceptanceWorld, path: string, body: object): Promise<void> {
  made++;
  const headers = { 'idempotency-key': `keys-${made}` };
  const first = await acme('POST', path, body, headers);
  const again = await acme('POST', path, body, headers);
  expect(first.body.key).toMatch(SECRET);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.status).toBe(first.status);
  expect(again.body).toEqual({ ...first.body, key: null, note: expect.stringContaining('rotate the key') });
  expect(JSON.stringify(again.body)).not.toMatch(SECRET);
  expect((await acme('POST', path, { ...body, colour: 'red' }, headers)).status).toBe(400);
}

/** Every item of a list, one a page. */
async function walk({ acme }: AcceptanceWorld, path: string, member: string): Promise<Record<string, unknown>[]> {
  const seen: Record<string, unknown>[] = [];
  let cursor = '';
  for (let page = 0; page < 100; page++) {
    const { status, body } = await acme('GET', `${path}?limit=2${cursor}`);
    expect(status).toBe(200);
    seen.push(...body[member]);
    if (body.next_cursor === null) return seen;
    cursor = `&cursor=${body.next_cursor}`;
  }
  throw new Error('the list has no end');
}

/** Keys, what was done to them, and tickets. */
export const keysRows: OperationRows = {
  'POST /api/keys': {
    async works(world) {
      const { acme, operator } = world;
      const wanted = {
        ...{ name: 'nightly', tier: 'free', scopes: ['write', 'read'], environment: 'test' },
        ...{ limits: { per_day: 40 }, expires_at: '2100-01-01T00:00:00Z' },
      };
      const { status, body, headers } = await acme('POST', KEYS, wanted);
      expect(status).toBe(201);
      expect(body).toMatchObject({
        ...{ name: 'nightly', tenant: 'acme', tier: 'free', scopes: ['read', 'write'], environment: 'test' },
        ...{
          limits: { burst: 10, per_minute: 60, per_hour: 100, per_day: 40 },
          expires_at: '2100-01-01T00:00:00.000Z',
        },
        ...{ status: 'active', revoked_at: null, rotated_at: null, previous_until: null },
      });
      expect(body.key).toMatch(SECRET);
      expect(body.key.startsWith(body.prefix)).toBe(true);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-encoding')).toBeNull();
      expect(await statusWith(world, body.key)).toBe(200);
      const own = await apiClient(world.url)('GET', KEYS, undefined, { 'x-api-key': body.key });
      expect([own.status, own.body.code]).toEqual([403, 'KEY_SCOPE_MISSING']);
      const theirs = await operator('POST', KEYS, { name: 'theirs', tenant: 'globex' });
      expect(theirs.body).toMatchObject({ tenant: 'globex', tier: 'default', scopes: ['read'], limits: null });
    },
    async bad_input({ acme, operator }) {
      const post = (change: object) => acme('POST', KEYS, { name: 'bad', ...change });
      await expectBadField(await acme('POST', KEYS, {}), 'name');
      await expectBadField(await post({ tier: 'golden' }), 'tier');
      await expectBadField(await post({ tier: 'local' }), 'tier');
      await expectBadField(await post({ scopes: [] }), 'scopes');
      await expectBadField(await post({ scopes: ['root'] }), 'scopes.0');
      await expectBadField(await post({ expires_at: '2001-01-01T00:00:00Z' }), 'expires_at');
      await expectBadField(await post({ expires_at: 'tomorrow' }), 'expires_at');
      await expectBadField(await post({ limits: { burst: 0 } }), 'limits.burst');
      await expectBadField(await post({ limits: { burst: null } }), 'limits');
      await expectBadField(await post({ limits: { per_year: 1 } }), 'limits.per_year');
      await expectBadField(await operator('POST', KEYS, { name: 'bad', tenant: 'two words' }), 'tenant');
      const more = await post({ tier: 'enterprise' });
      expect([more.status, more.body.code]).toEqual([403, 'KEY_TIER_REFUSED']);
    },
    unknown_id: 'the id is made here',
    async other_tenant({ acme, globex }) {
      for (const tenant of ['globex', 'default', 'nobody']) {
        const { status, body } = await acme('POST', KEYS, { name: 'intruder', tenant });
        expect([status, body.code]).toEqual([403, 'KEY_TENANT_REFUSED']);
      }
      const names = (await globex('GET', `${KEYS}?limit=200`)).body.keys.map(({ name }: { name: string }) => name);
      expect(names).not.toContain('intruder');
    },
    replayed: (world) => expectShownOnce(world, KEYS, { name: 'once' }),
    cancelled: ({ cancel }) => cancel('POST', KEYS, { name: 'left early' }),
  },
  'GET /api/keys': {
    async works(world) {
      const { key_id, key } = await keyIn(world);
      const keys = await walk(world, KEYS, 'keys');
      const ids = keys.map((each) => each['key_id']);
      expect(ids).toContain(key_id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(JSON.stringify(keys)).not.toMatch(SECRET);
      expect(JSON.stringify(keys)).not.toMatch(/hash|pepper/);
      expect(JSON.stringify(keys)).not.toContain(key.slice(-60));
      const all = (await world.operator('GET', `${KEYS}?limit=200`)).body.keys;
      const tenants = new Set(all.map(({ tenant }: { tenant: string }) => tenant));
      for (const tenant of ['acme', 'globex']) expect(tenants).toContain(tenant);
      const one = (await world.operator('GET', `${KEYS}?limit=200&tenant=globex`)).body.keys;
      expect(new Set(one.map(({ tenant }: { tenant: string }) => tenant))).toEqual(new Set(['globex']));
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', `${KEYS}?limit=0`), 'limit');
      await expectBadField(await acme('GET', `${KEYS}?cursor=x`), 'cursor');
      await expectBadField(await acme('GET', `${KEYS}?tenant=a%20b`), 'tenant');
    },
    unknown_id: 'takes no id',
    async other_tenant(world) {
      const { key_id } = await keyIn(world);
      const theirs = (await world.globex('GET', `${KEYS}?limit=200`)).body.keys;
      expect(theirs.map((each: { key_id: string }) => each.key_id)).not.toContain(key_id);
      // Its own first key was made by the operator, whose key has an id that is not for globex.
      expect(theirs.map((each: { created_by: string }) => each.created_by)).toContain('operator');
      const { status, body } = await world.globex('GET', `${KEYS}?tenant=acme`);
      expect([status, body.code]).toEqual([403, 'KEY_TENANT_REFUSED']);
    },
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', KEYS),
  },
  'POST /api/keys/{key_id}/rotate': {
    async works(world) {
      const first = await keyIn(world);
      const { status, body, headers } = await world.acme('POST', rotateOf(first.key_id), { overlap_seconds: 3_600 });
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toMatchObject({ key_id: first.key_id, status: 'active' });
      expect(Date.parse(body.previous_until) - Date.parse(body.rotated_at)).toBe(3_600_000);
      expect([await statusWith(world, first.key), await statusWith(world, body.key)]).toEqual([200, 200]);
      const last = (await world.acme('POST', rotateOf(first.key_id), { overlap_seconds: 0 })).body;
      expect(last.previous_until).toBeNull();
      const statuses = [first.key, body.key, last.key].map((key) => statusWith(world, key));
      expect(await Promise.all(statuses)).toEqual([401, 401, 200]);
      const preset = (await world.acme('POST', rotateOf(first.key_id))).body;
      expect(Date.parse(preset.previous_until) - Date.parse(preset.rotated_at)).toBe(86_400_000);
    },
    async bad_input(world) {
      const { key_id } = await keyIn(world);
      for (const overlap_seconds of [-1, 604_801, 1.5, '60']) {
        await expectBadField(await world.acme('POST', rotateOf(key_id), { overlap_seconds }), 'overlap_seconds');
      }
      await world.acme('DELETE', keyOf(key_id));
      const { status, body } = await world.acme('POST', rotateOf(key_id), {});
      expect([status, body.code]).toEqual([409, 'KEY_ENDED']);
      const admin = await world.operator('POST', rotateOf('admin'), {});
      expect([admin.status, admin.body.code]).toEqual([409, 'KEY_FROM_ENVIRONMENT']);
    },
    unknown_id: (world) => expectUnknown(world, { method: 'POST', path: rotateOf, body: {} }),
    async other_tenant(world) {
      const { key_id, key } = await keyIn(world);
      await expectHidden(world, { method: 'POST', path: rotateOf, id: key_id, body: {} });
      expect(await statusWith(world, key)).toBe(200);
    },
    replayed: async (world) => expectShownOnce(world, rotateOf((await keyIn(world)).key_id), { overlap_seconds: 5 }),
    cancelled: async (world) => world.cancel('POST', rotateOf((await keyIn(world)).key_id), {}),
  },
  'DELETE /api/keys/{key_id}': {
    async works(world) {
      const { key, key_id } = await keyIn(world, { scopes: ['read', 'admin'] });
      expect(await statusWith(world, key)).toBe(200);
      // A key may end itself: whoever finds it in the wrong hands needs no other.
      const { status, body } = await apiClient(world.url)('DELETE', keyOf(key_id), undefined, { 'x-api-key': key });
      expect([status, body.status, body.key_id]).toEqual([200, 'revoked', key_id]);
      expect(await statusWith(world, key)).toBe(401);
      const again = await world.acme('DELETE', keyOf(key_id));
      expect([again.status, again.body.revoked_at]).toEqual([200, body.revoked_at]);
      const listed = (await world.acme('GET', `${KEYS}?limit=200`)).body.keys;
      expect(listed.find((each: { key_id: string }) => each.key_id === key_id)).toMatchObject({ status: 'revoked' });
    },
    async bad_input({ acme, operator }) {
      await expectBadField(await acme('DELETE', keyOf('no%20spaces')), 'key_id');
      const { status, body } = await operator('DELETE', keyOf('admin'));
      expect([status, body.code]).toEqual([409, 'KEY_FROM_ENVIRONMENT']);
      expect(body.detail).toContain('ADMIN_KEY');
    },
    unknown_id: (world) => expectUnknown(world, { method: 'DELETE', path: keyOf }),
    async other_tenant(world) {
      const { key_id, key } = await keyIn(world);
      await expectHidden(world, { method: 'DELETE', path: keyOf, id: key_id });
      expect(await statusWith(world, key)).toBe(200);
      await expectHidden(world, { method: 'DELETE', path: keyOf, id: 'admin' });
    },
    replayed: 'deletes: the second time changes nothing',
    cancelled: async (world) => world.cancel('DELETE', keyOf((await keyIn(world)).key_id)),
  },
  'GET /api/audit': {
    async works(world) {
      const { key_id } = await keyIn(world, { name: 'followed' });
      const rotated = await world.acme('POST', rotateOf(key_id), { overlap_seconds: 0 });
      await world.operator('DELETE', keyOf(key_id));
      const entries = await walk(world, '/api/audit', 'entries');
      const seqs = entries.map(({ seq }) => Number(seq));
      expect(seqs).toEqual(seqs.toSorted((a, b) => b - a));
      const own = entries.filter((entry) => entry['key_id'] === key_id);
      expect(own.map(({ act, actor, tenant }) => [act, actor === 'operator', tenant])).toEqual([
        ['revoked', true, 'acme'],
        ['rotated', false, 'acme'],
        ['created', false, 'acme'],
      ]);
      for (const entry of own) expect(entry['brief']).toContain('"followed"');
      expect(JSON.stringify(entries)).not.toMatch(SECRET);
      expect(JSON.stringify(entries)).not.toContain(rotated.body.key.slice(-60));
      const seen = (await world.operator('GET', '/api/audit?limit=200&tenant=acme')).body.entries;
      expect(seen.find((entry: { key_id: string; act: string }) => entry.key_id === key_id)?.actor).toBe('admin');
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/audit?limit=201'), 'limit');
      await expectBadField(await acme('GET', '/api/audit?cursor=x'), 'cursor');
      await expectBadField(await acme('GET', '/api/audit?since=now'), 'since');
    },
    unknown_id: 'takes no id',
    async other_tenant(world) {
      const { key_id } = await keyIn(world);
      const theirs = (await world.globex('GET', '/api/audit?limit=200')).body.entries;
      expect(theirs.map((entry: { key_id: string }) => entry.key_id)).not.toContain(key_id);
      const { status, body } = await world.globex('GET', '/api/audit?tenant=acme');
      expect([status, body.code]).toEqual([403, 'KEY_TENANT_REFUSED']);
    },
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/audit'),
  },
  'POST /api/tickets': {
    async works({ acmeWith }) {
      const reader = await acmeWith({ scopes: ['read'] });
      const [one, two] = [await reader('POST', '/api/tickets'), await reader('POST', '/api/tickets', {})];
      expect(one.status).toBe(201);
      expect(one.body).toMatchObject({ ticket: expect.stringMatching(/^ql_ticket_[\w-]+$/), expires_in_seconds: 30 });
      expect(one.headers.get('cache-control')).toBe('no-store');
      expect(one.body.ticket).not.toBe(two.body.ticket);
      const leftMs = Date.parse(one.body.expires_at) - Date.parse(one.headers.get('date') ?? '');
      expect(leftMs).toBeGreaterThan(25_000);
      expect(leftMs).toBeLessThan(32_000);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('POST', '/api/tickets', { seconds: 60 }), 'seconds');
    },
    unknown_id: 'takes no id',
    other_tenant: 'a ticket opens what its own key opens; that is in socket-access.test.ts',
    replayed: 'makes nothing that lasts: each call is another ticket',
    cancelled: ({ cancel }) => cancel('POST', '/api/tickets'),
  },
};
