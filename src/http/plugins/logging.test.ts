import { once } from 'node:events';
import { request } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testApp } from '../../../test/support/test-app.ts';
import { defineRoute } from '../kit/define-route.ts';

const noted = defineRoute({
  method: 'GET',
  path: '/noted/:id',
  operationId: 'noted',
  summary: 'Noted',
  params: z.object({ id: z.string() }),
  query: z.strictObject({ secret: z.string() }),
  answers: { 200: z.object({ ok: z.boolean() }) },
  handler(call) {
    call.note({ query_id: 'q_1' });
    call.note({ confidence: 0.5, cache_hit: true });
    call.request.log.warn({ token: 'very-secret', nested: { password: 'hunter2' } }, 'with Bearer abcdefghijkl');
    return { ok: true };
  },
});

describe('the log line of a request', async () => {
  const { app, lines } = await testApp({ routes: [noted] });

  it('is one, in JSON, with what the operation noted', async () => {
    lines.length = 0;
    await app.inject({ url: '/noted/7?secret=1', headers: { 'x-request-id': 'me' } });
    await setImmediate();
    expect(lines).toHaveLength(2);
    const line = JSON.parse(lines[1] ?? '');
    expect(line).toMatchObject({
      level: 'info',
      message: 'request',
      request_id: 'me',
      tenant: 'default',
      method: 'GET',
      route: '/noted/:id',
      status: 200,
      query_id: 'q_1',
      confidence: 0.5,
      cache_hit: true,
    });
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(line.duration_ms).toBeGreaterThanOrEqual(0);
    expect(lines.join('')).not.toMatch(/very-secret|hunter2|abcdefghijkl|secret=1/);
  });

  it('has the code of an error, and no text of unknown paths', async () => {
    lines.length = 0;
    await app.inject('/forged%0Aline');
    await setImmediate();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ status: 404, route: null, code: 'ROUTE_NOT_FOUND' });
  });

  it('is at debug for probes', async () => {
    lines.length = 0;
    await app.inject('/livez');
    await setImmediate();
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'debug', route: '/livez' });
  });
});

describe('the log line of a request whose client has left', () => {
  it('is one, with the status that says so, and is counted as such', async () => {
    const reached = Promise.withResolvers<void>();
    const slow = defineRoute({
      method: 'POST',
      path: '/slow',
      operationId: 'slow',
      summary: 'Slow',
      body: z.strictObject({}),
      example: {},
      answers: { 200: z.object({}) },
      async handler(call) {
        reached.resolve();
        await once(call.signal, 'abort');
        call.signal.throwIfAborted();
        return {};
      },
    });
    const { app, lines } = await testApp({ routes: [slow] });
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    const sent = request(`${base}/slow`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    sent.on('error', () => undefined).end('{}');
    await reached.promise;
    sent.destroy();
    const told = () => lines.filter((line) => line.includes('"/slow"'));
    await expect.poll(told).toHaveLength(1);
    const { body } = await app.inject('/metrics');
    await app.close();
    expect(told()).toEqual([expect.stringContaining('"status":499')]);
    expect(body).toContain('duration_seconds_count{route="/slow",method="POST",status_class="4xx"} 1');
  });
});
