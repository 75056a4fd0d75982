import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../support/api.ts';
import { NO_REDIS, REDIS_URL } from '../support/services/redis-server.ts';
import { openSocket, type SocketClient } from '../support/socket-client.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { startTenantServer, type TenantServer } from '../support/tenant-server.ts';

type Message = Record<string, unknown>;

const LAMP = {
  id: 'lamp',
  title: 'The Ada Lamp',
  text: 'The Ada Lamp was built by Ada Quill in 1850. It burns whale oil.',
};
let sessions = 0;
/** A room of its own for each test; on Redis also for each run. */
const newSession = () => `test-${process.pid}-${Date.now()}-${sessions++}`;

const is =
  (type: string, fits: Message = {}) =>
  (message: Message) =>
    message['type'] === type && Object.entries(fits).every(([key, value]) => message[key] === value);

function room(url: string, session: string, query: Record<string, string | number> = {}, tenant = 'acme') {
  const search = new URLSearchParams(
    Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
  );
  return openSocket(`${url}/ws/collaborate/${session}?${search}`, { 'x-tenant': tenant });
}

/** Joins and waits for the first message, which says who one is. */
async function join(url: string, session: string, query: Record<string, string | number> = {}, tenant = 'acme') {
  const socket = await room(url, session, query, tenant);
  const welcome = await socket.next();
  return { socket, welcome, resume: String(welcome['resume']) };
}

