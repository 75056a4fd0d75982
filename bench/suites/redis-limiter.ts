import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { newId } from '../../src/shared/ids.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import { percentile } from '../../test/support/percentiles.ts';
import { ask, type FleetMember, openMember } from '../../test/support/rate-fleet.ts';
import { REDIS_URL, startRedis } from '../../test/support/services/redis-server.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';

/** Checks a second that the figures are for. */
const RATE = 2_000;
const SECONDS = 20;
const IDENTITIES = 500;
/** Never reached, so that every check is one of Redis. */
const PLENTY = { burst: 1_000, perMinute: 60_000, perHour: 1_000_000, perDay: 10_000_000 };
const STANDARD = { burst: 60, perMinute: 60, perHour: 1_000, perDay: 10_000 };
const AT_ONCE = 64;
/** Calls that begin in one turn of the event loop, as from so many sockets: a generator that is late must not be what it measures. */
const PER_TURN = 8;

/** What one check of four windows in Redis costs at 2,000 a second, and what an identity takes of its memory. */
export const suite: BenchSuite = { name: 'redis-limiter', run };

async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const own = REDIS_URL === undefined ? await startRedis() : null;
  const redisUrl = own?.url ?? REDIS_URL ?? '';
  const namespace = newId('bench');
  const member = await openMember({ redisUrl, namespace });
  try {
    // A process that has just started compiles what it runs.
    await openLoop(member, quick ? 1 : 3);
    return [
      ...paced(await openLoop(member, quick ? 5 : SECONDS)),
      await asFastAsItGoes(member, quick ? 20_000 : 100_000),
      await refusals(member, quick ? 100_000 : 1_000_000),
      await memory(member, redisUrl, namespace),
    ];
  } finally {
    await member.close();
    await own?.kill();
  }
}

/** Times of one run: kept in arrays of numbers, since forty thousand promises that are held would be the garbage that is measured. */
type Run = { readonly tookMs: Float64Array; readonly fromDueMs: Float64Array; readonly alone: number };

/** Checks at their times, whatever becomes of the ones before. */
async function openLoop(member: FleetMember, seconds: number): Promise<Run> {
  const count = seconds * RATE;
  const [tookMs, fromDueMs] = [new Float64Array(count), new Float64Array(count)];
  const all = Promise.withResolvers<void>();
  let [begun, ended, alone] = [0, 0, 0];
  const sinceMs = performance.now();
  const one = async (index: number): Promise<void> => {
    const lateMs = performance.now() - sinceMs - (index * 1_000) / RATE;
    const asked = await ask(member, PLENTY, `key:${index % IDENTITIES}`);
    tookMs[index] = asked.tookMs;
    fromDueMs[index] = lateMs + asked.tookMs;
    if (asked.alone) alone += 1;
    ended += 1;
    if (ended === count) all.resolve();
  };
  while (begun < count) {
    const due = Math.min(count, Math.floor(((performance.now() - sinceMs) * RATE) / 1_000));
    const turn = Math.min(due, begun + PER_TURN);
    for (; begun < turn; begun++) void one(begun);
    if (turn < due) await systemScheduler.yieldToLoop();
    else await delay(1);
  }
  await all.promise;
  return { tookMs, fromDueMs, alone };
}

function paced({ tookMs, fromDueMs, alone }: Run): readonly BenchRow[] {
  const note = `${alone} of ${tookMs.length} decided alone`;
  return [
    timesOf(`one check, ${RATE.toLocaleString('en-US')} a second`, [...tookMs], note),
    timesOf('the same, from when it was due', [...fromDueMs], 'with what the generator was late'),
  ];
}

function timesOf(name: string, valuesMs: readonly number[], note: string): BenchRow {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(valuesMs, share));
  return { name, unit: 'ms', value: p99 ?? 0, p50: p50 ?? 0, p95: p95 ?? 0, p99: p99 ?? 0, note };
}

async function asFastAsItGoes(member: FleetMember, count: number): Promise<BenchRow> {
  const sinceMs = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await ask(member, PLENTY, `key:${index % IDENTITIES}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const value = (count * 1_000) / (performance.now() - sinceMs);
  return { name: `checks of one process, ${AT_ONCE} at once`, unit: '/s', value };
}

/** A caller that does not wait is not asked about again. */
async function refusals(member: FleetMember, count: number): Promise<BenchRow> {
  const request = { identity: 'key:hot', limits: { ...STANDARD, burst: 1 }, lowered: null, cost: 1 };
  await member.store.take(request);
  await member.store.take(request);
  const sinceMs = performance.now();
  for (let i = 0; i < count; i++) member.known.look(request);
  const value = ((performance.now() - sinceMs) * 1_000) / count;
  return { name: 'a refusal that still holds', unit: 'µs', value, note: 'without Redis' };
}

/** The keys of an identity that used up its minute. */
async function memory(member: FleetMember, redisUrl: string, namespace: string): Promise<BenchRow> {
  const raw = new Redis(redisUrl);
  for (let i = 0; i < STANDARD.perMinute; i++) {
    await ask(member, STANDARD, 'key:full');
    // Admissions of one millisecond are kept as one.
    await delay(2);
  }
  let value = 0;
  for (const part of ['state', 'minute', 'hour'])
    value += Number((await raw.memory('USAGE', `${namespace}:{key%3Afull}:${part}`)) ?? 0);
  raw.disconnect();
  return { name: 'memory of an identity, its minute used up', unit: 'bytes', value };
}
