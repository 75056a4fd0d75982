import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { processFigures } from '../../bench/load/process-figures.ts';
import type { RunningServer } from './start-server.ts';

const MEBIBYTE = 1024 * 1024;
/** Milliseconds an ordinary client may wait while others are hostile, on a machine that runs other tests as well. */
const ANSWER_MS_MAX = 5_000;
/** An ordinary client asks now and then; one that asks without a pause would itself be load. */
const PAUSE_MS = 20;

/** Runs a hostile act while an ordinary client goes on asking: every one of its questions must be answered, and in time. */
export async function beside<T>({ url }: RunningServer, act: () => Promise<T>): Promise<T> {
  let over = false;
  const done = act().finally(() => {
    over = true;
  });
  // Its failure is told below; until then nobody waits for it.
  done.catch(() => undefined);
  const waitsMs: number[] = [];
  do {
    const startMs = performance.now();
    const response = await fetch(`${url}/api/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'Who built the lamp?' }),
    });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    waitsMs.push(performance.now() - startMs);
    await delay(PAUSE_MS);
  } while (!over);
  expect(Math.max(...waitsMs)).toBeLessThan(ANSWER_MS_MAX);
  return await done;
}

/** Gives what the process has grown by since now, in MiB; null where the system does not tell. */
export async function watchMemory({ pid }: RunningServer): Promise<() => Promise<number>> {
  const before = await processFigures(pid);
  return async () => ((await processFigures(pid)).rssBytes - before.rssBytes) / MEBIBYTE;
}
