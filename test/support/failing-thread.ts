import { parentPort } from 'node:worker_threads';
import type { ThreadTask } from '../../src/adapters/wasm-vectors/thread-pool.ts';

/** Doubles the first number of a task; ends the thread for a negative one, throws for 0, keeps silent for a fraction. */
parentPort?.on('message', ({ id, values }: ThreadTask) => {
  const [first = 0] = values;
  if (first < 0) process.exit(3);
  if (first === 0) throw new Error('the task failed');
  if (Number.isInteger(first)) parentPort?.postMessage({ id, value: first * 2 });
});
