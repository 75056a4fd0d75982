import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, apiClient } from '../support/api.ts';
import { openSocket, type SocketClient } from '../support/socket-client.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const QUESTION = 'Who built the Ada Lamp?';
/** Milliseconds after which a reader that stays behind is closed, and as many for a busy machine. */
const STALL_MS = 12_000;

let server: RunningServer;
let api: Api;

beforeAll(async () => {
  server = await startServer();
  api = apiClient(server.url);
  const words = Array.from({ length: 12_000 }, (_, i) => (i % 25 === 24 ? 'lantern.' : `lamp${i % 90}`)).join(' ');
  const documents = [
    { id: 'lamp', title: 'The Ada Lamp', text: 'The Ada Lamp was built by Ada Quill in 1850. It burns whale oil.' },
    { id: 'long', title: 'A long list of lanterns', text: words },
  ];
  expect((await api('POST', '/api/documents?wait=indexed', { documents })).status).toBe(200);
});

afterAll(() => server.stop());

const openStream = (): Promise<SocketClient> => openSocket(`${server.url}/ws/query-stream`);

async function openCount(): Promise<number> {
  const { body } = await api('GET', '/metrics');
  return Number(/queryloom_ws_connections\{kind="query-stream"\} (\d+)/.exec(String(body))?.[1]);
}

const isLast = (id: string) => (chunk: Record<string, unknown>) =>
  chunk['id'] === id && (chunk['chunk_type'] === 'complete' || chunk['chunk_type'] === 'error');

type Chunk = { seq: number; chunk_type: string; content: string; progress: number; metadata: Record<string, unknown> };

