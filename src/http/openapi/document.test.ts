import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testApp } from '../../../test/support/test-app.ts';
import { isRecord } from '../../shared/is-record.ts';
import { defineRoute } from '../kit/define-route.ts';
import { problemSchema } from '../kit/problem.ts';
import { defineSocket } from '../kit/socket-route.ts';

const inner = z.object({ id: z.string(), at: z.string().nullable() }).meta({ id: 'Inner' });
type Tree = { name: string; children: Tree[] };
const tree: z.ZodType<Tree> = z
  .lazy(() => z.object({ name: z.string(), children: z.array(tree) }))
  .meta({ id: 'Tree' });

const routes = [
  defineRoute({
    method: 'POST',
    path: '/things/:thing_id',
    operationId: 'createThing',
    summary: 'Make a thing',
    description: 'Longer.',
    params: z.object({ thing_id: z.string() }),
    query: z.strictObject({
      wait: z.enum(['indexed']).optional().describe('What to wait for.'),
      n: z.int().default(1),
    }),
    body: z.strictObject({ name: z.string(), id: z.string().optional() }),
    example: { name: 'a' },
    idempotent: true,
    errors: ['DOCUMENT_DUPLICATE_ID', 'INGEST_QUEUE_FULL'],
    answers: { 201: inner, 202: z.object({ id: z.string(), inner }) },
    handler: () => ({ id: 'x', at: null }),
  }),
  defineRoute({
    method: 'GET',
    path: '/things',
    operationId: 'exportThings',
    summary: 'Export',
    answers: { 200: z.array(tree) },
    media: { 200: { 'text/csv': 'As a table.' } },
    handler: () => [{ name: 'a', children: [{ name: 'b', children: [] }] }],
  }),
  defineRoute({
    method: 'POST',
    path: '/flat',
    operationId: 'flat',
    summary: 'Flat',
    body: z.strictObject({ name: z.string() }),
    bodyFromQuery: true,
    answers: { 200: inner.nullable() },
    handler: () => null,
  }),
];

const socket = defineSocket({
  path: '/ws/things/:thing_id',
  operationId: 'watchThing',
  summary: 'Watch a thing',
  description: 'Longer.',
  kind: 'things',
  params: z.object({ thing_id: z.string() }),
  incoming: z.strictObject({ name: z.string(), size: z.int().default(1) }),
  outgoing: z.object({ thing: inner, problem: problemSchema.nullable() }),
  limits: { messageBytesMax: 1_000, messagesPerSecondMax: 10, bufferedBytesMax: 1_000, idleMs: 1_000 },
  toError: () => ({ thing: { id: 'x', at: null }, problem: null }),
  open: () => undefined,
});

describe('the OpenAPI document', async () => {
  const watched = { name: 'watched', description: 'Sockets under test.', routes: [], sockets: [socket] };
  const { app } = await testApp({ routes, features: [watched] });
  const document = (await app.inject('/openapi.json')).json();

  it('is version 3.1 and has every operation once, under its tag', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/things/{thing_id}', '/things', '/ready', '/']),
    );
    expect(Object.keys(document.paths['/things'])).toEqual(['get']);
    expect(document.tags).toContainEqual({ name: 'tested', description: 'Routes under test.' });
    expect(document.paths).not.toHaveProperty('/metrics');
  });

  it('tells parameters, body and answers from the schemas that check them', () => {
    const operation = document.paths['/things/{thing_id}'].post;
    expect(
      operation.parameters.map((parameter: { name: string; in: string; required: boolean }) => [
        parameter.name,
        parameter.in,
        parameter.required,
      ]),
    ).toEqual([
      ['thing_id', 'path', true],
      ['wait', 'query', false],
      ['n', 'query', false],
      ['Idempotency-Key', 'header', false],
    ]);
    expect(operation.requestBody).toMatchObject({
      required: true,
      content: {
        'application/json': { example: { name: 'a' }, schema: { required: ['name'], additionalProperties: false } },
      },
    });
    expect(operation.requestBody.content['application/json'].schema.properties).toHaveProperty('id');
    expect(operation.responses['201'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/Inner',
    });
    expect(document.paths['/flat'].post.requestBody.required).toBe(false);
    expect(document.paths['/things'].get.responses['200'].content).toHaveProperty(['text/csv']);
  });

  it('has sockets beside the paths, with what each side sends', () => {
    expect(document.paths).not.toHaveProperty(['/ws/things/{thing_id}']);
    expect(Object.keys(document['x-websockets'])).toEqual(['/ws/things/{thing_id}']);
    expect(document['x-websockets']['/ws/things/{thing_id}']).toMatchObject({
      operationId: 'watchThing',
      tags: ['watched'],
      parameters: [
        { name: 'thing_id', in: 'path', required: true },
        { name: 'ticket', in: 'query', required: false },
      ],
      clientMessage: { required: ['name'], additionalProperties: false },
      serverMessage: { properties: { thing: { $ref: '#/components/schemas/Inner' } } },
      limits: { message_bytes: 1_000, messages_per_second: 10, idle_ms: 1_000 },
      closeCodes: { tooFast: 4429 },
    });
  });

  it('documents every status an operation can fail with, as a problem', () => {
    const { responses } = document.paths['/things/{thing_id}'].post;
    expect(Object.keys(responses)).toEqual([
      '201',
      '202',
      '400',
      '401',
      '403',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
      '504',
    ]);
    expect(responses['422'].description).toContain('DOCUMENT_DUPLICATE_ID');
    expect(responses['503'].content['application/problem+json'].schema).toEqual({
      $ref: '#/components/schemas/Problem',
    });
  });

  it('refers to nothing that is not there', () => {
    const references: string[] = [];
    const collect = (node: unknown): void => {
      if (Array.isArray(node)) node.forEach(collect);
      else if (isRecord(node)) {
        if (typeof node['$ref'] === 'string') references.push(node['$ref']);
        Object.values(node).forEach(collect);
      }
    };
    collect(document);
    expect(references.length).toBeGreaterThan(5);
    for (const reference of references) {
      expect(reference).toMatch(/^#\/components\/schemas\//);
      expect(document.components.schemas).toHaveProperty([reference.slice('#/components/schemas/'.length)]);
    }
  });

  it('answers as it says: named, recursive and nullable schemas', async () => {
    const post = await app.inject({ method: 'POST', url: '/things/7', payload: { name: 'x' } });
    expect(post.json()).toEqual({ id: 'x', at: null });
    expect((await app.inject('/things')).json()).toEqual([{ name: 'a', children: [{ name: 'b', children: [] }] }]);
    expect((await app.inject({ method: 'POST', url: '/flat?name=x' })).body).toBe('null');
  });
});

describe('the page', async () => {
  const { app } = await testApp();

  it('needs nothing from elsewhere and nothing inline', async () => {
    const page = await app.inject('/docs');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).not.toMatch(/https?:\/\/|<style|\son\w+=|<script(?![^>]*src=)/);
    const files = [...page.body.matchAll(/(?:href|src)="(\/docs\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files).toHaveLength(2);
    for (const file of files) expect((await app.inject(file)).statusCode).toBe(200);
    expect((await app.inject('/docs/page.js')).body).not.toMatch(/innerHTML|https?:\/\/|eval\(/);
  });
});
