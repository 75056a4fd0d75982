import { describe, expect, it } from 'vitest';
import { callerOf, HASHER } from '../../../test/support/keys.ts';
import { memoryIdempotency } from '../../../test/support/memory-idempotency.ts';
import { memoryKeys } from '../../../test/support/memory-keys.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { createMemoryTicketLedger } from '../../adapters/memory/memory-ticket-ledger.ts';
import { KeyService } from '../../core/keys/key-service.ts';
import { keyIdOf } from '../../core/keys/key-text.ts';
import { Tickets } from '../../core/keys/tickets.ts';
import { TierTable } from '../../core/limiter/tier-table.ts';
import { TIERS } from '../../core/limiter/tiers.ts';
import { manualClock } from '../../shared/clock.ts';
import { systemRandom } from '../../shared/ids.ts';
import { keysFeature } from './routes.ts';
import { actorFor, toWireKey, withoutSecret } from './wire-key.ts';

const SECRET = /ql_(?:live|test)_[0-9a-z]{16}_[0-9a-z]{52}_[0-9a-z]{7}/;

async function keysApp() {
  const [store, clock, idempotency] = [memoryKeys(), manualClock(Date.UTC(2026, 0, 1)), memoryIdempotency()];
  const common = { clock, hasher: HASHER, random: systemRandom };
  const tiers = new TierTable(TIERS);
  const options = { ...common, store, tiers, hasAdminKey: false, isOpen: false, changed: () => undefined };
  const tickets = new Tickets({
    ...{ ...common, auth: 'on', local: createMemoryTicketLedger({ clock }), shared: null },
    holderOf: async () => null,
    failed: () => undefined,
  });
  const feature = keysFeature({ keys: new KeyService(options), tickets, clock });
  const { app, lines } = await testApp({ features: [feature], services: { clock, idempotency } });
  const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url, payload, headers });
  return { app, lines, store, clock, idempotency, post };
}

describe('keys over HTTP', () => {
  it('never keep a secret under an Idempotency-Key, nor log it, nor compress the answer it is in', async () => {
    const { post, idempotency, lines } = await keysApp();
    const headers = { 'idempotency-key': 'once', 'accept-encoding': 'gzip' };
    // Three bytes a character: longer than what is compressed elsewhere.
    const long = { name: 'ん'.repeat(200) };
    const first = await post('/api/keys', long, headers);
    expect([first.statusCode, first.headers['content-encoding']]).toEqual([201, undefined]);
    expect(first.rawPayload.length).toBeGreaterThan(1_024);
    const { key, key_id } = first.json();
    expect(keyIdOf(key)).toBe(key_id);
    const rotated = await post(`/api/keys/${key_id}/rotate`, {}, { ...headers, 'idempotency-key': 'again' });
    expect(rotated.json().key).toMatch(SECRET);
    const kept = JSON.stringify([...idempotency.entries]);
    expect(kept).toContain(key_id);
    expect(kept).not.toMatch(SECRET);
    expect(lines.join('')).not.toMatch(SECRET);
    const repeated = await post('/api/keys', long, headers);
    expect(repeated.json()).toMatchObject({ key_id, key: null });
  });

  it('keep a refusal for a repeat as it is', async () => {
    const { post } = await keysApp();
    const headers = { 'idempotency-key': 'refused' };
    const [first, again] = [
      await post('/api/keys/nobody/rotate', {}, headers),
      await post('/api/keys/nobody/rotate', {}, headers),
    ];
    expect([first.statusCode, again.statusCode, again.json().code]).toEqual([404, 404, 'KEY_NOT_FOUND']);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(withoutSecret(null)).toBeNull();
  });

  it('say how the last admin key is ended', async () => {
    const { app, post } = await keysApp();
    const { key_id } = (await post('/api/keys', { name: 'first', scopes: ['admin'] })).json();
    const refused = await app.inject({ method: 'DELETE', url: `/api/keys/${key_id}` });
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'KEY_LAST_ADMIN']);
    await post('/api/keys', { name: 'second', scopes: ['admin'] });
    expect((await app.inject({ method: 'DELETE', url: `/api/keys/${key_id}` })).json()).toMatchObject({
      status: 'revoked',
    });
  });

  it('refuse more keys than a tenant may have', async () => {
    const { post, store } = await keysApp();
    store.create = async () => 'full';
    expect((await post('/api/keys', { name: 'one more' })).json()).toMatchObject({
      status: 409,
      code: 'KEY_LIMIT_REACHED',
    });
  });
});

describe('a key on the wire', () => {
  it('shows its standing and its overlap as of now, and who made it to those who may know', async () => {
    const store = memoryKeys();
    const acting = { atMs: 0, actorKeyId: 'boss', actorTenant: 'default', brief: '' };
    const key = {
      ...{
        keyId: 'k',
        tenant: 'acme',
        name: 'n',
        tier: 'team',
        scopes: ['read'] as const,
        environment: 'live' as const,
      },
      ...{ limits: null, pepperId: 'p', hash: new Uint8Array(32), expiresAtMs: 100 },
    };
    await store.create(key, acting, { keysMax: 9 });
    const secret = { hash: new Uint8Array(32).fill(1), pepperId: 'p', overlapMs: 50 };
    const record = await store.rotate({ keyId: 'k', tenant: null }, secret, acting);
    if (typeof record === 'string') throw new Error(record);
    const [acme, operator] = [callerOf('acme'), callerOf('default')];
    expect(toWireKey(record, acme, 49)).toMatchObject({
      ...{ status: 'active', created_by: 'operator', previous_until: '1970-01-01T00:00:00.050Z' },
    });
    expect(toWireKey(record, operator, 50)).toMatchObject({
      status: 'active',
      created_by: 'boss',
      previous_until: null,
    });
    expect(toWireKey(record, operator, 100)).toMatchObject({ status: 'expired' });
    expect(JSON.stringify(toWireKey(record, operator, 0))).not.toMatch(/hash|pepper/i);
    expect(actorFor(acme, { keyId: null, tenant: 'acme' })).toBeNull();
  });
});
