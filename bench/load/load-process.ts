import { setTimeout as delay } from 'node:timers/promises';
import type { LoadPhase, LoadPlan, PhaseReport, Shot } from './load-plan.ts';
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
  const url = new URL(plan.url);
  const connections = await Promise.all(Array.from({ length: plan.sockets }, () => RawConnection.open(url)));
  const bytes = plan.bodies.map((body) => postBytes(url, plan.path, body));
  let next = 0;
  const take = (): Buffer => bytes[next++ % bytes.length] ?? Buffer.alloc(0);
  const reports: PhaseReport[] = [];
  for (const phase of plan.phases) {
    const before = await processFigures(plan.pid);
    const shots = await carryOut(phase, connections, take);
    const after = await processFigures(plan.pid);
    reports.push({ name: phase.name, cpuSeconds: after.cpuSeconds - before.cpuSeconds, shots });
  }
  for (const connection of connections) connection.close();
  return reports;
}

async function carryOut(
  phase: LoadPhase,
  connections: readonly RawConnection[],
  take: () => Buffer,
): Promise<readonly Shot[]> {
  const startMs = performance.now();
  const shots: Shot[] = [];
  if ('workers' in phase) await closedLoop(phase, connections, { take, startMs, shots });
  else await openLoop(phase, connections, { take, startMs, shots });
  const restMs = startMs + phase.seconds * 1000 - performance.now();
  if (restMs > 0) await delay(restMs);
  return shots;
}

type Range = { readonly take: () => Buffer; readonly startMs: number; readonly shots: Shot[] };

async function closedLoop(
  { workers, seconds }: { readonly workers: number; readonly seconds: number },
  connections: readonly RawConnection[],
  { take, startMs, shots }: Range,
): Promise<void> {
  const endMs = startMs + seconds * 1000;
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

// Each request is due at its time whatever the server does; one that finds no free connection waits, and its time counts from when it was due.
async function openLoop(
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  connections: readonly RawConnection[],
  { take, startMs, shots }: Range,
): Promise<void> {
  const total = Math.round(perSecond * seconds);
  const free = connections.filter(({ isOpen }) => isOpen);
  const backlog: number[] = [];
  let out = 0;
  const fire = (connection: RawConnection, dueMs: number): void => {
    out++;
    void connection.send(take()).then(({ status, atMs }) => {
      out--;
      shots.push({ dueMs: dueMs - startMs, tookMs: atMs - dueMs, status });
      const waiting = backlog.shift();
      if (!connection.isOpen) return;
      if (waiting === undefined) free.push(connection);
      else fire(connection, waiting);
    });
  };
  for (let i = 0; i < total; i++) {
    const dueMs = startMs + (i * 1000) / perSecond;
    while (performance.now() < dueMs) await delay(1);
    const connection = free.shift();
    if (connection !== undefined) fire(connection, dueMs);
    else if (backlog.length < BACKLOG_MAX) backlog.push(dueMs);
    else shots.push({ dueMs: dueMs - startMs, tookMs: 0, status: 0 });
  }
  while (out > 0) await delay(5);
}
