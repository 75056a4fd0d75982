import { randomUUID } from 'node:crypto';
import { median } from '../../test/support/percentiles.ts';
import { type RunningServer, startServer } from '../../test/support/start-server.ts';
import { HttpClient } from '../load/http-client.ts';
import { processFigures } from '../load/process-figures.ts';
import { rawLoad } from '../load/raw-load.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';

/** A small answer from memory: what is measured is the way to it. */
const PATH = '/v1/models';
/** Enough that the server always has something to do, and fewer than it lets in. */
const CLIENTS = 16;
const ROUNDS = 15;
/** All four windows are looked at and none ever refuses. */
const LIMITS = { burst: 100_000, per_minute: 1_000_000, per_hour: 100_000_000, per_day: 1_000_000_000 };

/** What a key, four windows and their headers cost: two servers side by side, with and without, in rounds that alternate. */
export const suite: BenchSuite = { name: 'access', run };

type Side = {
  readonly server: RunningServer;
  readonly headers: Readonly<Record<string, string>>;
  readonly perCpuSecond: number[];
  readonly perSecond: number[];
};

async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const sides = [await open(false), await open(true)] as const;
  try {
    const count = quick ? 2_000 : 10_000;
    for (const side of sides) await round(side, count);
    for (const side of sides) for (const figures of [side.perCpuSecond, side.perSecond]) figures.length = 0;
    for (let i = 0; i < ROUNDS; i++)
      for (const side of i % 2 === 0 ? sides : sides.toReversed()) await round(side, count);
    const [off, on] = sides;
    return [
      row('GET, open server', off.perSecond),
      row('GET, key + limits + headers', on.perSecond),
      { name: 'on ÷ off, requests a CPU second', unit: '×', value: ratio(on.perCpuSecond, off.perCpuSecond) },
      { name: `on ÷ off, requests a second, ${CLIENTS} clients`, unit: '×', value: ratio(on.perSecond, off.perSecond) },
    ];
  } finally {
    for (const { server } of sides) await server.stop();
  }
}

async function open(isGuarded: boolean): Promise<Side> {
  const adminKey = `admin-of-the-bench-${randomUUID()}`;
  const server = await startServer({ env: isGuarded ? { AUTH: 'on', ADMIN_KEY: adminKey } : {} });
  const headers = isGuarded ? { 'x-api-key': await newKey(server.url, adminKey) } : {};
  return { server, headers, perCpuSecond: [], perSecond: [] };
}

async function newKey(url: string, adminKey: string): Promise<string> {
  const admin = new HttpClient(url, 1, { 'x-api-key': adminKey });
  const { body } = await admin.send('POST', '/api/keys', { name: 'bench', tier: 'enterprise', limits: LIMITS });
  admin.close();
  const { key }: { key: string } = JSON.parse(body);
  return key;
}

async function round({ server, headers, perCpuSecond, perSecond }: Side, count: number): Promise<void> {
  const before = await processFigures(server.pid);
  const tookMs = await rawLoad({ url: server.url, path: PATH, headers, connections: CLIENTS }, count);
  const after = await processFigures(server.pid);
  perCpuSecond.push(count / (after.cpuSeconds - before.cpuSeconds));
  perSecond.push((count * 1_000) / tookMs);
}

/** Median over the rounds of the ratio of neighbours, so that what slows the machine slows both. */
function ratio(on: readonly number[], off: readonly number[]): number {
  return median(on.map((value, i) => value / (off[i] ?? Number.NaN)));
}

function row(name: string, values: readonly number[]): BenchRow {
  return { name, unit: 'req/s', value: median(values) };
}
