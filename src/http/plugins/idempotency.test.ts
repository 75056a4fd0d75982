import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { memoryIdempotency } from '../../../test/support/memory-idempotency.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { manualClock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { defineRoute } from '../kit/define-route.ts';

function counter() {
  const made: string[] = [];
  const gate = { open: Promise.resolve() };
  const create = defineRoute({
    method: 'POST',
    path: '/things',
    operationId: 'createThing',
    summary: 'Create',
    idempotent: true,
    body: z.strictObject({ name: z.string(), size: z.int().default(1) }),
    answers: { 201: z.object({ id: z.int(), text: z.string() }) },
    async handler({ body }) {
      made.push(body.name);
      await gate.open;
      if (body.name === 'down') throw new CodedError('RECORDS_UNAVAILABLE', 'The records are away.');
      if (body.name === 'bad') throw new CodedError('DOCUMENT_EMPTY', 'Nothing in it.');
      return { id: made.length, text: 'x'.repeat(3_000) };
    },
  });
  return { made, gate, create };
}

describe('Idempotency-Key', () => {
  const post = (name: unknown, key?: string, more: Record<string, string> = {}) => ({
    method: 'POST' as const,
    url: '/things',
    payload: { name },
    headers: { ...(key === undefined ? {} : { 'idempotency-key': key }), ...more },
  });

  it('does the work once and replays status and body, whatever the encoding of the first answer', async () => {
    const { made, create } = counter();
    const { app } = await testApp({ routes: [create] });
    const first = await app.inject(post('a', 'k1', { 'accept-encoding': 'gzip' }));
    expect(first.statusCode).toBe(201);
    expect(first.headers['content-encoding']).toBe('gzip');
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    const again = await app.inject({
      ...post('a', 'k1'),
      payload: '{ "size": 1, "name": "a" }',
      headers: { 'idempotency-key': 'k1', 'content-type': 'application/json' },
    });
    expect(again.statusCode).toBe(201);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(again.json()).toEqual(JSON.parse(gunzipSync(first.rawPayload).toString()));
    expect(made).toEqual(['a']);
  });

  it('keeps keys apart from other requests, other tenants, and requests without a key', async () => {
    const { made, create } = counter();
    let tenant = 'one';
    const principal = () => ({ tenant, tier: 'local', scopes: ['write'] as const, userId: null });
    const { app } = await testApp({ routes: [create], principal });
    await app.inject(post('a', 'k'));
    expect((await app.inject(post('b', 'k'))).json()).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    tenant = 'two';
    expect((await app.inject(post('b', 'k'))).statusCode).toBe(201);
    await app.inject(post('c'));
    await app.inject(post('c'));
    expect(made).toEqual(['a', 'b', 'c', 'c']);
  });

  it('says 409 while the first is at work', async () => {
    const { gate, create } = counter();
    const { app } = await testApp({ routes: [create] });
    const { promise, resolve } = Promise.withResolvers<void>();
    gate.open = promise;
    // An injected request starts when somebody waits for it.
    const first = app.inject(post('a', 'k')).then((answer) => answer);
    const second = await app.inject(post('a', 'k'));
    expect(second.json()).toMatchObject({ status: 409, code: 'IDEMPOTENCY_IN_PROGRESS' });
    expect(second.headers['retry-after']).toBe('1');
    resolve();
    expect((await first).statusCode).toBe(201);
  });

  it('gives the key back after a 5xx and keeps a 4xx', async () => {
    const { made, create } = counter();
    const { app } = await testApp({ routes: [create] });
    for (let i = 0; i < 2; i++) expect((await app.inject(post('down', 'k'))).statusCode).toBe(503);
    for (let i = 0; i < 2; i++) expect((await app.inject(post('bad', 'm'))).statusCode).toBe(422);
    expect(made).toEqual(['down', 'down', 'bad']);
  });

  it('reserves nothing for a request that is not valid, and refuses keys that are not', async () => {
    const store = memoryIdempotency();
    const { create } = counter();
    const { app } = await testApp({ routes: [create], services: { idempotency: store, clock: manualClock() } });
    expect((await app.inject(post(1, 'k'))).statusCode).toBe(400);
    expect(store.entries.size).toBe(0);
    const refused = await app.inject(post('a', 'two words'));
    expect(refused.json().issues[0].path).toBe('Idempotency-Key');
  });

  it('lets the answer leave when it cannot be kept', async () => {
    const { create } = counter();
    const store = { ...memoryIdempotency(), complete: () => Promise.reject(new Error('disk')) };
    const { app, lines } = await testApp({ routes: [create], services: { idempotency: store } });
    expect((await app.inject(post('a', 'k'))).statusCode).toBe(201);
    expect(lines.join('')).toContain('could not be kept');
  });
});
