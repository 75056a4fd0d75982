import { MemoryRateStore } from '../../src/adapters/memory/rate/memory-rate-store.ts';
import { DurableDays } from '../../src/core/limiter/durable-days.ts';
import { KeyUsage } from '../../src/core/limiter/key-usage.ts';
import { RateLimiter } from '../../src/core/limiter/rate-limiter.ts';
import { TierTable } from '../../src/core/limiter/tier-table.ts';
import { TIERS } from '../../src/core/limiter/tiers.ts';
import type { Caller } from '../../src/ports/caller.ts';
import { ADDRESS_IDENTITY, type RateLimits, type RateStore } from '../../src/ports/rate-store.ts';
import { type Clock, manualClock, systemClock } from '../../src/shared/clock.ts';
import { systemRandom } from '../../src/shared/ids.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import { heldBytes } from '../../test/support/heap-bytes.ts';
import { memoryQuotas, memoryUsage } from '../../test/support/memory-usage.ts';
import { percentile } from '../../test/support/percentiles.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';

const IDENTITIES = 10_000;
const TEAM: RateLimits = { burst: 30, perMinute: 300, perHour: 10_000, perDay: 100_000 };
const ANONYMOUS: RateLimits = { burst: 10, perMinute: 60, perHour: 100, perDay: 500 };
/** Each identity comes this often while all are admitted: 240 a minute of 300. */
const STEADY_MS = 250;

/** One decision in memory: of keys, of callers with their header fields, of newcomers; and a million addresses. */
export const suite: BenchSuite = { name: 'limiter', run };

async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const count = quick ? 300_000 : 3_000_000;
  return [
    ...checks('admitted', count, { clock: coarse(STEADY_MS / IDENTITIES), limits: TEAM }),
    ...checks('refused', count, { clock: systemClock, limits: { ...TEAM, burst: 1, perMinute: 1 } }),
    ...(await callers(quick ? 200_000 : 1_000_000)),
    ...addresses(quick ? 200_000 : 1_000_000),
  ];
}

/** A clock that passes so much at each reading: the traffic is what it is said to be, however fast the machine is. */
function coarse(stepMs: number): Clock {
  const startMs = systemClock.now();
  let passedMs = 0;
  return { now: () => startMs + Math.floor(passedMs), monotonic: () => (passedMs += stepMs) };
}

function checks(what: string, count: number, { clock, limits }: { clock: Clock; limits: RateLimits }): BenchRow[] {
  const store = new MemoryRateStore({ clock, random: systemRandom });
  const requests = Array.from({ length: IDENTITIES }, (_, i) => ({
    identity: `key:${i}`,
    limits,
    lowered: null,
    cost: 1,
  }));
  const take = (i: number): boolean => {
    const request = requests[i % IDENTITIES];
    return request !== undefined && store.take(request).allowed;
  };
  for (let i = 0; i < IDENTITIES * 20; i++) take(i);
  let admitted = 0;
  const cpu = process.cpuUsage();
  for (let i = 0; i < count; i++) if (take(i)) admitted += 1;
  const meanMicros = microsSince(cpu) / count;
  const note = `CPU time; ${IDENTITIES} keys, ${Math.round((100 * admitted) / count)} % admitted`;
  return [
    { name: `check, ${what}: mean`, unit: 'µs', value: meanMicros, note },
    timed(`check, ${what}: each timed`, count / 10, take),
  ];
}

/** CPU time, all threads: other work on the machine does not count. */
function microsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function timed(name: string, count: number, work: (i: number) => unknown): BenchRow {
  const micros: number[] = [];
  for (let i = 0; i < count; i++) {
    const startMs = performance.now();
    work(i);
    micros.push((performance.now() - startMs) * 1_000);
  }
  const at = (share: number): number => percentile(micros, share);
  return {
    name,
    unit: 'µs',
    value: at(0.5),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    note: 'two readings of the clock included',
  };
}

