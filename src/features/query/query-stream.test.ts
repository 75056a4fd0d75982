import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queryStreamApp } from '../../../test/support/query-stream-app.ts';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { openSocket, type SocketClient } from '../../../test/support/socket-client.ts';
import type { QueryService } from '../../core/query/query-service.ts';
import { STREAMS_MAX } from './open-streams.ts';

type Queries = Pick<QueryService, 'run'>;

let world: QueryWorld;
let apps: Awaited<ReturnType<typeof queryStreamApp>>[] = [];

beforeAll(async () => {
  world = await openQueryWorld();
});

afterEach(async () => {
  await Promise.all(apps.map(({ app }) => app.close()));
  apps = [];
});

afterAll(() => world.close());

async function serve(queries: Queries = world.queries) {
  const app = await queryStreamApp(queries);
  apps.push(app);
  return app;
}

const isLast = (id: string) => (chunk: Record<string, unknown>) =>
  chunk['id'] === id && (chunk['chunk_type'] === 'complete' || chunk['chunk_type'] === 'error');

/** A service whose queries wait until they are let go, and keep to their signals. */
function held() {
  const asked: { text: string; signal: AbortSignal; go: () => void }[] = [];
  const queries: Queries = {
    async run(request, principal, signal, watch) {
      await new Promise<void>((resolve, reject) => {
        asked.push({ text: request.text, signal, go: resolve });
        signal.addEventListener('abort', () => reject(signal.reason));
      });
      return world.queries.run(request, principal, signal, watch);
    },
  };
  return { queries, asked };
}

/** Asks and waits until the work has begun. */
async function begin(client: SocketClient, asked: readonly unknown[], message: Record<string, unknown>): Promise<void> {
  const before = asked.length;
  client.send(message);
  await expect.poll(() => asked.length).toBe(before + 1);
}

