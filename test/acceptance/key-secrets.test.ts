import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, apiClient } from '../support/api.ts';
import { openSocket } from '../support/socket-client.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const ADMIN_KEY = 'planted-admin-secret-0123456789-abcdef';
const withKey = (key: string) => ({ 'x-api-key': key });

let server: RunningServer;
let api: Api;

beforeAll(async () => {
  server = await startServer({ env: { AUTH: 'on', ADMIN_KEY, LOG_LEVEL: 'trace' } });
  api = apiClient(server.url);
});

afterAll(() => server.stop());

async function newKey(fields: object = {}, headers: Record<string, string> = {}) {
  const { body, status } = await api(
    'POST',
    '/api/keys',
    { name: 'planted', ...fields },
    { ...withKey(ADMIN_KEY), ...headers },
  );
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}

/** An answer without what differs between any two: time and id of the request. */
async function refusalOf(headers: Record<string, string>) {
  const answer = await fetch(`${server.url}/api/history`, { headers });
  const id = answer.headers.get('x-request-id') ?? '';
  const shown = [...answer.headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
  return { status: answer.status, headers: shown, body: (await answer.text()).replace(id, 'ID') };
}

describe('a key that opens nothing', () => {
  it('is answered in the same bytes, whatever is wrong with it', async () => {
    const [good, revoked, rotated] = [await newKey(), await newKey(), await newKey()];
    const soon = new Date(Date.now() + 250).toISOString();
    const expired = await newKey({ expires_at: soon });
    await api('DELETE', `/api/keys/${revoked.key_id}`, undefined, withKey(ADMIN_KEY));
    await api('POST', `/api/keys/${rotated.key_id}/rotate`, { overlap_seconds: 0 }, withKey(ADMIN_KEY));
    while (Date.now() <= Date.parse(soon)) await refusalOf({});
    const other = (await newKey()).key;
    const wrong = {
      malformed: 'nonsense',
      'cut off': good.key.slice(0, -1),
      mistyped: good.key.replace(/.$/, (last: string) => (last === 'x' ? 'y' : 'x')),
      'too long': `${good.key}${good.key}${good.key}`,
      'of nobody': other.replace(other.split('_')[2], 'zzzzzzzzzzzzzzzz'),
      'of another environment': good.key.replace('ql_live_', 'ql_test_'),
      'almost the admin’s': `${ADMIN_KEY}x`,
      revoked: revoked.key,
      expired: expired.key,
      rotated: rotated.key,
    };
    const expected = await refusalOf(withKey('nobody has this'));
    expect(expected.status).toBe(401);
    expect(expected.body).toContain('KEY_INVALID');
    for (const [how, key] of Object.entries(wrong))
      expect([how, await refusalOf(withKey(key))]).toEqual([how, expected]);
    expect(await refusalOf({ authorization: `Bearer ${revoked.key}` })).toEqual(expected);
    expect(await refusalOf({ authorization: 'Basic bm9ib2R5' })).toEqual(expected);
    expect((await refusalOf(withKey(good.key))).status).toBe(200);
  });
});

describe('secrets', () => {
  it('are in no file of the data folder and in no line of the log', async () => {
    const made = await newKey({ name: 'planted name', scopes: ['read', 'admin'] }, { 'idempotency-key': 'planted' });
    const again = await newKey({ name: 'planted name', scopes: ['read', 'admin'] }, { 'idempotency-key': 'planted' });
    expect([again.key_id, again.key]).toEqual([made.key_id, null]);
    const rotated = await api(
      'POST',
      `/api/keys/${made.key_id}/rotate`,
      {},
      { ...withKey(made.key), 'idempotency-key': 'again' },
    );
    const { key } = rotated.body;
    const { ticket } = (await api('POST', '/api/tickets', undefined, withKey(key))).body;
    const socket = await openSocket(`${server.url}/ws/query-stream?ticket=${ticket}`);
    await socket.close();
    await expect(openSocket(`${server.url}/ws/query-stream?ticket=${ticket}`)).rejects.toThrow('401');
    await api('GET', `/api/history?api_key=${key}`);
    await api('GET', `/${key}`, undefined, withKey(key));
    await api('POST', '/api/query', `{"text": "${key}`, {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
    });
    await api('GET', '/api/keys', undefined, { authorization: `Bearer ${key.slice(0, -1)}` });

    const secrets = [made.key, key].map((text: string) => text.split('_')[3] ?? text);
    const planted = [...secrets, ADMIN_KEY, ticket];
    const log = server.lines.join('\n');
    const files = await filesOf(server.dataDir);
    // What is looked through has what may be there: the scan would see a secret.
    expect(log).toContain('/api/query');
    expect(files.some(({ bytes }) => bytes.includes(made.key_id))).toBe(true);
    for (const secret of planted) {
      expect(secret.length).toBeGreaterThan(30);
      expect(log).not.toContain(secret);
      expect(files.filter(({ bytes }) => bytes.includes(secret)).map(({ name }) => name)).toEqual([]);
    }
  });
});

async function filesOf(folder: string) {
  const names = await readdir(folder);
  return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
}
