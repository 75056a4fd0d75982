import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testApp } from '../../../test/support/test-app.ts';
import { type AnyRoute, defineRoute } from '../kit/define-route.ts';
import { clientErrorAnswer } from './client-error.ts';

const route = (path: string, handler: () => unknown): AnyRoute => ({
  ...defineRoute({
    method: 'GET',
    path,
    operationId: path,
    summary: path,
    answers: { 200: z.object({ ok: z.boolean() }) },
    handler: () => ({ ok: true }),
  }),
  handler,
});

describe('errors', async () => {
  const { app, lines } = await testApp({
    routes: [
      route('/boom', () => {
        throw new Error('secret inside');
      }),
      route('/text', () => Promise.reject('only a text')),
      route('/teapot', () => {
        throw Object.assign(new Error('short and stout'), { statusCode: 418 });
      }),
      route('/items/:id', () => ({ ok: true })),
    ],
  });

  it('tells nothing of an unexpected error and logs it once with its stack', async () => {
    lines.length = 0;
    const answer = await app.inject('/boom');
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret inside');
    expect(answer.json().code).toBe('SERVER_INTERNAL');
    const logged = lines.filter((line) => line.includes('secret inside'));
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('errors.test.ts');
    expect(logged[0]).toContain(answer.json().request_id);
  });

  it('makes sense of what is no error at all, and of foreign errors with a status', async () => {
    expect((await app.inject('/text')).json().code).toBe('SERVER_INTERNAL');
    expect((await app.inject('/teapot')).json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });

  it('tells an unknown path from an unknown method, also for strange methods and parameters', async () => {
    expect((await app.inject('/nowhere')).json()).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND' });
    for (const method of ['POST', 'PUT', 'OPTIONS', 'DELETE'] as const) {
      const answer = await app.inject({ method, url: '/items/7?x=1' });
      expect(answer.statusCode).toBe(405);
      expect(answer.headers['allow']).toBe('GET, HEAD');
      expect(answer.json().code).toBe('ROUTE_METHOD_NOT_ALLOWED');
    }
    expect((await app.inject({ method: 'DELETE', url: '/items/' })).statusCode).toBe(404);
  });

  it('refuses request targets that are too long or no UTF-8', async () => {
    expect((await app.inject(`/items/1?q=${'x'.repeat(9_000)}`)).json()).toMatchObject({ status: 414 });
    expect((await app.inject(`/items/${'x'.repeat(4_000)}`)).json()).toMatchObject({ code: 'REQUEST_URI_TOO_LONG' });
    const bad = await app.inject('/items/%E0%A4%A');
    expect(bad.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    expect(bad.headers['x-request-id']).toBe(bad.json().request_id);
  });

  it('answers broken HTTP with a problem over the socket', async () => {
    const { app: listening } = await testApp();
    const base = await listening.listen({ port: 0, host: '127.0.0.1' });
    const port = Number(new URL(base).port);
    try {
      const broken = await exchange(port, 'GARBAGE\r\n\r\n');
      expect(broken).toMatch(/^HTTP\/1\.1 400 /);
      expect(broken).toContain('"code":"REQUEST_MALFORMED_HTTP"');
      const large = await exchange(port, `GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'a'.repeat(20_000)}\r\n\r\n`);
      expect(large).toMatch(/^HTTP\/1\.1 431 /);
      expect(large).toContain('REQUEST_HEADERS_TOO_LARGE');
      const strange = await exchange(port, 'PROPFIND / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
      expect(strange).toMatch(/^HTTP\/1\.1 40[45] /);
      expect(strange).toContain('application/problem+json');
    } finally {
      await listening.close();
    }
  });

  it('calls a request that drips in too slowly by its name', () => {
    expect(clientErrorAnswer('ERR_HTTP_REQUEST_TIMEOUT')).toMatch(/^HTTP\/1\.1 408 [\s\S]*REQUEST_TOO_SLOW/);
  });
});

function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
