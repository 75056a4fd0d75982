import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testApp } from '../../../test/support/test-app.ts';
import { defineRoute } from './define-route.ts';

const echo = defineRoute({
  method: 'POST',
  path: '/echo/:id',
  operationId: 'echo',
  summary: 'Echo',
  params: z.object({ id: z.string() }),
  query: z.strictObject({
    n: z.int().min(1).max(9).default(3),
    deep: z.boolean().optional(),
    tags: z.array(z.string()).optional(),
    sizes: z.array(z.number()).nullable().optional(),
    after: z.string().nullable().optional(),
  }),
  body: z.strictObject({ text: z.string(), inner: z.strictObject({ a: z.number() }).optional() }),
  answers: { 201: z.object({ id: z.string(), query: z.unknown(), body: z.unknown(), note: z.string().nullable() }) },
  handler: ({ params, query, body }) => ({ id: params.id, query, body, note: null }),
});

const flat = defineRoute({
  method: 'POST',
  path: '/flat',
  operationId: 'flat',
  summary: 'Flat',
  body: z.strictObject({ name: z.string(), runs: z.int().default(1), tags: z.array(z.string()).default([]) }),
  bodyFromQuery: true,
  answers: { 200: z.object({ name: z.string(), runs: z.number(), tags: z.array(z.string()) }) },
  handler: ({ body }) => body,
});

describe('registerFeature', () => {
  it('reads params, query and body by their schemas and answers with the declared status', async () => {
    const { app } = await testApp({ routes: [echo] });
    const url = '/echo/x1?n=5&deep=true&tags=a&sizes=1&sizes=2.5&after=1';
    const answer = await app.inject({ method: 'POST', url, payload: { text: 'hi' } });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({
      id: 'x1',
      query: { n: 5, deep: true, tags: ['a'], sizes: [1, 2.5], after: '1' },
      body: { text: 'hi' },
      note: null,
    });
  });

  it('names every unknown and wrong field of body and query', async () => {
    const { app } = await testApp({ routes: [echo] });
    const body = await app.inject({
      method: 'POST',
      url: '/echo/x1',
      payload: { text: 1, inner: { a: 1, zz: 2 }, extra: 1, other: 2 },
    });
    expect(body.statusCode).toBe(400);
    expect(body.json().code).toBe('REQUEST_INVALID');
    expect(
      body
        .json()
        .issues.map((issue: { path: string }) => issue.path)
        .sort(),
    ).toEqual(['extra', 'inner.zz', 'other', 'text']);
    const query = await app.inject({ method: 'POST', url: '/echo/x1?n=ten&nope=1', payload: { text: 'a' } });
    expect(query.statusCode).toBe(400);
    expect(
      query
        .json()
        .issues.map((issue: { path: string }) => issue.path)
        .sort(),
    ).toEqual(['n', 'nope']);
  });

  it('refuses a query string, and a body, on operations that take none', async () => {
    const bare = defineRoute({
      method: 'POST',
      path: '/bare',
      operationId: 'bare',
      summary: 'Bare',
      answers: { 200: z.object({ ok: z.boolean() }) },
      handler: () => ({ ok: true }),
    });
    const { app } = await testApp({ routes: [bare] });
    expect((await app.inject({ method: 'POST', url: '/bare' })).statusCode).toBe(200);
    expect((await app.inject({ method: 'POST', url: '/bare', payload: {} })).statusCode).toBe(200);
    expect((await app.inject({ method: 'POST', url: '/bare', payload: { a: 1 } })).statusCode).toBe(400);
    expect((await app.inject({ method: 'POST', url: '/bare?a=1' })).json().issues).toEqual([
      { path: 'a', message: 'Unknown field: "a"' },
    ]);
  });

  it('takes flat fields from the query string when there is no body, and only then', async () => {
    const { app } = await testApp({ routes: [flat] });
    const query = await app.inject({ method: 'POST', url: '/flat?name=x&runs=4&tags=a&tags=b' });
    expect(query.json()).toEqual({ name: 'x', runs: 4, tags: ['a', 'b'] });
    const body = await app.inject({ method: 'POST', url: '/flat', payload: { name: 'y', tags: ['c'] } });
    expect(body.json()).toEqual({ name: 'y', runs: 1, tags: ['c'] });
    const both = await app.inject({ method: 'POST', url: '/flat?name=x', payload: { name: 'y' } });
    expect(both.statusCode).toBe(400);
    expect((await app.inject({ method: 'POST', url: '/flat?name=x&bad=1' })).json().issues[0].path).toBe('bad');
  });

  it('does not register a body that would swallow unknown fields, or an example that does not fit', async () => {
    const lax = { ...echo, body: z.strictObject({ inner: z.object({ a: z.string() }) }) };
    await expect(testApp({ routes: [lax] })).rejects.toThrow(/accepts unknown fields silently at body.inner/);
    await expect(testApp({ routes: [{ ...echo, example: { text: 1 } }] })).rejects.toThrow(/example/);
  });

  it('fails, in tests, on an answer against its schema, without telling the caller why', async () => {
    const wrong = { ...flat, handler: () => ({ name: 1 }) };
    const { app, lines } = await testApp({ routes: [wrong] });
    const answer = await app.inject({ method: 'POST', url: '/flat?name=x' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('against its schema');
    expect(lines.join('')).toContain('against its schema');
  });
});
