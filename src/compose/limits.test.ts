import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prometheusTelemetry } from '../adapters/prometheus/prometheus-telemetry.ts';
import { openSqliteRecordStore, type SqliteRecordStore } from '../adapters/sqlite/open-record-store.ts';
import { TIERS } from '../core/limiter/tiers.ts';
import type { Caller } from '../ports/caller.ts';
import { DAY_MS } from '../ports/rate-store.ts';
import { manualClock } from '../shared/clock.ts';
import { BackgroundLog } from './background-log.ts';
import { createLimits } from './limits.ts';

const NOON = 20_000 * DAY_MS + DAY_MS / 2;

let dataDir: string;
let records: SqliteRecordStore;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'queryloom-limits-'));
  records = await openSqliteRecordStore({ dataDir });
});
afterAll(async () => {
  await records.close();
  await rm(dataDir, { recursive: true });
});

const callerOf = (keyId: string): Caller => ({
  principal: { tenant: 'acme', tier: 'team', scopes: ['read'], userId: null },
  keyId,
  identity: `key:${keyId}`,
  limits: { burst: 10, perMinute: 60_000, perHour: null, perDay: 50 },
});

type Limits = Awaited<ReturnType<typeof createLimits>>['app'];

/** A life of the process, over the same records; `crash` leaves without an orderly end of the limits. */
async function live<T>(use: (limits: Limits) => Promise<T>, end: 'stop' | 'crash' = 'stop'): Promise<T> {
  const telemetry = prometheusTelemetry({ version: '0', processMetrics: false });
  const watched = { records, telemetry, log: new BackgroundLog() };
  const clock = manualClock(NOON);
  const limits = await createLimits({
    ...{ ...watched, clock },
    settings: { redisUrl: null },
    tiers: TIERS,
    factorOf: () => 1,
  });
  const result = await use(limits.app);
  if (end === 'stop') await limits.stop();
  return result;
}

async function takeMany({ limits }: Limits, caller: Caller, count: number): Promise<number> {
  let admitted = 0;
  for (let i = 0; i < count; i++) {
    if (!(await limits.take(caller, 1)).allowed) continue;
    limits.record(caller, 'ask', 1);
    admitted += 1;
  }
  return admitted;
}

const leftOf = async ({ usageReports }: Limits, caller: Caller): Promise<number | undefined> =>
  (await usageReports.of(caller, 1)).limits?.windows.find(({ window }) => window === 'per_day')?.left;

describe('createLimits', () => {
  it('knows quotas and use after an orderly end as before it', async () => {
    const caller = callerOf('orderly');
    expect(await live((limits) => takeMany(limits, caller, 7))).toBe(7);
    await live(async (limits) => {
      expect(await leftOf(limits, caller)).toBe(43);
      const { rows } = await limits.usageReports.of(caller, 1);
      expect(rows).toMatchObject([{ subject: 'orderly', operation: 'ask', tier: 'team', calls: 7, units: 7 }]);
    });
  });

  it('counts what was set aside as used after a crash', async () => {
    const caller = callerOf('crashed');
    await live((limits) => takeMany(limits, caller, 7), 'crash');
    const left = await live((limits) => leftOf(limits, caller));
    expect(left).toBeLessThanOrEqual(43);
    expect(left).toBeGreaterThanOrEqual(43 - 10);
  });

  it('admits no more than the quota over its lives', async () => {
    const caller = callerOf('mortal');
    let admitted = 0;
    for (let life = 0; life < 10; life++) admitted += await live((limits) => takeMany(limits, caller, 9), 'crash');
    expect(admitted).toBeGreaterThan(20);
    expect(admitted).toBeLessThanOrEqual(50);
    expect(await live((limits) => takeMany(limits, caller, 1))).toBe(0);
  });
});
