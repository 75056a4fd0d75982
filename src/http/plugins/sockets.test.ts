import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openSocket } from '../../../test/support/socket-client.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { manualClock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { problemOf } from '../kit/problem.ts';
import { defineSocket, type SocketSession } from '../kit/socket-route.ts';

const incoming = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('echo'), text: z.string() }),
  z.strictObject({ do: z.literal('fail') }),
  z.strictObject({ do: z.literal('flood') }),
]);
const outgoing = z.object({ said: z.string(), code: z.string().optional() });
type Session = SocketSession<z.output<typeof incoming>, z.input<typeof outgoing>>;

const LIMITS = { messageBytesMax: 1_024, messagesPerSecondMax: 50, bufferedBytesMax: 64 * 1024, idleMs: 30_000 };

type World = Awaited<ReturnType<typeof openWorld>>;

/** A server with one echoing socket; `sessions` are its ends of the open connections. */
async function openWorld(change: { socketsMax?: number; onOpen?: (session: Session) => void } = {}) {
  const clock = manualClock();
  const sessions: Session[] = [];
  const socket = defineSocket({
    path: '/ws/echo/:room',
    operationId: 'echo',
    summary: 'Echo',
    description: 'Echoes.',
    kind: 'echo',
    params: z.strictObject({ room: z.string().max(5) }),
    query: z.strictObject({ from: z.int().default(0) }),
    incoming,
    outgoing,
    limits: LIMITS,
    toError: (error, session) => {
      const { code, detail } = problemOf(error, session.request);
      return { said: detail, code };
    },
    open(session, { params, query }) {
      sessions.push(session);
      change.onOpen?.(session);
      session.send({ said: `${params.room} from ${query.from}, ${session.principal.tenant}` });
      session.onMessage((message) => {
        if (message.do === 'fail') throw new CodedError('QUERY_NOT_FOUND', 'no such thing');
        if (message.do === 'flood') while (session.send({ said: 'x'.repeat(10_000) }));
        else session.send({ said: message.text });
      });
    },
  });
  const { app, lines } = await testApp({
    features: [{ name: 'echo', description: 'Echo.', routes: [], sockets: [socket] }],
    services: { clock },
    settings: { corsOrigins: ['https://console.example'], socketsMax: change.socketsMax ?? 100 },
    principal: (request) => {
      if (request.headers['x-tenant'] === 'nobody') throw new CodedError('METRICS_TOKEN_INVALID', 'who are you?');
      return { tenant: 'acme', tier: 'local', scopes: ['read'], userId: null };
    },
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const metric = async () => /ws_connections\{kind="echo"\} (\d+)/.exec((await app.inject('/metrics')).body)?.[1];
  return { app, clock, lines, sessions, url: `${url}/ws/echo/a`, metric };
}

let open: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(open.map((app) => app.close()));
  open = [];
});

async function world(change: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const made = await openWorld(change);
  open.push(made.app);
  return made;
}

