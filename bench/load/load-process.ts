import { setTimeout as delay } from 'node:timers/promises';
import type { LoadPlan, PhaseReport, Shot } from './load-plan.ts';
import { processFigures } from './process-figures.ts';
import { postBytes, RawConnection } from './raw-connection.ts';

/** A refused client of a closed loop comes again after so long; one that hammered would measure refusals. */
const REFUSED_REST_MS = 20;
/** Requests that wait for a free connection: beyond it they count as lost. */
const BACKLOG_MAX = 20_000;

/** A process of its own that carries out one plan, told by its parent, and reports every request. */
process.once('message', (plan: LoadPlan) => {
  run(plan).then(
    (reports) => process.send?.(reports, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run(plan: LoadPlan): Promise<readonly PhaseReport[]> {
  const range = await openRange(plan);
  const reports: PhaseReport[] = [];
  for (const phase of plan.phases) {
    const startMs = performance.now();
    const before = await processFigures(plan.pid);
    const shots: Shot[] = [];
    if ('workers' in phase) await closedLoop(phase, range, shots);
    else await openLoop(phase, range, shots);
    await delay(Math.max(0, startMs + phase.seconds * 1_000 - performance.now()));
    const after = await processFigures(plan.pid);
    reports.push({ name: phase.name, cpuSeconds: after.cpuSeconds - before.cpuSeconds, shots });
  }
  // What a phase has sent may be answered in a later one; its report is whole when all are.
  await range.quiet();
  range.close();
  return reports;
}

/** The connections of a plan, shared by its phases. */
type Range = {
  readonly connections: readonly RawConnection[];
  take(): Buffer;
  /** Sends on a free connection now, or as soon as there is one; the time counts from when it was due. */
  fire(due: { readonly dueMs: number; readonly startMs: number }, shots: Shot[]): void;
  /** Resolves when everything that was sent is answered. */
  quiet(): Promise<void>;
  close(): void;
};

async function openRange({ url: at, path, sockets, bodies }: LoadPlan): Promise<Range> {
  const url = new URL(at);
  const connections = await Promise.all(Array.from({ length: sockets }, () => RawConnection.open(url)));
  const bytes = bodies.map((body) => postBytes(url, path, body));
  const free = [...connections];
  const backlog: (() => void)[] = [];
  let next = 0;
  let out = 0;
  const take = (): Buffer => bytes[next++ % bytes.length] ?? Buffer.alloc(0);
  const fire: Range['fire'] = ({ dueMs, startMs }, shots) => {
    const connection = free.shift();
    if (connection === undefined) {
      if (backlog.length < BACKLOG_MAX) backlog.push(() => fire({ dueMs, startMs }, shots));
      else shots.push({ dueMs: dueMs - startMs, tookMs: 0, status: 0 });
      return;
    }
    out++;
    void connection.send(take()).then(({ status, atMs }) => {
      out--;
      shots.push({ dueMs: dueMs - startMs, tookMs: atMs - dueMs, status });
      if (connection.isOpen) free.push(connection);
      backlog.shift()?.();
    });
  };
  const quiet = async (): Promise<void> => {
    while (out > 0) await delay(5);
  };
  return { connections, take, fire, quiet, close: () => connections.forEach((connection) => void connection.close()) };
}

async function closedLoop(
  { workers, seconds }: { readonly workers: number; readonly seconds: number },
  { connections, take, quiet }: Range,
  shots: Shot[],
): Promise<void> {
  await quiet();
  const startMs = performance.now();
  const endMs = startMs + seconds * 1_000;
  await Promise.all(
    connections.slice(0, workers).map(async (connection) => {
      while (performance.now() < endMs && connection.isOpen) {
        const dueMs = performance.now();
        const { status, atMs } = await connection.send(take());
        shots.push({ dueMs: dueMs - startMs, tookMs: atMs - dueMs, status });
        if (status !== 200) await delay(REFUSED_REST_MS);
      }
    }),
  );
}

/** Each request is due at its time whatever the server does. */
async function openLoop(
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  { fire }: Range,
  shots: Shot[],
): Promise<void> {
  const startMs = performance.now();
  const total = Math.round(perSecond * seconds);
  for (let i = 0; i < total; i++) {
    const dueMs = startMs + (i * 1_000) / perSecond;
    while (performance.now() < dueMs) await delay(1);
    fire({ dueMs, startMs }, shots);
  }
}
