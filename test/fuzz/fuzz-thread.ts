import { parentPort, workerData } from 'node:worker_threads';
import { defined } from '../../src/shared/assert.ts';
import { measureGrowth } from './growth.ts';
import { type Finding, fuzzTarget } from './run-target.ts';
import { TARGETS } from './targets.ts';
import { type FuzzJob, type FuzzReport, LENGTH_AT, TOLD_AT } from './watched-thread.ts';

const port = defined(parentPort, 'this file runs as a thread');
const { names, timeMs, seed, shapesMax, told, input }: FuzzJob = workerData;
const counter = new Int32Array(told);
const copy = new Uint8Array(input);

/** Keeps the input where the watching thread finds it if this one never comes back. */
function before(bytes: Uint8Array): void {
  copy.set(bytes.subarray(0, copy.length));
  Atomics.store(counter, LENGTH_AT, Math.min(bytes.length, copy.length));
  Atomics.add(counter, TOLD_AT, 1);
}

const SETTLING_MS = 50;

/** Rejections that nobody waited for: in the product they would end a thread. */
let stray: unknown = null;
process.on('unhandledRejection', (reason) => {
  stray ??= reason;
});

for (const name of names) {
  const target = defined(
    TARGETS.find((each) => each.name === name),
    'a job names targets that are there',
  );
  port.postMessage({ kind: 'started', name });
  await target.world?.open();
  const figures = await fuzzTarget(target, { timeMs, seed, before });
  const growth = await measureGrowth(target, shapesMax, before);
  // What the last inputs left behind is told of after this turn.
  if (stray !== null || target.leavesPromises !== undefined)
    await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
  const left = stray === null || target.leavesPromises !== undefined ? figures.finding : strayFinding(stray);
  const report: FuzzReport = { figures: { ...figures, finding: figures.finding ?? left }, growth };
  stray = null;
  port.postMessage({ kind: 'done', name, report });
}
for (const { world } of TARGETS) await world?.close();
port.postMessage({ kind: 'end' });

function strayFinding(reason: unknown): Finding {
  const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  return {
    reason: `a promise was rejected and nobody waited for it: ${text}`,
    inputBase64: Buffer.from(copy).toString('base64', 0, 2_000),
  };
}
