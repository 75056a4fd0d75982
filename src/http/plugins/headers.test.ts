import { brotliDecompressSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testApp } from '../../../test/support/test-app.ts';
import { defineRoute } from '../kit/define-route.ts';

const text = (path: string, length: number, uncompressed = false) =>
  defineRoute({
    method: 'GET',
    path,
    operationId: path,
    summary: path,
    uncompressed,
    answers: { 200: z.object({ text: z.string() }) },
    handler: () => ({ text: 'x'.repeat(length) }),
  });

describe('compression', async () => {
  const { app } = await testApp({ routes: [text('/large', 5_000), text('/small', 10), text('/secret', 5_000, true)] });
  const get = (url: string, encoding?: string) =>
    app.inject({ url, headers: encoding === undefined ? {} : { 'accept-encoding': encoding } });

  it('is there when asked for, above a kibibyte, and never for secrets', async () => {
    const plain = (await get('/large')).body;
    const br = await get('/large', 'gzip, br');
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.rawPayload).toString()).toBe(plain);
    expect(br.headers['vary']).toContain('accept-encoding');
    expect(inflateSync((await get('/large', 'deflate')).rawPayload).toString()).toBe(plain);
    expect((await get('/large', 'gzip')).headers['content-encoding']).toBe('gzip');
    for (const [url, encoding] of [
      ['/large'],
      ['/small', 'gzip'],
      ['/secret', 'gzip, br'],
      ['/large', 'lzma'],
    ] as const) {
      expect((await get(url, encoding)).headers['content-encoding'], url).toBeUndefined();
    }
  });
});

describe('security headers', async () => {
  const { app } = await testApp();

  it.each(['/', '/nowhere', '/docs'])('are on %s', async (url) => {
    const { headers } = await app.inject(url);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});

describe('cors', () => {
  it('is silent without origins and exact with them', async () => {
    const { app: closed } = await testApp();
    const origin = 'https://console.example';
    expect((await closed.inject({ url: '/', headers: { origin } })).headers).not.toHaveProperty(
      'access-control-allow-origin',
    );
    const { app } = await testApp({ settings: { corsOrigins: [origin, 'https://other.example'] } });
    const read = await app.inject({ url: '/', headers: { origin } });
    expect(read.headers['access-control-allow-origin']).toBe(origin);
    expect(read.headers['access-control-expose-headers']).toContain('X-Request-Id');
    const stranger = await app.inject({ url: '/', headers: { origin: 'https://console.example.evil' } });
    expect(stranger.headers).not.toHaveProperty('access-control-allow-origin');
    const preflight = await app.inject({
      method: 'OPTIONS',
      url: '/',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers['access-control-allow-methods']).toContain('DELETE');
  });
});
