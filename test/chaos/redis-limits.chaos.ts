import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/shared/ids.ts';
import { overAdmissions } from '../support/rate-fleet.ts';
import type { RateJob, RateJobReport } from '../support/rate-worker.ts';
import { type RedisServer, startRedis } from '../support/services/redis-server.ts';

const WORKER = new URL('../support/rate-worker.ts', import.meta.url).pathname;
const PROCESSES = 4;
const IN_FLIGHT = 64;
/** Two minutes and ten seconds: every rolling minute in it, and the second one whole. */
const SECONDS = Number(process.env['CHAOS_SECONDS'] ?? 130);
const LIMITS = { burst: 10, perMinute: 60, perHour: 1_000, perDay: 10_000 };

describe(`${PROCESSES} processes, ${IN_FLIGHT} calls in flight each, one identity, ${SECONDS} s`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  it('admit together what one process may, to the unit', async () => {
    const reports = await runFleet(redis.url);
    const over = overOf(reports);
    console.log(`with Redis: ${describeReports(reports)}; over-admitted ${over}`);
    expect(over).toBe(0);
    expect(admittedOf(reports)).toBeGreaterThanOrEqual(Math.floor((SECONDS / 60) * LIMITS.perMinute * 0.9));
  });

  it('admit about four times as much when each counts for itself', async () => {
    const reports = await runFleet(null);
    const over = overOf(reports);
    console.log(`each for itself: ${describeReports(reports)}; over-admitted ${over}`);
    expect(over).toBeGreaterThan((PROCESSES - 1.5) * LIMITS.perMinute * (SECONDS / 60));
  });
});

async function runFleet(redisUrl: string | null): Promise<readonly RateJobReport[]> {
  const job: RateJob = {
    ...{ redisUrl, namespace: newId('chaos'), limits: LIMITS },
    ...{ inFlight: IN_FLIGHT, pauseMs: 20, forMs: SECONDS * 1_000 },
  };
  const children = Array.from({ length: PROCESSES }, () => fork(WORKER, [JSON.stringify(job)]));
  await Promise.all(children.map((child) => once(child, 'message')));
  // Each process has been told of the others with its next sign of life.
  await delay(1_500);
  const reports = Promise.all(children.map(reportOf));
  for (const child of children) child.send('go');
  return reports;
}

async function reportOf(child: ChildProcess): Promise<RateJobReport> {
  const [report]: RateJobReport[] = await once(child, 'message');
  if (report === undefined) throw new Error('a worker ends with its report');
  return report;
}

function admittedOf(reports: readonly RateJobReport[]): number {
  return reports.reduce((sum, { admitted }) => sum + admitted.length, 0);
}

function overOf(reports: readonly RateJobReport[]): number {
  const asked = reports.flatMap(({ admitted }) =>
    admitted.map((atMs) => ({ atMs, cost: 1, allowed: true, alone: false, tookMs: 0 })),
  );
  return overAdmissions(LIMITS, asked).length;
}

function describeReports(reports: readonly RateJobReport[]): string {
  const asked = reports.reduce((sum, report) => sum + report.asked, 0);
  const alone = reports.reduce((sum, report) => sum + report.admittedAlone, 0);
  const slowest = Math.max(...reports.map(({ slowestMs }) => slowestMs)).toFixed(0);
  return `${asked} asked, ${admittedOf(reports)} admitted (${alone} alone), slowest ${slowest} ms`;
}
