import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NO_KEYS } from '../../../test/support/open-doors.ts';
import { testApp } from '../../../test/support/test-app.ts';
import type { Authenticator, Identified } from '../../core/keys/authenticator.ts';
import { defineRoute } from '../kit/define-route.ts';
import { type ServerEvent, sendEvents } from '../kit/event-stream.ts';

const READER: Identified = { keyId: 'k1', tenant: 'acme', tier: 'free', scopes: ['read'], limits: null };

/** Knows two keys: one at once, one later, as a key that has to be looked up. */
const authenticator: Authenticator = {
  ...NO_KEYS,
  identify: (key) => {
    if (key === 'reader') return READER;
    return Promise.resolve(key === 'writer' ? { ...READER, keyId: 'k2', scopes: ['write'] } : null);
  },
};

const answers = { 200: z.object({ tenant: z.string(), identity: z.string() }) };
const routes = [
  defineRoute({
    method: 'GET',
    path: '/things',
    operationId: 'getThings',
    summary: 'Things',
    answers,
    handler: ({ principal, caller }) => ({ tenant: principal.tenant, identity: caller.identity }),
  }),
  defineRoute({
    method: 'GET',
    path: '/past',
    operationId: 'getPast',
    needsKey: true,
    summary: 'What others did',
    answers,
    handler: ({ principal, caller }) => ({ tenant: principal.tenant, identity: caller.identity }),
  }),
  defineRoute({
    method: 'POST',
    path: '/things',
    operationId: 'addThing',
    summary: 'Add',
    answers,
    handler: ({ principal, caller }) => ({ tenant: principal.tenant, identity: caller.identity }),
  }),
];

async function guarded(settings: Parameters<typeof testApp>[0] & object = {}) {
  const { app } = await testApp({
    routes,
    services: { authenticator },
    settings: { auth: 'on', ...settings.settings },
  });
  return async (
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string> = {},
    remoteAddress = '127.0.0.1',
  ) => {
    const response = await app.inject({ method, url, headers: { 'x-request-id': 'same', ...headers }, remoteAddress });
    return { status: response.statusCode, headers: response.headers, text: response.body, body: response.json() };
  };
}

describe('keys', () => {
  it('let their tenant in, from either header, looked up at once or later', async () => {
    const call = await guarded();
    const { body } = await call('GET', '/things', { 'x-api-key': 'reader' });
    expect(body).toEqual({ tenant: 'acme', identity: 'key:k1' });
    expect((await call('GET', '/things', { authorization: 'Bearer reader' })).body).toEqual(body);
    expect((await call('POST', '/things', { authorization: 'Bearer writer' })).status).toBe(200);
  });

  it('that open nothing are one answer, byte for byte', async () => {
    const call = await guarded();
    const refused = [
      await call('GET', '/things', { 'x-api-key': 'unknown' }),
      await call('GET', '/things', { authorization: 'Basic cmVhZGVyOg==' }),
      await call('GET', '/things', { 'x-api-key': 'reader', authorization: 'Bearer writer' }),
      await call('GET', '/things', { 'x-api-key': '' }),
    ];
    expect(new Set(refused.map(({ text }) => text)).size).toBe(1);
    expect(refused[0]).toMatchObject({ status: 401, body: { code: 'KEY_INVALID' } });
    expect(refused[0]?.headers['www-authenticate']).toBe('Bearer');
  });

  it('are asked for, hold to their scopes, and have no place in an address', async () => {
    const call = await guarded();
    expect((await call('GET', '/things')).body).toMatchObject({ status: 401, code: 'KEY_REQUIRED' });
    const wrong = await call('POST', '/things', { 'x-api-key': 'reader' });
    expect(wrong.body).toMatchObject({ status: 403, code: 'KEY_SCOPE_MISSING' });
    expect(wrong.body.detail).toContain('"write"');
    const leaked = await call('GET', '/things/ql_live_k1_secret?api_key=reader', { 'x-api-key': 'reader' });
    expect(leaked.body).toMatchObject({ status: 400, code: 'KEY_IN_URL' });
    expect(leaked.text).not.toContain('secret');
  });

  it('are not needed for what is everybody’s, nor for what is not there', async () => {
    const call = await guarded();
    expect((await call('GET', '/livez')).status).toBe(200);
    expect((await call('GET', '/nothing')).status).toBe(404);
  });
});

