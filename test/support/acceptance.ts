import { once } from 'node:events';
import { request } from 'node:http';
import { expect } from 'vitest';
import { type Api, apiClient } from './api.ts';
import { contractChecker, type Operation, operationsOf } from './contract-check.ts';
import { startKeyedServer } from './tenant-server.ts';

/** What is asked of every operation by a cell of its own; the first columns of the coverage table. */
export const COLUMNS = ['works', 'bad_input', 'unknown_id', 'other_tenant', 'replayed', 'cancelled'] as const;
export type Column = (typeof COLUMNS)[number];

/** What is asked of every operation in one way; the other columns of the coverage table. */
export const ACCESS_COLUMNS = ['no_key', 'wrong_scope', 'limited', 'shed', 'redis_down'] as const;

/** What is everybody's: no key, no limit, and answered however full the server is. */
export const PUBLIC_OPERATIONS: readonly string[] = [
  'GET /',
  'GET /startupz',
  'GET /livez',
  'GET /ready',
  'GET /health',
];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One server with two tenants. Every answer is held against `/openapi.json`; none may be a 5xx unless `allow5xx` says so. */
export type AcceptanceWorld = {
  readonly url: string;
  readonly acmeKey: string;
  readonly globexKey: string;
  /** Admins of two tenants, each with a key without limits. */
  readonly acme: Api;
  readonly globex: Api;
  /** An admin of the tenant `default`, who makes keys for all tenants. */
  readonly operator: Api;
  /** A key of acme's with other rights or limits; its calls. */
  readonly acmeWith: (fields: Readonly<Record<string, unknown>>) => Promise<Api>;
  /** Somebody without a key. */
  readonly nobody: Api;
  /** As acme: sends the request, leaves at once, and checks that the server lives on. */
  readonly cancel: (method: Method, path: string, body?: unknown) => Promise<void>;
  /** A question of acme's that was answered from `LAMPS`; its id in the history. */
  readonly queryId: string;
  readonly operations: readonly Operation[];
  readonly close: () => Promise<void>;
};

/** A test of one column; a text says why the column does not apply. */
export type Cell = ((world: AcceptanceWorld) => Promise<void>) | string;
/** Keys are `POST /api/query/chain`, paths as in the OpenAPI document. */
export type OperationRows = Readonly<Record<string, Readonly<Record<Column, Cell>>>>;

/** What acme has from the start; globex has one document of its own, `secret`. */
export const LAMPS = [
  {
    id: 'lamp',
    title: 'The Ada Lamp',
    tags: ['lamps'],
    text: 'The Ada Lamp was built by Ada Quill in 1850. It burns whale oil.',
  },
  {
    id: 'mill',
    title: 'The Old Mill',
    tags: ['mills'],
    text: 'The Old Mill was built by Bertram Stone in 1790. It grinds barley.',
  },
] as const;

const NO_LIMITS = { burst: null, per_minute: null, per_hour: null, per_day: null };

/** A server with the two tenants, their keys and documents. */
export async function openAcceptanceWorld(env: Readonly<Record<string, string>> = {}): Promise<AcceptanceWorld> {
  const server = await startKeyedServer(env);
  const nobody = apiClient(server.url);
  const contract = (await nobody('GET', '/openapi.json')).body;
  const operations = operationsOf(contract);
  const differs = contractChecker(contract);
  const apiWith = (key: string | null) => checkedApi({ url: server.url, key, operations, differs });
  const operator = apiWith(server.adminKey);
  const keyOf = async (tenant: string, fields: object = {}): Promise<string> => {
    const wanted = { name: 'test', tenant, scopes: ['read', 'write', 'admin'], limits: NO_LIMITS, ...fields };
    const { status, body } = await operator('POST', '/api/keys', wanted);
    expect(status, JSON.stringify(body)).toBe(201);
    return body.key;
  };
  const acmeKey = await keyOf('acme');
  const acme = apiWith(acmeKey);
  const globexKey = await keyOf('globex');
  const globex = apiWith(globexKey);
  await acme('POST', '/api/documents?wait=indexed', { documents: LAMPS });
  await globex('POST', '/api/documents?wait=indexed', {
    id: 'secret',
    text: 'The secret lamp of Globex hangs in the vault.',
  });
  const { body } = await acme('POST', '/api/query', { text: 'Who built the Ada Lamp?' });
  return {
    ...{ url: server.url, acme, globex, operator, operations, queryId: String(body.query_id), close: server.close },
    nobody: apiWith(null),
    acmeKey,
    globexKey,
    acmeWith: async (fields) => apiWith(await keyOf('acme', fields)),
    cancel: (method, path, payload) => leaveEarly(server.url, { method, path, payload, key: acmeKey }),
  };
}

