import { describe, expect, it } from 'vitest';
import { testApp } from '../../../test/support/test-app.ts';
import { manualClock } from '../../shared/clock.ts';
import { HEALTH_CACHED_MS, type HealthCheck, HealthService, READY_CACHED_MS } from './health-service.ts';

function fakeCheck(name: string, hard: boolean) {
  const state = { works: true, runs: 0 };
  const check: HealthCheck = {
    name,
    hard,
    async check() {
      state.runs++;
      if (!state.works) throw Object.assign(new Error('at 10.0.0.7'), { code: 'RECORDS_UNAVAILABLE' });
    },
  };
  return { state, check };
}

describe('HealthService', () => {
  function setUp() {
    const clock = manualClock(1_000);
    const records = fakeCheck('records', true);
    const cache = fakeCheck('cache', false);
    const health = new HealthService({
      checks: [records.check, cache.check],
      clock,
      started: () => true,
      draining: () => false,
    });
    return { clock, records: records.state, cache: cache.state, health };
  }

  it('asks once for many probes, and again when the answer is old', async () => {
    const { clock, records, health } = setUp();
    await Promise.all([health.failing(), health.failing(), health.report()]);
    expect(records.runs).toBe(1);
    clock.advance(READY_CACHED_MS - 1);
    await health.failing();
    expect(records.runs).toBe(1);
    clock.advance(1);
    await health.report();
    expect(records.runs).toBe(1);
    await health.failing();
    expect(records.runs).toBe(2);
  });

  it('turns only after two results in a row, both ways', async () => {
    const { clock, records, health } = setUp();
    const next = () => {
      clock.advance(READY_CACHED_MS);
      return health.failing();
    };
    expect(await health.failing()).toEqual([]);
    records.works = false;
    expect(await next()).toEqual([]);
    records.works = true;
    expect(await next()).toEqual([]);
    records.works = false;
    expect(await next()).toEqual([]);
    expect(await next()).toEqual(['records']);
    records.works = true;
    expect(await next()).toEqual(['records']);
    expect(await next()).toEqual([]);
  });

  it('tells degraded from unhealthy, by code and never by message', async () => {
    const { clock, records, cache, health } = setUp();
    cache.works = false;
    expect(await health.report()).toEqual({
      status: 'degraded',
      timestampMs: 1_000,
      checks: {
        records: { status: 'pass', hard: true },
        cache: { status: 'fail', hard: false, detail: 'RECORDS_UNAVAILABLE' },
      },
    });
    expect(await health.failing()).toEqual([]);
    records.works = false;
    for (let i = 0; i < 2; i++) {
      clock.advance(HEALTH_CACHED_MS);
      await health.report();
    }
    expect((await health.report()).status).toBe('unhealthy');
  });
});

describe('probes', () => {
  it('say no before the start, and which hard dependency fails', async () => {
    let started = false;
    const records = fakeCheck('records', true);
    records.state.works = false;
    const { app } = await testApp({ services: { checks: [records.check], started: () => started } });
    for (const url of ['/startupz', '/ready']) {
      expect((await app.inject(url)).json(), url).toMatchObject({ status: 503, code: 'SERVER_NOT_READY' });
    }
    expect((await app.inject('/livez')).statusCode).toBe(200);
    started = true;
    expect((await app.inject('/startupz')).json()).toEqual({ status: 'started', service: 'queryloom' });
    const ready = await app.inject('/ready');
    expect(ready.statusCode).toBe(503);
    expect(ready.json().issues).toEqual([{ path: 'records', message: 'The check failed' }]);
    const health = await app.inject('/health');
    expect(health.statusCode).toBe(503);
    expect(health.json()).toMatchObject({ status: 'unhealthy', checks: { records: { status: 'fail' } } });
  });

  it('are well when all is well', async () => {
    const { app } = await testApp({ services: { checks: [fakeCheck('records', true).check] } });
    expect((await app.inject('/ready')).json()).toEqual({ status: 'ready', service: 'queryloom' });
    expect((await app.inject('/health')).json()).toEqual({
      status: 'healthy',
      timestamp: '2026-01-01T00:00:00.000Z',
      checks: { records: { status: 'pass', hard: true } },
    });
  });

  it('show at / what is really registered', async () => {
    const { app } = await testApp();
    expect((await app.inject('/')).json()).toEqual({
      status: 'running',
      service: 'queryloom',
      version: '0.0.0-test',
      tagline: expect.any(String),
      features: ['probes'],
    });
  });
});