describe('an answer that goes on', () => {
  it('ends, and says why, when its key opens nothing any more', async () => {
    let opens = true;
    const left: string[] = [];
    const endless = defineRoute({
      method: 'GET',
      path: '/endless',
      operationId: 'endless',
      summary: 'Goes on',
      answers: {},
      media: { 200: { 'text/event-stream': 'Events.' } },
      deadlineMs: 0,
      handler: (call) => sendEvents(call, forever(call.signal, left)),
    });
    const services = { authenticator: { ...authenticator, stillOpens: () => opens } };
    const { app } = await testApp({ routes: [endless], services, settings: { auth: 'on' } });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const response = await fetch(`${url}/endless`, { headers: { 'x-api-key': 'reader' } });
    opens = false;
    expect(await response.text()).toMatch(/event: error\ndata: .*KEY_INVALID/);
    expect(left).toEqual(['left']);
    await app.close();
  });
});

/** One event, and then nothing until the signal. */
async function* forever(signal: AbortSignal, left: string[]): AsyncGenerator<ServerEvent> {
  try {
    yield { data: 1 };
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    left.push('left');
  }
}

describe('callers without a key', () => {
  it('may read where a tier is named for them, but not write, nor see what others did', async () => {
    const call = await guarded({ settings: { anonymousTier: 'anonymous' } });
    expect((await call('GET', '/things')).body).toEqual({ tenant: 'default', identity: '127.0.0.1' });
    expect((await call('POST', '/things')).body.code).toBe('KEY_REQUIRED');
    expect((await call('GET', '/past')).body.code).toBe('KEY_REQUIRED');
    expect((await call('GET', '/past', { 'x-api-key': 'reader' })).status).toBe(200);
  });

  it('are who their connection says, unless a proxy that is named says otherwise', async () => {
    const anonymousTier = 'anonymous';
    const forged = { 'x-forwarded-for': '203.0.113.9' };
    const plain = await guarded({ settings: { anonymousTier } });
    expect((await plain('GET', '/things', forged, '10.0.0.7')).body.identity).toBe('10.0.0.7');
    const proxied = await guarded({ settings: { anonymousTier, trustedProxies: ['10.0.0.0/8'] } });
    expect((await proxied('GET', '/things', forged, '10.0.0.7')).body.identity).toBe('203.0.113.9');
    expect((await proxied('GET', '/things', forged, '198.51.100.1')).body.identity).toBe('198.51.100.1');
  });
});

describe('the guard of failures', () => {
  it('refuses an address of another machine that fails too often, and never a right key', async () => {
    const call = await guarded({ settings: { authFailuresPerMinute: 3 } });
    const fail = (address: string) => call('GET', '/things', { 'x-api-key': 'wrong' }, address);
    const statuses = [];
    for (let turn = 0; turn < 5; turn++) statuses.push((await fail('198.51.100.1')).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    const refused = await call('GET', '/nothing', {}, '198.51.100.1');
    expect(refused.body).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED', violated_policies: ['address'] });
    expect(refused.headers['retry-after']).toBe(String(refused.body.retry_after));
    expect((await call('GET', '/things', { 'x-api-key': 'reader' }, '198.51.100.1')).status).toBe(200);
    expect((await fail('198.51.100.2')).status).toBe(401);
    for (let turn = 0; turn < 5; turn++) expect((await fail('127.0.0.1')).status).toBe(401);
  });
});