describe('WS /ws/collaborate/{session_id}', () => {
  let server: TenantServer;

  beforeAll(async () => {
    server = await startTenantServer();
    for (const tenant of ['acme', 'globex'])
      await apiClient(server.url)('POST', '/api/documents?wait=indexed', LAMP, { 'x-tenant': tenant });
  });
  afterAll(() => server.close());

  it('tells every member the same in one order', async () => {
    const session = newSession();
    const [ann, bob] = [
      await join(server.url, session, { user: 'Ann' }),
      await join(server.url, session, { user: 'Bob' }),
    ];
    expect(ann.welcome).toMatchObject({ type: 'presence', user: 'Ann', users: ['Ann'] });
    expect(bob.welcome).toMatchObject({ type: 'presence', user: 'Bob', users: ['Ann', 'Bob'] });
    ann.socket.send({ action: 'typing', text: 'Who', user: 'Ann' });
    await bob.socket.until(is('typing', { user: 'Ann', text: 'Who' }));
    ann.socket.send({ action: 'query', text: 'Who built the Ada Lamp?', user: 'Ann', id: 'q1' });
    bob.socket.send({ action: 'cursor', position: 3 });
    const atAnn = await ann.socket.until(is('query_result'));
    const atBob = await bob.socket.until(is('query_result'));
    const result = atBob.at(-1) ?? {};
    expect(atAnn.at(-1)).toEqual(result);
    expect(result).toMatchObject({
      user: 'Ann',
      query: 'Who built the Ada Lamp?',
      id: 'q1',
      answered: true,
      withheld: false,
    });
    expect(String(result['response'])).toContain('Ada Quill');
    expect(result['query_id']).toMatch(/^q_/);
    expect(Number(result['confidence'])).toBeGreaterThan(0);
    const numbers = atAnn.map(({ seq }) => Number(seq));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    await bob.socket.close();
    await ann.socket.until(is('left', { user: 'Bob', reason: 'closed' }));
    expect(await ann.socket.next()).toMatchObject({ type: 'presence', users: ['Ann'] });
    await ann.socket.close();
  });

  it('gives back what was missed, once, to a member that comes back as who it was', async () => {
    const session = newSession();
    const ann = await join(server.url, session, { user: 'Ann' });
    const bob = await join(server.url, session, { user: 'Bob' });
    const last = (await bob.socket.until(is('presence'))).at(-1);
    bob.socket.socket.terminate();
    await ann.socket.until(is('left', { user: 'Bob' }));
    ann.socket.send({ action: 'query', text: 'What does the Ada Lamp burn?' });
    await ann.socket.until(is('query_result'));
    const back = await join(server.url, session, { user: 'Bob', after_seq: Number(last?.['seq']), resume: bob.resume });
    expect(back.welcome['member_id']).toBe(bob.welcome['member_id']);
    const missed = await back.socket.until(is('joined', { user: 'Bob' }));
    expect(missed.map(({ type }) => type)).toEqual(['left', 'query_result', 'joined']);
    back.socket.send({ action: 'history', limit: 5, id: 'h' });
    const history = (await back.socket.until(is('history'))).at(-1);
    expect(history).toMatchObject({ results: [{ query: 'What does the Ada Lamp burn?' }] });
    await Promise.all([ann.socket.close(), back.socket.close()]);
  });

  it('keeps rooms of the same name in two tenants apart', async () => {
    const session = newSession();
    const ann = await join(server.url, session, { user: 'Ann' });
    const eve = await join(server.url, session, { user: 'Eve' }, 'globex');
    expect(eve.welcome).toMatchObject({ users: ['Eve'], seq: 0 });
    ann.socket.send({ action: 'query', text: 'Who built the Ada Lamp?' });
    await ann.socket.until(is('query_result'));
    // With everything of Ann's that a client holds, Eve still stands in the room of her own tenant.
    const spy = await join(server.url, session, { user: 'Eve', after_seq: 0, resume: ann.resume }, 'globex');
    spy.socket.send({ action: 'history' });
    const seen = await spy.socket.until(is('history'));
    expect(JSON.stringify(seen)).not.toContain('Lamp');
    expect(seen.at(-1)).toMatchObject({ results: [] });
    await Promise.all([ann, eve, spy].map(({ socket }) => socket.close()));
  });

  it('withholds from its past what quoted a document that was deleted', async () => {
    const session = newSession();
    const api = apiClient(server.url);
    const mill = { id: 'mill', text: 'The Old Mill was built by Bertram Stone in 1790.' };
    await api('POST', '/api/documents?wait=indexed', mill, { 'x-tenant': 'acme' });
    const ann = await join(server.url, session, { user: 'Ann' });
    ann.socket.send({ action: 'query', text: 'Who built the Old Mill?' });
    const told = (await ann.socket.until(is('query_result'))).at(-1);
    expect(String(told?.['response'])).toContain('Bertram');
    await api('DELETE', '/api/documents/mill', undefined, { 'x-tenant': 'acme' });
    const late = await join(server.url, session, { user: 'Late', after_seq: 0 });
    const past = (await late.socket.until(is('query_result'))).at(-1);
    expect(past).toMatchObject({ withheld: true });
    expect(JSON.stringify(past)).not.toContain('Bertram');
    await Promise.all([ann.socket.close(), late.socket.close()]);
  });

  it.each([
    [{ action: 'dance' }, 'REQUEST_INVALID'],
    [{ action: 'query' }, 'REQUEST_INVALID'],
    [{ action: 'query', text: '\u200b' }, 'REQUEST_INVALID'],
    [{ action: 'query', text: 'x'.repeat(10_001) }, 'REQUEST_INVALID'],
    [{ action: 'query', text: 'x', colour: 'red' }, 'REQUEST_INVALID'],
    [{ action: 'query', text: 'x', user: '<img src=x>' }, 'REQUEST_INVALID'],
    [{ action: 'typing', text: 'x'.repeat(1_001) }, 'REQUEST_INVALID'],
    [{ action: 'cursor', position: -1 }, 'REQUEST_INVALID'],
    [{ action: 'history', limit: 0 }, 'REQUEST_INVALID'],
    ['{"action": ', 'REQUEST_MALFORMED_JSON'],
  ])('answers %j with an error to its sender alone, and goes on', async (message, code) => {
    const session = newSession();
    const ann = await join(server.url, session, { user: 'Ann' });
    const bob = await join(server.url, session, { user: 'Bob' });
    bob.socket.send(message);
    const error = (await bob.socket.until(is('error'))).at(-1);
    expect(error).toMatchObject({ code, status: 400, detail: expect.any(String) });
    bob.socket.send({ action: 'query', text: 'Who built the Ada Lamp?' });
    const seen = await ann.socket.until(is('query_result'));
    expect(seen.filter(is('error'))).toEqual([]);
    await Promise.all([ann.socket.close(), bob.socket.close()]);
  });

  it.each([
    ['a session id', '..%2fescape', {}],
    ['a session id that is too long', 'x'.repeat(129), {}],
    ['a number', newSession(), { after_seq: -1 }],
    ['a number that is none', newSession(), { after_seq: 'abc' }],
    ['an unknown field', newSession(), { colour: 'red' }],
  ])('refuses the connection for %s off its form', async (_what, session, query) => {
    await expect(room(server.url, session, query)).rejects.toThrow('refused with 400');
  });

  it.each([
    [{ user: '<script>alert(1)</script>' }, 'user'],
    [{ user: '\u0000\u200b' }, 'user'],
    [{ resume: 'not-a-token' }, 'resume'],
  ])('closes the connection of %j and says why', async (query, field) => {
    const socket = await room(server.url, newSession(), query);
    expect(await socket.closed).toMatchObject({
      code: 4400,
      reason: expect.stringContaining(`REQUEST_INVALID: ${field}`),
    });
  });

  it('says so when a number comes from the future, and tells everything', async () => {
    const session = newSession();
    const ann = await join(server.url, session, { user: 'Ann' });
    ann.socket.send({ action: 'query', text: 'Who built the Ada Lamp?' });
    await ann.socket.until(is('query_result'));
    const bob = await join(server.url, session, { user: 'Bob', after_seq: 1_000_000 });
    const told = await bob.socket.until(is('query_result'));
    expect(told[0]).toMatchObject({ type: 'replay_truncated', reason: 'ahead', after_seq: 1_000_000, seq: 0 });
    await Promise.all([ann.socket.close(), bob.socket.close()]);
  });

  it('is full at its limit of members, and open again when one leaves', async () => {
    const session = newSession();
    const members = await Promise.all(Array.from({ length: 100 }, () => join(server.url, session)));
    const late = await room(server.url, session);
    expect(await late.closed).toMatchObject({ code: 4409, reason: expect.stringContaining('ROOM_FULL') });
    await members[0]?.socket.close();
    await members[1]?.socket.until(is('left'));
    const next = await join(server.url, session);
    expect(next.welcome['users']).toHaveLength(100);
    await Promise.all([...members.slice(1), next].map(({ socket }) => socket.close()));
  });
});

