import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NO_KEYS, NO_SHEDDING } from '../../../test/support/open-doors.ts';
import { type TestAppOptions, testApp } from '../../../test/support/test-app.ts';
import { defineRoute } from '../kit/define-route.ts';
import { problemSchema } from '../kit/problem.ts';

const answers = { 200: z.object({ ok: z.boolean() }) };
const routes = [
  defineRoute({
    method: 'POST',
    path: '/ask/:id',
    operationId: 'ask',
    summary: 'Ask',
    params: z.strictObject({ id: z.string() }),
    body: z.strictObject({ text: z.string() }),
    answers,
    handler: () => ({ ok: true }),
  }),
  defineRoute({
    method: 'GET',
    path: '/open',
    operationId: 'open',
    summary: 'Open to everybody',
    scope: 'public',
    answers,
    handler: () => ({ ok: true }),
  }),
];

/** No place for anybody; `asked` keeps who asked for one. */
function full(options: TestAppOptions = {}) {
  const asked: (string | null)[] = [];
  const isFull = (workClass: string, tier: string | null): boolean => {
    asked.push(tier === null ? `${workClass}, everybody` : `${workClass}, ${tier}`);
    return true;
  };
  const services = { shedding: { ...NO_SHEDDING, isFull }, ...options.services };
  return testApp({ routes, ...options, services }).then((made) => ({ ...made, asked }));
}

const ask = { method: 'POST', url: '/ask/1?x=2', payload: { text: 'x' } } as const;

describe('early shedding', () => {
  it('refuses as any other error is told, before the caller is known', async () => {
    const { app, asked } = await full({ settings: { auth: 'on' }, services: { authenticator: NO_KEYS } });
    const { statusCode, headers, body } = await app.inject({ ...ask, headers: { 'x-request-id': 'mine' } });
    expect(statusCode).toBe(503);
    expect(problemSchema.parse(JSON.parse(body))).toMatchObject({
      code: 'SERVER_OVERLOADED',
      instance: '/ask/1',
      request_id: 'mine',
      retry_after: 1,
    });
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      'retry-after': '1',
      'x-request-id': 'mine',
      'x-content-type-options': 'nosniff',
    });
    expect(asked).toEqual(['query, everybody']);
  });

  it('counts and times what it refuses, and logs it only where everything is logged', async () => {
    const { app, lines } = await full();
    await app.inject(ask);
    await new Promise((resolve) => setImmediate(resolve));
    const { body } = await app.inject({ method: 'GET', url: '/metrics' });
    expect(body).toContain('queryloom_shed_total{class="query"} 1');
    expect(body).toContain('queryloom_errors_total{code="SERVER_OVERLOADED",component="http"} 1');
    expect(body).toContain('http_request_duration_seconds_count{route="/ask/:id",method="POST",status_class="5xx"} 1');
    const line = lines.find((text) => text.includes('SERVER_OVERLOADED')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ level: 'debug', route: '/ask/:id', status: 503 });
  });

  it('lets alone what is everybody’s', async () => {
    const { app } = await full();
    for (const url of ['/open', '/livez', '/metrics'])
      expect((await app.inject({ method: 'GET', url })).statusCode).toBe(200);
    expect((await app.inject({ method: 'GET', url: '/nothing' })).statusCode).toBe(404);
  });

  it('leaves to the others what needs headers of its own, and refuses it all the same', async () => {
    const origin = 'https://console.example.com';
    const { app, asked } = await full({ settings: { corsOrigins: [origin] } });
    const { statusCode, headers } = await app.inject({ ...ask, headers: { origin } });
    expect(statusCode).toBe(503);
    expect(headers['access-control-allow-origin']).toBe(origin);
    expect(asked).toEqual(['query, local']);
    app.lifecycle.drain();
    const drained = await app.inject(ask);
    expect(drained.statusCode).toBe(503);
    expect(drained.headers.connection).toBe('close');
  });
});
