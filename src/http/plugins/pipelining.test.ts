import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openRaw, sendRaw } from '../../../test/support/raw-client.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { defineRoute } from '../kit/define-route.ts';
import { PIPELINED_MAX } from './pipelining.ts';

/** Counts how many requests are at work at once. */
function counting() {
  let now = 0;
  let most = 0;
  const work = async () => {
    now++;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
    return { ok: true };
  };
  return { work, most: () => most };
}

const ask = 'GET /work HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('requests in one write', () => {
  it('are at work one after another, and answered in their order', async () => {
    const { work, most } = counting();
    const route = defineRoute({
      method: 'GET',
      path: '/work',
      operationId: 'work',
      summary: 'Works',
      answers: { 200: z.object({ ok: z.boolean() }) },
      handler: work,
    });
    const { app } = await testApp({ routes: [route] });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const asks = [ask, ask.replace('/work', '/nowhere'), ask.replace('GET', 'POST'), ask, ask];
    expect((await sendRaw(url, asks.join(''), { answers: 5 })).statuses).toEqual([200, 404, 405, 200, 200]);
    expect(most()).toBe(1);

    const many = await sendRaw(url, ask.repeat(PIPELINED_MAX + 5), { answers: PIPELINED_MAX + 5 });
    expect(many.closed).toBe(true);
    expect(many.statuses).toEqual([...Array.from({ length: PIPELINED_MAX + 1 }, () => 200), 400]);
    expect(many.text).toContain('REQUEST_PIPELINE_TOO_LONG');
    expect(most()).toBe(1);
  });

  it('would all be at work at once without the plugin', async () => {
    const { work, most } = counting();
    const app = Fastify().get('/work', work);
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    await sendRaw(url, ask.repeat(50), { answers: 50 });
    expect(most()).toBe(50);
  });

  it('are forgotten when their client leaves', async () => {
    const begun: string[] = [];
    const held = Promise.withResolvers<void>();
    const route = defineRoute({
      method: 'GET',
      path: '/work',
      operationId: 'forget',
      summary: 'Waits',
      answers: { 200: z.object({ ok: z.boolean() }) },
      handler: async () => {
        begun.push('one');
        await held.promise;
        return { ok: true };
      },
    });
    const { app } = await testApp({ routes: [route] });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = await openRaw(url);
    socket.write(ask.repeat(50));
    await expect.poll(() => begun.length).toBe(1);
    socket.destroy();
    await expect.poll(() => app.connections.size).toBe(0);
    held.resolve();
    expect((await sendRaw(url, ask, { answers: 1 })).statuses).toEqual([200]);
    // Nobody would read what the forty-nine others had to say.
    expect(begun.length).toBeLessThanOrEqual(3);
  });

  it('do not wait for those of another connection, nor for a client that left', async () => {
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const route = defineRoute({
      method: 'GET',
      path: '/work',
      operationId: 'hold',
      summary: 'Holds',
      answers: { 200: z.object({ ok: z.boolean() }) },
      handler: async () => {
        begun.resolve();
        await held.promise;
        return { ok: true };
      },
    });
    const { app } = await testApp({ routes: [route] });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const first = sendRaw(url, ask.repeat(2), { answers: 2 });
    await begun.promise;
    const other = await sendRaw(url, ask.replace('/work', '/livez'), { answers: 1 });
    expect(other.statuses).toEqual([200]);
    held.resolve();
    expect((await first).statuses).toEqual([200, 200]);
  });
});