describe.skipIf(REDIS_URL === undefined)(`rooms of two processes (${NO_REDIS})`, () => {
  const servers: RunningServer[] = [];
  const start = async () => {
    const server = await startServer({ env: { REDIS_URL: REDIS_URL ?? '', WORKERS: '1' } });
    servers.push(server);
    await apiClient(server.url)('POST', '/api/documents?wait=indexed', LAMP);
    return server;
  };
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  it('meet: one order, answers asked once, the past on either side, and word of a process that died', async () => {
    const [here, there] = [await start(), await start()];
    const session = newSession();
    const ann = await join(here.url, session, { user: 'Ann' });
    const bob = await join(there.url, session, { user: 'Bob' });
    expect(bob.welcome['users']).toEqual(['Ann', 'Bob']);
    const ask = (socket: SocketClient, id: string) =>
      socket.send({ action: 'query', text: `Who built lamp ${id}?`, id });
    for (let i = 0; i < 20; i++) {
      ask(ann.socket, `a${i}`);
      ask(bob.socket, `b${i}`);
      await Promise.all([ann.socket.until(is('query_result')), bob.socket.until(is('query_result'))]);
      // The second answer of the round, at both.
      await Promise.all([ann.socket.until(is('query_result')), bob.socket.until(is('query_result'))]);
    }
    const everything = async (url: string, user: string) => {
      const { socket } = await join(url, session, { user, after_seq: 0 });
      const past = (await socket.until(is('joined', { user }))).filter(is('query_result'));
      await socket.close();
      return past;
    };
    const [fromHere, fromThere] = [await everything(here.url, 'Eva'), await everything(there.url, 'Udo')];
    expect(fromHere).toHaveLength(40);
    expect(fromThere).toEqual(fromHere);
    expect(new Set(fromHere.map(({ id }) => id)).size).toBe(40);
    await there.kill();
    const left = (await ann.socket.until(is('left', { user: 'Bob' }))).at(-1);
    expect(left).toMatchObject({ reason: 'expired' });
    await ann.socket.close();
  }, 90_000);

  it('show their bus in /health', async () => {
    const { body } = await apiClient((servers[0] ?? { url: '' }).url)('GET', '/health');
    expect(body.checks.event_bus).toMatchObject({ status: 'pass', hard: false });
  });
});
