import { parentPort, workerData } from 'node:worker_threads';
import { defined } from '../../shared/assert.ts';
import { scanKernel } from './kernel-module.ts';
import type { ThreadResult, ThreadTask } from './thread-pool.ts';

/** What a scan thread is given: the compiled kernel and the memory it shares with the event loop. */
export type ScanThreadData = { readonly module: WasmModule; readonly memory: WasmMemory };

const { module, memory }: ScanThreadData = workerData;
const port = defined(parentPort, 'scan-thread runs as a worker thread');
const { scan } = scanKernel(module, memory);

port.on('message', (task: ThreadTask) => {
  const result: ThreadResult = { id: task.id, value: scan(...task.values) };
  port.postMessage(result);
});
