import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { testApp } from '../../../test/support/test-app.ts';
import { CodedError } from '../../shared/errors.ts';
import { sendStream } from './attachment.ts';
import { defineRoute } from './define-route.ts';

const download = (pieces: () => AsyncIterable<string>) =>
  defineRoute({
    method: 'GET',
    path: '/file',
    operationId: 'file',
    summary: 'A file',
    deadlineMs: 0,
    answers: {},
    media: { 200: { 'text/csv': 'A file' } },
    handler: ({ reply }) =>
      sendStream(reply, { name: '../a b/ü.csv', contentType: 'text/csv; charset=utf-8', pieces: pieces() }),
  });

/** A source without an end that says how often it was asked, and when it was let go. */
function endless() {
  const source = { pulled: 0, released: Promise.withResolvers<void>() };
  const pieces = async function* () {
    try {
      for (;;) {
        source.pulled++;
        yield `${source.pulled},`.padEnd(64 * 1_024, 'x');
      }
    } finally {
      source.released.resolve();
    }
  };
  return { source, pieces };
}

describe('sendStream', () => {
  it('sends what the source gives under a safe name', async () => {
    const { app } = await testApp({
      routes: [
        download(async function* () {
          yield 'a,ü\r\n';
          yield '1,2\r\n';
        }),
      ],
    });
    const answer = await app.inject('/file');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="a-b-u-.csv"');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.body).toBe('a,ü\r\n1,2\r\n');
  });

  it('answers what the source throws before its first piece as any error', async () => {
    const { app } = await testApp({
      routes: [
        download(() => ({
          [Symbol.asyncIterator]: () => ({
            next: () => Promise.reject(new CodedError('RECORDS_UNAVAILABLE', 'The records are away.')),
          }),
        })),
      ],
    });
    const answer = await app.inject('/file');
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'RECORDS_UNAVAILABLE']);
  });

  it('cuts the connection when the source fails later', async () => {
    const read = Promise.withResolvers<void>();
    const { app } = await testApp({
      routes: [
        download(async function* () {
          yield 'x'.repeat(200_000);
          await read.promise;
          throw new Error('in the middle');
        }),
      ],
    });
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const answer = await fetch(`${base}/file`);
    expect(answer.status).toBe(200);
    read.resolve();
    await expect(answer.text()).rejects.toThrow();
    await app.close();
  });

  it.each(['identity', 'gzip'])('asks for no more than the client reads, and ends with it (%s)', async (encoding) => {
    const { source, pieces } = endless();
    const { app } = await testApp({ routes: [download(pieces)] });
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const client = new AbortController();
    const headers = { 'accept-encoding': encoding };
    const answer = await fetch(`${base}/file`, { signal: client.signal, headers });
    await answer.body?.getReader().read();
    // Compressed, a million pieces of this kind would fit into what a socket buffers: only the end is looked at.
    if (encoding === 'identity') {
      await vi.waitFor(async () => {
        const before = source.pulled;
        await wait(20);
        expect(source.pulled).toBe(before);
      });
      expect(source.pulled).toBeLessThan(1_000);
    }
    client.abort();
    await source.released.promise;
    await app.close();
  });
});
