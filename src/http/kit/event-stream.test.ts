import { once } from 'node:events';
import { request } from 'node:http';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { testApp } from '../../../test/support/test-app.ts';
import { CodedError } from '../../shared/errors.ts';
import { defineRoute } from './define-route.ts';
import { formatEvent, HEARTBEAT_MS, type ServerEvent, sendEvents } from './event-stream.ts';

const stream = (events: () => AsyncIterable<ServerEvent>) =>
  defineRoute({
    method: 'GET',
    path: '/events',
    operationId: 'events',
    summary: 'Events',
    deadlineMs: 0,
    answers: {},
    media: { 200: { 'text/event-stream': 'Events' } },
    handler: (call) => sendEvents(call, events()),
  });

describe('formatEvent', () => {
  it('writes one event, and lets no line break out of its field', () => {
    expect(formatEvent({ data: { a: 'x\ny' } })).toBe('data: {"a":"x\\ny"}\n\n');
    expect(formatEvent({ event: 'a\nb', id: '1\r\n2', data: undefined })).toBe('id: 1 2\nevent: a b\ndata: null\n\n');
  });
});

describe('sendEvents', () => {
  it('sends what the source gives and ends with it', async () => {
    const { app } = await testApp({
      routes: [
        stream(async function* () {
          yield { event: 'one', data: 1 };
          await setImmediate();
          yield { data: 'zwei – ö' };
        }),
      ],
    });
    const answer = await app.inject({ url: '/events', headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.headers['x-request-id']).toBeDefined();
    expect(answer.body).toBe('event: one\ndata: 1\n\ndata: "zwei – ö"\n\n');
  });

  it('turns an error of the source into a last event', async () => {
    const { app } = await testApp({
      routes: [
        stream(async function* () {
          yield { data: 1 };
          throw new CodedError('INGEST_NOT_FOUND', 'It is gone.');
        }),
      ],
    });
    const { body } = await app.inject('/events');
    expect(body).toMatch(/^data: 1\n\nevent: error\ndata: \{.*"code":"INGEST_NOT_FOUND".*\}\n\n$/);
  });

  it('has one line in the log when its client has left, and one when it has not', async () => {
    const { app, lines } = await testApp({
      routes: [
        stream(async function* () {
          yield { data: 1 };
          await new Promise(() => undefined);
        }),
      ],
    });
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const sent = request(`${base}/events`).end();
    const [response] = await once(sent, 'response');
    await once(response, 'data');
    response.destroy();
    const told = () => lines.filter((line) => line.includes('"route":"/events"'));
    await expect.poll(() => told()).toHaveLength(1);
    expect(told()[0]).toContain('"status":499');
    await app.close();
  });

  it('has that line and no other when its handler is asynchronous', async () => {
    const reached = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const events = async function* () {
      yield { data: 1 };
      reached.resolve();
      await left.promise;
      yield await Promise.reject(new CodedError('REQUEST_CANCELLED', 'The client left.'));
    };
    const { app, lines } = await testApp({
      routes: [
        defineRoute({
          ...stream(events),
          method: 'POST',
          body: z.strictObject({}),
          example: {},
          async handler(call) {
            call.reply.raw.once('close', () => left.resolve());
            return sendEvents(call, events());
          },
        }),
      ],
    });
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const headers = { 'content-type': 'application/json', 'accept-encoding': 'gzip' };
    const sent = request(`${base}/events`, { method: 'POST', headers }).on('error', () => undefined);
    sent.end('{}');
    await reached.promise;
    sent.destroy();
    await left.promise;
    await setImmediate();
    const told = () => lines.filter((line) => !line.includes('listening'));
    await expect.poll(() => told().length).toBeGreaterThan(0);
    await app.close();
    expect(told()).toEqual([expect.stringContaining('"status":499')]);
  });

  it('pulls no faster than the client reads, and lets go of the source when the client leaves', async () => {
    let pulled = 0;
    const released = Promise.withResolvers<void>();
    const { app } = await testApp({
      routes: [
        stream(async function* () {
          try {
            for (;;) {
              pulled++;
              yield { data: 'x'.repeat(64 * 1024) };
            }
          } finally {
            released.resolve();
          }
        }),
      ],
    });
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const client = new AbortController();
    const answer = await fetch(`${base}/events`, { signal: client.signal });
    const reader = answer.body?.getReader();
    await reader?.read();
    await vi.waitFor(async () => {
      const before = pulled;
      await wait(20);
      expect(pulled).toBe(before);
    });
    expect(pulled).toBeLessThan(1_000);
    client.abort();
    await released.promise;
    await app.close();
  });

  it('keeps a quiet stream alive with comments', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const open = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      const { app } = await testApp({
        routes: [
          stream(async function* () {
            open.resolve();
            await go.promise;
            yield { data: 1 };
          }),
        ],
      });
      const answer = app.inject('/events').then((read) => read.body);
      await open.promise;
      vi.advanceTimersByTime(HEARTBEAT_MS * 2);
      await setImmediate();
      go.resolve();
      expect(await answer).toMatch(/^(: still here\n\n)+data: 1\n\n$/);
    } finally {
      vi.useRealTimers();
    }
  });
});
