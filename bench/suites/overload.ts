import { percentile } from '../../test/support/percentiles.ts';
import { type RunningServer, startServer } from '../../test/support/start-server.ts';
import { generateCorpus, generateQueries } from '../corpus.ts';
import { HttpClient } from '../load/http-client.ts';
import type { LoadPhase, PhaseReport, Shot } from '../load/load-plan.ts';
import { spawnBare } from '../load/spawn-bare.ts';
import { spawnLoad } from '../load/spawn-load.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';
import { latencyRow } from '../timing.ts';

const SEED = 7;
const VOCABULARY = 50_000;
const CALL_DOCUMENTS = 500;
const SOCKETS = 400;
/** Clients that keep the server busy without a queue that stands. */
const CAPACITY_WORKERS = 8;
const OVERLOAD = 3;
/** Share of the capacity that comes before and after: a busy server that is well. */
const USUAL = 0.5;
/** Milliseconds after which an answer is of no use any more: what came later does not count as good. */
const USEFUL_MS = 1_000;
/** Seconds after the overload in which nothing is held against the server. */
const RECOVERY_SECONDS = 5;
const BURSTS = 3;
const INGEST_CALLERS = 32;
const INGEST_CALLS = 4;
const REFUSALS_PER_SECOND = 1_000;
const OPEN_DOORS = new URL('../load/open-door-server.ts', import.meta.url).pathname;

/** Three times what the server can do, on 400 warm connections from another process; the same with shedding taken out; friendly bursts. */
export const suite: BenchSuite = { name: 'overload', run };

type Bench = {
  readonly documents: number;
  readonly overSeconds: number;
  readonly usualSeconds: number;
  readonly capacitySeconds: number;
};

async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const bench = quick
    ? { documents: 2_000, overSeconds: 10, usualSeconds: 10, capacitySeconds: 5 }
    : { documents: 10_000, overSeconds: 60, usualSeconds: 15, capacitySeconds: 10 };
  return [...(await shedding(bench)), ...(await control(bench)), ...(await refusals())];
}

async function shedding(bench: Bench): Promise<BenchRow[]> {
  const server = await startServer({ env: { PREFETCH: 'off' } });
  try {
    await ingest(server, bench.documents);
    return [
      ...(await overload(server, bench, 'shedding')),
      ...(await bursts(server)),
      ...(await waitingIngests(server)),
    ];
  } finally {
    await server.stop();
  }
}

/** Shorter: without shedding nothing settles, it only grows, and what comes after has to wait for it. */
async function control(bench: Bench): Promise<BenchRow[]> {
  const server = await startServer({ main: OPEN_DOORS, env: { PREFETCH: 'off' } });
  try {
    await ingest(server, bench.documents);
    return await overload(server, { ...bench, overSeconds: 10 }, 'control: nothing is shed');
  } finally {
    await server.stop();
  }
}

async function overload(server: RunningServer, bench: Bench, label: string): Promise<BenchRow[]> {
  const closed = { seconds: bench.capacitySeconds, workers: CAPACITY_WORKERS };
  const [, first] = await load(server, [
    { name: 'warm', ...closed },
    { name: 'capacity', ...closed },
  ]);
  const perSecond = goodPerSecond(first, bench.capacitySeconds);
  const usual = { seconds: bench.usualSeconds, perSecond: perSecond * USUAL };
  const [before, over, after, again] = await load(server, [
    { name: 'before', ...usual },
    { name: 'overload', seconds: bench.overSeconds, perSecond: perSecond * OVERLOAD },
    { name: 'after', ...usual },
    { name: 'capacity', ...closed },
  ]);
  const capacity = (perSecond + goodPerSecond(again, bench.capacitySeconds)) / 2;
  const goodput = goodPerSecond(over, bench.overSeconds);
  const late = after?.shots.filter(({ dueMs }) => dueMs >= RECOVERY_SECONDS * 1_000);
  const p99Before = percentile(times(before?.shots), 0.99);
  const p99After = percentile(times(late), 0.99);
  return [
    {
      name: `${label}: capacity, ${CAPACITY_WORKERS} clients, before and after`,
      unit: 'q/s',
      value: capacity,
      note: `${perSecond.toFixed(0)}, then ${goodPerSecond(again, bench.capacitySeconds).toFixed(0)}`,
    },
    { name: `${label}: useful answers at ${OVERLOAD} × that`, unit: 'q/s', value: goodput, note: tally(over) },
    { name: `${label}: of the capacity`, unit: '', value: goodput / capacity },
    {
      name: `${label}: of the capacity, each by CPU time`,
      unit: '',
      value: perCpuSecond(over) / ((perCpuSecond(first) + perCpuSecond(again)) / 2),
      note: 'the same where others use the machine too',
    },
    latencyRow(`${label}: answers, at ${OVERLOAD} ×`, times(over?.shots)),
    latencyRow(`${label}: refusals, at ${OVERLOAD} ×`, times(over?.shots, 503)),
    latencyRow(`${label}: answers at ${USUAL} ×, before`, times(before?.shots), tally(before)),
    latencyRow(`${label}: answers at ${USUAL} ×, from ${RECOVERY_SECONDS} s after on`, times(late), tally(after)),
    { name: `${label}: p99 after ÷ before`, unit: '×', value: p99After / p99Before },
  ];
}

