import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp } from '../../../test/support/test-app.ts';
import { openSqliteRecordStore, type SqliteRecordStore } from '../../adapters/sqlite/open-record-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { systemRandom } from '../../shared/ids.ts';
import { experimentsFeature } from './routes.ts';

let dataDir: string;
let records: SqliteRecordStore;
let app: FastifyInstance;
const clock = manualClock(Date.UTC(2026, 0, 1));

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'queryloom-experiments-'));
  records = await openSqliteRecordStore({ dataDir });
  ({ app } = await testApp({ features: [experimentsFeature({ ...records, clock, random: systemRandom })] }));
});

afterAll(async () => {
  await app.close();
  await records.close();
  await rm(dataDir, { recursive: true });
});

async function call(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) {
  const response = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
}

const create = (experiment_id: string, change: object = {}) =>
  call('POST', '/api/experiments', { experiment_id, variants: ['a', 'b'], metrics: ['m'], ...change });
const assign = (id: string, unit: string) => call('POST', `/api/experiments/${id}/assign`, { unit });
const result = (id: string, body: object) =>
  call('POST', `/api/experiments/${id}/results`, { metric: 'm', value: 1, ...body });
const read = async (id: string) => (await call('GET', `/api/experiments/${id}`)).body;

describe('experiments', () => {
  it('fills in what is left out', async () => {
    const { status, body, headers } = await create('plain');
    expect(status).toBe(201);
    expect(headers['location']).toBe('/api/experiments/plain');
    expect(body).toMatchObject({
      status: 'created',
      control: 'a',
      alpha: 0.05,
      variants: [
        { name: 'a', weight: 1 },
        { name: 'b', weight: 1 },
      ],
      metrics: [{ name: 'm', goal: 'increase', min: null, max: null }],
    });
    const made = await call('POST', '/api/experiments', { variants: ['a', 'b'], metrics: ['m'] });
    expect(made.body.experiment_id).toMatch(/^x_/);
  });

  it.each([
    ['variants', { variants: ['a'] }],
    ['variants.1', { variants: ['a', 'a'] }],
    [
      'variants',
      {
        variants: [
          { name: 'a', weight: 0 },
          { name: 'b', weight: 0 },
        ],
      },
    ],
    ['control', { control: 'z' }],
    ['metrics', { metrics: [] }],
    ['metrics.0.min', { metrics: [{ name: 'm', min: 1 }] }],
    ['metrics.0.min', { metrics: [{ name: 'm', min: 1, max: 1 }] }],
    ['metrics', { variants: ['a', 'b', 'c', 'd', 'e'], metrics: ['1', '2', '3', '4', '5', '6', '7', '8'] }],
    ['alpha', { alpha: 0 }],
  ])('refuses a wrong %s', async (path, change) => {
    const { status, body } = await create('wrong', change);
    expect(status).toBe(400);
    expect(body.issues.map((issue: { path: string }) => issue.path)).toContain(path);
  });

  it('changes weights for new units alone, and counts each under its own', async () => {
    await create('shift');
    const before = await Promise.all(Array.from({ length: 40 }, (_, i) => assign('shift', `early-${i}`)));
    const changed = await create('shift', { variants: [{ name: 'a', weight: 0 }, 'b'] });
    expect([changed.status, changed.body.status]).toEqual([200, 'updated']);
    expect((await create('shift', { variants: [{ name: 'a', weight: 0 }, 'b'] })).body.status).toBe('unchanged');
    const after = await Promise.all(Array.from({ length: 40 }, (_, i) => assign('shift', `early-${i}`)));
    expect(after.map(({ body }) => body.variant)).toEqual(before.map(({ body }) => body.variant));
    expect(after.every(({ body }) => !body.is_new)).toBe(true);
    for (let i = 0; i < 20; i++) expect((await assign('shift', `late-${i}`)).body.variant).toBe('b');
    const report = await read('shift');
    expect(report).toMatchObject({ weights_changed: 1, sample_ratio: { sound: true } });
    expect(report.variants[0].units + report.variants[1].units).toBe(60);
    expect(report.variants[0].expected_share).toBeCloseTo(20 / 60, 10);
  });

  it('refuses another design under a known id', async () => {
    await create('fixed');
    for (const change of [{ metrics: ['n'] }, { variants: ['a', 'c'] }, { control: 'b' }, { alpha: 0.1 }]) {
      expect(await create('fixed', change)).toMatchObject({ status: 409, body: { code: 'EXPERIMENT_EXISTS' } });
    }
  });

  it('counts results, once a unit, and tells what counts', async () => {
    await create('count');
    const { variant } = (await assign('count', 'u')).body;
    expect((await result('count', { unit: 'u', value: 4 })).body).toMatchObject({ recorded: true, variant, value: 4 });
    expect((await result('count', { unit: 'u', value: 9 })).body).toMatchObject({ recorded: false, variant, value: 4 });
    expect((await result('count', { variant: 'a', result_id: 'r', value: 2 })).body).toMatchObject({ recorded: true });
    expect((await result('count', { variant: 'a', result_id: 'r', value: 2 })).body).toMatchObject({ recorded: false });
    const counts = (await read('count')).metrics[0].variants.map(({ count }: { count: number }) => count);
    expect(counts[0] + counts[1]).toBe(2);
  });

  it.each([
    [{ unit: 'u', variant: 'a' }, 400, 'unit'],
    [{}, 400, 'unit'],
    [{ unit: 'u', result_id: 'r' }, 400, 'result_id'],
    [{ variant: 'z' }, 400, 'variant'],
    [{ variant: 'a', metric: 'z' }, 400, 'metric'],
    [{ variant: 'a', value: 1.5 }, 400, 'value'],
    [{ variant: 'a', value: 1e101 }, 400, 'value'],
    [{ unit: 'stranger' }, 422, 'unit'],
  ])('refuses the result %j', async (body, status, path) => {
    await create('bounds', { metrics: [{ name: 'm', min: 0, max: 1 }] });
    const answer = await result('bounds', body);
    expect(answer.status).toBe(status);
    expect(answer.body.issues.map((issue: { path: string }) => issue.path)).toContain(path);
  });

  it('comes to a verdict', async () => {
    await create('clear', { metrics: [{ name: 'm', min: 0, max: 1 }] });
    expect((await read('clear')).verdict.state).toBe('too_early');
    for (let i = 0; i < 60; i++) {
      await result('clear', { variant: 'a', value: 0 });
      await result('clear', { variant: 'b', value: 1 });
    }
    const { verdict, metrics } = await read('clear');
    expect(verdict).toMatchObject({ state: 'winner', winner: 'b' });
    expect(metrics[0].variants[0]).toMatchObject({ count: 60, mean: 0, variance: 0, compared: null });
    expect(metrics[0].variants[1].compared).toMatchObject({ difference: 1, method: 'bounded', effect: 'better' });
  });

  it('lists the newest first, page by page', async () => {
    for (const id of ['one', 'two', 'three']) {
      clock.advance(1_000);
      await create(id);
    }
    const first = (await call('GET', '/api/experiments?limit=2')).body;
    expect(first.experiments.map(({ experiment_id }: { experiment_id: string }) => experiment_id)).toEqual([
      'three',
      'two',
    ]);
    const next = (await call('GET', `/api/experiments?limit=2&cursor=${first.next_cursor}`)).body;
    expect(next.experiments[0].experiment_id).toBe('one');
  });

  it('begins at nothing when it is made again', async () => {
    await create('again');
    await assign('again', 'u');
    await result('again', { unit: 'u' });
    expect((await call('DELETE', '/api/experiments/again')).body).toEqual({
      status: 'deleted',
      experiment_id: 'again',
    });
    expect((await call('GET', '/api/experiments/again')).status).toBe(404);
    await create('again');
    expect((await read('again')).variants.map(({ units }: { units: number }) => units)).toEqual([0, 0]);
    expect((await result('again', { unit: 'u' })).status).toBe(422);
  });

  it.each([
    ['GET', '/api/experiments/nobody', undefined],
    ['DELETE', '/api/experiments/nobody', undefined],
    ['POST', '/api/experiments/nobody/assign', { unit: 'u' }],
    ['POST', '/api/experiments/nobody/results', { unit: 'u', metric: 'm', value: 1 }],
  ] as const)('%s %s is a 404', async (method, url, body) => {
    expect(await call(method, url, body)).toMatchObject({ status: 404, body: { code: 'EXPERIMENT_NOT_FOUND' } });
  });
});
