import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testApp } from '../../../test/support/test-app.ts';
import { defineRoute } from '../kit/define-route.ts';

const echo = defineRoute({
  method: 'POST',
  path: '/echo',
  operationId: 'echo',
  summary: 'Echo',
  body: z.strictObject({ text: z.string() }),
  bodyBytesMax: 2_000,
  answers: { 200: z.object({ text: z.string() }) },
  handler: ({ body }) => body,
});

describe('body', async () => {
  const { app } = await testApp({ routes: [echo] });
  const send = (payload: string | Buffer, contentType = 'application/json', more: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: '/echo', payload, headers: { 'content-type': contentType, ...more } });

  it.each([['application/json'], ['application/json; charset=utf-8'], ['Application/JSON; Charset="UTF-8"']])(
    'reads %s',
    async (contentType) => {
      const answer = await send('{"text":"ö"}', contentType);
      expect(answer.json()).toEqual({ text: 'ö' });
    },
  );

  it.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json; charset=latin1', {}],
    ['nonsense', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('refuses %s %o', async (contentType, more) => {
    const answer = await send('{"text":"a"}', contentType, more);
    expect(answer.json()).toMatchObject({ status: 415, code: 'REQUEST_UNSUPPORTED_MEDIA_TYPE' });
  });

  it('says 400 for broken JSON, 413 for too much, and asks for a body where there is none', async () => {
    expect((await send('{"text":')).json()).toMatchObject({ status: 400, code: 'REQUEST_MALFORMED_JSON' });
    expect((await send(`{"text":"${'x'.repeat(2_000)}"}`)).json()).toMatchObject({
      status: 413,
      code: 'REQUEST_TOO_LARGE',
    });
    expect((await send('')).json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    expect((await app.inject({ method: 'POST', url: '/echo' })).statusCode).toBe(400);
  });

  it('never answers random bytes with a 5xx', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.string().map((text) => Buffer.from(`{"text":${JSON.stringify(text)}`)),
    );
    const types = fc.constantFrom('application/json', 'text/plain', 'application/json; charset=utf-16', ';;', '');
    await fc.assert(
      fc.asyncProperty(bytes, types, async (body, contentType) => {
        const answer = await send(Buffer.from(body), contentType);
        expect(answer.statusCode).toBeLessThan(500);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