describe('WS /ws/query-stream', () => {
  it('streams an answer under the id of its query, numbered without gaps', async () => {
    const client = await openSocket((await serve()).url);
    client.send({ id: 'a', text: 'Who built Bell Rock?', pattern: 'bare' });
    const chunks = await client.until(isLast('a'));
    expect(chunks.map(({ seq }) => seq)).toEqual(chunks.map((_, i) => i));
    expect(chunks.every(({ id }) => id === 'a')).toBe(true);
    const types = chunks.map((chunk) => chunk['chunk_type']);
    for (const type of ['thinking', 'sources', 'response', 'trace', 'complete']) expect(types).toContain(type);
    const response = chunks.filter((chunk) => chunk['chunk_type'] === 'response').map(({ content }) => content);
    const complete = chunks.at(-1);
    expect(complete).toMatchObject({ progress: 1, metadata: { answer: { pattern_used: 'bare', answered: true } } });
    expect(complete).toMatchObject({ metadata: { answer: { response: response.join('') } } });
  });

  it('answers a query without an id under one of its own, and takes the action by name', async () => {
    const client = await openSocket((await serve()).url);
    client.send({ action: 'query', text: 'granite tower' });
    const chunks = await client.until((chunk) => chunk['chunk_type'] === 'complete');
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks[0]?.['id']).toMatch(/^s_/);
  });

  it('answers many at once, each in its own order', async () => {
    const client = await openSocket((await serve()).url);
    const ids = Array.from({ length: STREAMS_MAX }, (_, i) => `q${i}`);
    for (const id of ids) client.send({ id, text: 'Who built Bell Rock?' });
    const seen = new Map<string, number[]>(ids.map((id) => [id, []]));
    let open = ids.length;
    while (open > 0) {
      const chunk = await client.next();
      seen.get(String(chunk['id']))?.push(Number(chunk['seq']));
      if (chunk['chunk_type'] === 'complete') open--;
    }
    for (const numbers of seen.values()) expect(numbers).toEqual(numbers.map((_, i) => i));
  });

  it('lets queries that are ready at once take turns', async () => {
    const { queries, asked } = held();
    const client = await openSocket((await serve(queries)).url);
    for (const id of ['a', 'b']) await begin(client, asked, { id, text: 'granite tower' });
    for (const { go } of asked) go();
    const first = await client.until(isLast('a'));
    const ids = first.map(({ id }) => id).join('');
    expect(ids).toMatch(/^(ab|ba)/);
    expect(ids).not.toMatch(/a{8}|b{8}/);
  });

  it('says what is wrong with a query, under its id', async () => {
    const client = await openSocket((await serve()).url);
    for (const [message, id, code] of [
      [{ id: 'a' }, 'a', 'REQUEST_INVALID'],
      [{ id: 'b', text: 'x', colour: 'red' }, 'b', 'REQUEST_INVALID'],
      [{ id: 'c', text: '\u200b' }, 'c', 'REQUEST_INVALID'],
      [{ id: 'd', text: 'x', filters: { and: [] } }, 'd', 'QUERY_FILTER_INVALID'],
      [{ id: 'e', action: 'dance' }, 'e', 'REQUEST_INVALID'],
      [{ id: 7, text: 'x' }, null, 'REQUEST_INVALID'],
      [['x'], null, 'REQUEST_INVALID'],
      ['{"id": "f", ', null, 'REQUEST_MALFORMED_JSON'],
      [{ id: 'g', action: 'cancel' }, 'g', 'STREAM_NOT_FOUND'],
    ] as const) {
      client.send(message);
      const chunk = await client.next();
      expect(chunk).toMatchObject({ id, seq: 0, chunk_type: 'error', metadata: { problem: { code } } });
    }
    client.send({ id: 'h', text: 'granite tower', cache: 'only' });
    const last = (await client.until(isLast('h'))).at(-1);
    expect(last).toMatchObject({ chunk_type: 'error', metadata: { problem: { code: 'QUERY_CACHE_ONLY_MISS' } } });
  });

  it('names the fields that are wrong', async () => {
    const client = await openSocket((await serve()).url);
    client.send({ id: 'a', text: 'x', top_k: 0, action: 'query' });
    expect(await client.next()).toMatchObject({ metadata: { problem: { issues: [{ path: 'top_k' }] } } });
    client.send({ id: 'a', action: 'dance' });
    expect(await client.next()).toMatchObject({ content: expect.stringContaining('"cancel"') });
  });

  it('cancels one query: its work ends, its last chunk says so, the others go on', async () => {
    const { queries, asked } = held();
    const client = await openSocket((await serve(queries)).url);
    for (const id of ['a', 'b']) await begin(client, asked, { id, text: 'granite tower' });
    client.send({ action: 'cancel', id: 'a' });
    expect(await client.next()).toMatchObject({
      id: 'a',
      chunk_type: 'error',
      metadata: { problem: { code: 'REQUEST_CANCELLED' } },
    });
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    client.send({ action: 'cancel', id: 'a' });
    expect(await client.next()).toMatchObject({ id: 'a', metadata: { problem: { code: 'STREAM_NOT_FOUND' } } });
    asked[1]?.go();
    expect((await client.until(isLast('b'))).at(-1)).toMatchObject({ chunk_type: 'complete' });
    await begin(client, asked, { id: 'a', text: 'the id is free again' });
  });

  it('refuses an id in use and one query too many, and keeps the rest', async () => {
    const { queries, asked } = held();
    const client = await openSocket((await serve(queries)).url);
    for (let i = 0; i < STREAMS_MAX; i++) client.send({ id: `q${i}`, text: 'granite tower' });
    client.send({ id: 'q0', text: 'again' });
    expect(await client.next()).toMatchObject({ id: 'q0', metadata: { problem: { code: 'STREAM_ID_IN_USE' } } });
    client.send({ id: 'more', text: 'one more' });
    expect(await client.next()).toMatchObject({ id: 'more', metadata: { problem: { code: 'STREAM_TOO_MANY' } } });
    await expect.poll(() => asked.length).toBe(STREAMS_MAX);
    asked[0]?.go();
    expect((await client.until(isLast('q0'))).at(-1)).toMatchObject({ chunk_type: 'complete' });
  });

  it.each([
    ['closes', (client: SocketClient) => client.socket.close()],
    ['vanishes', (client: SocketClient) => client.socket.terminate()],
    ['breaks the protocol', (client: SocketClient) => client.socket.send(Buffer.from('x'))],
  ])('ends all work when the client %s in the middle of an answer', async (_how, leave) => {
    const { queries, asked } = held();
    const { app, url, lines } = await serve(queries);
    const client = await openSocket(url);
    for (const id of ['a', 'b']) await begin(client, asked, { id, text: 'granite tower' });
    leave(client);
    await expect.poll(() => asked.every(({ signal }) => signal.aborted)).toBe(true);
    await expect.poll(() => app.sockets.count).toBe(0);
    expect(lines.filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  it('starts no work for a reader that is behind, and closes it when it stays so', async () => {
    let started = 0;
    const queries: Queries = {
      run(...asked) {
        started++;
        return world.queries.run(...asked);
      },
    };
    const { app, url, clock } = await serve(queries);
    const client = await openSocket(url);
    client.socket.pause();
    // Asked in portions below the rate, until nothing more is begun: the kernel's buffers are full, and so is ours.
    for (let id = 0, before = -1; before < started; ) {
      before = started;
      for (let i = 0; i < 50; i++) client.send({ id: `${id++}`, text: 'lighthouse tower granite', top_k: 100 });
      await settled(() => started);
      clock.advance(1_000);
    }
    const most = started;
    client.send({ id: 'late', text: 'granite' });
    clock.advance(5_001);
    app.sockets.tick();
    client.socket.resume();
    expect(await client.closed).toMatchObject({ code: 4413 });
    expect(started).toBe(most);
  });

  it('never has more than one chunk above the limit wait for a reader, however many queries are ready', async () => {
    const { queries, asked } = held();
    const { url, app } = await serve({
      async run(...given) {
        const answer = await queries.run(...given);
        const long = answer.sources.map((source) => ({ ...source, text: source.text.padEnd(200_000) }));
        return { ...answer, sources: long };
      },
    });
    const client = await openSocket(url);
    for (let i = 0; i < STREAMS_MAX; i++) client.send({ id: `q${i}`, text: 'granite tower' });
    await expect.poll(() => asked.length).toBe(STREAMS_MAX);
    for (const { go } of asked) go();
    for (let open = STREAMS_MAX; open > 0; ) if ((await client.next())['chunk_type'] === 'complete') open--;
    expect(app.sockets.count).toBe(1);
  });

  it('finishes what is under way when the server stops, and takes no more', async () => {
    const { queries, asked } = held();
    const { app, url } = await serve(queries);
    const client = await openSocket(url);
    await begin(client, asked, { id: 'a', text: 'granite tower' });
    const closing = app.close();
    await expect.poll(() => app.lifecycle.state).toBe('stopping');
    client.send({ id: 'b', text: 'one more' });
    expect(await client.next()).toMatchObject({ id: 'b', metadata: { problem: { code: 'SERVER_STOPPING' } } });
    asked[0]?.go();
    expect((await client.until(isLast('a'))).at(-1)).toMatchObject({ chunk_type: 'complete' });
    expect(await client.closed).toMatchObject({ code: 1001 });
    await closing;
  });
});

/** Resolves when a figure has stood still over many turns of the loop. */
async function settled(figure: () => number): Promise<void> {
  for (let still = 0, last = figure(); still < 200; still++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (figure() !== last) still = 0;
    last = figure();
  }
}
