import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Api, apiClient } from '../support/api.ts';
import { beside, watchMemory } from '../support/bystanders.ts';
import { closed, openRaw, sendRaw } from '../support/raw-client.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

/** Seconds in place of minutes: what holds at 140 s and 10,000 connections is one rule with these. */
const RECEIVE_MS = 1_000;
const CONNECTIONS_MAX = 60;
const MEBIBYTE = 1024 * 1024;
/** What a time-out may be late by on a busy machine. */
const LATE_MS = 6_000;
/** Far fewer milliseconds than any time-out, far more than a packet takes. */
const DRIP_MS = 50;

let server: RunningServer;
let api: Api;

beforeAll(async () => {
  const env = {
    AUTH: 'off',
    HOST: '127.0.0.1',
    RECEIVE_TIMEOUT_MS: String(RECEIVE_MS),
    CONNECTIONS_MAX: String(CONNECTIONS_MAX),
    SOCKETS_MAX: '5',
    DOCUMENT_BODY_BYTES_MAX: String(12 * MEBIBYTE),
    BODIES_MB: '24',
  };
  server = await startServer({ env });
  api = apiClient(server.url);
  await api('POST', '/api/documents?wait=indexed', { id: 'known', text: 'The lamp was built by Ada in 1850.' });
});

afterAll(() => server.stop());

const HEAD = 'POST /api/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

/** Sends a beginning and then one more piece at a time for as long as the server listens; what it got, and after how long. */
async function drip(beginning: string, piece: string) {
  const startMs = performance.now();
  const socket = await openRaw(server.url);
  let text = '';
  socket.on('data', (part) => {
    text += part;
  });
  socket.write(beginning);
  const timer = setInterval(() => socket.write(piece), DRIP_MS);
  await closed(socket);
  clearInterval(timer);
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), ms: performance.now() - startMs };
}

describe('clients that take their time', () => {
  it('are ended in bounded time, while others are answered', async () => {
    const drips: Record<string, [beginning: string, piece: string]> = {
      'a head that never ends': ['GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ', 'x'],
      'headers one by one': ['GET /livez HTTP/1.1\r\nHost: localhost\r\n', 'A: b\r\n'],
      'empty lines before a head': ['', '\r\n'],
      'a body that never ends': [`${HEAD}Content-Length: 100000\r\n\r\n`, ' '],
      'chunks that never end': [`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
      'an extension that never ends': [`${HEAD}Transfer-Encoding: chunked\r\n\r\n1;`, 'a'],
    };
    const all = async () =>
      await Promise.all(Object.entries(drips).map(async ([name, bytes]) => ({ name, ...(await drip(...bytes)) })));
    for (const { name, status, ms } of await beside(server, all)) {
      expect([0, 408], name).toContain(status);
      expect(ms, name).toBeLessThan(RECEIVE_MS + LATE_MS);
    }
  });

  it('are ended when they say nothing at all, or stop in the middle', async () => {
    const silent = ['', 'G', HEAD, `${HEAD}Content-Length: 5\r\n\r\n`, `${HEAD}Content-Length: 5\r\n\r\n{`];
    const answers = await Promise.all(
      silent.map((bytes) => sendRaw(server.url, bytes, { openMs: RECEIVE_MS + LATE_MS })),
    );
    for (const { closed } of answers) expect(closed).toBe(true);
  });

  it('are ended when they ask much and read nothing, though they go on sending', async () => {
    const socket = await openRaw(server.url);
    socket.pause();
    socket.write('GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(90));
    const timer = setInterval(() => socket.write('\r\n'), DRIP_MS);
    await beside(server, () => closed(socket));
    clearInterval(timer);
  });

  it('do not fill the memory with bodies that are never whole', async () => {
    const grown = await watchMemory(server);
    const head = HEAD.replace('/api/query', '/api/documents').concat(`Content-Length: ${12 * MEBIBYTE}\r\n\r\n`);
    const most = Buffer.concat([Buffer.from(head), Buffer.alloc(12 * MEBIBYTE - 1, ' ')]);
    const sockets = await Promise.all(Array.from({ length: 30 }, () => openRaw(server.url)));
    let peak = 0;
    await beside(server, async () => {
      for (const socket of sockets) {
        socket.resume().write(most);
        await api('GET', '/livez');
        peak = Math.max(peak, await grown());
      }
      await Promise.all(sockets.map(closed));
    });
    // Bodies, their copy when one is whole, and buffers that the collector has not met yet; sent were 360 MiB.
    expect(Math.max(peak, await grown())).toBeLessThan(120);
  });

  it('are waited for when they are only slow', async () => {
    const socket = await openRaw(server.url);
    const body = '{"text":"Who built the lamp?"}';
    const pieces = [
      HEAD,
      `Content-Length: ${body.length}\r\n`,
      'Connection: close\r\n\r\n',
      body.slice(0, 9),
      body.slice(9),
    ];
    const ended = closed(socket);
    let text = '';
    socket.on('data', (part) => {
      text += part;
    });
    for (const piece of pieces) {
      socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, DRIP_MS));
    }
    await ended;
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('more connections than there are places', () => {
  it('are closed as they come, and make those give way that are idle, but nobody at work', async () => {
    const stream = new WebSocket(`${server.url.replace('http', 'ws')}/ws/query-stream`);
    await once(stream, 'open');
    const crowd = await Promise.all(Array.from({ length: CONNECTIONS_MAX + 20 }, () => openRaw(server.url)));
    // Whoever comes now finds a place within a second or two, though the crowd stays as long as it is let.
    await expect.poll(() => api('GET', '/livez').then(({ status }) => status, String), { timeout: 10_000 }).toBe(200);
    expect(stream.readyState).toBe(WebSocket.OPEN);
    stream.close();
    for (const socket of crowd) socket.destroy();
    const metrics = () => fetch(`${server.url}/metrics`).then((response) => response.text(), String);
    await expect
      .poll(metrics)
      .toMatch(/queryloom_errors_total\{code="SERVER_OVERLOADED",component="connections"\} [1-9]/);
    await expect.poll(() => server.lines.join('\n')).toContain('CONNECTIONS_MAX');
  });
});
