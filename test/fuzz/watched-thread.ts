import { Worker } from 'node:worker_threads';
import type { GrowthFigures } from './growth.ts';
import type { FuzzFigures } from './run-target.ts';

/** Places of the shared counter: how many inputs were begun, and the length of the newest. */
export const TOLD_AT = 0;
export const LENGTH_AT = 1;
/** Bytes of an input that are kept for the report. */
const KEPT_BYTES = 512 * 1024;
/** Milliseconds without a new input after which the thread is taken for lost. One input may take a second of CPU; machines may be busy. */
const LOST_AFTER_MS = 60_000;
const LOOK_MS = 1_000;

export type FuzzJob = {
  readonly names: readonly string[];
  readonly timeMs: number;
  readonly seed: number;
  readonly shapesMax: number;
  readonly told: SharedArrayBuffer;
  readonly input: SharedArrayBuffer;
};
export type FuzzReport = { readonly figures: FuzzFigures; readonly growth: GrowthFigures };

type Message =
  | { readonly kind: 'started'; readonly name: string }
  | { readonly kind: 'done'; readonly name: string; readonly report: FuzzReport }
  | { readonly kind: 'end' };

/** Fuzzes targets on a thread of their own; an input that never ends becomes a finding, and the targets after it are still run. */
export async function fuzzOnThread(
  job: Omit<FuzzJob, 'told' | 'input'>,
  tell: (report: FuzzReport) => void,
): Promise<void> {
  const told = new SharedArrayBuffer(8);
  const input = new SharedArrayBuffer(KEPT_BYTES);
  const worker = new Worker(new URL('./fuzz-thread.ts', import.meta.url), { workerData: { ...job, told, input } });
  const left = [...job.names];
  const lost = await new Promise<boolean>((resolve, reject) => {
    let seen = -1;
    let quietMs = 0;
    const timer = setInterval(() => {
      const now = Atomics.load(new Int32Array(told), TOLD_AT);
      quietMs = now === seen ? quietMs + LOOK_MS : 0;
      seen = now;
      if (quietMs >= LOST_AFTER_MS) settle(() => resolve(true));
    }, LOOK_MS);
    const settle = (end: () => void) => {
      clearInterval(timer);
      end();
    };
    worker.on('error', (error) => settle(() => reject(new Error(`while fuzzing ${left[0]}`, { cause: error }))));
    worker.on('message', (message: Message) => {
      if (message.kind === 'end') settle(() => resolve(false));
      if (message.kind !== 'done') return;
      left.shift();
      tell(message.report);
    });
  });
  await worker.terminate();
  const [name, ...others] = left;
  if (!lost || name === undefined) return;
  tell(lostReport(name, new Uint8Array(input).slice(0, Atomics.load(new Int32Array(told), LENGTH_AT))));
  if (others.length > 0) await fuzzOnThread({ ...job, names: others }, tell);
}

function lostReport(target: string, input: Uint8Array): FuzzReport {
  const finding = {
    reason: `an input of ${input.length} bytes was not read within ${LOST_AFTER_MS / 1_000} s`,
    inputBase64: Buffer.from(input).toString('base64'),
  };
  return {
    figures: { target, inputs: 0, accepted: 0, slowestMs: LOST_AFTER_MS, finding },
    growth: { shapes: 0, worstMs: 0, findings: [] },
  };
}
