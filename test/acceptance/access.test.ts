import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcceptanceWorld, openAcceptanceWorld, PUBLIC_OPERATIONS } from '../support/acceptance.ts';
import { type Api, apiClient } from '../support/api.ts';
import { contractChecker, type Operation, object, operationsOf } from '../support/contract-check.ts';
import { sampleRequest } from '../support/sample-request.ts';
import { startKeyedServer, type TenantServer } from '../support/tenant-server.ts';
import { ALL_OPERATIONS } from './all-operations.ts';

/** Nobody listens there. */
const DEAD_REDIS = 'redis://127.0.0.1:1';

const names = Object.keys(ALL_OPERATIONS);
const guarded = names.filter((name) => !PUBLIC_OPERATIONS.includes(name));

let world: AcceptanceWorld;
let contract: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  world = await openAcceptanceWorld();
  contract = (await world.nobody('GET', '/openapi.json')).body;
});

afterAll(() => world.close());

const nameOf = ({ method, path }: Operation) => `${method.toUpperCase()} ${path}`;

function operationOf(name: string): Operation {
  const found = world.operations.find((operation) => nameOf(operation) === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return found;
}

function scopeOf({ path, method }: Operation): string {
  return String(object(object(object(contract['paths'])[path])[method])['x-required-scope']);
}

const send = (api: Api, operation: Operation) => {
  const { method, path, body } = sampleRequest(operation);
  return api(method, path, body);
};

it('says in the document which operations are everybody’s', () => {
  const open = world.operations.filter(({ path, method }) => {
    const { security } = object(object(object(contract['paths'])[path])[method]);
    return Array.isArray(security) && security.length === 0;
  });
  expect(open.map(nameOf).toSorted()).toEqual([...PUBLIC_OPERATIONS].toSorted());
});

describe('no key', () => {
  it.each(guarded)('%s is refused', async (name) => {
    const { status, body, headers } = await send(world.nobody, operationOf(name));
    expect([status, body.code]).toEqual([401, 'KEY_REQUIRED']);
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each(PUBLIC_OPERATIONS)('%s is answered', async (name) => {
    expect((await send(world.nobody, operationOf(name))).status).toBe(200);
  });
});

describe('wrong scope', () => {
  const without = new Map<string, Api>();
  beforeAll(async () => {
    const scopes = ['read', 'write', 'admin'];
    for (const scope of scopes)
      without.set(scope, await world.acmeWith({ scopes: scopes.filter((other) => other !== scope) }));
  });

  it.each(guarded)('%s is refused, and the scope is named', async (name) => {
    const operation = operationOf(name);
    const scope = scopeOf(operation);
    const api = without.get(scope);
    expect(api, `${name} needs ${scope}`).toBeDefined();
    if (api === undefined) return;
    const { status, body } = await send(api, operation);
    expect([status, body.code]).toEqual([403, 'KEY_SCOPE_MISSING']);
    expect(body.detail).toContain(`"${scope}"`);
  });
});

describe('limited', () => {
  let spent: Api;
  beforeAll(async () => {
    spent = await world.acmeWith({ limits: { burst: 1, per_minute: 1, per_hour: null, per_day: null } });
    const first = await spent('GET', '/api/usage');
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toContain('"per_minute";q=1;w=60');
  });

  it.each(guarded)('%s is refused, with when to come again', async (name) => {
    const { status, body, headers } = await send(spent, operationOf(name));
    const members = { code: 'RATE_LIMIT_EXCEEDED', limit_type: expect.stringMatching(/^(?:burst|per_minute)$/) };
    expect({ status, ...body }).toMatchObject({ status: 429, ...members });
    expect(body.violated_policies).toContain(body.limit_type);
    expect(body.retry_after).toBeGreaterThan(0);
    expect(headers.get('retry-after')).toBe(String(body.retry_after));
    expect(headers.get('ratelimit-policy')).toBe('"burst";q=1;w=60, "per_minute";q=1;w=60');
    expect(headers.get('ratelimit')).toMatch(/r=0;t=\d+/);
  });
});

describe('shed', () => {
  let full: TenantServer & { readonly adminKey: string };
  let operator: Api;
  let differs: ReturnType<typeof contractChecker>;
  beforeAll(async () => {
    full = await startKeyedServer({ IN_FLIGHT_MAX: '0' });
    const api = apiClient(full.url);
    operator = (method, path, body) => api(method, path, body, { 'x-api-key': full.adminKey });
    const { body } = await api('GET', '/openapi.json');
    expect(operationsOf(body).map(nameOf).toSorted()).toEqual(names.toSorted());
    differs = contractChecker(body);
  });
  afterAll(() => full.close());

  it.each(guarded)('%s is refused on a full server', async (name) => {
    const operation = operationOf(name);
    const answer = await send(operator, operation);
    expect([answer.status, answer.body.code]).toEqual([503, 'SERVER_OVERLOADED']);
    expect(answer.headers.get('retry-after')).toBe(String(answer.body.retry_after));
    expect(differs(operation, answer)).toBeNull();
  });

  it.each(PUBLIC_OPERATIONS)('%s is answered by a full server', async (name) => {
    expect((await send(operator, operationOf(name))).status).toBe(200);
  });
});

describe('Redis down', () => {
  let alone: AcceptanceWorld;
  beforeAll(async () => {
    alone = await openAcceptanceWorld({ REDIS_URL: DEAD_REDIS });
  });
  afterAll(() => alone.close());

  it('is told by /health, which is degraded and not unhealthy', async () => {
    const { status, body } = await alone.nobody('GET', '/health');
    expect([status, body.status]).toEqual([200, 'degraded']);
  });

  it('halves limits, which another process may be giving out too', async () => {
    const limits = { burst: 4, per_minute: 40, per_hour: null, per_day: null };
    const own = await alone.acmeWith({ limits, tier: 'enterprise', scopes: ['read'] });
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await own('GET', '/api/usage')).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  const others = Object.entries(ALL_OPERATIONS).filter(([name]) => !['GET /health', 'GET /api/usage'].includes(name));
  describe.each(others)('%s', (_name, { works }) => {
    if (works !== undefined && typeof works !== 'string') it('works all the same', () => works(alone));
  });
});