describe('the way in', () => {
  it('checks path and query, knows who asks, echoes, and is counted', async () => {
    const { url, metric, sessions, lines } = await world();
    const client = await openSocket(`${url}?from=3`);
    expect(await client.next()).toEqual({ said: 'a from 3, acme' });
    client.send({ do: 'echo', text: 'hallo' });
    expect(await client.next()).toEqual({ said: 'hallo' });
    expect(await metric()).toBe('1');
    expect(await client.close()).toEqual({ code: 1000, reason: '' });
    await expect.poll(metric).toBe('0');
    expect(sessions[0]?.signal.aborted).toBe(true);
    const entry = lines.find((line) => line.includes('"socket"'));
    expect(JSON.parse(entry ?? '{}')).toMatchObject({
      route: '/ws/echo/:room',
      close_code: 1000,
      received: 1,
      sent: 2,
      tenant: 'acme',
    });
  });

  it.each([
    ['a page of another site', { origin: 'https://evil.example' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
    ['somebody without a principal', { 'x-tenant': 'nobody' }, 401],
  ])('refuses %s before the upgrade', async (_who, headers, status) => {
    const { url, sessions } = await world();
    await expect(openSocket(url, headers)).rejects.toThrow(`refused with ${status}`);
    expect(sessions).toHaveLength(0);
  });

  it.each(['?from=x', '?other=1'])('refuses the query %s before the upgrade', async (query) => {
    const { url } = await world();
    await expect(openSocket(`${url}${query}`)).rejects.toThrow('refused with 400');
  });

  it('lets pages of this host and of the listed origins in', async () => {
    const { url, app } = await world();
    await openSocket(url, { origin: 'https://console.example' });
    await openSocket(url, { origin: new URL(url).origin });
    expect(app.sockets.count).toBe(2);
  });

  it('refuses one too many with 503 and takes the next when one has left', async () => {
    const { url, app } = await world({ socketsMax: 1 });
    const first = await openSocket(url);
    await expect(openSocket(url)).rejects.toThrow('refused with 503');
    await first.close();
    await expect.poll(() => app.sockets.count).toBe(0);
    await openSocket(url);
  });

  it('answers a plain GET with 426, another path with 404, and a broken handshake with 400', async () => {
    const { app, url } = await world();
    const plain = await app.inject('/ws/echo/a');
    expect(plain.json()).toMatchObject({ status: 426, code: 'ROUTE_UPGRADE_REQUIRED' });
    expect(plain.headers['upgrade']).toBe('websocket');
    await expect(openSocket(url.replace('/ws/echo/a', '/livez'))).rejects.toThrow('refused with 404');
    const handshake = (version: number, key: string) =>
      `Sec-WebSocket-Version: ${version}\r\nSec-WebSocket-Key: ${key}`;
    expect(await upgrade(url, handshake(13, 'short'))).toMatch(/^HTTP\/1.1 400.*REQUEST_MALFORMED_HTTP/s);
    expect(await upgrade(url, handshake(7, KEY))).toMatch(/^HTTP\/1.1 426.*sec-websocket-version: 13/s);
  });

  it('takes another protocol that is offered as an ordinary request', async () => {
    const { url } = await world();
    const { port } = new URL(url);
    const raw = connect({ port: Number(port), host: '127.0.0.1' });
    raw.write('GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n');
    const [data] = await once(raw, 'data');
    expect(String(data)).toMatch(/^HTTP\/1.1 200/);
    raw.destroy();
  });

  it('closes with the code of what `open` throws', async () => {
    const { url } = await world({
      onOpen: () => {
        throw new CodedError('QUERY_NOT_FOUND', 'Nobody has it.');
      },
    });
    const client = await openSocket(url);
    expect(await client.closed).toEqual({ code: 4404, reason: 'QUERY_NOT_FOUND: Nobody has it.' });
  });
});

describe('bad input', () => {
  it.each([
    ['{"do": "echo"', 'REQUEST_MALFORMED_JSON'],
    ['{"do": "sing"}', 'REQUEST_INVALID'],
    ['{"do": "echo", "text": "a", "loud": true}', 'REQUEST_INVALID'],
    [`${'['.repeat(100)}${']'.repeat(100)}`, 'REQUEST_TOO_DEEP'],
    ['{"do": "fail"}', 'QUERY_NOT_FOUND'],
  ])('answers %s with an error and stays open', async (message, code) => {
    const client = await openSocket((await world()).url);
    await client.next();
    client.send(message);
    expect(await client.next()).toMatchObject({ code });
    client.send({ do: 'echo', text: 'still here' });
    expect(await client.next()).toEqual({ said: 'still here' });
  });

  it('closes after ten bad messages in a row', async () => {
    const client = await openSocket((await world()).url);
    for (let i = 0; i < 9; i++) client.send('x');
    client.send({ do: 'echo', text: 'a good one' });
    for (let i = 0; i < 10; i++) client.send('x');
    expect(await client.closed).toMatchObject({ code: 1007, reason: expect.stringContaining('10 messages in a row') });
  });

  it.each([
    ['binary', (send: (data: Buffer | string) => void) => send(Buffer.from('{}')), 1003, 'not binary'],
    [
      'a message too large for the operation',
      (send: (data: string) => void) => send('x'.repeat(1_025)),
      1009,
      '1024 bytes',
    ],
    ['10 MB', (send: (data: string) => void) => send('x'.repeat(10_000_000)), 1009, '1048576 bytes'],
  ])('closes on %s', async (_what, act, code, reason) => {
    const { url, sessions } = await world();
    const client = await openSocket(url);
    act((data) => client.socket.send(data));
    expect(await client.closed).toEqual({ code, reason: expect.stringContaining(reason) });
    expect(sessions[0]?.signal.aborted).toBe(true);
  });

  it('closes on a thousand messages, or pings, at once', async () => {
    const { url, sessions } = await world();
    for (const flood of ['message', 'ping'] as const) {
      const client = await openSocket(url);
      for (let i = 0; i < 1_000; i++) {
        if (flood === 'ping') client.socket.ping();
        else client.send({ do: 'echo', text: 'x' });
      }
      expect(await client.closed).toEqual({ code: 4429, reason: 'more than 50 messages in a second' });
    }
    expect(sessions.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it.each([
    ['a frame that is none', Buffer.from([0xff, 0xff, 0xff, 0xff]), 1002, 'not a valid WebSocket frame'],
    ['text that is no UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xff]), 1007, 'not valid UTF-8'],
  ])('closes on %s', async (_what, bytes, code, reason) => {
    const { url, sessions } = await world();
    const raw = await rawSocket(url);
    raw.write(bytes);
    expect(await closeFrame(raw)).toEqual({ code, reason: expect.stringContaining(reason) });
    expect(sessions[0]?.signal.aborted).toBe(true);
  });

  it('gives up a client that stops in the middle of a frame', async () => {
    const { url, clock, app, sessions } = await world();
    const raw = await rawSocket(url);
    raw.write(Buffer.from([0x81, 0xfe]));
    clock.advance(10_000);
    app.sockets.tick();
    expect(sessions[0]?.signal.aborted).toBe(false);
    clock.advance(20_000);
    app.sockets.tick();
    expect(await closeFrame(raw)).toMatchObject({ code: 4408, reason: expect.stringContaining('30000 ms') });
    expect(sessions[0]?.signal.aborted).toBe(true);
  });

  it('ends its work when the client leaves in the middle of a frame', async () => {
    const { url, app, sessions } = await world();
    const raw = await rawSocket(url);
    raw.write(Buffer.from([0x81, 0xfe]));
    raw.destroy();
    await expect.poll(() => sessions[0]?.signal.aborted).toBe(true);
    expect(app.sockets.count).toBe(0);
  });
});

describe('time', () => {
  it('pings the silent and keeps who answers', async () => {
    const { url, clock, app } = await world();
    const client = await openSocket(url);
    for (let i = 0; i < 5; i++) {
      clock.advance(10_000);
      const ponged = once(client.socket, 'ping');
      app.sockets.tick();
      await ponged;
      // The pong is behind the ping's answer and before the echo's, so it has been heard by then.
      client.send({ do: 'echo', text: `${i}` });
      await client.until(({ said }) => said === `${i}`);
    }
    expect(client.socket.readyState).toBe(1);
  });
});

describe('a slow reader', () => {
  it('is told by `send`, waited for by `drained`, and loses nothing', async () => {
    const { url, sessions } = await world();
    const client = await openSocket(url);
    await client.next();
    client.socket.pause();
    const session = sessions[0];
    if (session === undefined) throw new Error('no session');
    let sent = 0;
    while (session.send({ said: `${sent++}`.padEnd(10_000) }));
    const caughtUp = session.drained();
    client.socket.resume();
    await caughtUp;
    for (let i = 0; i < sent; i++) expect(await client.next()).toEqual({ said: `${i}`.padEnd(10_000) });
  });

  it('is closed with its reason when it stays behind', async () => {
    const { url, clock, app, sessions } = await world();
    const client = await openSocket(url);
    const session = sessions[0];
    if (session === undefined) throw new Error('no session');
    client.socket.pause();
    await stall(session);
    const waiting = expect(session.drained()).rejects.toMatchObject({ code: 'REQUEST_CANCELLED' });
    clock.advance(5_001);
    app.sockets.tick();
    await waiting;
    client.socket.resume();
    expect(await client.closed).toMatchObject({ code: 4413, reason: expect.stringContaining('not read as fast') });
    expect(session.send({ said: 'late' })).toBe(false);
    await expect(session.drained()).rejects.toMatchObject({ code: 'REQUEST_CANCELLED' });
  });

  it('has its reason in the log, though it never answers the close', async () => {
    const { url, sessions, lines } = await world();
    const client = await openSocket(url);
    client.socket.pause();
    const session = sessions[0];
    for (let i = 0; i < 10_000 && session?.signal.aborted === false; i++) session.send({ said: 'x'.repeat(10_000) });
    client.socket.terminate();
    const line = () => lines.find((each) => each.includes('"socket"')) ?? '{}';
    await expect.poll(() => JSON.parse(line())).toMatchObject({ close_code: 4413 });
  });

  it('is given up at once where the sender does not wait', async () => {
    const { url, sessions } = await world();
    const client = await openSocket(url);
    client.socket.pause();
    const session = sessions[0];
    for (let i = 0; i < 10_000 && session?.signal.aborted === false; i++) session.send({ said: 'x'.repeat(10_000) });
    expect(session?.signal.aborted).toBe(true);
    client.socket.resume();
    expect(await client.closed).toMatchObject({ code: 4413 });
  });
});

describe('the way out', () => {
  it('closes at once what has nothing to finish, and refuses who comes', async () => {
    const { url, app } = await world();
    const client = await openSocket(url);
    const closing = app.close();
    expect(await client.closed).toEqual({ code: 1001, reason: 'the server is stopping; connect again' });
    await closing;
    expect(app.sockets.count).toBe(0);
  });

  it('waits for what has, and tells its last message', async () => {
    let finish = (): void => undefined;
    const { url, app } = await world({
      onOpen: (session) => {
        session.onDrain(async () => {
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          session.send({ said: 'resume at 7' });
        });
      },
    });
    const client = await openSocket(url);
    await client.next();
    const closing = app.close();
    await expect.poll(() => app.lifecycle.state).toBe('stopping');
    client.send({ do: 'echo', text: 'still served' });
    expect(await client.next()).toEqual({ said: 'still served' });
    finish();
    expect(await client.next()).toEqual({ said: 'resume at 7' });
    expect(await client.closed).toMatchObject({ code: 1001 });
    await closing;
  });

  it('does not wait for ever, nor for what fails', async () => {
    const { url, app, clock, lines } = await world({
      onOpen: (session) => {
        session.onDrain(() => {
          if (lines.length % 2 === 0) throw new Error('no');
          return new Promise(() => undefined);
        });
      },
    });
    const clients = await Promise.all([openSocket(url), openSocket(url)]);
    const closing = app.close();
    await expect.poll(() => app.lifecycle.state).toBe('stopping');
    clock.advance(5_001);
    app.sockets.tick();
    for (const client of clients) expect(await client.closed).toMatchObject({ code: 1001 });
    await closing;
  });
});

/** Sends until the kernel takes no more: what a reader that never reads leaves behind. */
async function stall(session: Session): Promise<void> {
  for (;;) {
    while (session.send({ said: 'x'.repeat(10_000) }));
    const stuck = await Promise.race([
      session.drained().then(() => false),
      // Several turns of the loop: whatever the kernel can take, it has taken by then.
      turns(20).then(() => true),
    ]);
    if (stuck) return;
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

const KEY = Buffer.alloc(16).toString('base64');

async function rawSocket(url: string) {
  const { port, pathname } = new URL(url);
  const raw = connect({ port: Number(port), host: '127.0.0.1' });
  raw.write(upgradeOf(pathname, `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}`));
  await once(raw, 'data');
  return raw;
}

/** What a handshake is answered with, until the server closes the connection. */
async function upgrade(url: string, headers: string): Promise<string> {
  const { port, pathname } = new URL(url);
  const raw = connect({ port: Number(port), host: '127.0.0.1' });
  raw.write(upgradeOf(pathname, headers));
  return text(raw);
}

function upgradeOf(path: string, headers: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${headers}\r\n\r\n`;
}

/** The close frame at the end of what the server still sends. */
async function closeFrame(raw: Awaited<ReturnType<typeof rawSocket>>) {
  let bytes = Buffer.alloc(0);
  raw.on('error', () => undefined);
  while (bytes.lastIndexOf(0x88) < 0) {
    const [data] = await once(raw, 'data');
    bytes = Buffer.concat([bytes, data]);
  }
  const frame = bytes.subarray(bytes.lastIndexOf(0x88));
  raw.destroy();
  return { code: frame.readUInt16BE(2), reason: frame.subarray(4).toString('utf8') };
}