type Target = { readonly method: Method; readonly path: (id: string) => string; readonly body?: unknown };

/** An id nobody has is a 404. */
export async function expectUnknown({ acme }: AcceptanceWorld, { method, path, body }: Target): Promise<void> {
  expect((await acme(method, path('nobody_1'), body)).status).toBe(404);
}

/** Another tenant's id is answered like one nobody has: the same body but for the id itself and the request's. */
export async function expectHidden(world: AcceptanceWorld, target: Target & { readonly id: string }): Promise<void> {
  const { method, path, body, id } = target;
  const theirs = await world.globex(method, path(id), body);
  const nobodys = await world.globex(method, path('nobody_1'), body);
  expect(theirs.status).toBe(404);
  expect(anonymous(theirs.body, id)).toEqual(anonymous(nobodys.body, 'nobody_1'));
}

let replays = 0;

/** The same create twice under one `Idempotency-Key` is done once; returns its answer. */
export async function expectReplayed({ acme }: AcceptanceWorld, path: string, body: unknown) {
  replays++;
  const headers = { 'idempotency-key': `replay-${replays}` };
  const first = await acme('POST', path, body, headers);
  const again = await acme('POST', path, body, headers);
  expect(first.status).toBeLessThan(300);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect([again.status, again.body]).toEqual([first.status, first.body]);
  const other = await acme('POST', path, { ...Object(body), colour: 'red' }, headers);
  expect(other.status).toBeGreaterThanOrEqual(400);
  return first;
}

/** A 400 whose issues name the field. */
export async function expectBadField(answer: Awaited<ReturnType<Api>>, field: string): Promise<void> {
  expect(answer.status, JSON.stringify(answer.body)).toBe(400);
  expect((answer.body.issues ?? []).map(({ path }: { path: string }) => path)).toContain(field);
}

function anonymous(body: unknown, id: string): unknown {
  const text = JSON.stringify(body).replaceAll(encodeURIComponent(id), 'ID').replaceAll(id, 'ID');
  return { ...JSON.parse(text), request_id: 'REQUEST' };
}

type Checked = {
  readonly url: string;
  readonly key: string | null;
  readonly operations: readonly Operation[];
  readonly differs: ReturnType<typeof contractChecker>;
};

function checkedApi({ url, key, operations, differs }: Checked): Api {
  const api = apiClient(url);
  const own: Record<string, string> = key === null ? {} : { 'x-api-key': key };
  return async (method, path, body, headers = {}) => {
    const answer = await api(method, path, body, { ...own, ...headers });
    const operation = operationAt(operations, method, path);
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(500);
    if (operation !== undefined) expect(differs(operation, answer), `${method} ${path}`).toBeNull();
    return answer;
  };
}

/** The operation a request goes to: a path without parameters before one with. */
function operationAt(operations: readonly Operation[], method: string, path: string): Operation | undefined {
  const parts = path.split('?', 1)[0]?.split('/') ?? [];
  const fits = operations.filter((operation) => {
    const own = operation.path.split('/');
    const same = own.length === parts.length && own.every((part, i) => part.startsWith('{') || part === parts[i]);
    return same && operation.method === method.toLowerCase();
  });
  return fits.toSorted((a, b) => a.pathNames.length - b.pathNames.length)[0];
}

type Early = { readonly method: Method; readonly path: string; readonly payload: unknown; readonly key: string };

async function leaveEarly(url: string, { method, path, payload, key }: Early): Promise<void> {
  const text = payload === undefined ? '' : JSON.stringify(payload);
  const headers = { 'x-api-key': key, ...(text === '' ? {} : { 'content-type': 'application/json' }) };
  const sent = request(`${url}${path}`, { method, headers });
  sent.on('error', () => undefined);
  sent.end(text);
  await once(sent, 'finish');
  sent.destroy();
  const alive = await fetch(`${url}/livez`);
  expect(alive.status).toBe(200);
}