/** Chunks of an event stream, as they come. */
async function* events(body: object): AsyncGenerator<Chunk, void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/api/query`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  let held = '';
  for await (const bytes of answer.body ?? []) {
    held += Buffer.from(bytes).toString('utf8');
    const whole = held.split('\n\n');
    held = whole.pop() ?? '';
    for (const event of whole) {
      const data = /^data: (.+)$/m.exec(event)?.[1];
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}

describe('POST /api/query with stream', () => {
  it('tells the stages, then the sources, then the answer in pieces, then the whole of it', async () => {
    const chunks = await Array.fromAsync(events({ text: QUESTION, stream: true }));
    expect(chunks.map(({ seq }) => seq)).toEqual(chunks.map((_, i) => i));
    const types = chunks.map((chunk) => chunk.chunk_type);
    expect(types.filter((type, i) => type !== types[i - 1]).slice(0, 3)).toEqual(['thinking', 'sources', 'thinking']);
    expect(types.at(-1)).toBe('complete');
    expect(types).toContain('trace');
    const progress = chunks.map((chunk) => chunk.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    const whole = chunks.at(-1)?.metadata['answer'];
    const pieces = chunks.filter((chunk) => chunk.chunk_type === 'response').map(({ content }) => content);
    expect(whole).toMatchObject({ response: pieces.join(''), answered: true });
    const plain = await api('POST', '/api/query', { text: QUESTION });
    expect(plain.body['response']).toBe(pieces.join(''));
  });

  it('lives on when its reader leaves after the first chunk', async () => {
    for (let i = 0; i < 20; i++)
      for await (const chunk of events({ text: QUESTION, stream: true, pattern: 'fused' })) {
        expect(chunk.seq).toBe(0);
        break;
      }
    expect((await api('GET', '/livez')).status).toBe(200);
  });
});

describe('WS /ws/query-stream', () => {
  it('answers many queries of one socket, none lost and none out of order', async () => {
    const client = await openStream();
    for (let i = 0; i < 32; i++) client.send({ id: `q${i}`, text: QUESTION });
    const next = new Map<unknown, number>();
    for (let open = 32; open > 0; ) {
      const chunk = await client.next();
      expect(chunk['seq']).toBe(next.get(chunk['id']) ?? 0);
      next.set(chunk['id'], Number(chunk['seq']) + 1);
      if (chunk['chunk_type'] === 'complete') open--;
    }
    expect(next.size).toBe(32);
    expect(await client.close()).toMatchObject({ code: 1000 });
  });

  it('works with the WebSocket of the platform', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/query-stream`);
    await once(socket, 'open');
    socket.send(JSON.stringify({ id: 'a', text: QUESTION }));
    const [event] = await once(socket, 'message');
    expect(JSON.parse(String(Reflect.get(Object(event), 'data')))).toMatchObject({ id: 'a', chunk_type: 'thinking' });
    socket.close();
    await once(socket, 'close');
  });

  it('cancels a query and frees its id', async () => {
    const client = await openStream();
    client.send({ id: 'a', text: 'lantern lamp', top_k: 100 });
    client.send({ action: 'cancel', id: 'a' });
    const last = (await client.until(isLast('a'))).at(-1);
    // A query may end before its cancellation arrives; both ends are told once.
    expect(JSON.stringify(last)).toMatch(/REQUEST_CANCELLED|"chunk_type":"complete"/);
    client.send({ id: 'a', text: QUESTION });
    const again = await client.until((chunk) => chunk['chunk_type'] === 'complete');
    expect(again.at(-1)).toMatchObject({ id: 'a', metadata: { answer: { answered: true } } });
    await client.close();
  });

  it.each([
    ['not JSON', '{"id": "a"', null, 'REQUEST_MALFORMED_JSON'],
    ['another shape', '{"id": "a", "question": "x"}', 'a', 'REQUEST_INVALID'],
    ['an unknown action', '{"id": "a", "action": "dance"}', 'a', 'REQUEST_INVALID'],
    ['a query nobody asked', '{"id": "a", "action": "cancel"}', 'a', 'STREAM_NOT_FOUND'],
    ['a text with nothing in it', '{"id": "a", "text": " "}', 'a', 'REQUEST_INVALID'],
  ])('answers %s with an error and goes on', async (_what, message, id, code) => {
    const client = await openStream();
    client.send(message);
    expect(await client.next()).toMatchObject({ id, chunk_type: 'error', metadata: { problem: { code } } });
    client.send({ id: 'b', text: QUESTION });
    expect((await client.until(isLast('b'))).at(-1)).toMatchObject({ chunk_type: 'complete' });
    await client.close();
  });

  it.each([
    ['binary', 1003, (client: SocketClient) => client.socket.send(Buffer.from('{}'))],
    ['10 MB', 1009, (client: SocketClient) => client.send('x'.repeat(10_000_000))],
    ['broken messages without end', 1007, (client: SocketClient) => repeat(10, () => client.send('x'))],
    ['1,000 messages at once', 4429, (client: SocketClient) => repeat(1_000, () => client.send({ text: QUESTION }))],
  ])('closes on %s with a reason', async (_what, code, act) => {
    const client = await openStream();
    act(client);
    const closed = await client.closed;
    expect(closed.code).toBe(code);
    expect(closed.reason).not.toBe('');
  });

  it('lives on after half a frame, and after leaving in the middle of an answer', async () => {
    const { port } = new URL(server.url);
    const raw = connect({ port: Number(port), host: '127.0.0.1' });
    raw.write(
      `GET /ws/query-stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
    );
    await once(raw, 'data');
    raw.write(Buffer.from([0x81, 0xfe, 0x01]));
    raw.end();
    await text(raw);
    for (let i = 0; i < 10; i++) {
      const client = await openStream();
      for (let id = 0; id < 20; id++) client.send({ id: `${id}`, text: QUESTION, pattern: 'fused' });
      await client.next();
      client.socket.terminate();
    }
    await expect.poll(openCount, { timeout: 5_000 }).toBe(0);
    expect((await api('POST', '/api/query', { text: QUESTION })).status).toBe(200);
  });

  it('closes a reader that never reads', async () => {
    const client = await openStream();
    client.socket.pause();
    const asking = setInterval(() => {
      for (let i = 0; i < 8; i++) client.send({ text: 'lantern lamp', top_k: 100 });
    }, 100);
    await expect.poll(openCount, { timeout: STALL_MS * 2, interval: 200 }).toBe(0);
    clearInterval(asking);
    expect((await api('GET', '/livez')).status).toBe(200);
  });

  it('is no plain request, and no place for the pages of others', async () => {
    const plain = await api('GET', '/ws/query-stream');
    expect(plain).toMatchObject({ status: 426, body: { code: 'ROUTE_UPGRADE_REQUIRED' } });
    const foreign = openSocket(`${server.url}/ws/query-stream`, { origin: 'https://evil.example' });
    await expect(foreign).rejects.toThrow('403');
    const { body } = await api('GET', '/openapi.json');
    expect(body['x-websockets']['/ws/query-stream']).toMatchObject({ operationId: 'streamQueries' });
  });
});

describe('the way out', () => {
  it('answers what is under way, closes every socket with 1001, and ends', async () => {
    const stopping = await startServer();
    const clients = await Promise.all(Array.from({ length: 50 }, () => openSocket(`${stopping.url}/ws/query-stream`)));
    for (const client of clients) client.send({ id: 'a', text: QUESTION });
    await Promise.all(clients.map((client) => client.next()));
    const code = stopping.stop();
    for (const client of clients) {
      expect((await client.until(isLast('a'))).at(-1)).toMatchObject({ chunk_type: 'complete' });
      expect(await client.closed).toEqual({ code: 1001, reason: 'the server is stopping; connect again' });
    }
    expect(await code).toBe(0);
  });
});

function repeat(times: number, act: () => void): void {
  for (let i = 0; i < times; i++) act();
}