type Target = Pick<RunningServer, 'url' | 'pid'>;

function load(server: Target, phases: readonly LoadPhase[]): Promise<readonly PhaseReport[]> {
  const texts = generateQueries({ queries: 5_000, vocabulary: VOCABULARY, seed: SEED });
  const bodies = texts.map((text) => ({ text, pattern: 'fast', cache: 'bypass' }));
  return spawnLoad({ url: server.url, pid: server.pid, path: '/api/query', sockets: SOCKETS, bodies, phases });
}

/** So many at once to a server with nothing else to do, three times. */
async function bursts(server: RunningServer): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of [50, 64, 100]) {
    const reports = await load(
      server,
      Array.from({ length: BURSTS }, (_, i): LoadPhase[] => [
        { name: `rest ${i}`, seconds: 3, perSecond: 1 },
        { name: 'burst', seconds: 0.001, perSecond: size * 1_000 },
      ]).flat(),
    );
    const shots = reports.filter(({ name }) => name === 'burst').flatMap((report) => report.shots);
    const answered = times(shots);
    rows.push(
      latencyRow(`${size} at once, idle before: answers`, answered, `${answered.length} of ${shots.length} answered`),
    );
  }
  return rows;
}

/** Callers that each wait until what they sent is searchable, and then send more. */
async function waitingIngests({ url }: RunningServer): Promise<BenchRow[]> {
  const client = new HttpClient(url, INGEST_CALLERS);
  const startMs = performance.now();
  let refused = 0;
  let sent = 0;
  await Promise.all(
    Array.from({ length: INGEST_CALLERS }, async (_, caller) => {
      for (let call = 0; call < INGEST_CALLS; call++) {
        const documents = corpus(20, SEED + caller * INGEST_CALLS + call).map((document, i) => ({
          id: `w-${caller}-${call}-${i}`,
          ...document,
        }));
        const { status } = await client.send('POST', '/api/documents?wait=indexed', { documents });
        sent++;
        if (status !== 200) refused++;
      }
    }),
  );
  client.close();
  const seconds = (performance.now() - startMs) / 1_000;
  const name = `${INGEST_CALLERS} callers that wait for their documents: refused`;
  return [{ name, unit: '', value: refused, note: `of ${sent} calls in ${seconds.toFixed(1)} s` }];
}

/** What one refusal costs the server, while all are refused; and what an answer of nothing costs a bare one, as the yardstick. */
async function refusals(): Promise<BenchRow[]> {
  const bare = await spawnBare();
  const server = await startServer({ env: { PREFETCH: 'off', IN_FLIGHT_MAX: '0' } });
  try {
    const row = async (name: string, target: Target): Promise<BenchRow> => {
      const phase = { seconds: 5, perSecond: REFUSALS_PER_SECOND };
      const [, report] = await load(target, [
        { name: 'warm', ...phase },
        { name: 'measured', ...phase },
      ]);
      const microseconds = ((report?.cpuSeconds ?? 0) * 1e6) / (report?.shots.length ?? 1);
      const note = `CPU time of the process at ${REFUSALS_PER_SECOND} a second; ${tally(report)}`;
      return { name, unit: 'µs', value: microseconds, note };
    };
    return [await row('a bare Fastify answer', bare), await row('one refusal', server)];
  } finally {
    await bare.stop();
    await server.stop();
  }
}

async function ingest({ url }: RunningServer, count: number): Promise<void> {
  const client = new HttpClient(url, 1);
  const all = corpus(count, SEED);
  for (let i = 0; i < all.length; i += CALL_DOCUMENTS) {
    const documents = all.slice(i, i + CALL_DOCUMENTS).map((document, at) => ({ id: `d${i + at}`, ...document }));
    const { status } = await client.send('POST', '/api/documents?wait=indexed', { documents });
    if (status !== 200) throw new Error(`documents were refused with ${status}`);
  }
  client.close();
}

function corpus(documents: number, seed: number) {
  return [...generateCorpus({ documents, wordsPerDocument: 150, vocabulary: VOCABULARY, seed })];
}

function times(shots: readonly Shot[] = [], status = 200): readonly number[] {
  return shots.filter((shot) => shot.status === status).map(({ tookMs }) => tookMs);
}

function goodPerSecond(report: PhaseReport | undefined, seconds: number): number {
  return times(report?.shots).filter((tookMs) => tookMs <= USEFUL_MS).length / seconds;
}

function perCpuSecond(report: PhaseReport | undefined): number {
  return times(report?.shots).length / (report?.cpuSeconds ?? 1);
}

function tally(report: PhaseReport | undefined): string {
  const shots = report?.shots ?? [];
  const count = (status: number): number => shots.filter((shot) => shot.status === status).length;
  const [answered, refused] = [count(200), count(503)];
  return `${answered} answered, ${refused} refused, ${shots.length - answered - refused} failed`;
}
