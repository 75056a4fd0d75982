import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, apiClient } from '../support/api.ts';
import { arbitraryRequest } from '../support/arbitrary-request.ts';
import { contractChecker, type Operation, object, operationsOf } from '../support/contract-check.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

type Json = Readonly<Record<string, unknown>>;
type Request = ReturnType<typeof arbitraryRequest> extends fc.Arbitrary<infer Value> ? Value : never;

/** Requests of one run, over all operations; `npm run test:requests` asks for 20,000. */
const REQUESTS = Number(process.env['GENERATED_REQUESTS'] ?? 3_000);
/** Milliseconds a run may take for each thousand requests, and at least. */
const MS_PER_THOUSAND = 60_000;

let server: RunningServer;
let api: Api;
let contract: Json;
let operations: readonly Operation[];
let differs: ReturnType<typeof contractChecker>;

beforeAll(async () => {
  server = await startServer();
  api = apiClient(server.url);
  contract = (await api('GET', '/openapi.json')).body;
  operations = operationsOf(contract);
  differs = contractChecker(contract);
  await api('POST', '/api/documents?wait=indexed', { id: 'known', text: 'The lamp was built by Ada in 1850.' });
});

afterAll(() => server.stop());

/** Ids of one thing of each kind, from the answers to the documented examples. */
async function knownIds(): Promise<readonly string[]> {
  const ids = new Set(['known', 'nobody']);
  for (const { method, path, pathNames, example } of operations) {
    if (method !== 'post' || pathNames.length > 0 || example === undefined) continue;
    const { body } = await api('POST', path, example);
    for (const [name, value] of Object.entries(object(body)))
      if (name.endsWith('id') && typeof value === 'string' && ids.size < 40) ids.add(value);
  }
  return [...ids];
}

function urlOf(target: Operation, { path, query, extra }: Request): string {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const pairs = [...parameters, ...(extra === null ? [] : [extra])].map(
    ([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`,
  );
  const filled = target.pathNames.reduce(
    (text, name, i) => text.replace(`{${name}}`, () => encodeURIComponent((path[i] ?? '').toWellFormed())),
    target.path,
  );
  return `${filled}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}

async function expectContract(target: Operation, request: Request): Promise<void> {
  const url = urlOf(target, request);
  const [filled = '/'] = url.split('?', 1);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const answer = await api(target.method.toUpperCase(), url, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
  // An empty or dotted id makes another path: that answer belongs to another operation.
  const isElsewhere = /\/(?:\.{0,2})(?:\/|$)/.test(filled.slice(1)) || new URL(url, server.url).pathname !== filled;
  if (!isElsewhere) expect(differs(target, answer)).toBeNull();
}

it(
  `answers ${REQUESTS} generated requests without a 5xx, and exactly as the document says`,
  async () => {
    const ids = await knownIds();
    const runs = Math.ceil(REQUESTS / operations.length);
    const failures: string[] = [];
    let sent = 0;
    for (const target of operations) {
      const property = fc.asyncProperty(arbitraryRequest(target, contract, ids), async (request) => {
        sent++;
        await expectContract(target, request);
      });
      const report = await fc.check(property, { numRuns: runs, seed: 20_260_131 });
      if (report.failed)
        failures.push(`${target.id}: ${JSON.stringify(report.counterexample)} ${String(report.errorInstance)}`);
    }
    expect(failures).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(REQUESTS);
    expect((await api('GET', '/ready')).status).toBe(200);
  },
  Math.max(120_000, (REQUESTS / 1_000) * MS_PER_THOUSAND),
);
