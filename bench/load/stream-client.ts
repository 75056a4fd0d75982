import { once } from 'node:events';
import { request } from 'node:http';
import { WebSocket } from 'ws';

/** What the chunks of some queries looked like from outside. */
export type StreamTally = {
  readonly chunks: number;
  readonly completed: number;
  readonly failed: number;
  /** Chunks whose number was not the next of their query. */
  readonly misplaced: number;
  /** Milliseconds from each question to its first chunk. */
  readonly firstMs: readonly number[];
};

/** Opens a socket of the query stream. */
export async function openStream(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws/query-stream`);
  await once(socket, 'open');
  return socket;
}

/** Asks all texts at once on one socket, and reads until each has ended; a socket that closes before counts the rest as failed. */
export async function askAll(socket: WebSocket, texts: readonly string[], fields: object = {}): Promise<StreamTally> {
  const nextSeq = new Map<string, number>();
  const askedMs = performance.now();
  const tally = { chunks: 0, completed: 0, failed: 0, misplaced: 0, firstMs: [] as number[] };
  if (socket.readyState !== WebSocket.OPEN)
    throw new Error('the socket was closed: were there too many messages a second?');
  return new Promise((resolve) => {
    const take = (data: unknown): void => {
      const chunk: { id: string; seq: number; chunk_type: string } = JSON.parse(String(data));
      tally.chunks++;
      const expected = nextSeq.get(chunk.id) ?? 0;
      if (chunk.seq !== expected) tally.misplaced++;
      if (expected === 0) tally.firstMs.push(performance.now() - askedMs);
      nextSeq.set(chunk.id, chunk.seq + 1);
      if (chunk.chunk_type === 'complete') tally.completed++;
      if (chunk.chunk_type === 'error') tally.failed++;
      if (tally.completed + tally.failed === texts.length) finish();
    };
    const finish = (): void => {
      socket.off('message', take);
      socket.off('close', giveUp);
      resolve(tally);
    };
    const giveUp = (): void => {
      tally.failed = texts.length - tally.completed;
      finish();
    };
    socket.on('message', take);
    socket.on('close', giveUp);
    for (const [index, text] of texts.entries()) socket.send(JSON.stringify({ id: `${index}`, text, ...fields }));
  });
}

/** Milliseconds until the first byte of an event stream's body; the rest is read and dropped. */
export async function firstEventMs(url: string, body: object): Promise<number> {
  const askedMs = performance.now();
  const sent = request(`${url}/api/query`, { method: 'POST', headers: { 'content-type': 'application/json' } });
  sent.end(JSON.stringify({ ...body, stream: true }));
  const [response] = await once(sent, 'response');
  let tookMs = Number.NaN;
  response.once('data', () => {
    tookMs = performance.now() - askedMs;
  });
  response.resume();
  await once(response, 'end');
  return tookMs;
}
