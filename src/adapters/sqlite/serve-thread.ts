import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { assert, defined } from '../../shared/assert.ts';
import { toFailure } from './failure.ts';
import { type Call, CLOSE, type FromThread, type Reply } from './thread-protocol.ts';

/** What a thread does with the calls that were waiting; every call gets a reply, in order. */
export interface Served {
  run(calls: readonly Call[]): readonly Reply[];
  close(): void;
}

/**
 * The loop of a thread: takes all calls that wait (at most `callsMax`), runs them as one group, and answers them together.
 * While a group is being run the next one gathers, so groups grow with the load and a lone call never waits for company.
 */
export function serveThread(open: (file: string) => Served, { callsMax }: { callsMax: number }): void {
  const port = defined(parentPort, 'this file is the entry of a thread');
  try {
    const served = open(dataFile());
    port.on('message', (first: Call) => answer(port, served, gather(port, first, callsMax)));
    post(port, { kind: 'ready' });
  } catch (error) {
    post(port, { kind: 'broken', failure: toFailure(error) });
    port.close();
  }
}

function gather(port: MessagePort, first: Call, callsMax: number): readonly Call[] {
  const calls = [first];
  while (calls.length < callsMax) {
    const next = receiveMessageOnPort(port);
    if (next === undefined) break;
    calls.push(next.message);
  }
  return calls;
}

function answer(port: MessagePort, served: Served, calls: readonly Call[]): void {
  const work = calls.filter(({ operation }) => operation !== CLOSE);
  if (work.length > 0) post(port, { kind: 'replies', replies: served.run(work) });
  const close = calls.find(({ operation }) => operation === CLOSE);
  if (close === undefined) return;
  post(port, { kind: 'replies', replies: [closed(served, close.id)] });
  port.close();
}

function closed(served: Served, id: number): Reply {
  try {
    served.close();
    return { id, value: null };
  } catch (error) {
    return { id, failure: toFailure(error) };
  }
}

function post(port: MessagePort, message: FromThread): void {
  port.postMessage(message);
}

function dataFile(): string {
  const data: unknown = workerData;
  assert(typeof data === 'object' && data !== null && 'file' in data, 'a thread is told its file');
  assert(typeof data.file === 'string', 'the file is a path');
  return data.file;
}