/** What a request pays: a look, a take, the fields of its answer, and its place in the usage. */
async function callers(count: number): Promise<BenchRow[]> {
  const clock = coarse(STEADY_MS / IDENTITIES);
  const local = new MemoryRateStore({ clock, random: systemRandom });
  const time = { clock, scheduler: systemScheduler };
  const onFailure = (error: unknown): never => {
    throw error;
  };
  const days = new DurableDays({ ...time, local, quotas: memoryQuotas(), onFailure });
  const usage = new KeyUsage({ ...time, store: memoryUsage(), onFailure });
  const keys = Array.from({ length: IDENTITIES }, (_, i) => callerOf(i));
  const rows: BenchRow[] = [];
  for (const [name, store] of [
    ['a request', local],
    ['a request, quotas on disk', days],
  ] as const satisfies readonly (readonly [string, RateStore])[]) {
    const limiter = new RateLimiter({ store, local, tiers: new TierTable(TIERS), factorOf: () => 1, usage });
    await request(limiter, keys, IDENTITIES * 5);
    const cpu = process.cpuUsage();
    const later = await request(limiter, keys, count);
    const value = microsSince(cpu) / count;
    rows.push({
      name: `${name}: look, take, fields, usage`,
      unit: 'µs',
      value,
      note: `CPU time; ${later} of ${count} waited for their block`,
    });
  }
  await usage.close();
  await days.close();
  return rows;
}

async function request(limiter: RateLimiter, callers: readonly Caller[], count: number): Promise<number> {
  let later = 0;
  let length = 0;
  for (let i = 0; i < count; i++) {
    const caller = callers[i % IDENTITIES];
    if (caller === undefined) continue;
    if (!limiter.look(caller).allowed) continue;
    const verdict = limiter.take(caller, 1);
    if (verdict instanceof Promise) later += 1;
    const given = verdict instanceof Promise ? await verdict : verdict;
    length += (given.headers?.state.length ?? 0) + (given.headers?.policy.length ?? 0);
    limiter.record(caller, 'ask', 1);
  }
  // Keeps the texts from being optimised away.
  return length > 0 ? later : Number.NaN;
}

function callerOf(i: number): Caller {
  const principal = { tenant: 'bench', tier: 'team', scopes: [], userId: null };
  return { principal, keyId: `k${i}`, identity: `key:k${i}`, limits: null };
}

/** A flood, and somebody steady who was there before it. */
function addresses(count: number): BenchRow[] {
  const clock = manualClock(systemClock.now());
  const store = new MemoryRateStore({ clock, random: systemRandom });
  const take = (identity: string): boolean =>
    store.take({ identity, limits: ANONYMOUS, lowered: null, cost: 1 }).allowed;
  const before = heldBytes();
  let refused = 0;
  const cpu = process.cpuUsage();
  let tenthBytes = 0;
  for (let i = 0; i < count; i++) {
    take(`${ADDRESS_IDENTITY}2001:db8:${(i >>> 16).toString(16)}:${(i & 0xffff).toString(16)}::/64`);
    // Everything within an hour, so that nothing of the flood is over while it lasts.
    if (i % (count / 90) < 1) {
      clock.advance(40_000);
      if (!take(`${ADDRESS_IDENTITY}steady`)) refused += 1;
    }
    if (i === count / 10) tenthBytes = heldBytes() - before;
  }
  const micros = microsSince(cpu) / count;
  const bytes = heldBytes() - before;
  const { addresses: places, overflowed } = store.occupancy;
  const note = `${places} places, ${overflowed} calls shared one, a steady client was refused ${refused} times`;
  return [
    { name: `${count} addresses: memory`, unit: 'MiB', value: bytes / 1_048_576, note },
    { name: `${count} addresses: memory over that of a tenth`, unit: 'times', value: bytes / tenthBytes },
    { name: `${count} addresses: a newcomer`, unit: 'µs', value: micros },
  ];
}
