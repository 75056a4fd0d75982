import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ScanEngine } from './scan-engine.ts';
import type { Candidate, ScanImage } from './scan-image.ts';
import { BLOCK_ROWS } from './slab-layout.ts';
import type { ThreadPool } from './thread-pool.ts';

/** Multiply-adds a scan may cost and still run on the event loop: about 0.4 ms. */
export const INLINE_WORK_MAX = 6_000_000;
/** Multiply-adds between two turns of the event loop when there are no threads: about 1 ms. */
const STEP_WORK_MAX = 16_000_000;

/** Kernel scores of the best rows, and the highest score that any row left out can have (-Infinity when none was). */
export type ScanResult = { readonly candidates: readonly Candidate[]; readonly floor: number };

export type ScanRun = {
  readonly image: ScanImage;
  readonly dimensions: number;
  readonly capacity: number;
  readonly signal: AbortSignal | undefined;
};

/** The scan in one go, for work below `INLINE_WORK_MAX`. */
export function scanAtOnce(engine: ScanEngine, { image, capacity }: ScanRun): ScanResult {
  const held = engine.kernel.scan(...image.task(0, 0, image.blockCount, 0));
  return gather(image, [held], capacity);
}

/** The scan on the event loop in steps of about a millisecond, other work running between them. */
export async function scanInSteps(engine: ScanEngine, { image, dimensions, capacity, signal }: ScanRun) {
  const step = Math.max(1, Math.floor(STEP_WORK_MAX / (BLOCK_ROWS * dimensions)));
  let held = 0;
  for (let from = 0; from < image.blockCount; from += step) {
    if (from > 0) await nextTurn();
    signal?.throwIfAborted();
    held = engine.kernel.scan(...image.task(0, from, Math.min(from + step, image.blockCount), held));
  }
  return gather(image, [held], capacity);
}

/** The scan split evenly over the threads. An abort rejects once the threads have let go of the image, within a block. */
export async function scanInThreads(threads: ThreadPool, slices: number, run: ScanRun): Promise<ScanResult> {
  const { image, capacity, signal } = run;
  const cancel = (): void => image.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const size = Math.ceil(image.blockCount / slices);
  const parts = Array.from({ length: slices }, (_, i) => {
    return threads.run(image.task(i, i * size, Math.min((i + 1) * size, image.blockCount), 0));
  });
  const ends = await Promise.allSettled(parts);
  signal?.removeEventListener('abort', cancel);
  signal?.throwIfAborted();
  const held = ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
  return gather(image, held, capacity);
}

function gather(image: ScanImage, held: readonly number[], capacity: number): ScanResult {
  const candidates: Candidate[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  held.forEach((count, slice) => {
    const part = image.candidates(slice, count);
    if (count === capacity) floor = Math.max(floor, part[0]?.score ?? floor);
    for (const candidate of part) candidates.push(candidate);
  });
  return { candidates, floor };
}
