import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcceptanceWorld, openAcceptanceWorld } from '../support/acceptance.ts';
import { openSocket } from '../support/socket-client.ts';

const STREAM = '/ws/query-stream';
const ROOM = '/ws/collaborate/plans';
/** What the contract allows a revoked key, and what a busy machine adds to a look at a clock. */
const REVOKED_MS_MAX = 1_000;

let world: AcceptanceWorld;
let url: string;

beforeAll(async () => {
  world = await openAcceptanceWorld();
  url = world.url;
});

afterAll(() => world.close());

let made = 0;

/** A new key of a tenant's, with its id. */
async function keyOf(tenant: string, fields: object = {}): Promise<{ readonly key: string; readonly key_id: string }> {
  made++;
  const { body } = await world.operator('POST', '/api/keys', {
    name: `socket ${made}`,
    tenant,
    scopes: ['read'],
    ...fields,
  });
  return body;
}

const withKey = (key: string) => ({ 'x-api-key': key });

async function ticketFor(key: string): Promise<string> {
  const { body, headers, status } = await world.nobody('POST', '/api/tickets', undefined, withKey(key));
  expect([status, headers.get('cache-control')]).toEqual([201, 'no-store']);
  return body.ticket;
}

describe('a socket', () => {
  it('needs a key, a right one, and not in its address', async () => {
    const { key } = await keyOf('acme');
    await expect(openSocket(`${url}${STREAM}`)).rejects.toThrow('401');
    await expect(openSocket(`${url}${STREAM}`, withKey(`${key.slice(0, -1)}x`))).rejects.toThrow('401');
    await expect(openSocket(`${url}${STREAM}?api_key=${key}`)).rejects.toThrow('400');
    const client = await openSocket(`${url}${STREAM}`, withKey(key));
    client.send({ id: 'q', text: 'Who built the Ada Lamp?' });
    const chunks = await client.until(({ chunk_type }) => chunk_type === 'complete' || chunk_type === 'error');
    expect(chunks.at(-1)).toMatchObject({ chunk_type: 'complete' });
    await client.close();
  });

  it('takes a ticket in place of a key, once', async () => {
    const ticket = await ticketFor((await keyOf('acme')).key);
    const client = await openSocket(`${url}${ROOM}?user=ann&ticket=${ticket}`);
    expect(await client.next()).toMatchObject({ type: 'presence' });
    await client.close();
    await expect(openSocket(`${url}${ROOM}?user=ann&ticket=${ticket}`)).rejects.toThrow('401');
    await expect(openSocket(`${url}${STREAM}?ticket=forged`)).rejects.toThrow('401');
  });

  it('takes no ticket of a key that was revoked meanwhile', async () => {
    const { key, key_id } = await keyOf('acme');
    const ticket = await ticketFor(key);
    await world.operator('DELETE', `/api/keys/${key_id}`);
    await expect(openSocket(`${url}${STREAM}?ticket=${ticket}`)).rejects.toThrow('401');
  });

  it('is closed when its key is revoked', async () => {
    const { key, key_id } = await keyOf('acme');
    const { key: otherKey } = await keyOf('acme');
    const [client, other] = await Promise.all([
      openSocket(`${url}${STREAM}`, withKey(key)),
      openSocket(`${url}${STREAM}`, withKey(otherKey)),
    ]);
    const startMs = performance.now();
    await world.operator('DELETE', `/api/keys/${key_id}`);
    expect(await client.closed).toMatchObject({ code: 4401 });
    expect(performance.now() - startMs).toBeLessThan(REVOKED_MS_MAX);
    expect((await world.nobody('GET', '/api/history', undefined, withKey(key))).status).toBe(401);
    other.send({ id: 'q', text: 'Who built the Ada Lamp?' });
    expect(await other.next()).toMatchObject({ id: 'q' });
    await other.close();
  });

  it('is charged for every question, and told of its limits', async () => {
    const limits = { burst: 3, per_minute: 3, per_hour: null, per_day: null };
    const { key } = await keyOf('acme', { limits });
    const client = await openSocket(`${url}${STREAM}`, withKey(key));
    const kinds = [];
    for (const id of ['a', 'b', 'c']) {
      client.send({ id, text: 'Who built the Ada Lamp?', pattern: 'bare' });
      const chunks = await client.until(({ chunk_type }) => chunk_type === 'complete' || chunk_type === 'error');
      kinds.push(chunks.at(-1));
    }
    expect(kinds.map((chunk) => chunk?.['chunk_type'])).toEqual(['complete', 'complete', 'error']);
    expect(JSON.stringify(kinds[2])).toContain('RATE_LIMIT_EXCEEDED');
    await client.close();
  });

  it('of one caller does not take those of all', async () => {
    const { key } = await keyOf('acme', { tier: 'free', limits: { burst: null, per_minute: null, per_hour: null } });
    const open = await Promise.all(Array.from({ length: 5 }, () => openSocket(`${url}${STREAM}`, withKey(key))));
    await expect(openSocket(`${url}${STREAM}`, withKey(key))).rejects.toThrow('429');
    await open[0]?.close();
    const again = await openSocket(`${url}${STREAM}`, withKey(key));
    await Promise.all([...open.slice(1), again].map((client) => client.close()));
  });
});

describe('a room', () => {
  it('of one name is another one for every tenant', async () => {
    const [acme, globex] = await Promise.all([keyOf('acme'), keyOf('globex')]);
    const ann = await openSocket(`${url}/ws/collaborate/same?user=ann`, withKey(acme.key));
    await ann.next();
    ann.send({ action: 'query', text: 'Who built the Ada Lamp?' });
    await ann.until(({ type }) => type === 'query_result');
    const eve = await openSocket(`${url}/ws/collaborate/same?user=eve&after_seq=0`, withKey(globex.key));
    eve.send({ action: 'history' });
    const seen = await eve.until(({ type }) => type === 'history');
    expect(JSON.stringify(seen)).not.toMatch(/ann|Ada|Lamp/);
    await Promise.all([ann.close(), eve.close()]);
  });
});
